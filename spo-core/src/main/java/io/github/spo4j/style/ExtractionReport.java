package io.github.spo4j.style;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.RunUsage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an extraction. Articles go by their names below the folder or by their sources, in order; all
 * collections are unmodifiable. Immutable.
 */
public final class ExtractionReport {

    private final Map<String, Path> extracted;
    private final Map<String, Path> skipped;
    private final Map<String, String> failed;
    private final Set<String> failedByModel;
    private final List<String> left;
    private final @Nullable ModelException stop;
    private final RunUsage usage;
    private final Map<String, Map<Article.Part, Integer>> passedOver;
    private final SortedMap<String, Integer> otherFiles;

    ExtractionReport(
            Map<String, Path> extracted,
            Map<String, Path> skipped,
            Map<String, String> failed,
            Set<String> failedByModel,
            List<String> left,
            @Nullable ModelException stop,
            RunUsage usage,
            Map<String, Map<Article.Part, Integer>> passedOver,
            SortedMap<String, Integer> otherFiles) {
        this.extracted = Collections.unmodifiableMap(new TreeMap<>(extracted));
        this.skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
        this.failed = Collections.unmodifiableMap(new TreeMap<>(failed));
        this.failedByModel = Collections.unmodifiableSet(new TreeSet<>(failedByModel));
        this.left = List.copyOf(left);
        this.stop = stop;
        this.usage = usage;
        this.passedOver = Collections.unmodifiableMap(new TreeMap<>(passedOver));
        this.otherFiles = Collections.unmodifiableSortedMap(new TreeMap<>(otherFiles));
    }

    ExtractionReport withOthers(SortedMap<String, Integer> others) {
        return new ExtractionReport(extracted, skipped, failed, failedByModel, left, stop, usage, passedOver, others);
    }

    /** {@return the articles that got their profile in this call, with the profile's file} */
    public Map<String, Path> extracted() {
        return extracted;
    }

    /** {@return the articles that had their profile already and are unchanged since, with the profile's file} */
    public Map<String, Path> skipped() {
        return skipped;
    }

    /**
     * {@return the articles without a profile, with the reason and what to do; the same call again retries only these}
     */
    public Map<String, String> failed() {
        return failed;
    }

    /**
     * {@return those of the failed articles whose model could not be reached or gave no usable reply; the others cannot
     * be read, or their profiles cannot be written}
     */
    public Set<String> failedByModel() {
        return failedByModel;
    }

    /** {@return the articles that were not looked at, because the work stopped before} */
    public List<String> left() {
        return left;
    }

    /**
     * Why the work stopped before all articles were looked at: the budget, an interrupt, an account or a server that
     * refuses every call. The same call again resumes it.
     *
     * @return the failure, or empty if no article is left
     */
    public Optional<ModelException> stop() {
        return Optional.ofNullable(stop);
    }

    /** {@return what the work on this storage has taken, with earlier calls} */
    public RunUsage usage() {
        return usage;
    }

    /** {@return what was left out of articles because it is no text, such as pictures: of which article, how many of each} */
    public Map<String, Map<Article.Part, Integer>> passedOver() {
        return passedOver;
    }

    /** {@return how many files of the folder are in other formats and were not looked at, by suffix; empty if they have none} */
    public SortedMap<String, Integer> otherFiles() {
        return otherFiles;
    }

    @Override
    public String toString() {
        return "ExtractionReport[" + extracted.size() + " extracted, " + skipped.size() + " skipped, " + failed.size()
                + " failed, " + left.size() + " left]";
    }
}
