/**
 * Runs SPO on LangChain4j: {@link io.github.spo4j.langchain4j.LangChain4jChatModel} makes any {@code ChatModel} a port,
 * {@link io.github.spo4j.langchain4j.ModelServer} builds models of OpenAI, Azure, Anthropic, Gemini and Ollama, and
 * {@link io.github.spo4j.langchain4j.ModelsConfig} reads them from a {@code config2.yaml}.
 * {@link io.github.spo4j.langchain4j.LangChain4jArticleFormat} reads articles with any {@code DocumentParser}.
 *
 * <p>A key never gets into a message, a cause or a {@code toString} of this package. What a server says may repeat the
 * key, so exceptions from below are never passed on: a copy takes their place that keeps types and stack traces and
 * shows at most 200 characters of each message, with whatever looks like a key masked.
 *
 * <p>Models built here speak HTTP/1.1 through {@code java.net.http}, because its own retries then never repeat a POST
 * that was sent, and because some local servers stumble over the upgrade to HTTP/2. Providers other than LangChain4j's
 * core are optional dependencies.
 */
@NullMarked
package io.github.spo4j.langchain4j;

import org.jspecify.annotations.NullMarked;
