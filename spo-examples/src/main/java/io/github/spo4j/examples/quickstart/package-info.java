/** The shortest way from a template to a better prompt. */
@NullMarked
package io.github.spo4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
