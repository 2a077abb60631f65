package io.github.spo4j.langchain4j;

/** Which of LangChain4j's optional modules are on the class path. */
final class OptionalClasses {

    static final boolean OPEN_AI = isPresent("dev.langchain4j.model.openai.OpenAiChatModel");
    static final boolean ANTHROPIC = isPresent("dev.langchain4j.model.anthropic.AnthropicChatModel");
    static final boolean GEMINI = isPresent("dev.langchain4j.model.googleai.GoogleAiGeminiChatModel");

    private OptionalClasses() {}

    private static boolean isPresent(String name) {
        try {
            Class.forName(name, false, OptionalClasses.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
