/**
 * Writes a prompt for an application: as plain text, JSON, YAML or properties, in the template syntax of another library.
 *
 * <p>May use {@code prompt}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.export;

import org.jspecify.annotations.NullMarked;
