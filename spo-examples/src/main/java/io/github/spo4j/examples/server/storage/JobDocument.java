package io.github.spo4j.examples.server.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A job's request or result in the database: megabytes that are written once, so they are in a table of their own,
 * {@code spo_document}. H2 keeps the texts of a row in the row, and writes rows that are beside each other together.
 * Compressed, in parts, and never whole in memory.
 */
public enum JobDocument {
    /** What its owner asked for. */
    REQUEST,
    /** What came of it. */
    RESULT;

    private static final int PART = 256 * 1024;
    private static final int CHUNK = 16 * 1024;

    private static final String ADD = "INSERT INTO spo_document (job, name, part, content) VALUES (?, ?, ?, ?)";
    private static final String READ = "SELECT content FROM spo_document WHERE job = ? AND name = ? AND part = ?";
    private static final String COUNT = "SELECT COUNT(*) FROM spo_document WHERE job = ? AND name = ?";
    private static final String DELETE = "DELETE FROM spo_document WHERE job = ? AND name = ?";

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Content to be written. */
    public interface Content {

        /**
         * Writes the content.
         *
         * @param out where to, which stays open
         * @throws IOException if it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Reads content.
     *
     * @param <T> what it is read as
     */
    public interface Reading<T> {

        /**
         * Reads the content.
         *
         * @param in the content
         * @return what it is
         * @throws IOException if it cannot be read
         */
        T from(InputStream in) throws IOException;
    }

    /**
     * Stores it in place of an earlier one.
     *
     * @param connection the transaction
     * @param job the job's id, which has its row
     * @param content the content
     * @throws SQLException if the database refuses or fails
     */
    public void write(Connection connection, String job, Content content) throws SQLException {
        delete(connection, job);
        try (PreparedStatement insert = connection.prepareStatement(ADD);
                OutputStream out = new GZIPOutputStream(new Parts(insert, job, word()), CHUNK)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw ofDatabase(e);
        }
    }

    /**
     * Reads it.
     *
     * @param connection the transaction
     * @param job the job's id
     * @param reading reads it
     * @param <T> what it is read as
     * @return what it was read as; empty if there is none
     * @throws SQLException if the database fails
     */
    public <T> Optional<T> read(Connection connection, String job, Reading<T> reading) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            JoinedParts parts = new JoinedParts(select, job, word());
            if (parts.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = new GZIPInputStream(parts, CHUNK)) {
                return Optional.of(reading.from(in));
            }
        } catch (IOException e) {
            throw ofDatabase(e);
        }
    }

    /**
     * {@return how many parts it has, of 256 KB at most; 0 if there is none}
     *
     * @param connection the transaction
     * @param job the job's id
     * @throws SQLException if the database fails
     */
    public int parts(Connection connection, String job) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setString(1, job);
            count.setString(2, word());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /**
     * Removes it, if it is there.
     *
     * @param connection the transaction
     * @param job the job's id
     * @throws SQLException if the database refuses or fails
     */
    public void delete(Connection connection, String job) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, job);
            delete.setString(2, word());
            delete.executeUpdate();
        }
    }

    private static SQLException ofDatabase(IOException e) {
        return e.getCause() instanceof SQLException cause
                ? cause
                : new SQLException("the request or result of a job cannot be read", e);
    }

    /** Cuts content into rows. */
    private static final class Parts extends OutputStream {

        private final PreparedStatement insert;
        private final String job;
        private final String name;
        private final byte[] part = new byte[PART];
        private int length;
        private int number;

        Parts(PreparedStatement insert, String job, String name) {
            this.insert = insert;
            this.job = job;
            this.name = name;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] content, int from, int count) throws IOException {
            int done = 0;
            while (done < count) {
                int taken = Math.min(count - done, PART - length);
                System.arraycopy(content, from + done, part, length, taken);
                length += taken;
                done += taken;
                if (length == PART) {
                    insertPart();
                }
            }
        }

        @Override
        public void close() throws IOException {
            if (length > 0) {
                insertPart();
            }
        }

        private void insertPart() throws IOException {
            try {
                insert.setString(1, job);
                insert.setString(2, name);
                insert.setInt(3, number++);
                insert.setBytes(4, Arrays.copyOf(part, length));
                insert.executeUpdate();
                length = 0;
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }

    /** Reads rows as one content, each when it is wanted. */
    private static final class JoinedParts extends InputStream {

        private final PreparedStatement select;
        private final String job;
        private final String name;
        private byte[] part = {};
        private int position;
        private int number;

        JoinedParts(PreparedStatement select, String job, String name) {
            this.select = select;
            this.job = job;
            this.name = name;
        }

        boolean isEmpty() throws IOException {
            return !next();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int most) throws IOException {
            if (position == part.length && !next()) {
                return -1;
            }
            int count = Math.min(most, part.length - position);
            System.arraycopy(part, position, target, from, count);
            position += count;
            return count;
        }

        /** For the one who unzips, and takes 0 for the end of the content. */
        @Override
        public int available() {
            return 1;
        }

        private boolean next() throws IOException {
            try {
                select.setString(1, job);
                select.setString(2, name);
                select.setInt(3, number++);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return false;
                    }
                    part = row.getBytes(1);
                    position = 0;
                    return true;
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }
}
