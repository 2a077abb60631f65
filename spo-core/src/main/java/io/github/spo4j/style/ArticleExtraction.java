package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.session.Session;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.model.ModelException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Extracts several articles. An article that fails does not stop the others; what would fail every article does. */
final class ArticleExtraction {

    private static final Logger LOGGER = System.getLogger(ArticleExtraction.class.getName());

    /** When no server answers for so many articles in a row, the articles are not the reason. */
    private static final int MAX_UNANSWERED = 10;

    private static final int MAX_READERS = 2;

    /** How many characters of articles are in memory at a time; a single article may have as many. */
    private static final int ROOM = ArticleReader.MAX_BYTES;

    private final StyleExtractor setup;
    private final List<String> names;
    private final @Nullable String folder;
    private final Function<String, Article> reading;
    private final StyleRun run;
    private final Map<String, String> free;
    private final ArticleStyle style;
    private final Session session;

    /** Reading takes a processor and, for a large document, much memory; waiting for a model takes neither. */
    private final Semaphore readers =
            new Semaphore(Math.min(MAX_READERS, Runtime.getRuntime().availableProcessors()));

    /** A request holds several copies of its article, so huge articles are processed one by one. */
    private final Semaphore room = new Semaphore(ROOM, true);

    private final Object lock = new Object();
    private final Map<String, Path> extracted = new HashMap<>();
    private final Map<String, Path> skipped = new HashMap<>();
    private final Map<String, String> failed = new HashMap<>();
    private final Set<String> failedByModel = new HashSet<>();
    private final Map<String, Map<Article.Part, Integer>> passedOver = new HashMap<>();
    private final Map<String, ModelException> unsent = new TreeMap<>();
    private @Nullable ModelException stop;
    private boolean stopped;
    private int unanswered;

    /**
     * Prepares the work.
     *
     * @param names of the articles
     * @param folder that the articles are in; null if they are in none
     */
    ArticleExtraction(
            StyleExtractor setup,
            List<String> names,
            @Nullable String folder,
            Function<String, Article> reading,
            StyleRun run,
            Session session) {
        this.setup = setup;
        this.names = names;
        this.folder = folder;
        this.reading = reading;
        this.run = run;
        free = free();
        style = new ArticleStyle(run.wording(), setup, new ProfileAsker(session, setup.conversion, run));
        this.session = session;
    }

    /** Known articles keep their files; others get a name that no file has, in the order of the articles. */
    private Map<String, String> free() {
        OutputNames output = new OutputNames(run.taken());
        Map<String, String> assigned = new HashMap<>();
        for (String name : names) {
            if (!run.isMade(name, folder)) { // if it was, its text may still be known
                assigned.put(name, output.take(name));
            }
        }
        return assigned;
    }

    ExtractionReport run() {
        notifyListener(listener -> listener.started(names.size()));
        List<Supplier<String>> tasks = new ArrayList<>(names.size());
        names.forEach(name -> tasks.add(() -> work(name)));
        try {
            session.calls().together(tasks);
        } catch (ModelException e) {
            stop(e); // interrupted; the flag stays set
        }
        if (!isStopped()) {
            unsent.forEach((name, e) -> fail(name, e, true));
        }
        return report();
    }

    private ExtractionReport report() {
        synchronized (lock) {
            List<String> left = names.stream()
                    .filter(name ->
                            !extracted.containsKey(name) && !skipped.containsKey(name) && !failed.containsKey(name))
                    .toList();
            return new ExtractionReport(
                    extracted,
                    skipped,
                    failed,
                    failedByModel,
                    left,
                    left.isEmpty() ? null : stop,
                    session.usage(),
                    passedOver,
                    new TreeMap<>());
        }
    }

    private String work(String name) {
        boolean handled = false;
        try {
            extract(name);
            handled = true;
        } catch (StyleException e) {
            fail(name, e, e.kind() == StyleException.Kind.REPLY);
            handled = true;
        } catch (ModelException e) {
            failOrStop(name, e);
            handled = true;
        } finally {
            if (!handled) {
                stop(null); // a full disk or a fault in the program: no further call is paid for
            }
        }
        return name;
    }

