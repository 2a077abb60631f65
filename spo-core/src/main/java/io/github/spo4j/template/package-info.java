/**
 * The input of a run: {@link io.github.spo4j.template.IterationTemplate}, with the prompt to improve, the requirements and
 * the questions to try it on.
 *
 * <p>Template files are YAML 1.1, as the Python system reads them. Scalars are kept as written ({@code Yes} is the text
 * {@code Yes}); what could be read in two ways is refused with file, line and field. Files may come from anybody, so size,
 * nesting and aliases are limited before anything is built from them.
 *
 * <p>May use {@code model} and {@code internal}.
 */
@NullMarked
package io.github.spo4j.template;

import org.jspecify.annotations.NullMarked;
