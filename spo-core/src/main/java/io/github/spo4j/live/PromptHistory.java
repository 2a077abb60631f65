package io.github.spo4j.live;

import java.util.List;

/** Where the versions of a prompt are stored. */
interface PromptHistory {

    /** Stores nothing. */
    PromptHistory NOWHERE = new PromptHistory() {
        @Override
        public List<PromptVersion> read() {
            return List.of();
        }

        @Override
        public void add(PromptVersion version) {}
    };

    /** All versions, oldest first. */
    List<PromptVersion> read();

    /** Stores one more, so that it survives the process. */
    void add(PromptVersion version);
}
