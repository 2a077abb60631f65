package io.github.spo4j.engine.optimize;

import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.StopReason;

/**
 * The outcome of a call of {@code optimize()}. Immutable.
 *
 * @param start what it started or resumed with
 * @param startPrompt the template's prompt
 * @param stopReason why it stopped
 * @param confirmation what the held-out questions say of the prompt that won the search, or why nothing
 * @param run the run as it is now
 */
public record RunOutcome(
        OptimizationListener.Start start,
        String startPrompt,
        StopReason stopReason,
        Confirmation confirmation,
        RunFiles.Content run) {}
