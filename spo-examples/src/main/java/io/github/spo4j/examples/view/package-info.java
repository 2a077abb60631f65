/** JSON of runs, templates and estimates, for the command line and the service. */
@NullMarked
package io.github.spo4j.examples.view;

import org.jspecify.annotations.NullMarked;
