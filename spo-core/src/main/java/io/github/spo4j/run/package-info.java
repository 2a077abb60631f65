/** What a run consists of, and its files as the reference writes them: {@link io.github.spo4j.engine.optimize.RunFiles}. */
@NullMarked
package io.github.spo4j.run;

import org.jspecify.annotations.NullMarked;
