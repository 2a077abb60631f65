/** Runs SPO on LangChain4j: {@link io.github.spo4j.langchain4j.LangChain4jChatModel} makes any {@code ChatModel} a port. */
@NullMarked
package io.github.spo4j.langchain4j;

import org.jspecify.annotations.NullMarked;
