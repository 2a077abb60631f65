package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunStorage;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder for each round, with its texts for people. A void round has none. */
final class RoundFolders {

    private static final Pattern FOLDER = Pattern.compile("round_([1-9][0-9]{0,8})");
    private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RunStorage storage;
    private final String parent;

    RoundFolders(RunStorage storage, String parent) {
        this.storage = storage;
        this.parent = parent;
    }

    /** The files of rounds that are missing or are not as the rounds have it, with what they should be. */
    Map<String, byte[]> outdated(List<Round> rounds) {
        Map<String, byte[]> outdated = new LinkedHashMap<>();
        rounds.stream().map(this::files).forEach(outdated::putAll);
        outdated.entrySet().removeIf(file -> isWritten(file.getKey(), file.getValue()));
        return outdated;
    }

    private boolean isWritten(String path, byte[] content) {
        Optional<byte[]> there = storage.read(path);
        return there.isPresent() && Arrays.equals(there.get(), content);
    }

    /** A folder that cannot be: a kill may leave one of the next round; later ones mean that rounds were lost. */
    Optional<String> unlisted(int finished) {
        return storage.list(parent).stream()
                .filter(name -> number(name) > finished + 1)
                .findFirst()
                .map(name -> storage.describe(parent + "/" + name));
    }

    private static int number(String name) {
        Matcher folder = FOLDER.matcher(name);
        return folder.matches() ? Integer.parseInt(folder.group(1)) : 0;
    }

    /**
     * Moves a folder that a killed run of the Python system left. To be called before the journal has the round: after that,
     * a folder counts as that of the round.
     */
    void moveLeft(Round round, RunStorage.Writer writer) {
        if (!storage.list(folder(round)).isEmpty()) {
            LocalDateTime now = requireNonNull(round.time());
            writer.rename(folder(round), "round_" + round.number() + "." + ASIDE.format(now));
        }
    }

    /** The files of a round, by their paths. */
    Map<String, byte[]> files(Round round) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (round.voidReason() == null) {
            files.put(folder(round) + "/prompt.txt", utf8(round.prompt()));
            files.put(folder(round) + "/answers.txt", utf8(answersText(round)));
        }
        return files;
    }

    private String folder(Round round) {
        return parent + "/round_" + round.number();
    }

    private static String answersText(Round round) {
        StringBuilder text = new StringBuilder();
        for (Round.Answer answer : round.answers()) {
            text.append("Question:\n")
                    .append(answer.question())
                    .append("\nAnswer:\n")
                    .append(answer.answer())
                    .append("\n\n");
        }
        return text.toString();
    }

    /** Half a surrogate pair has no UTF-8 form and becomes a question mark. */
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
