/**
 * Not exported; may change in any release. One question is answered with a prompt.
 *
 * <p>May use {@code run}, {@code prompt}, {@code template}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.engine.answer;

import org.jspecify.annotations.NullMarked;
