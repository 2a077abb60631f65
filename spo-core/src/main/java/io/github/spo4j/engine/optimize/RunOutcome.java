package io.github.spo4j.engine.optimize;

import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.StopReason;

/**
 * What a call of {@code optimize()} has come to. Immutable.
 *
 * @param start what it began or resumed with
 * @param startPrompt the template's prompt
 * @param stopReason why it returned
 * @param run the run as it is now
 */
public record RunOutcome(
        OptimizationListener.Start start, String startPrompt, StopReason stopReason, RunFiles.Content run) {}
