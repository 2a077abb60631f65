package io.github.spo4j.examples.server.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.style.Article;
import io.github.spo4j.style.ExtractionListener;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.StyleException;
import io.github.spo4j.style.StyleExtractor;
import io.github.spo4j.style.StyleProfile;
import io.github.spo4j.style.TemplateBuilder;
import io.github.spo4j.template.IterationTemplate;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Describes how articles are written and, if requested, builds a template. Profiles are shown whatever comes after. */
final class StyleWork implements JobWork {

    private static final Logger LOGGER = System.getLogger(StyleWork.class.getName());

    private static final String FAILED =
            "the model could not be reached or twice gave no usable reply; resume the job to try again";

    private final StyleRequest request;
    private @Nullable ObjectNode made;

    StyleWork(StyleRequest request) {
        this.request = request;
    }

    @Override
    public ObjectNode run(RunningJob job) throws InterruptedException {
        job.stopAfter(request.spending().maxTime());
        Teller teller = new Teller(job);
        StyleExtractor extractor = request.extractor().listener(teller).build();
        ExtractionReport report = extractor.extractAll(request.articles(), job.files());
        Map<String, StyleProfile> profiles = profiles(report, job.files());
        ObjectNode json = json(profiles, report, teller);
        if (!profiles.isEmpty()) {
            made = json;
        }
        try {
            if (report.stop().isPresent()) {
                throw stopped(report.stop().get());
            }
            if (profiles.isEmpty()) {
                throw new JobFailure(
                        new JobError("no_usable_reply", "no article has a profile: " + why(report, teller)));
            }
            if (request.kind() == JobKind.STYLE) {
                addTemplate(extractor, profiles, job, json);
            }
        } finally {
            UsageJson.put(extractor.usage(job.files()), json.putObject("usage"));
        }
        return json;
    }

    @Override
    public @Nullable ObjectNode unfinished() {
        return made;
    }

    private static ObjectNode json(Map<String, StyleProfile> profiles, ExtractionReport report, Teller teller) {
        ObjectNode json = StoredJson.object();
        ArrayNode all = json.putArray("profiles");
        profiles.forEach((article, profile) ->
                all.addObject().put("article", article).set("profile", StoredJson.read(profile.toJson())));
        ArrayNode failed = json.putArray("failed");
        report.failed()
                .keySet()
                .forEach(article -> failed.addObject().put("article", article).put("message", teller.message(article)));
        return json.putNull("merged").putNull("template");
    }

    private static String why(ExtractionReport report, Teller teller) {
        return report.failed().keySet().stream()
                .findFirst()
                .map(teller::message)
                .orElse(FAILED);
    }

    /** Returns the exception that it throws, so that the compiler knows that nothing follows. */
    private static RuntimeException stopped(ModelException e) throws InterruptedException {
        if (e.kind() == ModelException.Kind.INTERRUPTED) {
            throw new InterruptedException();
        }
        return e;
    }

    private static Map<String, StyleProfile> profiles(ExtractionReport report, RunStorage files) {
        Map<String, Path> places = new TreeMap<>(report.extracted());
        places.putAll(report.skipped());
        Map<String, StyleProfile> profiles = new TreeMap<>();
        places.forEach((article, place) -> {
            String path = place.toString().replace('\\', '/');
            profiles.put(
                    article,
                    StyleProfile.parse(path, new String(files.read(path).orElseThrow(), UTF_8)));
        });
        return profiles;
    }

    private void addTemplate(
            StyleExtractor extractor, Map<String, StyleProfile> profiles, RunningJob job, ObjectNode json)
            throws InterruptedException {
        try {
            StyleProfile merged =
                    extractor.merge(List.copyOf(profiles.values()), job.files()).profile();
            json.set("merged", StoredJson.read(merged.toJson()));
            json.put("template", template(merged, profiles).toYaml());
        } catch (ModelException e) {
            throw stopped(e);
        } catch (StyleException e) {
            throw new JobFailure(
                    switch (e.kind()) {
                        case REPLY -> new JobError("no_usable_reply", "the profiles could not be merged: " + FAILED);
                        case OUTPUT ->
                            JobError.invalid("the template would have more than " + TemplateCheck.MAX_BYTES
                                    + " bytes; resume the job with fewer questions, which takes no further call");
                        default -> JobError.invalid(String.valueOf(e.getMessage()));
                    });
        }
    }

    private IterationTemplate template(StyleProfile merged, Map<String, StyleProfile> profiles) {
        TemplateBuilder builder = TemplateBuilder.of(merged);
        Integer wanted = request.questions();
        List<Article> used = new ArrayList<>();
        for (Article article : request.articles()) {
            StyleProfile profile = profiles.get(article.source());
            if (profile != null && !profile.facts().isBlank() && (wanted == null || used.size() < wanted)) {
                used.add(article);
                builder.article(
                        new Article(article.source(), request.conversion().apply(article.text())), profile);
            }
        }
        if (used.isEmpty()) {
            throw new JobFailure(JobError.invalid("no article has facts to ask for, see fact_info in the profiles"));
        }
        if (wanted != null && used.size() < wanted) {
            throw new JobFailure(JobError.invalid("only " + used.size()
                    + " articles have facts to ask for, see fact_info in the profiles; resume the job with so many"
                    + " questions, which takes no further call"));
        }
        return wanted == null ? builder.build() : builder.questions(wanted).build();
    }

    /** Reports to clients. Called by one thread at a time. */
    private static final class Teller implements ExtractionListener {

        private final RunningJob job;
        private final JobProgress progress = new JobProgress();
        private final Map<String, String> said = new ConcurrentHashMap<>();
        private int all;
        private RunUsage soFar = RunUsage.NONE;

        Teller(RunningJob job) {
            this.job = job;
        }

        @Override
        public void started(int articles) {
            job.begin();
            all = articles;
            progress.articles(articles);
        }

        @Override
        public void progressed(RunUsage usage) {
            progress.usage(usage);
            soFar = usage;
        }

        @Override
        public void extracted(String article, Path profile) {
            tell(article, "extracted", null);
        }

        @Override
        public void skipped(String article, Path profile) {
            tell(article, "skipped", null);
        }

        @Override
        public void modelFailed(String article, ModelException failure) {
            LOGGER.log(Level.WARNING, "a call for an article of a job failed", failure);
            String details = failure.details();
            if (details != null) {
                said.put(article, details);
            }
        }

        /** Why an article failed, with what its model's server said. */
        String message(String article) {
            String details = said.get(article);
            return details == null ? FAILED : FAILED + " (" + details + ")";
        }

        @Override
        public void failed(String article, String reason) {
            tell(article, "failed", message(article));
        }

        private void tell(String article, String outcome, @Nullable String message) {
            ObjectNode data = StoredJson.object();
            data.put("article", article).put("outcome", outcome).put("message", message);
            data.put("articles", all).put("articles_ended", progress.articleEnded());
            UsageJson.put(soFar, data.putObject("usage"));
            job.tell("article", data, progress);
        }
    }
}
