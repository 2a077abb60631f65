/**
 * What a comparison of two prompts found on questions that the search has not seen, and how sure that is.
 *
 * <p>May use {@code run}, {@code template}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.evaluation;

import org.jspecify.annotations.NullMarked;
