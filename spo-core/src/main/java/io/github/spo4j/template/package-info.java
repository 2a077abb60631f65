/**
 * What a run starts from: {@link io.github.spo4j.template.IterationTemplate}, the prompt to improve, what is required of
 * it, and the questions to try it on.
 *
 * <p>Template files are YAML 1.1, as the Python system reads them. Scalars are kept as they are written ({@code Yes}
 * stays the text {@code Yes}); what could be read in two ways is refused with file, line and field. Files come from
 * anywhere, so size, nesting and aliases are bounded before anything is built from them.
 */
@NullMarked
package io.github.spo4j.template;

import org.jspecify.annotations.NullMarked;
