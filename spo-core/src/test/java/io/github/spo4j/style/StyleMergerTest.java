package io.github.spo4j.style;

import static io.github.spo4j.style.StyleExtractor.outputFolder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StyleMergerTest {

    private static final Pattern WEIGHT = Pattern.compile("Description \\d+, of (\\d+) article");

    /** Gives each merge its own text, so that the tree shows in the result. */
    private final ScriptedChatModel model = new ScriptedChatModel().on(ModelRole.MERGE, StyleMergerTest::reply);

    private static String reply(ModelRequest request) {
        return """
                {"style_summary": "common to %s", "style_category": "made up", "style": {"emotion": {"tone": "calm"}},
                 "contradictions": ["length"], "CoT": "1. Greet", "fact_info": "made up",
                 "template_title": "A notice", "template_part": ["Greeting"],
                 "prompt": "Write %s."}""".formatted(articles(request), Sha256.hex(text(request)).substring(0, 8));
    }

    private static String text(ModelRequest request) {
        return request.messages().get(0).text();
    }

    private static int articles(ModelRequest request) {
        return WEIGHT.matcher(text(request))
                .results()
                .mapToInt(m -> Integer.parseInt(m.group(1)))
                .sum();
    }

    private StyleExtractor extractor() {
        return StyleExtractor.builder()
                .model(model)
                .callPolicy(CallPolicy.builder().attempts(1).build())
                .build();
    }

    private static List<StyleProfile> profiles(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> StyleProfile.parse(
                        "p",
                        SampleProfiles.about("n" + i, i % 3 == 0 ? "guide" : "notice", i % 2 == 0 ? "calm" : "loud")))
                .toList();
    }

    @Nested
    class A_few_profiles {

        @Test
        void become_one_in_one_call() {
            MergedStyle merged = extractor().merge(profiles(5));

            assertThat(model.requests(ModelRole.MERGE)).hasSize(1);
            assertThat(merged.profiles()).isEqualTo(5);
            assertThat(merged.passedThrough()).isFalse();
            assertThat(merged.file()).isNull();
            assertThat(merged.profile().summary()).isEqualTo("common to 5");
            assertThat(merged.profile().templateParts()).containsExactly("Greeting");
            assertThat(merged.profile().toJson()).contains("\"contradictions\": [\n    \"length\"\n  ]");
        }

        @Test
        void c14_have_category_and_labels_by_count_and_no_facts() {
            StyleProfile merged = extractor().merge(profiles(5)).profile();

            assertThat(merged.category()).isEqualTo("notice");
            assertThat(merged.labels()).containsExactly("calm");
            assertThat(merged.templateLabels()).containsExactly("steps");
            assertThat(merged.facts()).isEmpty();
        }

        @Test
        void have_the_most_frequent_labels_where_none_is_shared_by_half() {
            List<StyleProfile> all = Stream.of("a", "b", "b", "c", "c", "d", "e", "f")
                    .map(label -> StyleProfile.parse("p", SampleProfiles.about("x" + label, "", label)))
                    .toList();

            StyleProfile merged = extractor().merge(all).profile();

            assertThat(merged.labels()).containsExactly("b", "c");
            assertThat(merged.category()).isEmpty();
        }

        @Test
        void are_sent_without_what_belongs_to_one_article() {
            extractor().merge(profiles(3));

            assertThat(text(model.requests().get(0)))
                    .contains("calm as n0", "calm as n1", "calm as n2", "Write like n2.")
                    .doesNotContain("Fact of", ".png", "style_category\":", "style_label\":");
        }

        @Test
        void of_the_python_system_are_merged_too() {
            StyleProfile python = StyleProfile.parse("p", StyleProfileTest.PYTHON);

            StyleProfile merged = extractor()
                    .merge(List.of(python, profiles(1).get(0), python))
                    .profile();

            assertThat(merged.category()).isEqualTo("告示");
            assertThat(text(model.requests().get(0))).contains("短句");
        }

        @Test
        void are_asked_for_once_more_where_the_reply_cannot_be_read() {
            model.on(ModelRole.MERGE, request -> request.callId().ask() == 0 ? "{\"style\": 1}" : reply(request));

            assertThat(extractor().merge(profiles(2)).profile().summary()).isEqualTo("common to 2");
            assertThat(text(model.requests().get(1))).contains("could not be used: \"style\" must be an object");
        }

        @Test
        void are_an_error_where_it_can_be_read_neither_time() {
            model.on(ModelRole.MERGE, request -> "no");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> extractor().merge(profiles(2)))
                    .withMessageContaining("merge of 2 profiles");
        }
    }

    @Nested
    class One_profile {

        @Test
        void c14_is_passed_through_and_said_so() {
            StyleProfile alone = profiles(1).get(0);

            assertThat(extractor().merge(List.of(alone))).isEqualTo(new MergedStyle(alone, 1, true, null));
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void is_needed() {
            assertThatIllegalArgumentException().isThrownBy(() -> extractor().merge(List.of()));
        }
    }

    @Nested
    class Many_profiles {

        @ParameterizedTest
        @ValueSource(ints = {12, 13, 24, 144, 145, 300})
        void are_merged_in_a_tree_of_bounded_calls(int count) {
            MergedStyle merged = extractor().merge(profiles(count));

            assertThat(merged.profile().summary()).isEqualTo("common to " + count);
            List<ModelRequest> requests = model.requests(ModelRole.MERGE);
            assertThat(requests).hasSizeLessThanOrEqualTo(count / StyleMerger.MOST_PROFILES * 2 + 1);
            assertThat(requests)
                    .allSatisfy(request -> assertThat(
                                    WEIGHT.matcher(text(request)).results().count())
                            .isBetween(2L, (long) StyleMerger.MOST_PROFILES));
        }

        @Test
        void give_the_same_whatever_their_order() {
            List<StyleProfile> shuffled = new ArrayList<>(profiles(40));
            StyleProfile first = extractor().merge(shuffled).profile();

            Collections.shuffle(shuffled, new Random(3));

            assertThat(extractor().merge(shuffled).profile()).isEqualTo(first);
        }

        @Test
        void that_are_long_are_merged_a_few_at_a_time() {
            List<StyleProfile> longer = profiles(10).stream()
                    .map(profile -> {
                        var fields = profile.fields();
                        fields.put("prompt", profile.prompt() + "x".repeat(25_000));
                        return StyleProfile.of("p", fields);
                    })
                    .toList();

            extractor().merge(longer);

            assertThat(model.requests(ModelRole.MERGE))
                    .hasSizeGreaterThan(4)
                    .allSatisfy(
                            request -> assertThat(text(request)).hasSizeLessThan(StyleMerger.MOST_CHARACTERS + 10_000));
        }
    }

    @Nested
    class A_folder_of_profiles {

        @TempDir
        Path folder;

        private Path out() {
            return folder.resolve("out");
        }

        private MergedStyle mergeAll(Path profiles) {
            return extractor().merge(StyleProfile.readAll(profiles), outputFolder(out()));
        }

        private Path written(int count) throws IOException {
            Path profiles = Files.createDirectories(folder.resolve("profiles"));
            for (int i = 0; i < count; i++) {
                profiles(count).get(i).write(profiles.resolve(i + ".json"));
            }
            Files.writeString(profiles.resolve("readme.txt"), "no profile");
            Files.writeString(profiles.resolve(".hidden.json"), "no profile");
            return profiles;
        }

        @Test
        void is_merged_into_a_file() throws IOException {
            MergedStyle merged = mergeAll(written(3));

            assertThat(merged.file()).isEqualTo(out().resolve("merged_articles/merged_style.json"));
            assertThat(StyleProfile.read(out().resolve("merged_articles/merged_style.json")))
                    .isEqualTo(merged.profile());
        }

        @Test
        void is_not_paid_for_twice() throws IOException {
            Path profiles = written(20);
            MergedStyle first = mergeAll(profiles);
            int paid = model.requests().size();

            assertThat(mergeAll(profiles)).isEqualTo(first);
            assertThat(model.requests()).hasSize(paid);
        }

        @Test
        void c9_never_overwrites_another() throws IOException {
            Path profiles = written(3);
            mergeAll(profiles);
            Files.delete(profiles.resolve("2.json"));

            MergedStyle other = mergeAll(profiles);

            assertThat(other.file()).isEqualTo(out().resolve("merged_articles/merged_style-2.json"));
            assertThat(StyleProfile.read(out().resolve("merged_articles/merged_style.json"))
                            .summary())
                    .isEqualTo("common to 3");
        }

        @Test
        void is_asked_about_anew_after_it_came_to_nothing() throws IOException {
            Path profiles = written(3);
            model.on(ModelRole.MERGE, request -> "no");
            assertThatExceptionOfType(StyleException.class).isThrownBy(() -> mergeAll(profiles));

            model.on(ModelRole.MERGE, StyleMergerTest::reply);

            assertThat(mergeAll(profiles).profile().summary()).isEqualTo("common to 3");
        }

        @Test
        void may_be_one_profile_in_a_file() throws IOException {
            Path profiles = written(3);

            MergedStyle merged = mergeAll(profiles.resolve("1.json"));

            assertThat(merged.passedThrough()).isTrue();
            assertThat(merged.file()).hasContent(Files.readString(profiles.resolve("1.json")));
        }

        @Test
        void names_a_file_that_is_no_profile() throws IOException {
            Path profiles = written(3);
            Files.writeString(profiles.resolve("4.json"), "[]");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> mergeAll(profiles))
                    .withMessageContaining("4.json: a profile is a JSON object");
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> mergeAll(folder.resolve("gone")))
                    .withMessageContaining("there is no such");
            assertThat(out()).doesNotExist();
        }

        @Test
        void comes_from_a_folder_of_articles() throws IOException {
            model.on(ModelRole.EXTRACT, request -> SampleProfiles.about("tea"));
            Path articles = Files.createDirectories(folder.resolve("articles"));
            Files.writeString(articles.resolve("a.txt"), "one");
            Files.writeString(articles.resolve("b.txt"), "two");
            StyleExtractor extractor = extractor();

            extractor.extractAll(articles, outputFolder(out()));
            MergedStyle merged = mergeAll(out().resolve("single_articles"));

            assertThat(merged.profiles()).isEqualTo(2);
            assertThat(extractor.extractAll(articles, outputFolder(out())).skipped())
                    .hasSize(2);
            assertThat(model.requests()).hasSize(3);
        }
    }
}
