package io.github.spo4j.style;

import io.github.spo4j.internal.Sha256;
import io.github.spo4j.storage.RunStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that profiles are written to:
 *
 * <pre>
 * single_articles/   a profile for each article
 * merged_articles/   profiles of bodies of articles
 * .extract/          the journal, the lock, drafts
 * </pre>
 */
final class OutputFolder implements AutoCloseable {

    private final Path folder;
    private final StyleStore store;

    private OutputFolder(Path folder, StyleStore store) {
        this.folder = folder;
        this.store = store;
    }

    static OutputFolder open(Path folder, StyleExtractor setup) {
        return new OutputFolder(folder, StyleStore.open(journalled(folder), setup));
    }

    /** Where an output folder has its journal. */
    static RunStorage journalled(Path folder) {
        return RunStorage.folder(hidden(folder));
    }

    private static Path hidden(Path folder) {
        return folder.resolve(".extract");
    }

    StyleJournal journal() {
        return store.journal();
    }

    StyleWording wording() {
        return store.wording();
    }

    /** The profiles of articles, for people to find beside the journal. */
    ProfilePlace singles() {
        return new Singles(made("single_articles"), drafts());
    }

    /** A folder with profiles. */
    private record Singles(Path folder, Path drafts) implements ProfilePlace {

        @Override
        public List<String> names() {
            return OutputFolder.names(folder);
        }

        @Override
        public boolean exists(String name) {
            return Files.exists(path(name));
        }

        @Override
        public String sha256(String name) {
            return ProfileFile.sha256(path(name));
        }

        @Override
        public void replace(String name, String json) {
            ProfileFile.replace(path(name), json, drafts);
        }

        @Override
        public Path path(String name) {
            return folder.resolve(name);
        }
    }

    /** Writes a merged profile to a file of its own, or leaves it if it is there. */
    Path addMerged(StyleProfile profile) {
        Path merged = made("merged_articles");
        String json = profile.toJson();
        Path file = merged.resolve("merged_style.json");
        for (int number = 2; Files.exists(file); number++) {
            if (ProfileFile.sha256(file).equals(Sha256.hex(json))) {
                return file;
            }
            file = merged.resolve("merged_style-" + number + ".json");
        }
        ProfileFile.replace(file, json, drafts());
        return file;
    }

    /** Where drafts of profiles are written, so that among profiles there is never half of one. */
    Path drafts() {
        return hidden(folder);
    }

    private Path made(String name) {
        Path made = folder.resolve(name);
        try {
            return Files.createDirectories(made);
        } catch (IOException e) {
            throw new StyleException(
                    StyleException.Kind.OUTPUT,
                    made.toString(),
                    "this folder cannot be made (" + e.getMessage() + "); move away what is in its place",
                    e);
        }
    }

    /** The names of what lies in a folder. */
    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new StyleException(
                    StyleException.Kind.OUTPUT,
                    folder.toString(),
                    "this folder cannot be read (" + e.getMessage() + "); check its permissions",
                    e);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
