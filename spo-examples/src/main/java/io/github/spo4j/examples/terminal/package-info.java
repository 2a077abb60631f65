/** What a terminal shows: a line that is drawn over, texts in columns, differences in colour. */
@NullMarked
package io.github.spo4j.examples.terminal;

import org.jspecify.annotations.NullMarked;
