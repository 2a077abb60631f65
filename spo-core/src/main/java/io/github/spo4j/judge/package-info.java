/** Whether a candidate is better than the incumbent: {@link io.github.spo4j.judge.Judge} and its voting rules. */
@NullMarked
package io.github.spo4j.judge;

import org.jspecify.annotations.NullMarked;
