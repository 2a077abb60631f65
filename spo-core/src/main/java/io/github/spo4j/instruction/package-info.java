/**
 * The texts that SPO sends to models: {@link io.github.spo4j.instruction.Instructions} and
 * {@link io.github.spo4j.instruction.StyleInstructions}.
 *
 * <p>May use {@code internal}.
 */
@NullMarked
package io.github.spo4j.instruction;

import org.jspecify.annotations.NullMarked;
