/** The command line: {@link io.github.spo4j.examples.cli.Spo} and its commands. */
@NullMarked
package io.github.spo4j.examples.cli;

import org.jspecify.annotations.NullMarked;
