/**
 * Not exported; may change in any release. Small tools that several packages need: texts, JSON, files written whole,
 * hashes, concurrent calls.
 *
 * <p>May use {@code model}.
 */
@NullMarked
package io.github.spo4j.internal;

import org.jspecify.annotations.NullMarked;
