/**
 * What happens to a prompt itself: where it stands in a request, what fills its slots, and what keeps a bad one from being
 * tried.
 */
@NullMarked
package io.github.spo4j.prompt;

import org.jspecify.annotations.NullMarked;
