package io.github.spo4j.style;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.RunUsage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a folder of articles went. Articles are named below the folder, in order. Immutable. */
public final class ExtractionReport {

    private final Map<String, Path> extracted;
    private final Map<String, Path> skipped;
    private final Map<String, String> failed;
    private final Set<String> failedByModel;
    private final List<String> left;
    private final @Nullable ModelException stop;
    private final RunUsage usage;

    ExtractionReport(
            Map<String, Path> extracted,
            Map<String, Path> skipped,
            Map<String, String> failed,
            Set<String> failedByModel,
            List<String> left,
            @Nullable ModelException stop,
            RunUsage usage) {
        this.extracted = Collections.unmodifiableMap(new TreeMap<>(extracted));
        this.skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
        this.failed = Collections.unmodifiableMap(new TreeMap<>(failed));
        this.failedByModel = Collections.unmodifiableSet(new TreeSet<>(failedByModel));
        this.left = List.copyOf(left);
        this.stop = stop;
        this.usage = usage;
    }

    /**
     * The articles that got their profile now.
     *
     * @return the profile's file by article
     */
    public Map<String, Path> extracted() {
        return extracted;
    }

    /**
     * The articles that had their profile and are unchanged since.
     *
     * @return the profile's file by article
     */
    public Map<String, Path> skipped() {
        return skipped;
    }

    /**
     * The articles that have no profile. The same call again takes up these alone.
     *
     * @return the reason by article, with what to do
     */
    public Map<String, String> failed() {
        return failed;
    }

    /**
     * Those of the failed articles that a model is to blame for: it could not be reached or gave nothing to read. The
     * others cannot be read, or their profiles not be written.
     *
     * @return in order
     */
    public Set<String> failedByModel() {
        return failedByModel;
    }

    /**
     * The articles that were not looked at, because the work stopped before.
     *
     * @return in order
     */
    public List<String> left() {
        return left;
    }

    /**
     * Why the work stopped before all articles were looked at: the budget, an interrupt, an account or a server that
     * refuses every call. The same call goes on later.
     *
     * @return the failure, or empty if no article is left
     */
    public Optional<ModelException> stop() {
        return Optional.ofNullable(stop);
    }

    /**
     * What the work on this output folder has taken, earlier calls included.
     *
     * @return the usage
     */
    public RunUsage usage() {
        return usage;
    }

    @Override
    public String toString() {
        return "ExtractionReport[" + extracted.size() + " extracted, " + skipped.size() + " skipped, " + failed.size()
                + " failed, " + left.size() + " left]";
    }
}
