/**
 * Limits around a {@link io.github.spo4j.model.ChatModelPort}: attempts, time, pace, budget and cache, each of them a
 * port around another: {@link io.github.spo4j.policy.CallPolicy}.
 *
 * <p>May use {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.policy;

import org.jspecify.annotations.NullMarked;
