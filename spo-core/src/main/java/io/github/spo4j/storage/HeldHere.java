package io.github.spo4j.storage;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The folders that this JVM holds. A file lock belongs to the whole process, and closing any channel on its file releases
 * it: so a second try in the same process must not even open the file. This class may be loaded more than once, by a server
 * for each of its applications, so the folders stand in the system properties, which all of them share.
 */
final class HeldHere {

    private static final String PROPERTY = "io.github.spo4j.held:";

    /** Channels on files that this process has locked in some other way; closing them would release those locks. */
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private HeldHere() {}

    /** Enters a folder, unless somebody holds it: then this returns the note of whoever does. */
    static Optional<LockNote> enter(Path folder, LockNote note) {
        return Optional.ofNullable(System.getProperties().putIfAbsent(PROPERTY + folder, note.text()))
                .map(text -> new LockNote(text.toString()));
    }

    static void leave(Path folder) {
        System.getProperties().remove(PROPERTY + folder);
    }

    static void keepOpen(FileChannel channel) {
        NEVER_CLOSED.add(channel);
    }
}
