package io.github.spo4j.style;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Thoughts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the profile in a reply: in prose, in a fence, in an array, in a wrapping object. It is read if it can only be
 * meant in one way, and never guessed: a wrong profile costs more than a second call.
 */
final class ProfileReply {

    /** Without these there is no style to write in. */
    static final Set<ProfileField> NEEDED = EnumSet.of(ProfileField.SUMMARY, ProfileField.STYLE, ProfileField.PROMPT);

    private static final Pattern FIRST_KEY = Pattern.compile("\\{\\W*+([\\w \\\\-]++)[^\\w\\s:：]{0,2}\\s*+[:：]");

    /** The form that was asked for, with dots in place of the values. */
    private static final Pattern SKETCH = Pattern.compile(
            "\\{(?:[\\s,，\\u00A0]++|\\.{2,}+|…|[\"“][\\w \\\\-]++[\"”]\\s*+[:：]\\s*+"
                    + "(?:[\"“](?:\\.{2,}+|…++)[\"”]|\\[\\s*+(?:\\.{2,}+|…|\"(?:\\.{2,}+|…)\")?+\\s*+]|\\{\\s*+(?:\\.{2,}+|…)\\s*+}|\\.{2,}+|…))++}");

    private static final int MAX_LENGTH = 1_000_000;
    private static final int MAX_TRIES = 200;

    private final Set<ProfileField> asked;

    /** Where the profile must not have ended yet, because all in front of it may be a draft. */
    private final int reach;

    private final List<ObjectNode> profiles = new ArrayList<>();
    private @Nullable String reason;
    private boolean damaged;

    private ProfileReply(Set<ProfileField> asked, int reach) {
        this.asked = asked;
        this.reach = reach;
    }

    /**
     * The profile in a reply, with its fields in the shapes that they should have.
     *
     * @param asked the fields that the model was asked for; if it did not close its JSON, all must be there
     */
    static StyleProfile read(String reply, Set<ProfileField> asked) throws UnreadableReplyException {
        if (reply.length() > MAX_LENGTH) {
            throw new UnreadableReplyException("it is longer than " + MAX_LENGTH + " characters");
        }
        Thoughts thoughts = Thoughts.beforeJson(reply);
        if (thoughts.cut()) {
            throw new UnreadableReplyException("it ends before the answer begins");
        }
        String said = thoughts.said();
        int mark = Thoughts.endOfLastMark(said); // behind thoughts with braces, or in the middle of the profile
        try {
            return new ProfileReply(asked, 0).read(said.substring(mark));
        } catch (UnreadableReplyException e) {
            if (mark == 0) {
                throw e;
            }
            return new ProfileReply(asked, mark).read(said);
        }
    }

    private StyleProfile read(String said) throws UnreadableReplyException {
        int start = said.indexOf('{');
        for (int tries = 0; start >= 0 && tries < MAX_TRIES; tries++) {
            start = said.indexOf('{', lookAt(said, start));
        }
        List<ObjectNode> different = profiles.stream().distinct().toList();
        if (different.size() > 1) {
            throw new UnreadableReplyException("it holds " + different.size() + " different JSON objects; give one");
        }
        if (different.isEmpty() || damaged) {
            throw new UnreadableReplyException(reason == null ? "there is no JSON object in it" : reason);
        }
        return StyleProfile.of("reply", different.get(0));
    }

    /** Reads what starts at this bracket; returns where to look for the next one. */
    private int lookAt(String said, int start) {
        Matcher sketch = SKETCH.matcher(said).region(start, said.length());
        if (sketch.lookingAt()) {
            return sketch.end();
        }
        LenientJson.Found found;
        try {
            found = LenientJson.objectAt(said, start);
        } catch (UnreadableReplyException e) {
            Matcher key = FIRST_KEY.matcher(said).region(start, said.length());
            if (!damaged && key.lookingAt() && ProfileField.of(key.group(1)).isPresent()) {
                damaged = true; // whatever else is found may be a part of it
                reason = e.reason();
            }
            return start + 1;
        }
        if (found.end() <= reach) {
            return found.end();
        }
        try {
            take(found);
        } catch (UnreadableReplyException e) {
            reason = reason == null ? e.reason() : reason;
        }
        return found.end();
    }

    private void take(LenientJson.Found found) throws UnreadableReplyException {
        ObjectNode profile = straightened(unwrapped(found.fields()));
        if (!hasKnownField(profile)) {
            return;
        }
        Optional<String> problem = StyleProfile.problem(profile);
        if (problem.isPresent()) {
            throw new UnreadableReplyException(problem.get());
        }
        List<String> missing = Arrays.stream(ProfileField.values())
                .filter(field -> (NEEDED.contains(field) && !isFilled(profile, field))
                        || (found.closedForIt() && asked.contains(field) && !profile.has(field.key())))
                .map(ProfileField::key)
                .toList();
        if (!missing.isEmpty()) {
            throw new UnreadableReplyException("these fields are missing: " + String.join(", ", missing));
        }
        for (ProfileField field : ProfileField.values()) {
            field.straighten(profile);
        }
        profiles.add(profile);
    }

    private static boolean isFilled(ObjectNode profile, ProfileField field) {
        return field == ProfileField.STYLE
                ? !profile.path(field.key()).isEmpty()
                : !field.text(profile).isBlank();
    }

    private static boolean hasKnownField(ObjectNode object) {
        return object.propertyStream()
                .anyMatch(field -> ProfileField.of(field.getKey()).isPresent());
    }

    /** The only profile in an object around it, such as {@code {"result": {…}}}. */
    private static ObjectNode unwrapped(ObjectNode object) {
        if (hasKnownField(object)) {
            return object;
        }
        List<ObjectNode> inner = object.valueStream()
                .filter(value -> value instanceof ObjectNode nested && hasKnownField(nested))
                .map(ObjectNode.class::cast)
                .toList();
        return inner.size() == 1 ? inner.get(0) : object;
    }

    /** The same object with slips in the keys corrected; a key in two spellings is refused. */
    private static ObjectNode straightened(ObjectNode object) throws UnreadableReplyException {
        ObjectNode straight = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String key = ProfileField.of(field.getKey()).map(ProfileField::key).orElse(field.getKey());
            if (straight.has(key)) {
                throw new UnreadableReplyException("the field " + key + " is there twice");
            }
            straight.set(key, field.getValue());
        }
        return straight;
    }
}
