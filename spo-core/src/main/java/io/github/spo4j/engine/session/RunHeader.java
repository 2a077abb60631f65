package io.github.spo4j.engine.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The content of {@code run.json}: which run this is, what it was made with, and what it took over from the Python system.
 * Written once, when a run starts. Immutable.
 *
 * @param id the run's id
 * @param adoptedRounds how many rounds it took over from the Python system, which are not in the journal
 * @param adoptedSum the checksum of those rounds' entries, empty if there are none
 * @param fingerprint what the run was made with
 */
public record RunHeader(String id, int adoptedRounds, String adoptedSum, Fingerprint fingerprint) {

    /** Runs with held-out questions: an earlier version would not know the lines of their journals. */
    private static final int WITH_HELD_OUT = 2;

    private static final int PLAIN = 1;

    private static final String FILE = "run.json";
    private static final int ID_LENGTH = 16;

    /**
     * The header of a new run.
     *
     * @param fingerprint what it is made with
     * @param adoptedRounds how many rounds it takes over
     * @param adoptedSum the checksum of their entries
     * @param created when it starts
     * @return the header, with a new id
     */
    public static RunHeader create(Fingerprint fingerprint, int adoptedRounds, String adoptedSum, Instant created) {
        String id = Sha256.hex(created + adoptedSum + fingerprint.texts()).substring(0, ID_LENGTH);
        return new RunHeader(id, adoptedRounds, adoptedSum, fingerprint);
    }

    /**
     * Reads a run's header.
     *
     * @param storage where the run is
     * @return the header, or empty if the run has none
     * @throws RunException if the file is damaged, or a later version wrote it
     */
    public static Optional<RunHeader> read(RunStorage storage) {
        return storage.read(FILE).map(content -> parse(new String(content, StandardCharsets.UTF_8), storage));
    }

    private static RunHeader parse(String text, RunStorage storage) {
        try {
            if (!(Json.OURS.readTree(text) instanceof ObjectNode root)) {
                throw damaged(storage);
            }
            requireKnownFormat(root, storage.describe(FILE));
            JsonNode sum = root.remove("sum");
            if (sum == null || !sum.asText().equals(Sha256.hex(root.toString()))) {
                throw damaged(storage);
            }
            Map<String, String> texts = new LinkedHashMap<>();
            root.path("made_with")
                    .properties()
                    .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
            return new RunHeader(
                    root.path("run").asText(),
                    root.path("adopted_rounds").asInt(),
                    root.path("adopted_sum").asText(),
                    Fingerprint.of(texts));
        } catch (JsonProcessingException e) {
            throw damaged(storage);
        }
    }

    static void requireKnownFormat(JsonNode root, String place) {
        if (root.path("format").asInt() > WITH_HELD_OUT) {
            throw new RunException(
                    RunException.Kind.NEWER_FORMAT,
                    place + " was written by a later version; resume with that version, or use another name");
        }
    }

    int format() {
        return fingerprint.text(Fingerprint.HELD_OUT).isPresent() ? WITH_HELD_OUT : PLAIN;
    }

    private static RunException damaged(RunStorage storage) {
        return new RunException(
                RunException.Kind.DAMAGED,
                storage.describe(FILE) + " is damaged; it was left as it is: put a good copy back, or start again in "
                        + "another place");
    }

    /**
     * Writes the header of a new run.
     *
     * @param writer to the run's storage
     */
    public void write(RunStorage.Writer writer) {
        ObjectNode root = Json.OURS.createObjectNode();
        root.put("format", format());
        root.put("run", id);
        root.put("adopted_rounds", adoptedRounds);
        root.put("adopted_sum", adoptedSum);
        ObjectNode madeWith = root.putObject("made_with");
        fingerprint.texts().forEach(madeWith::put);
        root.put("sum", Sha256.hex(root.toString()));
        // In ASCII, because half a surrogate pair has no UTF-8 form.
        String text = Json.write(Json.OURS.writerWithDefaultPrettyPrinter(), root);
        writer.replace(FILE, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The checksum in the journal's first line, so that neither file can be exchanged alone. */
    String sum() {
        return Sha256.hex(id + adoptedRounds + adoptedSum + fingerprint.texts());
    }
}
