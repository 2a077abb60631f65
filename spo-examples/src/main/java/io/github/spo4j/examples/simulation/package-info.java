/**
 * An offline simulation of language models: {@link io.github.spo4j.examples.simulation.SimulatedModel}. With it
 * everyone can run, test and measure the optimizer without a key and without cost.
 *
 * <p>The idea is simple. A prompt is as good as the {@code Trait}s found in its text. An answer shows the traits of its
 * prompt as lines, not always and not only those. The judge sees only the answers. So the optimizer has to find out
 * through noise what the simulation knows, as with real models, and here we can look up how well it did. The
 * requirements play no part: even a poem gains from a final check.
 *
 * <p>Every draw is named and derived by hash from the seed and the request, see {@code Dice}: there is no shared
 * stream, so neither threads nor the order of calls change a reply.
 */
@NullMarked
package io.github.spo4j.examples.simulation;

import org.jspecify.annotations.NullMarked;
