package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.model.Cost;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.storage.RunException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code results.json} byte for byte as the Python system writes it: an array of rounds, indented by four spaces, everything
 * outside ASCII escaped, no final line end. Entries keep fields that SPO does not know.
 */
final class ResultsFile {

    /** Python writes hexadecimal digits in lower case. */
    private static final JsonMapper JSON =
            Json.OURS.rebuild().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

    static {
        JSON.getFactory().setCharacterEscapes(new PythonEscapes());
    }

    private static final String PROPOSED_BY = "proposed_by";
    private static final String CUT_ANSWERS = "cut_answers";
    private static final String INTENTION = "intention";
    private static final String PERSON = "person";
    private static final String BROKEN_CHECKS = "broken_checks";

    private static final DefaultPrettyPrinter LAYOUT = Json.indented("    ");

    /** Python leaves out the fraction when it is zero, and otherwise writes all six digits. */
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(SECONDS)
            .optionalStart()
            .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
            .optionalEnd()
            .toFormatter();

    private final String place;

    ResultsFile(String place) {
        this.place = place;
    }

    List<JsonNode> parse(byte[] content) {
        String text = decode(content);
        if (text.startsWith("\uFEFF")) {
            throw damaged("starts with a byte order mark", null);
        }
        try {
            JsonNode root = JSON.readTree(text);
            if (root == null || !root.isArray()) {
                throw damaged("is not a JSON array of rounds", null);
            }
            List<JsonNode> entries = new ArrayList<>();
            root.forEach(entries::add);
            return entries;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw damaged("is no complete JSON (line " + line + ")", e);
        }
    }

    private String decode(byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("is not UTF-8", e);
        }
    }

    /** The number of the round that an entry is for; what it should be is for the message. */
    int number(JsonNode entry, int expected) {
        JsonNode number = entry.path("round");
        if (!number.isInt() || number.intValue() < 1) {
            throw misplaced(expected);
        }
        return number.intValue();
    }

    void requireNumber(int number, int expected) {
        if (number != expected) {
            throw misplaced(expected);
        }
    }

    private RunException misplaced(int expected) {
        return damaged("should have round " + expected + " as entry " + expected, null);
    }

    Round round(JsonNode entry, int number, List<Vote> votes) {
        requireNumber(number(entry, number), number);
        List<Round.Answer> answers = new ArrayList<>();
        for (JsonNode answer : field(entry, "answers", JsonNode::isArray, number)) {
            answers.add(answer(answer, number));
        }
        JsonNode tokens = entry.path("tokens");
        Round.Builder round = Round.builder(
                        number,
                        field(entry, "prompt", JsonNode::isTextual, number).textValue())
                .answers(answers)
                .accepted(field(entry, "succeed", JsonNode::isBoolean, number).booleanValue())
                .votes(votes)
                .tokens(tokens.canConvertToExactIntegral() ? (Long) tokens.longValue() : null)
                .cutAnswers(Math.max(0, entry.path(CUT_ANSWERS).asInt()))
                .time(time(entry.path("time")))
                .voidReason(entry.path("void_reason").textValue())
                .brokenChecks(brokenChecks(entry.path(BROKEN_CHECKS)))
                .intention(entry.path(INTENTION).textValue());
        return entry.path(PROPOSED_BY).asText().equals(PERSON)
                ? round.source(Round.Source.PERSON).build()
                : round.build();
    }

    private static List<Round.BrokenCheck> brokenChecks(JsonNode entries) {
        List<Round.BrokenCheck> broken = new ArrayList<>();
        for (JsonNode entry : entries) {
            broken.add(new Round.BrokenCheck(
                    entry.path("question").asInt(), entry.path("check").asText()));
        }
        return broken;
    }

    private Round.Answer answer(JsonNode entry, int number) {
        JsonNode question = entry.path("question");
        JsonNode answer = entry.path("answer");
        if (question.isMissingNode() || !(answer.isTextual() || answer.isNull())) {
            throw damaged("has an answer in round " + number + " without question or text", null);
        }
        return new Round.Answer(
                question.isValueNode() ? question.asText() : question.toString(),
                answer.isNull() ? "" : answer.textValue());
    }

    private JsonNode field(JsonNode entry, String name, Predicate<JsonNode> shape, int number) {
        JsonNode value = entry.path(name);
        if (!shape.test(value)) {
            throw damaged("has no proper \"" + name + "\" in round " + number, null);
        }
        return value;
    }

    private static @Nullable LocalDateTime time(JsonNode value) {
        try {
            return value.isTextual() ? LocalDateTime.parse(value.textValue(), TIME) : null;
        } catch (DateTimeParseException e) {
            return null; // only shown, and kept in the file as it is
        }
    }

    @Override
    public String toString() {
        return place;
    }

    private RunException damaged(String what, @Nullable Throwable cause) {
        return new RunException(
                RunException.Kind.DAMAGED,
                place + " " + what + "; it was left as it is: put a good copy back, or use another name for a new run",
                cause);
    }

    static JsonNode entry(Round round, RunUsage usage) {
        ObjectNode entry = Json.OURS.createObjectNode();
        entry.put("round", round.number());
        ArrayNode answers = entry.putArray("answers");
        for (Round.Answer answer : round.answers()) {
            answers.addObject().put("question", answer.question()).put("answer", answer.answer());
        }
        entry.put("prompt", round.prompt());
        entry.put("succeed", round.accepted());
        if (round.tokens() != null) {
            entry.put("tokens", round.tokens());
        }
        LocalDateTime time = requireNonNull(round.time());
        entry.put("time", (time.get(ChronoField.MICRO_OF_SECOND) == 0 ? SECONDS : TIME).format(time));
        if (round.cutAnswers() > 0) {
            entry.put(CUT_ANSWERS, round.cutAnswers());
        }
        if (round.source() == Round.Source.PERSON) {
            entry.put(PROPOSED_BY, PERSON);
        }
        if (round.voidReason() != null) {
            entry.put("void_reason", round.voidReason());
        }
        if (round.intention() != null) {
            entry.put(INTENTION, round.intention());
        }
        if (!round.brokenChecks().isEmpty()) {
            ArrayNode broken = entry.putArray(BROKEN_CHECKS);
            round.brokenChecks()
                    .forEach(check ->
                            broken.addObject().put("question", check.question()).put("check", check.check()));
        }
        if (!usage.roles().isEmpty()) {
            ObjectNode roles = entry.putObject("usage");
            usage.roles()
                    .forEach(role ->
                            put(usage.of(role), roles.putObject(role.name().toLowerCase(Locale.ROOT))));
        }
        return entry;
    }

    /** An unknown value is null, never 0. */
    private static void put(RoleUsage usage, ObjectNode entry) {
        Optional<Cost> exact = usage.cost().filter(Cost::isExact);
        entry.put("calls", usage.calls());
        entry.put("input_tokens", usage.tokens().input());
        entry.put("output_tokens", usage.tokens().output());
        entry.put("cost", exact.map(Cost::reported).orElse(null));
    }

    static byte[] write(List<JsonNode> entries) {
        // As text first: Jackson writes half surrogate pairs to text (as an escape) but not to bytes.
        return Json.write(JSON.writer(LAYOUT), entries).getBytes(StandardCharsets.US_ASCII);
    }

    /** Python's json module escapes DEL too. */
    private static final class PythonEscapes extends CharacterEscapes {

        @Serial
        private static final long serialVersionUID = 1L;

        private static final int DEL = 0x7F;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DEL] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializedString getEscapeSequence(int c) {
            return null;
        }
    }
}
