package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.job.JobException.Wrong;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's object. Errors are collected and reported together, up to a number that people read;
 * unknown fields are errors too. Not thread-safe.
 */
public final class RequestFields {

    private static final int MOST_WRONGS = 20;

    private final ObjectNode node;
    private final String path;
    private final List<Wrong> wrongs;
    private final Set<String> known = new HashSet<>();

    private RequestFields(ObjectNode node, String path, List<Wrong> wrongs) {
        this.node = node;
        this.path = path;
        this.wrongs = wrongs;
    }

    /**
     * {@return the fields of a request}
     *
     * @param node the whole request
     */
    public static RequestFields of(ObjectNode node) {
        return new RequestFields(node, "", new ArrayList<>());
    }

    /**
     * Adds an error.
     *
     * @param field the field, or its content
     * @param message what is wrong and what to do
     */
    public void wrong(String field, String message) {
        add(new Wrong(path + field, null, path + field + " " + message));
    }

    /** A request can have a million errors, and the answer would be much larger than the request. */
    private void add(Wrong wrong) {
        if (!isFull()) {
            wrongs.add(wrong);
        }
    }

    private boolean isFull() {
        return wrongs.size() >= MOST_WRONGS;
    }

    /**
     * Reports the errors, if any, unknown fields included.
     *
     * @throws JobException of kind {@link JobException.Kind#INVALID_REQUEST} if there are any
     */
    public void requireRight() {
        refuseOthers();
        if (!wrongs.isEmpty()) {
            throw new JobException(JobException.Kind.INVALID_REQUEST, wrongs);
        }
    }

    /** Passes the errors on to the object that would hold this field. */
    void takeOver(RequestFields parent, String place) {
        for (Wrong wrong : wrongs) {
            parent.add(new Wrong(parent.path + place + wrong.field(), null, place + wrong.message()));
        }
    }

    /** Copies a field unchecked into another object, if present; the reader of that object checks it. */
    void take(String name, ObjectNode other) {
        JsonNode value = value(name);
        if (value != null) {
            other.set(name, value);
        }
    }

    /** Adds errors for unknown fields. */
    void refuseOthers() {
        Iterator<String> names = node.fieldNames();
        while (names.hasNext() && !isFull()) {
            String name = names.next();
            if (!known.contains(name)) {
                wrong(shown(name), "is unknown; leave it out");
            }
        }
    }

    /** Shortens names, which clients can invent. */
    private static String shown(String name) {
        String plain = name.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(40)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.isEmpty() ? "''" : plain;
    }

    private @Nullable JsonNode value(String name) {
        known.add(name);
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /**
     * {@return a text, or null if it is missing or wrong}
     *
     * @param name the field
     */
    public @Nullable String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(name, "must be a text");
            return null;
        }
        if (!isWellFormed(value.textValue())) {
            wrong(name, "has half of a surrogate pair in it, which is no text");
            return null;
        }
        return value.textValue();
    }

    /** A text with a limit on its length. */
    @Nullable
    String text(String name, int longest) {
        JsonNode value = value(name);
        if (value != null && value.isTextual() && value.textValue().length() > longest) {
            wrong(name, "must have at most " + longest + " characters");
            return null;
        }
        return text(name);
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /**
     * {@return a required text that is not blank; empty if it is wrong}
     *
     * @param name the field
     */
    public String requiredText(String name) {
        return requiredText(name, Integer.MAX_VALUE);
    }

    /** A required text that is not blank, with a limit on its length. */
    String requiredText(String name, int longest) {
        int before = wrongs.size();
        String text = text(name, longest);
        if (wrongs.size() > before) {
            return "";
        }
        if (text == null || text.isBlank()) {
            wrong(name, "must be there and not be blank");
            return "";
        }
        return text;
    }

    /** A short text for people, on one line. */
    @Nullable
    String label(String name, int longest) {
        String text = text(name);
        if (text != null && (text.length() > longest || text.chars().anyMatch(Character::isISOControl))) {
            wrong(name, "must have at most " + longest + " characters on one line");
            return null;
        }
        return text;
    }

    @Nullable
    Integer count(String name, int least, int most) {
        Long number = number(name, least, most);
        return number == null ? null : Math.toIntExact(number);
    }

    @Nullable
    Long number(String name, long least, long most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        Long whole = whole(value);
        if (whole == null || whole < least || whole > most) {
            wrong(name, "must be a whole number from " + least + " to " + most);
            return null;
        }
        return whole;
    }

    /** Also of 2.0: languages without whole numbers write them so. */
    private static @Nullable Long whole(JsonNode value) {
        if (!value.isNumber()) {
            return null;
        }
        try {
            return value.decimalValue().longValueExact();
        } catch (ArithmeticException | NumberFormatException e) { // a fraction, too large, or 1e400
            return null;
        }
    }

    @Nullable
    BigDecimal amount(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        BigDecimal amount = value.isNumber() ? value.decimalValue() : BigDecimal.ZERO;
        if (amount.signum() <= 0 || amount.precision() > 20 || Math.abs(amount.scale()) > 20) {
            wrong(name, "must be a number above 0");
            return null;
        }
        return amount;
    }

    @Nullable
    Double measure(String name, double least, double most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            wrong(name, "must be a number from " + least + " to " + most);
            return null;
        }
        return value.doubleValue();
    }

    boolean flag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            wrong(name, "must be true or false");
        }
        return value != null && value.booleanValue();
    }

    <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        String word = text(name);
        if (word == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(word)) {
                return constant;
            }
        }
        wrong(
                name,
                "must be one of "
                        + Stream.of(type.getEnumConstants())
                                .map(any -> any.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
        return null;
    }

    @Nullable
    RequestFields object(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode object)) {
            wrong(name, "must be an object");
            return null;
        }
        return new RequestFields(object, path + name + ".", wrongs);
    }

    /** A required list that is not empty. A list that is too long is refused before its elements are read. */
    List<RequestFields> objects(String name, int most) {
        JsonNode value = value(name);
        List<RequestFields> objects = new ArrayList<>();
        if (value == null || (value.isArray() && value.isEmpty())) {
            wrong(name, "must be there, at least one");
            return objects;
        }
        if (!value.isArray()) {
            wrong(name, "must be a list");
            return objects;
        }
        if (value.size() > most) {
            wrong(name, "are more than " + most + "; split them into several jobs");
            return objects;
        }
        for (JsonNode element : value) {
            String place = name + "[" + objects.size() + "]";
            if (!(element instanceof ObjectNode object)) {
                wrong(place, "must be an object");
                return objects;
            }
            objects.add(new RequestFields(object, path + place + ".", wrongs));
        }
        return objects;
    }
}
