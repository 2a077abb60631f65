package io.github.spo4j.export;

/** In what form a prompt leaves SPO, see {@link PromptExport#as}. */
public enum PromptFormat {
    /** The prompt and nothing else, character for character. */
    TEXT,
    /**
     * A JSON object as OpenAI's chat API takes it: {@code model}, parameters, {@code messages}, and the provenance under
     * {@code metadata}. JSON has no slots: those of the prompt stay as they are, and replacing them is the reader's task.
     */
    CHAT_JSON,
    /** A LangChain4j {@code PromptTemplate} in the default syntax, <code>{{slot}}</code>. */
    LANGCHAIN4J,
    /** A Spring AI {@code PromptTemplate} for a {@code .st} file: StringTemplate with <code>{slot}</code>. */
    SPRING_AI,
    /**
     * Lines for the {@code application.properties} of a Quarkus application, in UTF-8. The messages are Qute templates with
     * <code>{slot}</code>, for the {@code PromptTemplate} of Quarkus LangChain4j.
     */
    QUARKUS,
    /**
     * A {@code .prompty} file: YAML in front, then a section a role in Jinja syntax, <code>{{slot}}</code>. SPO does
     * not know whose model it was: the type of its configuration says {@code openai}, to be changed for others.
     */
    PROMPTY
}
