/**
 * Not exported; may change in any release. One run, from the door to the files:
 *
 * <pre>
 * PromptOptimizer.optimize()
 *   OpenRun.of(definition, storage)     lock, settings, questions, journal, session; what cannot be is refused
 *   OptimizationLoop.run()              round after round until there is a reason to stop
 *     RoundWork.round(number)
 *       propose                         Proposer: requirements, best prompt, its answers -&gt; candidate
 *       guard                           PromptGuard: nothing lost, nothing invented, not too long
 *       execute                         Answerer: every question, in parallel, joined in question order
 *       judge                           VotingJudge: the incumbent's answers against the candidate's
 *     OpenRun.finish(round)             journal, round folder, results.json; then the listener
 * PromptOptimizer.promote(prompt)       Decisions: a person's word in place of the judge's
 * </pre>
 *
 * <p>May use {@code engine.judge}, {@code engine.session}, the API below the root, and {@code internal}.
 */
@NullMarked
package io.github.spo4j.engine.optimize;

import org.jspecify.annotations.NullMarked;
