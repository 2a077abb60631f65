/**
 * Self-supervised prompt optimization (Xiang et al. 2025, arXiv 2502.06855): {@link io.github.spo4j.PromptOptimizer}
 * rewrites a prompt, tries it on a few questions, lets a judge compare the answers with the best so far, and keeps the
 * winner. No labels are needed.
 *
 * <p>May use {@code engine.optimize}, {@code engine.session}, {@code judge}, {@code run}, {@code instruction},
 * {@code prompt}, {@code export}, {@code storage}, {@code policy}, {@code template}, {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j;

import org.jspecify.annotations.NullMarked;
