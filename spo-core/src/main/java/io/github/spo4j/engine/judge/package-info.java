/**
 * Not exported; may change in any release. The votes of a judging model: {@link io.github.spo4j.engine.judge.VotingJudge}.
 *
 * <p>May use {@code judge}, {@code run}, {@code instruction}, {@code template}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.engine.judge;

import org.jspecify.annotations.NullMarked;
