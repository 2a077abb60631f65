/**
 * An offline stand-in for language models: {@link io.github.spo4j.examples.simulation.SimulatedModel}. With it everyone
 * can run, test and measure the optimizer without a key and without cost.
 *
 * <p>The simulation is open about its one idea. A prompt is as good as the {@code Trait}s found in its text. An answer
 * shows the traits of its prompt as lines of its own, not always and not only those. The judge sees nothing but the
 * answers. So the optimizer has to find out through noise what the simulation knows, as with real models, and here we
 * can look up how well it did. What the requirements say plays no part: a poem, too, gains by a final check.
 *
 * <p>Every draw is named and derived by hash from the seed and the request, see {@code Dice}: there is no shared
 * stream, so neither threads nor the order of calls change a reply.
 */
@NullMarked
package io.github.spo4j.examples.simulation;

import org.jspecify.annotations.NullMarked;
