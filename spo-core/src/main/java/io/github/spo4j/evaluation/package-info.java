/**
 * Values of a comparison of two prompts on questions that the search has not seen.
 *
 * <p>May use {@code run}, {@code template} and {@code model}.
 */
@NullMarked
package io.github.spo4j.evaluation;

import org.jspecify.annotations.NullMarked;
