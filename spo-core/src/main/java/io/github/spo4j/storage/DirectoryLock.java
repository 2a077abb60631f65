package io.github.spo4j.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.internal.Uninterrupted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lock on a run's folder: a file lock on {@code run.lock}, which the system releases when the process ends. Only the
 * file lock counts; what the file says (pid, host, since, token) is for people and for the next token.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String FILE = "run.lock";
    private static final int LONGEST_NOTE = 4096;
    private static final Pattern TOKEN = Pattern.compile("^token (\\d{1,18})$", Pattern.MULTILINE);

    /** Far behind the note, so that it can be read on systems where a lock keeps readers out. */
    private static final long LOCKED_AT = Long.MAX_VALUE - 1;

    /**
     * The folders that this process holds, with their notes. A file lock belongs to the whole process, and closing any
     * channel on the file releases it: so a second try in the same process must not even open the file.
     */
    private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;
    private final @Nullable Object key;
    private final long token;

    private DirectoryLock(Path folder, FileChannel channel, FileLock lock, @Nullable Object key, long token) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
        this.key = key;
        this.token = token;
    }

    static DirectoryLock take(Path given) throws IOException {
        Path folder = given.toRealPath();
        String holder = HELD_HERE.putIfAbsent(folder, note(0));
        if (holder != null) {
            throw locked(folder, holder);
        }
        try {
            return Uninterrupted.run(() -> lock(folder));
        } catch (IOException | RuntimeException | Error e) {
            HELD_HERE.remove(folder);
            throw e;
        }
    }

    private static DirectoryLock lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(LOCKED_AT, 1, false);
            String previous = read(channel);
            if (lock == null) {
                throw locked(folder, previous);
            }
            long token = token(previous) + 1;
            byte[] note = note(token).getBytes(UTF_8);
            channel.write(ByteBuffer.wrap(note), 0);
            channel.truncate(note.length); // last, so that a kill in between loses no token
            channel.force(true);
            return new DirectoryLock(folder, channel, lock, DirectoryWriter.key(folder.resolve(FILE)), token);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer note = ByteBuffer.allocate(LONGEST_NOTE);
        channel.read(note, 0);
        return new String(note.array(), 0, note.position(), UTF_8);
    }

    private static long token(String note) {
        Matcher token = TOKEN.matcher(note);
        return token.find() ? Long.parseLong(token.group(1)) : 0;
    }

    private static String note(long token) {
        return "pid " + ProcessHandle.current().pid() + "\nhost " + host() + "\nsince "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\ntoken " + token + "\n";
    }

    /** The name in /proc where there is one, because asking a name server can take seconds. */
    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return hostByName();
        }
    }

    private static String hostByName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static RunException locked(Path folder, String note) {
        String who = note.lines().limit(3).reduce((a, b) -> a + ", " + b).orElse("its name is not known");
        return new RunException(
                RunException.Kind.LOCKED,
                folder + " is in use by another run (" + who + "); wait for it or stop it, or use another name");
    }

    long token() {
        return token;
    }

    /** A writer that has lost the lock writes nothing any more. */
    void requireHeld() throws IOException {
        if (!lock.isValid() || !isInPlace()) {
            throw new RunException(
                    RunException.Kind.LOCKED, "the lock on " + folder + " is gone; run the same again to resume");
        }
    }

    /** A lock on a deleted file keeps no other process out. A deleted folder must not be made again in part. */
    private boolean isInPlace() throws IOException {
        Path file = folder.resolve(FILE);
        boolean fileAlone = !Files.exists(file) && Files.exists(folder);
        return !fileAlone && Objects.equals(DirectoryWriter.key(file), key);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close(); // releases the lock
        } finally {
            HELD_HERE.remove(folder);
        }
    }

    @Override
    public String toString() {
        return "DirectoryLock[" + folder + ", token " + token + "]";
    }
}
