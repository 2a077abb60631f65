/** A custom port, with nothing but the JDK's HTTP client and a JSON reader. */
@NullMarked
package io.github.spo4j.examples.ownport;

import org.jspecify.annotations.NullMarked;
