/**
 * From articles to a style, and from a style to a template that can be optimized:
 * {@link io.github.spo4j.style.ArticleReader} reads articles, {@link io.github.spo4j.style.StyleExtractor} makes a
 * {@link io.github.spo4j.style.StyleProfile} of each and merges them, and {@link io.github.spo4j.style.TemplateBuilder}
 * builds the template.
 *
 * <p>Profiles are the JSON files of the Python system. What cannot be used is refused with a
 * {@link io.github.spo4j.style.StyleException} that names it; a damaged reply never becomes a wrong profile.
 */
@NullMarked
package io.github.spo4j.style;

import org.jspecify.annotations.NullMarked;
