/** How a prompt leaves SPO: as plain text, JSON, YAML or code, in the template syntax of another library. */
@NullMarked
package io.github.spo4j.export;

import org.jspecify.annotations.NullMarked;
