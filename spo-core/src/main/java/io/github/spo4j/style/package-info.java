/**
 * From articles to a style, and from a style to a template that can be optimized:
 * {@link io.github.spo4j.style.ArticleReader} reads articles, {@link io.github.spo4j.style.StyleExtractor} makes a
 * {@link io.github.spo4j.style.StyleProfile} of each.
 */
@NullMarked
package io.github.spo4j.style;

import org.jspecify.annotations.NullMarked;
