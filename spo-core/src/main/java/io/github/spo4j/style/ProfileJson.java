package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.FileProblem;
import io.github.spo4j.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Profiles as JSON text. Numbers keep their digits, fields their order. */
final class ProfileJson {

    /** Hundreds of times what a profile has. As a tree, a file full of empty objects takes thirty times its size. */
    private static final int MAX_BYTES = 4_000_000;

    private static final DefaultPrettyPrinter LAYOUT = Json.indented("  ");

    private ProfileJson() {}

    static StyleProfile read(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw refuse(name, "this is a folder; name a profile in it", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw refuse(name, "a profile may have " + MAX_BYTES + " bytes and this has more", null);
            }
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return parse(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (IOException e) {
            throw refuse(name, FileProblem.reading(e), e);
        }
    }

    /** The profiles in a folder, in the order of their names, or the one that a path names. */
    static List<Path> find(Path profiles) {
        if (!Files.isDirectory(profiles)) {
            return List.of(profiles);
        }
        try (Stream<Path> files = Files.list(profiles)) {
            List<Path> found = files.filter(file -> isProfile(file.getFileName().toString()))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
            if (found.isEmpty()) {
                throw refuse(profiles.toString(), "no profile is in this folder; profiles end in .json", null);
            }
            return found;
        } catch (IOException e) {
            String problem = "this folder cannot be read (" + e.getMessage() + "); check its permissions";
            throw refuse(profiles.toString(), problem, e);
        }
    }

    private static boolean isProfile(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".json") && !name.startsWith(".");
    }

    static StyleProfile parse(String name, String json) {
        try {
            JsonNode root = Json.THEIRS.readTree(json);
            if (!(root instanceof ObjectNode fields)) {
                throw refuse(name, "a profile is a JSON object; correct it or make the profile again", null);
            }
            return StyleProfile.of(name, fields);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            String line = place == null ? "" : " (see line " + place.getLineNr() + ")";
            throw refuse(name, "this is not JSON" + line + "; correct it or make the profile again", e);
        }
    }

    private static StyleException refuse(String name, String problem, @Nullable Exception e) {
        return new StyleException(StyleException.Kind.PROFILE, name, problem, e);
    }

    static String write(ObjectNode fields) {
        String json = Json.write(Json.THEIRS.writer(LAYOUT), fields);
        // Half a surrogate pair has no UTF-8 form, but it has one in ASCII.
        return UTF_8.newEncoder().canEncode(json) ? json : Json.write(Json.OURS.writer(LAYOUT), fields);
    }
}
