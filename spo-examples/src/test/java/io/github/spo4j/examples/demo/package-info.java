@NullMarked
package io.github.spo4j.examples.demo;

import org.jspecify.annotations.NullMarked;
