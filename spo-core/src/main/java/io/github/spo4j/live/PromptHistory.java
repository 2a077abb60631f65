package io.github.spo4j.live;

import java.util.List;

/** Where the versions of a prompt are kept. */
interface PromptHistory {

    /** Keeps nothing. */
    PromptHistory NOWHERE = new PromptHistory() {
        @Override
        public List<PromptVersion> read() {
            return List.of();
        }

        @Override
        public void add(PromptVersion version) {}
    };

    /** All versions, from the first one on. */
    List<PromptVersion> read();

    /** Keeps one more; when this returns it outlives the process. */
    void add(PromptVersion version);
}
