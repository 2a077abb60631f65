/**
 * Not exported; may change in any release. How two prompts are compared.
 *
 * <p>May use {@code evaluation}, {@code engine.answer}, {@code engine.judge}, {@code run}, {@code template}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.engine.evaluation;

import org.jspecify.annotations.NullMarked;
