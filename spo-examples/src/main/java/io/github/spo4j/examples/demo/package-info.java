/** A run on real models that was recorded, to be played again without any. */
@NullMarked
package io.github.spo4j.examples.demo;

import org.jspecify.annotations.NullMarked;
