/**
 * What SPO says to models and how it reads what they reply: {@link io.github.spo4j.instruction.Instructions},
 * {@link io.github.spo4j.instruction.StyleInstructions} and {@link io.github.spo4j.internal.TaggedReply}. Plain text
 * in, plain text out.
 */
@NullMarked
package io.github.spo4j.instruction;

import org.jspecify.annotations.NullMarked;
