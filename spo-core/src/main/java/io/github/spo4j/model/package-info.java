/**
 * The seam to language models: {@link io.github.spo4j.model.ChatModelPort} and the values that cross it.
 *
 * <p>Everything SPO asks of a model is one blocking call of a port.
 *
 * <p>May use no other package of SPO.
 */
@NullMarked
package io.github.spo4j.model;

import org.jspecify.annotations.NullMarked;
