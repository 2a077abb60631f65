package io.github.spo4j.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a lock's file says: pid, host, since and token. It is for people and for the next token.
 *
 * @param text all of it
 */
record LockNote(String text) {

    private static final int LONGEST = 4096;
    private static final Pattern TOKEN = Pattern.compile("^token (\\d{1,18})$", Pattern.MULTILINE);

    /** That of this process, from now on. */
    static LockNote ofNow(long token) {
        return new LockNote("pid " + ProcessHandle.current().pid() + "\nhost " + host() + "\nsince "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\ntoken " + token + "\n");
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

    static LockNote read(FileChannel channel) throws IOException {
        ByteBuffer note = ByteBuffer.allocate(LONGEST);
        channel.read(note, 0);
        return new LockNote(new String(note.array(), 0, note.position(), UTF_8));
    }

    void write(FileChannel channel) throws IOException {
        byte[] note = text.getBytes(UTF_8);
        channel.write(ByteBuffer.wrap(note), 0);
        channel.truncate(note.length); // last, so that a kill in between loses no token
        channel.force(true);
    }

    /** The token of the last lock, or 0. */
    long token() {
        Matcher token = TOKEN.matcher(text);
        return token.find() ? Long.parseLong(token.group(1)) : 0;
    }

    /** Who holds the lock and since when, in one line. */
    String holder() {
        return text.lines().limit(3).reduce((a, b) -> a + ", " + b).orElse("its name is not known");
    }
}
