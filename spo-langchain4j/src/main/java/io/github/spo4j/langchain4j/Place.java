package io.github.spo4j.langchain4j;

/** Where a setting was written, so that a message can name it. */
interface Place {

    /** The complaint about what is written there. */
    ConfigException wrong(String what);
}