    private void extract(String name) {
        Article article;
        readers.acquireUninterruptibly();
        try { // the permit is kept while this waits for room, so that no more articles are read meanwhile
            article = setup.converted(reading.apply(name));
            tellPassedOver(name, article.passedOver());
            room.acquireUninterruptibly(size(article));
        } finally {
            readers.release();
        }
        try {
            extract(name, article);
        } finally {
            room.release(size(article));
        }
    }

    private void tellPassedOver(String name, Map<Article.Part, Integer> parts) {
        if (!parts.isEmpty()) {
            synchronized (lock) {
                passedOver.put(name, parts);
                notifyListener(listener -> listener.passedOver(name, parts));
            }
        }
    }

    private static int size(Article article) {
        return Math.min(ROOM, article.text().length());
    }

    private void extract(String name, Article article) {
        String sha256 = article.sha256();
        StyleRun.Made made = run.made(name, folder, sha256);
        String fileName = made == null ? requireNonNull(free.get(name), name) : made.file();
        Path file = run.path(fileName);
        String content = run.content(fileName).orElse(null);
        if (content != null) {
            boolean ours = made != null && made.contents().contains(content);
            boolean outdated = made == null
                    || !made.sha256().equals(sha256)
                    || (ours && !made.content().equals(content));
            if (!outdated) {
                if (made != null && made.folder() == null && folder != null) { // by an earlier version
                    run.record(name, folder, sha256, fileName, made.content());
                }
                end(skipped, name, file, listener -> listener.skipped(name, file));
                return;
            }
            if (!ours) {
                String problem =
                        "this profile was changed by hand and its article too; move the profile away to have it"
                                + " made again";
                throw new StyleException(StyleException.Kind.OUTPUT, file.toString(), problem);
            }
        }
        if (isStopped()) {
            return; // profiles that exist were reported; what needs a call is left
        }
        String json = style.of(article).withSource(name).toJson();
        run.add(name, folder, sha256, fileName, json);
        end(extracted, name, file, listener -> listener.extracted(name, file));
    }

    private void end(Map<String, Path> outcome, String name, Path file, Consumer<ExtractionListener> event) {
        synchronized (lock) {
            outcome.put(name, file);
            unanswered = 0;
            notifyEnd(event);
        }
    }

    private void fail(String name, RuntimeException e, boolean byModel) {
        String reason = String.valueOf(e.getMessage());
        synchronized (lock) {
            failed.put(name, reason);
            if (byModel) {
                failedByModel.add(name);
            }
            if (e instanceof ModelException failure) {
                notifyListener(listener -> listener.modelFailed(name, failure));
            }
            notifyEnd(listener -> listener.failed(name, reason));
        }
    }

    private void failOrStop(String name, ModelException e) {
        if (ParallelCalls.isForAnother(e)) { // the other's failure may not have arrived here yet
            synchronized (lock) {
                unsent.put(name, e);
            }
            return;
        }
        switch (e.kind()) {
            case UNAUTHORIZED, QUOTA_EXHAUSTED, NOT_FOUND, BUDGET_SPENT, DEADLINE, INTERRUPTED -> stop(e);
            case NETWORK, TIMEOUT, RATE_LIMITED, SERVER_ERROR, MALFORMED_REPLY -> {
                fail(name, e, true);
                synchronized (lock) {
                    unanswered++;
                    if (unanswered >= MAX_UNANSWERED || (e.attempts() == 0 && isAfterSpentBudget())) {
                        stop(e);
                    }
                }
            }
            default -> fail(name, e, true);
        }
    }

    private boolean isStopped() {
        synchronized (lock) {
            return stopped;
        }
    }

    /** Calls that reach no server spend nothing, but while they try no other call may fit the budget. */
    private boolean isAfterSpentBudget() {
        return stop != null && stop.kind() == ModelException.Kind.BUDGET_SPENT;
    }

    private void stop(@Nullable ModelException e) {
        synchronized (lock) {
            stop = !stopped || (e != null && isAfterSpentBudget()) ? e : stop;
            stopped = true;
        }
        if (e == null || e.kind() != ModelException.Kind.BUDGET_SPENT) { // what the budget still covers is sent
            session.calls().halt(any -> true);
        }
    }

    private void notifyEnd(Consumer<ExtractionListener> event) {
        notifyListener(listener -> listener.progressed(session.usage()));
        notifyListener(event);
    }

    private void notifyListener(Consumer<ExtractionListener> event) {
        try {
            event.accept(setup.listener);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "the listener failed; the work continues", e);
        }
    }
}
