/** Where the files of a run are kept: {@link io.github.spo4j.journal.RunStorage}. */
@NullMarked
package io.github.spo4j.journal;

import org.jspecify.annotations.NullMarked;
