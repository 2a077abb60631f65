/** An AI service of LangChain4j whose system message is optimized and exchanged while it runs. */
@NullMarked
package io.github.spo4j.examples.aiservice;

import org.jspecify.annotations.NullMarked;
