package io.github.spo4j.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Makes the names in folders survive a power cut, which a force of the files alone does not. Some file systems cannot do that,
 * among them network drives and Windows, so it is tried once: where it works, a later failure counts. Immutable.
 */
public final class FolderForce {

    private final boolean works;
    private final Optional<String> refusal;

    private FolderForce(boolean works, Optional<String> refusal) {
        this.works = works;
        this.refusal = refusal;
    }

    /**
     * Tries it.
     *
     * @param place a folder; if it does not exist yet, the nearest one above is tried
     * @return how it is for all folders in that place
     * @throws IOException if the folder may not be read
     */
    public static FolderForce at(Path place) throws IOException {
        Path folder = place.toAbsolutePath();
        while (!Files.isDirectory(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            channelForce(folder);
            return new FolderForce(true, Optional.empty());
        } catch (AccessDeniedException | NoSuchFileException e) {
            // Windows opens no folder as a file, and needs no force after a rename.
            if (System.getProperty("os.name", "").startsWith("Windows")) {
                return new FolderForce(false, Optional.empty());
            }
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            return new FolderForce(false, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** {@return why names may be lost in a power cut; empty where they are safe} */
    public Optional<String> refusal() {
        return refusal;
    }

    /**
     * Makes a folder and its parents, so that they survive a power cut as the files in them do.
     *
     * @param folder the folder, which may exist
     * @throws IOException if it cannot be made
     */
    public void makeFolder(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(folder)) {
            makeFolder(parent);
            Files.createDirectories(folder);
            force(parent);
        }
    }

    /**
     * Makes the names in a folder survive, where that is possible.
     *
     * @param folder the folder
     * @throws IOException if that is possible and failed
     */
    public void force(Path folder) throws IOException {
        if (works) {
            channelForce(folder);
        }
    }

    /** Only a channel can do that. */
    private static void channelForce(Path folder) throws IOException {
        Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
                return folder;
            }
        });
    }
}
