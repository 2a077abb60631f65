/** Terminal output: a line that is redrawn, texts in columns, differences in colour. */
@NullMarked
package io.github.spo4j.examples.terminal;

import org.jspecify.annotations.NullMarked;
