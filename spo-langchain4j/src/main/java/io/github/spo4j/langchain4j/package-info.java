/**
 * Runs SPO on LangChain4j: {@link io.github.spo4j.langchain4j.LangChain4jChatModel} makes any {@code ChatModel} a port,
 * {@link io.github.spo4j.langchain4j.ModelServer} builds models of OpenAI, Azure, Anthropic, Gemini and Ollama, and
 * {@link io.github.spo4j.langchain4j.ModelsConfig} reads them from a {@code config2.yaml}, and
 * {@link io.github.spo4j.langchain4j.Models} takes {@code openai:NAME} and the key from the environment.
 * {@link io.github.spo4j.langchain4j.LangChain4jArticleFormat} reads articles with any {@code DocumentParser}.
 *
 * <p>No message, cause or {@code toString} of this package shows a key. A server may repeat the key in its error, so
 * exceptions of LangChain4j are never passed on: a copy with the types and stack traces shows at most 200 characters of
 * each message, with all that looks like a key masked.
 *
 * <p>Models built here use HTTP/1.1 through {@code java.net.http}, because its internal retries then never repeat a POST
 * that was sent, and because some local servers fail at the upgrade to HTTP/2. The providers' modules of LangChain4j are
 * optional dependencies.
 *
 * <p>The JAR has an {@code Automatic-Module-Name} and no module descriptor: langchain4j-core has neither a descriptor nor a
 * stable automatic name that one could require.
 */
@NullMarked
package io.github.spo4j.langchain4j;

import org.jspecify.annotations.NullMarked;
