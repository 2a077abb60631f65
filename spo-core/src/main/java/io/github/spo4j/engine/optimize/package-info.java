/**
 * Not exported; may change in any release. One run, from the API to the files:
 *
 * <pre>
 * PromptOptimizer.optimize()
 *   OpenRun.of(definition, storage, …)  lock, settings, questions, journal, session; refuses what is impossible
 *   OptimizationLoop.run()              round after round until there is a reason to stop
 *     RoundWork.round(number)
 *       propose                         Proposer: requirements, best prompt, its answers -&gt; candidate
 *       guard                           PromptGuard: nothing lost, nothing invented, not too long
 *       execute                         Answerer: every question, in parallel, joined in question order
 *       judge                           VotingJudge: the incumbent's answers against the candidate's
 *     OpenRun.finish(round)             journal, round folder, results.json; then the listener
 *     ConfirmationWork.confirm()          the search's winner against the start, on questions that were held out
 * PromptOptimizer.promote(prompt)       Decisions: a person decides in place of the judge
 * </pre>
 *
 * <p>Each class uses only later ones: Decisions, OptimizationLoop, ConfirmationWork, RoundWork, OpenRun, Estimator,
 * RunDefinition, HandedOut, ConfirmationJson, RunSettings, RunEvents, RunOutcome, Proposer, OptimizerMessage, Answerer,
 * RunQuestions, RunFiles, RoundJson, ResultsFile.
 *
 * <p>May use {@code engine.evaluation}, {@code engine.answer}, {@code engine.judge}, {@code engine.session}, {@code evaluation},
 * {@code judge}, {@code run}, {@code instruction}, {@code prompt},
 * {@code storage}, {@code policy}, {@code template}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.engine.optimize;

import org.jspecify.annotations.NullMarked;
