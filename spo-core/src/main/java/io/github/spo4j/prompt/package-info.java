/**
 * The prompt itself: its place in a request ({@link io.github.spo4j.prompt.PromptPlacement}), its slots
 * ({@link io.github.spo4j.prompt.PromptSlots}), and the checks of a new one ({@link io.github.spo4j.prompt.PromptGuard}).
 *
 * <p>May use {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.prompt;

import org.jspecify.annotations.NullMarked;
