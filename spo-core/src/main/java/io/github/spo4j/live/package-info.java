/** The prompt of a running application: its versions, where they are kept, and how a better one comes in. */
@NullMarked
package io.github.spo4j.live;

import org.jspecify.annotations.NullMarked;
