package io.github.spo4j.langchain4j;

import io.github.spo4j.model.ModelSettings;

/** Where models are served: one endpoint with one key. */
@FunctionalInterface
interface ModelServer {

    /**
     * A port to the server's models. All ports of a server share its connections.
     *
     * @param own what is sent where a request sets nothing itself
     */
    LangChain4jChatModel port(ModelSettings own);
}
