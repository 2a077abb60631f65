package io.github.spo4j.engine.optimize;

import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.StopReason;

/**
 * The outcome of a call of {@code optimize()}. Immutable.
 *
 * @param start what it started or resumed with
 * @param startPrompt the template's prompt
 * @param stopReason why it stopped
 * @param run the run as it is now
 */
public record RunOutcome(
        OptimizationListener.Start start, String startPrompt, StopReason stopReason, RunFiles.Content run) {}
