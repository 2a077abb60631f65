package io.github.spo4j.live;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.prompt.PromptSlots;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The prompt that an application sends, which can be replaced while the application runs. Thread-safe.
 *
 * <p>Read the {@linkplain #text() text} once per call, and the call uses exactly one version. After {@link #swap} has
 * returned, no caller gets an older version. A version that is blank, or lacks a slot of the start text, is refused, and the
 * version in use stays.
 *
 * <pre>{@code
 * OptimizedPrompt prompt = OptimizedPrompt.storedIn(Path.of("prompt-history.jsonl"), "You are a {{role}}.");
 * Assistant assistant = AiServices.builder(Assistant.class)
 *         .chatModel(model)
 *         .systemMessageProvider(memoryId -> prompt.text())
 *         .build();
 * prompt.swap(result.bestPrompt(), "run " + result.start().location());
 * }</pre>
 *
 * <p>To optimize it again and again, for example each night, start from the version in use, and give the run a name that is
 * new for each day and each version. All runs are kept. A run that was killed is resumed by the same code on the same day, and
 * one that is finished is not paid for twice. Since nobody looks at the result, only a prompt that is proven to be better on
 * held-out questions goes live, and none if a person has put another into use meanwhile.
 *
 * <pre>{@code
 * PromptVersion inUse = prompt.current();
 * OptimizationResult result = PromptOptimizer.builder()
 *         .model(port)
 *         .template(template.withPrompt(inUse.text()))
 *         .heldOut(20)
 *         .handOut(HandOut.ONLY_IF_BETTER)
 *         .workspace(Path.of("workspace"))
 *         .name("support-" + LocalDate.now() + "-v" + inUse.number())
 *         .build()
 *         .optimize();
 * if (prompt.current().equals(inUse)) {
 *     result.run().handedOut().ifPresent(round -> prompt.swap(round.prompt(), "run " + result.run().location()));
 * }
 * }</pre>
 */
public final class OptimizedPrompt {

    private static final Logger LOGGER = System.getLogger(OptimizedPrompt.class.getName());

    private final Object lock = new Object();
    private final String start;
    private final PromptHistory storage;
    private final Clock clock;
    private volatile List<PromptVersion> versions;

    OptimizedPrompt(PromptHistory history, String start, Clock clock) {
        this.start = start;
        this.clock = clock;
        PromptVersion first = new PromptVersion(1, start, "start", clock.instant(), null);
        PromptHistory kept = history;
        List<PromptVersion> known = List.of();
        try {
            known = history.read();
            if (known.isEmpty()) {
                history.add(first);
            }
        } catch (PromptException e) {
            LOGGER.log(
                    Level.WARNING,
                    "the prompt begins with its start text, and neither it nor a later version is kept until this is mended"
                            + " and the application is started again",
                    e);
            kept = PromptHistory.NOWHERE;
        }
        storage = kept;
        versions = known.isEmpty() ? List.of(first) : known;
        if (unusedStart().isPresent()) {
            LOGGER.log(
                    Level.WARNING,
                    "the start text is not in the history and is not used: version {0} stays in use; put the text into use"
                            + " with swap(...), or move the history away",
                    Integer.toString(current().number()));
        }
    }

    /**
     * A prompt whose versions are in memory only.
     *
     * @param start the first version
     * @return the prompt
     * @throws IllegalArgumentException if it is blank
     */
    public static OptimizedPrompt of(String start) {
        return new OptimizedPrompt(PromptHistory.NOWHERE, start, Clock.systemUTC());
    }

    /**
     * A prompt whose versions are stored in a file, and which continues with the last of them. If the file cannot be read,
     * or the first version cannot be written, that is logged, and the prompt begins with the start text in memory only, so
     * that an application starts all the same; see {@link #isKept()}. If the start text was edited since, that is logged too,
     * and the last version stays in use; see {@link #unusedStart()}.
     *
     * @param history the file, one JSON object per line; created if it does not exist. Only one process at a time can
     *     write to it
     * @param start the first version, if the file has none yet
     * @return the prompt
     * @throws IllegalArgumentException if the first version is blank
     */
    public static OptimizedPrompt storedIn(Path history, String start) {
        return storedIn(history, start, Clock.systemUTC());
    }

    /**
     * As {@link #storedIn(Path, String)}, with a custom clock.
     *
     * @param history the file
     * @param start the first version, if there is none yet
     * @param clock gives {@link PromptVersion#since()}
     * @return the prompt
     */
    public static OptimizedPrompt storedIn(Path history, String start, Clock clock) {
        return new OptimizedPrompt(
                new HistoryFile(requireNonNull(history, "history")),
                requireNonNull(start, "start"),
                requireNonNull(clock, "clock"));
    }

    /** {@return the text of the {@linkplain #current() version in use}} */
    public String text() {
        return current().text();
    }

    /** {@return the version in use: the last one} */
    public PromptVersion current() {
        List<PromptVersion> known = versions;
        return known.get(known.size() - 1);
    }

    /** {@return all versions so far, oldest first, at least one; unmodifiable} */
    public List<PromptVersion> history() {
        return versions;
    }

    /**
     * Puts another prompt into use, for every call that starts from now on.
     *
     * @param prompt the new prompt; nothing changes if it is the one in use
     * @param origin where it comes from, for people
     * @return the version that is in use now
     * @throws PromptException if the prompt is refused or the history cannot be written; the version in use stays
     */
    public PromptVersion swap(String prompt, String origin) {
        requireNonNull(prompt, "prompt");
        requireNonNull(origin, "origin");
        synchronized (lock) {
            if (prompt.equals(text())) {
                return current();
            }
            refuseUnfit(prompt);
            return add(prompt, origin, null);
        }
    }

    /**
     * Puts the version before the current one into use again, as a new version. A second call goes back one more.
     *
     * @return the version that is in use now
     * @throws PromptException if there is no earlier one, or the history cannot be written; the version in use stays
     */
    public PromptVersion rollBack() {
        synchronized (lock) {
            PromptVersion current = current();
            int shown = current.restored() == null ? current.number() : current.restored();
            if (shown == 1) {
                throw new PromptException("there is no version before the first one", null);
            }
            PromptVersion earlier = versions.get(shown - 2);
            int restored = earlier.restored() == null ? earlier.number() : earlier.restored();
            return add(earlier.text(), "back to version " + restored, restored);
        }
    }

    /**
     * Polls a source and puts its prompt into use when it has changed. A change counts when it was read twice in a row, so
     * that a file that is being written is not used too early. The first prompt read is used only if it was never in use, so
     * that a rollback survives a restart. An exception of the source, or a prompt that is refused, is logged once, and the
     * version in use stays. A version that could not be written to the history is retried at each poll.
     *
     * <pre>{@code
     * prompt.watch(() -> Files.readString(file), "prompt.txt", Duration.ofSeconds(10));
     * prompt.watch(() -> RecordedRun.read(run).handedOut().orElseThrow().prompt(), "run Poem", Duration.ofMinutes(1));
     * }</pre>
     *
     * @param source gives the prompt that should be in use; called on a thread of the watch
     * @param origin where it comes from, for people
     * @param every how long to wait between two polls
     * @return the watch, which runs until it is closed
     * @throws IllegalArgumentException if the time is not positive
     */
    public PromptWatch watch(PromptWatch.Source source, String origin, Duration every) {
        return PromptWatch.start(this, source, origin, every);
    }

    /**
     * {@return the start text if it is in no version, because it was edited since the history began, and so is not used;
     * {@code swap} puts it into use whatever slots it has}
     */
    public Optional<String> unusedStart() {
        return versions.stream().anyMatch(version -> version.text().equals(start))
                ? Optional.empty()
                : Optional.of(start);
    }

    /** {@return whether versions survive the application: false if they are in memory only} */
    public boolean isKept() {
        return !storage.equals(PromptHistory.NOWHERE);
    }

    private void refuseUnfit(String prompt) {
        if (prompt.isBlank()) {
            throw refused("it is blank");
        }
        if (prompt.equals(start)) { // an application fills the slots of the start that it gives
            return;
        }
        String base = unusedStart().isPresent() ? versions.get(0).text() : start;
        Set<String> lost = new TreeSet<>(PromptSlots.of(base).names());
        lost.removeAll(PromptSlots.of(prompt).names());
        if (!lost.isEmpty()) {
            throw refused("it lacks the slot(s) " + String.join(", ", lost));
        }
    }

    private PromptException refused(String why) {
        return PromptException.refused(
                "the new prompt is refused: " + why + "; version " + current().number() + " stays in use");
    }

    private PromptVersion add(String prompt, String origin, @Nullable Integer restored) {
        PromptVersion version = new PromptVersion(versions.size() + 1, prompt, origin, clock.instant(), restored);
        storage.add(version);
        List<PromptVersion> more = new ArrayList<>(versions);
        more.add(version);
        versions = List.copyOf(more);
        return version;
    }

    @Override
    public String toString() {
        return "OptimizedPrompt[version " + current().number() + ", "
                + current().origin() + "]";
    }
}
