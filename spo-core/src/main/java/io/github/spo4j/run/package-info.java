/**
 * What a run consists of: rounds, votes, its choices and its events.
 *
 * <p>May use {@code model} and {@code template}.
 */
@NullMarked
package io.github.spo4j.run;

import org.jspecify.annotations.NullMarked;
