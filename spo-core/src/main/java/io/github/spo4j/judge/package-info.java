/**
 * How votes decide whether a candidate is better than the incumbent: {@link io.github.spo4j.judge.VotingRule}.
 *
 * <p>May use {@code run}.
 */
@NullMarked
package io.github.spo4j.judge;

import org.jspecify.annotations.NullMarked;
