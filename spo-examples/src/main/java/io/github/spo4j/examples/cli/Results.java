package io.github.spo4j.examples.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output for results, which remembers write errors. A {@link java.io.PrintWriter} hides them, so a command on
 * a full disk would look successful. Not thread-safe.
 */
final class Results extends FilterOutputStream {

    private static final String NOBODY_READS = "Broken pipe";

    private @Nullable IOException failure;

    Results(OutputStream stream) {
        super(stream);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Why something could not be written. Empty if the reader has closed the pipe, as {@code | head} does. */
    Optional<String> lost() {
        return Optional.ofNullable(failure)
                .map(e -> String.valueOf(e.getMessage()))
                .filter(why -> !why.equals(NOBODY_READS));
    }
}
