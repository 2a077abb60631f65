/** Benchmarks; each prints what it measured. */
@NullMarked
package io.github.spo4j.examples.bench;

import org.jspecify.annotations.NullMarked;
