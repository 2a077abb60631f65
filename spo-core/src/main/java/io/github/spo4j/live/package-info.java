/**
 * The prompt of a running application: its versions, where they are stored, and how a better one is put into use.
 *
 * <p>May use {@code prompt}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.live;

import org.jspecify.annotations.NullMarked;
