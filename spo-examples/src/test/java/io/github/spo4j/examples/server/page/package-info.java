/** The service's web page, file by file and, where there is a browser, as its users see it. */
@NullMarked
package io.github.spo4j.examples.server.page;

import org.jspecify.annotations.NullMarked;
