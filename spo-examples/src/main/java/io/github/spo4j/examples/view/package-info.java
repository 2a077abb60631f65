/** What runs, templates and estimates look like to programs, on the command line and in the service. */
@NullMarked
package io.github.spo4j.examples.view;

import org.jspecify.annotations.NullMarked;
