/**
 * Where the files of a run are kept: {@link io.github.spo4j.storage.RunStorage}.
 *
 * <p>May use {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.storage;

import org.jspecify.annotations.NullMarked;
