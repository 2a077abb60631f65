package io.github.spo4j.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prompt's versions in a file, a JSON object a line. A last line that was cut by a kill does not count. */
final class HistoryFile implements PromptHistory {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Path file;

    /** Up to where the file holds whole lines, and how long it was when we last saw it. */
    private long end;

    private long size;

    HistoryFile(Path file) {
        this.file = file;
    }

    @Override
    public List<PromptVersion> read() {
        if (Files.notExists(file)) {
            return List.of();
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new PromptException("the history " + file + " cannot be read", e);
        }
        List<PromptVersion> versions = new ArrayList<>();
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        whole.lines().forEach(line -> versions.add(version(line, versions.size() + 1)));
        end = whole.getBytes(StandardCharsets.UTF_8).length;
        size = text.getBytes(StandardCharsets.UTF_8).length;
        return List.copyOf(versions);
    }

    private PromptVersion version(String line, int number) {
        try {
            JsonNode entry = JSON.readTree(line);
            if (entry == null || entry.path("version").asInt() != number) {
                throw damaged(number, null);
            }
            return new PromptVersion(
                    number,
                    entry.path("text").asText(),
                    entry.path("origin").asText(),
                    Instant.parse(entry.path("since").asText()),
                    entry.path("restored").isInt()
                            ? (Integer) entry.path("restored").intValue()
                            : null);
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            throw damaged(number, e);
        }
    }

    private PromptException damaged(int line, @Nullable Throwable cause) {
        return new PromptException(
                "the history " + file + " is damaged in line " + line
                        + "; it was left as it is: put a good copy back, or name another file",
                cause);
    }

    @Override
    public void add(PromptVersion version) {
        byte[] line = (line(version) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (channel.size() != size || !lock.isValid()) {
                throw writtenByOthers(null);
            }
            channel.truncate(end);
            size = end;
            channel.position(end);
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
            channel.force(true);
            end = size;
        } catch (OverlappingFileLockException e) {
            throw writtenByOthers(e);
        } catch (IOException e) {
            throw new PromptException("the history " + file + " cannot be written; the version in use stays", e);
        }
    }

    private PromptException writtenByOthers(@Nullable Throwable cause) {
        return new PromptException(
                "the history " + file
                        + " is written by somebody else, too: give each process a file of its own, and let "
                        + "the others watch one; the version in use stays",
                cause);
    }

    private static String line(PromptVersion version) {
        ObjectNode entry = JSON.createObjectNode();
        entry.put("version", version.number());
        entry.put("since", version.since().toString());
        entry.put("origin", version.origin());
        if (version.restored() != null) {
            entry.put("restored", version.restored());
        }
        entry.put("text", version.text());
        try {
            return JSON.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
