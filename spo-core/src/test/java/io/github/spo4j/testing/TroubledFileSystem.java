package io.github.spo4j.testing;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The real file system with the troubles of others, for the paths from {@link #at}. Network drives may not force folders or
 * lock files; Windows renames nothing that is open.
 */
public final class TroubledFileSystem extends FileSystem {

    private final FileSystem real = FileSystems.getDefault();
    private final Provider provider = new Provider();
    private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
    private final List<Path> movedInVain = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();
    private String busyName = "";
    private int busyTries;

    /** What goes wrong. */
    public enum Trouble {
        /** A folder that is forced to disk is an invalid argument. */
        NO_FOLDER_FORCE,
        /** No file can be locked. */
        NO_LOCKS,
        /** A folder in which a file is open cannot be renamed. */
        NO_MOVE_OF_OPEN_FILES
    }

    private record Open(Path file, FileChannel channel) {}

    /**
     * Makes one.
     *
     * @param troubles what goes wrong from the start
     */
    public TroubledFileSystem(Trouble... troubles) {
        this.troubles.addAll(Arrays.asList(troubles));
    }

    /**
     * A path of the real file system in this one.
     *
     * @param path the path
     * @return the same path with troubles
     */
    public Path at(Path path) {
        return (Path) Proxy.newProxyInstance(
                TroubledFileSystem.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, given) -> {
                    if (method.getName().equals("getFileSystem")) {
                        return this;
                    }
                    if (method.getName().equals("equals")) {
                        return given[0] instanceof Path other && path.equals(real(other));
                    }
                    return wrapped(called(path, method, given));
                });
    }

    private Object called(Path path, Method method, Object[] given) throws Throwable {
        Object[] arguments = given == null
                ? new Object[0]
                : Arrays.stream(given)
                        .map(any -> any instanceof Path other ? real(other) : any)
                        .toArray();
        try {
            return method.invoke(path, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object wrapped(Object result) {
        return result instanceof Path path ? at(path) : result;
    }

    private static Path real(Path path) {
        return Proxy.isProxyClass(path.getClass()) ? Path.of(path.toString()) : path;
    }

    /**
     * Lets a file be open in another program for a while, so that it cannot be replaced.
     *
     * @param name the file's name
     * @param tries how often it is tried in vain
     */
    public void keepBusy(String name, int tries) {
        busyName = name;
        busyTries = tries;
    }

    /**
     * The paths that could not be renamed.
     *
     * @return one for each try
     */
    public List<Path> movedInVain() {
        return List.copyOf(movedInVain);
    }

    private void requireMovable(Path from, Path to) throws AccessDeniedException {
        boolean busy = busyTries > 0
                && (to.getFileName().toString().equals(busyName)
                        || from.getFileName().toString().equals(busyName));
        busyTries -= busy ? 1 : 0;
        boolean inUse = troubles.contains(Trouble.NO_MOVE_OF_OPEN_FILES)
                && open.stream()
                        .anyMatch(any -> any.channel().isOpen() && any.file().startsWith(from));
        if (busy || inUse) {
            movedInVain.add(from);
            throw new AccessDeniedException(from.toString(), to.toString(), null);
        }
    }

    private FileChannel opened(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        FileChannel channel = FileChannel.open(path, options, attributes);
        open.add(new Open(path, channel));
        boolean isFolder = Files.isDirectory(path);
        return new TroubledChannel(
                channel, isFolder && troubles.contains(Trouble.NO_FOLDER_FORCE), troubles.contains(Trouble.NO_LOCKS));
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return real.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return at(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = real.getPathMatcher(pattern);
        return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return real.newWatchService();
    }

    private final class Provider extends FileSystemProvider {

        private final FileSystemProvider real = FileSystems.getDefault().provider();

        @Override
        public String getScheme() {
            return "troubled";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return TroubledFileSystem.this;
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return opened(real(path), options, attributes);
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return real.newByteChannel(real(path), options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream = real.newDirectoryStream(real(folder), any -> filter.accept(at(any)));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    List<Path> paths = new ArrayList<>();
                    stream.forEach(path -> paths.add(at(path)));
                    return paths.iterator();
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            real.createDirectory(real(folder), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            real.delete(real(path));
        }

        @Override
        public void copy(Path from, Path to, CopyOption... options) throws IOException {
            real.copy(real(from), real(to), options);
        }

        @Override
        public void move(Path from, Path to, CopyOption... options) throws IOException {
            requireMovable(real(from), real(to));
            real.move(real(from), real(to), options);
        }

        @Override
        public boolean isSameFile(Path path, Path other) throws IOException {
            return real.isSameFile(real(path), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return real.isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return real.getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            real.checkAccess(real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return real.getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return real.readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return real.readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            real.setAttribute(real(path), attribute, value, options);
        }
    }
}
