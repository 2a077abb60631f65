/**
 * From articles to a style, and from a style to a template that can be optimized:
 * {@link io.github.spo4j.style.ArticleReader} reads articles.
 */
@NullMarked
package io.github.spo4j.style;

import org.jspecify.annotations.NullMarked;
