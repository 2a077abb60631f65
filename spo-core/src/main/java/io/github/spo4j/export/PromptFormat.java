package io.github.spo4j.export;

/** A format for {@link PromptExport#as}. */
public enum PromptFormat {
    /** The prompt and nothing else, character for character. */
    TEXT,
    /**
     * A JSON object as OpenAI's chat API takes it: {@code model}, parameters and {@code messages}. It has no place for the
     * provenance that every server accepts. JSON has no slots: those of the prompt are unchanged, and the reader must
     * replace them.
     */
    CHAT_JSON,
    /** A LangChain4j {@code PromptTemplate} in the default syntax, <code>{{slot}}</code>. */
    LANGCHAIN4J,
    /** A Spring AI {@code PromptTemplate} for a {@code .st} file: StringTemplate with <code>{slot}</code>. */
    SPRING_AI,
    /**
     * Lines for a Quarkus application's {@code application.properties}, in UTF-8. The messages are Qute templates with
     * <code>{slot}</code>, for the {@code PromptTemplate} of Quarkus LangChain4j.
     */
    QUARKUS,
    /**
     * A {@code .prompty} file: YAML, then one section per role in Jinja syntax, <code>{{slot}}</code>. SPO does not know the
     * provider of the model: the configuration's type is {@code openai}; change it for others.
     */
    PROMPTY
}
