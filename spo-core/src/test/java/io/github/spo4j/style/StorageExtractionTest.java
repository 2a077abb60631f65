package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Extraction of articles that are at hand, with a storage of any kind. */
class StorageExtractionTest {

    private final RunStorage storage = RunStorage.memory();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Article> articles = List.of(
            new Article("a.txt", "An article about tea"),
            new Article("b.md", "An article about rain"),
            new Article("c.docx", "An article about bread"));

    private ModelReply reply(ModelRequest request) {
        calls.incrementAndGet();
        String text = request.messages().get(0).text();
        if (request.role() == ModelRole.MERGE) {
            return ModelReply.of(SampleProfiles.about("all"));
        }
        return ModelReply.of(
                SampleProfiles.about(text.contains("tea") ? "tea" : text.contains("rain") ? "rain" : "bread"));
    }

    private StyleExtractor.Builder extractor() {
        return StyleExtractor.builder()
                .model(this::reply)
                .callPolicy(CallPolicy.builder().attempts(1).build());
    }

    private StyleProfile profile(String name) {
        return StyleProfile.parse(
                name, new String(storage.read("single_articles/" + name).orElseThrow(), UTF_8));
    }

    @Test
    void keeps_a_profile_for_each_article() {
        ExtractionReport report = extractor().build().extractAll(articles, storage);

        assertThat(report.extracted())
                .containsExactly(
                        Map.entry("a.txt", Path.of("single_articles", "a.json")),
                        Map.entry("b.md", Path.of("single_articles", "b.json")),
                        Map.entry("c.docx", Path.of("single_articles", "c.json")));
        assertThat(profile("b.json").prompt()).isEqualTo("Write like rain.");
        assertThat(profile("c.json").source()).isEqualTo("c.docx");
    }

    @Test
    void goes_on_where_it_stopped_and_asks_nothing_twice() {
        ExtractionReport stopped = extractor().budget(Budget.ofCalls(2)).build().extractAll(articles, storage);
        assertThat(stopped.stop()).map(ModelException::kind).contains(ModelException.Kind.BUDGET_SPENT);

        ExtractionReport report = extractor().build().extractAll(articles, storage);
        StyleExtractor extractor = extractor().build();
        List<StyleProfile> profiles = List.of(profile("a.json"), profile("b.json"), profile("c.json"));
        MergedStyle merged = extractor.merge(profiles, storage);
        MergedStyle again = extractor.merge(profiles, storage);

        assertThat(report.left()).isEmpty();
        assertThat(report.skipped()).hasSize(2);
        assertThat(again.profile()).isEqualTo(merged.profile());
        assertThat(merged.file()).isEqualTo(Path.of("merged_articles", "merged_style.json"));
        assertThat(again.file()).isEqualTo(merged.file());
        assertThat(storage.read("merged_articles/merged_style.json"))
                .hasValueSatisfying(json -> assertThat(json)
                        .asString(UTF_8)
                        .isEqualTo(merged.profile().toJson()));
        assertThat(calls).hasValue(4);
    }

    @Test
    void tells_the_model_what_to_mind_in_every_article() {
        StyleExtractor minding = extractor()
                .model(request -> {
                    assertThat(request.messages().get(0).text()).contains("Mind the commas.");
                    return reply(request);
                })
                .extra("Mind the commas.")
                .build();

        assertThat(minding.extractAll(articles, storage).failed()).isEmpty();
        assertThat(minding.extract("An article about tea").prompt()).isEqualTo("Write like tea.");
        assertThatExceptionOfType(RunException.class)
                .isThrownBy(() -> extractor().build().extractAll(articles, storage))
                .withMessageContaining("extra");
    }

    @Test
    void refuses_articles_that_cannot_be_told_apart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> extractor()
                        .build()
                        .extractAll(List.of(articles.get(0), new Article("a.txt", "Another")), storage))
                .withMessageContaining("a.txt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> extractor().build().extractAll(List.of(), storage));
        assertThat(storage.list("")).isEmpty();
    }
}
