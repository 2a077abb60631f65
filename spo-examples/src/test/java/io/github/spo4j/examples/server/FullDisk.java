package io.github.spo4j.examples.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** The files of an H2 with an address that begins with {@code full:}, on a disk that can be full. */
public final class FullDisk extends FilePathWrapper {

    private static volatile boolean full;

    /** Called by H2. */
    public FullDisk() {}

    static void mount() {
        full = false;
        FilePath.register(new FullDisk());
    }

    static void fill(boolean now) {
        full = now;
    }

    @Override
    public String getScheme() {
        return "full";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode));
    }

    private static final class Channel extends FileBase {

        private final FileChannel real;

        Channel(FileChannel real) {
            this.real = real;
        }

        @Override
        public synchronized int write(ByteBuffer content, long position) throws IOException {
            if (full && position + content.remaining() > real.size()) {
                throw new IOException("No space left on device");
            }
            return real.write(content, position);
        }

        @Override
        public int write(ByteBuffer content) throws IOException {
            int written = write(content, position());
            position(position() + written);
            return written;
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return real.read(target);
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            real.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            real.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return real.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }
    }
}
