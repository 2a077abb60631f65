/**
 * Not exported; may change in any release. How a comparison is done and what its scores prove.
 *
 * <p>May use {@code evaluation}.
 */
@NullMarked
package io.github.spo4j.engine.evaluation;

import org.jspecify.annotations.NullMarked;
