package io.github.spo4j.examples.cli;

import io.github.spo4j.RecordedRun;
import io.github.spo4j.storage.RunStorage;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text on the command line: a round of a run as {@code DIR#N}, a file, or the text itself.
 *
 * @param text the text
 * @param run the run that it is of; empty if it is of none
 */
record PromptArgument(String text, Optional<RecordedRun> run) {

    private static final Pattern ROUND = Pattern.compile("(.+)#([1-9][0-9]{0,8})", Pattern.DOTALL);

    /** Nobody means such a word as a prompt. */
    private static final Pattern FILE_NAME = Pattern.compile("\\S*[/\\\\]\\S*|\\S+\\.(?:txt|md|ya?ml|jsonl?)");

    static PromptArgument of(String value) {
        Matcher round = ROUND.matcher(value);
        if (round.matches()) {
            Optional<Path> folder = path(round.group(1)).filter(Files::isDirectory);
            if (folder.isPresent()) {
                return round(folder.get(), Integer.parseInt(round.group(2)));
            }
        }
        return new PromptArgument(text(value), Optional.empty());
    }

    private static PromptArgument round(Path folder, int number) {
        RunStorage storage = RunFolder.storage(folder);
        RecordedRun run = RecordedRun.read(storage);
        return new PromptArgument(RunFolder.round(folder, run, number).prompt(), Optional.of(run));
    }

    /** The content of a file, or the text itself. */
    static String text(String value) {
        Optional<Path> file = file(value);
        if (file.isEmpty()) {
            if (FILE_NAME.matcher(value).matches()) {
                throw new UsageException("refused.text.file", value);
            }
            return value;
        }
        try {
            return Files.readString(file.get());
        } catch (CharacterCodingException e) {
            throw new UsageException("refused.text.encoding", value);
        } catch (IOException e) {
            throw new UsageException("refused.text.unreadable", value);
        }
    }

    /** The file that a value names; empty if it is no file's name. */
    static Optional<Path> file(String value) {
        return path(value).filter(Files::isRegularFile);
    }

    private static Optional<Path> path(String value) {
        try {
            return Optional.of(Path.of(value));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
