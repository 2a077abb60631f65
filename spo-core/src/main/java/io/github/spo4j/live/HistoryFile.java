package io.github.spo4j.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The versions of a prompt in a file, one JSON object per line. A last line that was cut by a kill does not count. */
final class HistoryFile implements PromptHistory {

    private static final Logger LOGGER = System.getLogger(HistoryFile.class.getName());

    private static final byte[] NOTHING = {};

    private final Path file;
    private final Disk disk;

    /** The length of the whole lines. */
    private long end;

    /** Whether the last of them has no newline yet. */
    private boolean lacksNewline;

    /** What may follow them, in part: a line that was cut, or one that this object failed to write. */
    private byte[] rest = NOTHING;

    /** Makes a file survive a power cut. */
    interface Disk {
        void force(RandomAccessFile open) throws IOException;
    }

    HistoryFile(Path file) {
        this(file, open -> open.getFD().sync());
    }

    HistoryFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
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
        int ended = text.lastIndexOf('\n') + 1;
        text.substring(0, ended).lines().forEach(line -> versions.add(version(line, versions.size() + 1)));
        lacksNewline = ended < text.length() && addUnended(text.substring(ended), versions);
        int whole = lacksNewline ? text.length() : ended;
        end = text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
        rest = text.substring(whole).getBytes(StandardCharsets.UTF_8);
        return List.copyOf(versions);
    }

    /** An editor may strip the newline of a whole last line; a kill leaves only a part of a line. */
    private boolean addUnended(String line, List<PromptVersion> versions) {
        try {
            versions.add(version(line, versions.size() + 1));
            return true;
        } catch (PromptException e) {
            LOGGER.log(Level.WARNING, "the last line of {0} was cut by a kill and is dropped", file);
            return false;
        }
    }

    private PromptVersion version(String line, int number) {
        try {
            JsonNode entry = Json.OURS.readTree(line);
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

    /** Does not write through a channel, because an interrupt would close it in the middle. */
    @Override
    public void add(PromptVersion version) {
        byte[] line = ((lacksNewline ? "\n" : "") + line(version) + "\n").getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
                @Nullable FileLock lock = open.getChannel().tryLock()) { // lock() would end on an interrupt
            if (lock == null || !isUnchanged(open)) {
                throw alsoWrittenElsewhere(null);
            }
            open.setLength(end);
            rest = line;
            write(open, line);
        } catch (OverlappingFileLockException e) {
            throw alsoWrittenElsewhere(e);
        } catch (IOException e) {
            throw new PromptException("the history " + file + " cannot be written; the version in use stays", e);
        }
        end += line.length;
        rest = NOTHING;
        lacksNewline = false;
    }

    private boolean isUnchanged(RandomAccessFile open) throws IOException {
        long more = open.length() - end;
        if (more < 0 || more > rest.length) {
            return false;
        }
        byte[] found = new byte[(int) more];
        open.seek(end);
        open.readFully(found);
        return Arrays.equals(found, Arrays.copyOf(rest, found.length));
    }

    private void write(RandomAccessFile open, byte[] line) throws IOException {
        try {
            open.seek(end);
            open.write(line);
            disk.force(open);
        } catch (IOException e) {
            undo(open, e);
            throw e;
        }
    }

    /** A restart must not find a version that is not in use. */
    private void undo(RandomAccessFile open, IOException failure) {
        try {
            open.setLength(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private PromptException alsoWrittenElsewhere(@Nullable Throwable cause) {
        return new PromptException(
                "the history " + file
                        + " is also written elsewhere: let one process write it, and the others watch it; the version in use stays",
                cause);
    }

    private static String line(PromptVersion version) {
        ObjectNode entry = Json.OURS.createObjectNode();
        entry.put("version", version.number());
        entry.put("since", version.since().toString());
        entry.put("origin", version.origin());
        if (version.restored() != null) {
            entry.put("restored", version.restored());
        }
        entry.put("text", version.text());
        return Json.write(entry);
    }
}
