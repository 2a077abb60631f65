package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.run.Round;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person's decision about an optimization, as a job's request holds it.
 *
 * @param prompt the prompt to promote; null to take back the one that is not carried out yet
 * @param guarded whether the guard may refuse it
 */
record Decision(@Nullable String prompt, boolean guarded) {

    /** The person no longer wants what could not be carried out. */
    static final Decision WITHDRAWAL = new Decision(null, false);

    private static final String KEY = "decision";
    private static final String PROMPT = "prompt";

    /** The prompt that nobody needs to promote: it won the search and is handed out. Where these are two, either may be. */
    static Optional<String> needless(RecordedRun run) {
        Optional<String> handedOut = run.bestRound().map(Round::prompt);
        return run.searchWinner().map(Round::prompt).filter(winner -> handedOut.equals(Optional.of(winner)));
    }

    /** Takes the decision out of a request; null if there is none. */
    static @Nullable Decision removeFrom(ObjectNode request) {
        JsonNode stored = request.remove(KEY);
        if (stored == null) {
            return null;
        }
        return stored.isObject()
                ? new Decision(stored.path(PROMPT).textValue(), false)
                : new Decision(stored.asText(), true);
    }

    /** Puts the decision into a request; a guarded one as its text, as earlier versions of the service did. */
    ObjectNode putInto(ObjectNode request) {
        if (guarded) {
            return request.put(KEY, prompt);
        }
        request.putObject(KEY).put(PROMPT, prompt);
        return request;
    }
}
