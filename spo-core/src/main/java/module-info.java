/**
 * Improves prompts for language models without labels, and finds out how articles are written:
 * {@link io.github.spo4j.PromptOptimizer} and {@link io.github.spo4j.style.StyleExtractor}, behind
 * {@link io.github.spo4j.model.ChatModelPort}.
 */
@SuppressWarnings("module") // the adapter is no module of this build's path
module io.github.spo4j {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires com.github.benmanes.caffeine;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.retry;
    requires java.xml;
    requires static transitive org.jspecify;
    requires org.yaml.snakeyaml;

    exports io.github.spo4j;
    exports io.github.spo4j.evaluation;
    exports io.github.spo4j.export;
    exports io.github.spo4j.instruction;
    exports io.github.spo4j.judge;
    exports io.github.spo4j.live;
    exports io.github.spo4j.model;
    exports io.github.spo4j.policy;
    exports io.github.spo4j.prompt;
    exports io.github.spo4j.run;
    exports io.github.spo4j.storage;
    exports io.github.spo4j.style;
    exports io.github.spo4j.template;
    exports io.github.spo4j.internal to
            io.github.spo4j.langchain4j;
}
