/**
 * Not exported; may change in any release. One piece of work that calls models and can be stopped and resumed, used by runs
 * and by style extraction: its lock, header and journal ({@link io.github.spo4j.engine.session.JournalledRun}), and its
 * threads, limits and budget around each model ({@link io.github.spo4j.engine.session.Session}).
 *
 * <p>May use {@code storage}, {@code policy}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.engine.session;

import org.jspecify.annotations.NullMarked;
