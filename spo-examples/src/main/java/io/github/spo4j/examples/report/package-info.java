/**
 * A report on a run, for somebody who was not there: one HTML file that needs no network, or Markdown for a pull request. It
 * reads what the library tells of a recorded run, and writes nothing itself. The HTML comes from a template that is compiled
 * with the program and escapes by itself; what models wrote goes through {@code SafeMarkdown}.
 */
@NullMarked
package io.github.spo4j.examples.report;

import org.jspecify.annotations.NullMarked;
