package io.github.spo4j.examples.server.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The request of a job in the database: megabytes that are written once, so they are in a table of their own, {@code
 * spo_request}. Compressed, in parts, and never whole in memory.
 */
public final class StoredRequest {

    private static final int PART = 256 * 1024;
    private static final int CHUNK = 16 * 1024;

    private static final String ADD = "INSERT INTO spo_request (job, part, content) VALUES (?, ?, ?)";
    private static final String READ = "SELECT content FROM spo_request WHERE job = ? AND part = ?";
    private static final String DELETE = "DELETE FROM spo_request WHERE job = ?";

    private StoredRequest() {}

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
     * Stores a request in place of an earlier one.
     *
     * @param connection the transaction
     * @param job the job's id, which has its row
     * @param content the request
     * @throws SQLException if the database refuses or fails
     */
    public static void write(Connection connection, String job, Content content) throws SQLException {
        delete(connection, job);
        try (PreparedStatement insert = connection.prepareStatement(ADD);
                OutputStream out = new GZIPOutputStream(new Parts(insert, job), CHUNK)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw ofDatabase(e);
        }
    }

    /**
     * Reads a request.
     *
     * @param connection the transaction
     * @param job the job's id
     * @param reading reads it
     * @param <T> what it is read as
     * @return what it was read as
     * @throws SQLException if the database fails, or has no such request
     */
    public static <T> T read(Connection connection, String job, Reading<T> reading) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ);
                InputStream in = new GZIPInputStream(new JoinedParts(select, job), CHUNK)) {
            return reading.from(in);
        } catch (IOException e) {
            throw ofDatabase(e);
        }
    }

    /**
     * Removes a request.
     *
     * @param connection the transaction
     * @param job the job's id
     * @throws SQLException if the database refuses or fails
     */
    public static void delete(Connection connection, String job) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, job);
            delete.executeUpdate();
        }
    }

    private static SQLException ofDatabase(IOException e) {
        return e.getCause() instanceof SQLException cause
                ? cause
                : new SQLException("the request of a job cannot be read", e);
    }

    /** Cuts content into rows. */
    private static final class Parts extends OutputStream {

        private final PreparedStatement insert;
        private final String job;
        private final byte[] part = new byte[PART];
        private int length;
        private int number;

        Parts(PreparedStatement insert, String job) {
            this.insert = insert;
            this.job = job;
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
                insert.setInt(2, number++);
                insert.setBytes(3, Arrays.copyOf(part, length));
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
        private byte[] part = {};
        private int position;
        private int number;

        JoinedParts(PreparedStatement select, String job) {
            this.select = select;
            this.job = job;
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
                select.setInt(2, number++);
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
