package io.github.spo4j.style;

import static io.github.spo4j.style.StyleExtractor.outputFolder;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.ScriptedChatModel;
import io.github.spo4j.testing.SentCalls;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FolderExtractionTest {

    private static final Pattern ABOUT = Pattern.compile("about (\\w+)");

    @TempDir
    Path folder;

    private Path articles;
    private Path out;
    private Path singles;
    private final ScriptedChatModel model = new ScriptedChatModel();

    @BeforeEach
    void writes_articles() throws IOException {
        articles = folder.resolve("articles");
        out = folder.resolve("out");
        singles = out.resolve("single_articles");
        answering(FolderExtractionTest::profile);
        article("a.txt", "An article about tea");
        article("b.md", "An article about rain");
        article("more/c.txt", "An article about bread");
    }

    private void answering(Function<ModelRequest, String> answer) {
        model.on(ModelRole.EXTRACT, answer);
    }

    private static String profile(ModelRequest request) {
        return SampleProfiles.about(subject(request));
    }

    private static String subject(ModelRequest request) {
        Matcher about = ABOUT.matcher(request.messages().get(0).text());
        assertThat(about.find()).isTrue();
        return about.group(1);
    }

    private void article(String name, String text) throws IOException {
        Files.createDirectories(articles.resolve(name).getParent());
        Files.writeString(articles.resolve(name), text);
    }

    private StyleExtractor.Builder extractor() {
        return StyleExtractor.builder()
                .model(model)
                .callPolicy(CallPolicy.builder().attempts(1).build());
    }

    private ExtractionReport extractAll() {
        return extractor().build().extractAll(articles, outputFolder(out));
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    @Nested
    class A_folder {

        @Test
        void gets_a_profile_for_each_article() throws IOException {
            ExtractionReport report = extractAll();

            assertThat(report.extracted())
                    .containsExactly(
                            Map.entry("a.txt", singles.resolve("a.json")),
                            Map.entry("b.md", singles.resolve("b.json")),
                            Map.entry("more/c.txt", singles.resolve("c.json")));
            assertThat(report.skipped()).isEmpty();
            assertThat(report.failed()).isEmpty();
            assertThat(report.left()).isEmpty();
            assertThat(report.stop()).isEmpty();
            assertThat(report.usage().of(ModelRole.EXTRACT).calls()).isEqualTo(3);
            assertThat(report).hasToString("ExtractionReport[3 extracted, 0 skipped, 0 failed, 0 left]");
            assertThat(contents(singles).keySet()).containsExactly("a.json", "b.json", "c.json");
        }

        @Test
        void is_reported_with_what_was_left_out_of_it() throws IOException {
            article("more/d.PDF", "%PDF");
            article("e", "no suffix");
            article(".f.pdf", "hidden");
            Map<Article.Part, Integer> picture = Map.of(Article.Part.PICTURE, 1);
            Map<String, Map<Article.Part, Integer>> told = new TreeMap<>();
            ArticleFormat format = file -> new ArticleFormat.Content("An article about soup", picture);
            article("g.odt", "soup");

            for (int time = 0; time < 2; time++) { // also when nothing is to be done any more
                ExtractionReport report = extractor()
                        .reader(ArticleReader.standard().with(".odt", format))
                        .listener(new ExtractionListener() {
                            @Override
                            public void passedOver(String article, Map<Article.Part, Integer> parts) {
                                told.put(article, parts);
                            }
                        })
                        .build()
                        .extractAll(articles, outputFolder(out));

                assertThat(report.otherFiles()).isEqualTo(Map.of("", 1, ".pdf", 1));
                assertThat(report.passedOver())
                        .isEqualTo(Map.of("g.odt", picture))
                        .isEqualTo(told);
                told.clear();
            }
        }

        @Test
        void has_profiles_that_say_what_they_were_made_from() {
            extractAll();

            StyleProfile profile = StyleProfile.read(singles.resolve("c.json"));
            assertThat(profile.source()).isEqualTo("more/c.txt");
            assertThat(profile)
                    .isEqualTo(StyleProfile.parse("c", SampleProfiles.about("bread"))
                            .withSource("more/c.txt"));
        }

        @Test
        void c9_gets_a_file_for_each_of_two_articles_of_one_name() throws IOException {
            article("a.md", "An article about soup");
            article("more/a.txt", "An article about salt");

            extractAll();

            Map<String, String> prompts = new TreeMap<>();
            contents(singles)
                    .forEach((name, json) ->
                            prompts.put(name, StyleProfile.parse(name, json).prompt()));
            assertThat(prompts)
                    .containsEntry("a.json", "Write like soup.")
                    .containsEntry("a.txt.json", "Write like tea.")
                    .containsEntry("more-a.txt.json", "Write like salt.")
                    .hasSize(5);
        }

        @Test
        void never_overwrites_a_file_that_was_there() throws IOException {
            Files.createDirectories(singles);
            Files.writeString(singles.resolve("A.json"), "mine");

            extractAll();

            assertThat(singles.resolve("A.json")).hasContent("mine");
            assertThat(StyleProfile.read(singles.resolve("a.txt.json")).source())
                    .isEqualTo("a.txt");
        }

        @Test
        void may_be_one_article() {
            ExtractionReport report = extractor().build().extractAll(articles.resolve("more/c.txt"), outputFolder(out));

            assertThat(report.extracted()).containsExactly(Map.entry("c.txt", singles.resolve("c.json")));
            assertThat(model.requests()).hasSize(1);
        }

        @Test
        void that_is_not_there_leaves_nothing_behind() {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> extractor().build().extractAll(folder.resolve("gone"), outputFolder(out)))
                    .withMessageContaining("there is no such folder");
            assertThat(out).doesNotExist();
        }
    }

    @Nested
    class The_same_call_again {

        @Test
        void pays_for_nothing_twice() throws IOException {
            extractAll();
            Map<String, String> before = contents(singles);

            ExtractionReport report = extractAll();

            assertThat(report.skipped().keySet()).containsExactly("a.txt", "b.md", "more/c.txt");
            assertThat(report.extracted()).isEmpty();
            assertThat(report.usage().of(ModelRole.EXTRACT).calls()).isEqualTo(3);
            assertThat(model.requests()).hasSize(3);
            assertThat(contents(singles)).isEqualTo(before);
        }

        @Test
        void takes_up_new_and_changed_articles_alone() throws IOException {
            extractAll();
            article("a.txt", "An article about soup");
            article("0.txt", "An article about salt");

            ExtractionReport report = extractAll();

            assertThat(report.extracted().keySet()).containsExactly("0.txt", "a.txt");
            assertThat(report.skipped().keySet()).containsExactly("b.md", "more/c.txt");
            assertThat(StyleProfile.read(singles.resolve("a.json")).prompt()).isEqualTo("Write like soup.");
            assertThat(model.requests()).hasSize(5);
        }

        @Test
        void gives_a_profile_that_was_deleted_back_for_nothing() throws IOException {
            extractAll();
            String before = Files.readString(singles.resolve("a.json"));
            Files.delete(singles.resolve("a.json"));

            ExtractionReport report = extractAll();

            assertThat(report.extracted().keySet()).containsExactly("a.txt");
            assertThat(singles.resolve("a.json")).hasContent(before);
            assertThat(model.requests()).hasSize(3);
        }

        @Test
        void leaves_a_profile_that_was_changed_by_hand() throws IOException {
            extractAll();
            Files.writeString(singles.resolve("a.json"), "{\"prompt\": \"mine\"}");

            assertThat(extractAll().skipped()).hasSize(3);

            article("a.txt", "An article about soup");
            ExtractionReport report = extractAll();
            assertThat(report.failed().get("a.txt")).contains("a.json: this profile was changed by hand");
            assertThat(singles.resolve("a.json")).hasContent("{\"prompt\": \"mine\"}");
            assertThat(model.requests()).hasSize(3);
        }

        @Test
        void with_another_setting_is_refused_and_says_which() {
            extractAll();

            assertThatExceptionOfType(RunException.class)
                    .isThrownBy(() -> extractor()
                            .model(model, ModelSettings.named("m"))
                            .vocabulary(new StyleVocabulary(List.of("notice"), List.of(), List.of()))
                            .build()
                            .extractAll(articles, outputFolder(out)))
                    .withMessageContaining("model was not set and is \"m\"")
                    .withMessageContaining("categories was not set and is \"notice\"")
                    .withMessageContaining("start again in another place");
        }

        @Test
        void with_other_instructions_is_refused() {
            extractAll();

            assertThatExceptionOfType(RunException.class)
                    .isThrownBy(() -> extractor()
                            .instructions(StyleInstructions.english())
                            .build()
                            .extractAll(articles, outputFolder(out)))
                    .withMessageContaining("instruction.");
        }

        @Test
        void while_another_is_at_work_is_refused() throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            answering(request -> {
                begun.countDown();
                await(go);
                return profile(request);
            });
            Thread first = new Thread(FolderExtractionTest.this::extractAll);
            first.start();
            begun.await();

            assertThatExceptionOfType(RunException.class)
                    .isThrownBy(FolderExtractionTest.this::extractAll)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(RunException.Kind.LOCKED));

            go.countDown();
            first.join();
            assertThat(singles.resolve("a.json")).exists();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted", e);
        }
    }

    @Nested
    class Another_folder {

        private Path other;

        @BeforeEach
        void has_an_article_of_the_same_name() throws IOException {
            other = Files.createDirectories(folder.resolve("other"));
            Files.writeString(other.resolve("a.txt"), "An article about soup");
        }

        private ExtractionReport extractOther() {
            return extractor().build().extractAll(other, outputFolder(out));
        }

        private String prompt(String name) {
            return StyleProfile.read(singles.resolve(name)).prompt();
        }

        /** A record as journals had them before they had folders. */
        private void forgetFolder() {
            String sha256 = Sha256.hex("An article about tea");
            try (StyleRun run = StyleRun.open(outputFolder(out), extractor().build())) {
                StyleRun.Made made = requireNonNull(run.made("a.txt", null, sha256));
                run.record("a.txt", null, sha256, made.file(), made.content());
            }
        }

        @Test
        void leaves_the_profiles_of_the_first() throws IOException {
            extractAll();
            String before = Files.readString(singles.resolve("a.json"));

            ExtractionReport report = extractOther();

            assertThat(report.extracted()).containsExactly(Map.entry("a.txt", singles.resolve("a.txt.json")));
            assertThat(singles.resolve("a.json")).hasContent(before);
            assertThat(prompt("a.txt.json")).isEqualTo("Write like soup.");
            assertThat(contents(singles)).hasSize(4);
            assertThat(model.requests()).hasSize(4);
        }

        @Test
        void pays_for_nothing_twice_and_nor_does_the_first() throws IOException {
            extractAll();
            extractOther();
            Map<String, String> before = contents(singles);

            assertThat(extractAll().skipped()).hasSize(3).containsEntry("a.txt", singles.resolve("a.json"));
            assertThat(extractOther().skipped()).containsExactly(Map.entry("a.txt", singles.resolve("a.txt.json")));

            Files.delete(singles.resolve("a.json"));
            Files.delete(singles.resolve("a.txt.json"));
            assertThat(extractOther().extracted()).containsExactly(Map.entry("a.txt", singles.resolve("a.txt.json")));
            assertThat(extractAll().extracted()).containsExactly(Map.entry("a.txt", singles.resolve("a.json")));
            assertThat(contents(singles)).isEqualTo(before);
            assertThat(model.requests()).hasSize(4);
        }

        @Test
        void has_a_changed_article_replace_its_own_profile_alone() throws IOException {
            extractAll();
            extractOther();
            article("a.txt", "An article about salt");
            extractAll();
            Files.writeString(other.resolve("a.txt"), "An article about bread");
            extractOther();

            assertThat(prompt("a.json")).isEqualTo("Write like salt.");
            assertThat(prompt("a.txt.json")).isEqualTo("Write like bread.");
            assertThat(contents(singles)).hasSize(4);
        }

        @Test
        void with_the_same_articles_is_the_first_that_was_moved() throws IOException {
            extractAll();
            articles = Files.move(articles, folder.resolve("moved"));

            assertThat(extractAll().skipped()).hasSize(3);
            assertThat(contents(singles)).hasSize(3);
            assertThat(model.requests()).hasSize(3);
        }

        @Test
        void is_told_from_the_first_however_its_path_is_written() throws IOException {
            extractAll();
            article("a.txt", "An article about salt");

            extractor().build().extractAll(folder.resolve("other/../articles/a.txt"), outputFolder(out));

            assertThat(prompt("a.json")).isEqualTo("Write like salt.");
            assertThat(contents(singles)).hasSize(3);
        }

        @Test
        void is_not_asked_for_where_none_was_recorded() throws IOException {
            extractAll();
            forgetFolder();
            article("a.txt", "An article about salt");

            assertThat(extractAll().skipped()).hasSize(2);
            assertThat(prompt("a.json")).isEqualTo("Write like salt.");
            assertThat(contents(singles)).hasSize(3);
        }

        @Test
        void leaves_the_profiles_of_the_first_once_that_was_seen_again() throws IOException {
            extractAll();
            forgetFolder();
            assertThat(extractAll().skipped()).hasSize(3);

            extractOther();

            assertThat(prompt("a.json")).isEqualTo("Write like tea.");
            assertThat(prompt("a.txt.json")).isEqualTo("Write like soup.");
        }
    }

    @Nested
    class An_article_that_fails {

        @Test
        void c7_does_not_keep_the_others_from_going_on() throws IOException {
            Files.write(articles.resolve("0.docx"), new byte[] {1, 2, 3});
            article("0.txt", " ");
            answering(request -> subject(request).equals("rain") ? "No." : profile(request));

            ExtractionReport report = extractAll();

            assertThat(report.extracted().keySet()).containsExactly("a.txt", "more/c.txt");
            assertThat(report.failed().keySet()).containsExactly("0.docx", "0.txt", "b.md");
            assertThat(report.failed().get("0.docx")).startsWith("0.docx: this is no Word document");
            assertThat(report.failed().get("0.txt")).startsWith("0.txt: there is no text in it");
            assertThat(report.failed().get("b.md")).contains("asked twice").contains("no JSON object in it");
            assertThat(report.left()).isEmpty();
        }

        @Test
        void is_taken_up_alone_by_the_same_call_as_often_as_need_be() {
            answering(request -> subject(request).equals("rain") ? "No." : profile(request));
            extractAll();
            assertThat(model.requests()).hasSize(4);

            assertThat(extractAll().failed()).containsOnlyKeys("b.md");
            assertThat(model.requests()).hasSize(6);

            answering(FolderExtractionTest::profile);
            ExtractionReport report = extractAll();
            assertThat(report.extracted()).containsOnlyKeys("b.md");
            assertThat(report.skipped()).hasSize(2);
            assertThat(model.requests()).hasSize(7);
            assertThat(report.usage().of(ModelRole.EXTRACT).calls()).isEqualTo(7);

            assertThat(extractAll().skipped()).hasSize(3);
            assertThat(model.requests()).hasSize(7);
        }

        @ParameterizedTest
        @EnumSource(
                value = ModelException.Kind.class,
                names = {"NETWORK", "TIMEOUT", "SERVER_ERROR", "INVALID_REQUEST", "REFUSED", "REQUEST_TOO_LONG"})
        void may_fail_by_its_call(ModelException.Kind kind) {
            answering(request -> {
                if (subject(request).equals("rain")) {
                    throw new ModelException(kind, "trouble");
                }
                return profile(request);
            });

            ExtractionReport report = extractAll();

            assertThat(report.failed()).containsOnlyKeys("b.md");
            assertThat(report.failed().get("b.md")).contains("trouble");
            answering(FolderExtractionTest::profile);
            assertThat(extractAll().extracted()).containsOnlyKeys("b.md");
        }
    }

    @Nested
    class The_work_stops {

        private List<String> sorted(ExtractionReport report) {
            List<String> all = new ArrayList<>(report.extracted().keySet());
            all.addAll(report.failed().keySet());
            all.addAll(report.left());
            return all.stream().sorted().toList();
        }

        static Stream<Arguments> hopeless() {
            return Stream.of(
                    argumentSet("a wrong key", ModelException.Kind.UNAUTHORIZED),
                    argumentSet("an empty account", ModelException.Kind.QUOTA_EXHAUSTED),
                    argumentSet("a model that there is not", ModelException.Kind.NOT_FOUND));
        }

        @ParameterizedTest
        @MethodSource("hopeless")
        void where_every_call_would_fail(ModelException.Kind kind) throws IOException {
            for (int i = 0; i < 300; i++) {
                article("d/" + i + ".txt", "An article about n" + i);
            }
            answering(request -> {
                throw new ModelException(kind, "no");
            });

            ExtractionReport report = extractAll();

            assertThat(report.stop()).map(ModelException::kind).contains(kind);
            assertThat(report.left()).hasSize(303);
            assertThat(model.requests()).hasSizeLessThanOrEqualTo(64);
        }

        @Test
        void but_not_where_calls_were_not_sent_and_nothing_failed() {
            answering(request -> {
                throw ModelException.notSent(ModelException.Kind.UNEXPECTED, "not today", null);
            });

            ExtractionReport report = extractAll();

            assertThat(report.failed())
                    .hasSize(3)
                    .allSatisfy((name, why) -> assertThat(why).contains("not today"));
            assertThat(report.left()).isEmpty();
        }

        @Test
        void where_no_server_answers() throws IOException {
            for (int i = 0; i < 300; i++) {
                article("d/" + i + ".txt", "An article about n" + i);
            }
            answering(request -> {
                throw new ModelException(ModelException.Kind.NETWORK, "unplugged");
            });

            ExtractionReport report = extractAll();

            assertThat(report.stop()).map(ModelException::kind).contains(ModelException.Kind.NETWORK);
            assertThat(report.failed()).hasSizeBetween(10, 10 + 64);
            assertThat(report.left()).hasSize(303 - report.failed().size());
        }

        @Test
        void where_the_budget_ends_and_goes_on_with_a_higher_one() {
            ExtractionReport first =
                    extractor().budget(Budget.ofCalls(2)).build().extractAll(articles, outputFolder(out));
            assertThat(first.stop()).map(ModelException::kind).contains(ModelException.Kind.BUDGET_SPENT);
            assertThat(first.extracted()).hasSize(2);
            assertThat(first.left()).hasSize(1);

            ExtractionReport same =
                    extractor().budget(Budget.ofCalls(2)).build().extractAll(articles, outputFolder(out));
            assertThat(same.left()).hasSize(1);
            assertThat(model.requests()).hasSize(2);

            ExtractionReport more =
                    extractor().budget(Budget.ofCalls(3)).build().extractAll(articles, outputFolder(out));
            assertThat(more.extracted()).hasSize(1);
            assertThat(more.skipped()).hasSize(2);
            assertThat(model.requests()).hasSize(3);
        }

        @Test
        void when_it_is_interrupted_and_can_be_gone_on_with() {
            Thread caller = Thread.currentThread();
            answering(request -> {
                if (subject(request).equals("rain")) {
                    caller.interrupt();
                    await(new CountDownLatch(1));
                }
                return profile(request);
            });

            ExtractionReport report = extractAll();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(report.stop()).map(ModelException::kind).contains(ModelException.Kind.INTERRUPTED);
            assertThat(report.left()).contains("b.md");
            assertThat(sorted(report)).containsExactly("a.txt", "b.md", "more/c.txt");

            answering(FolderExtractionTest::profile);
            assertThat(extractAll().left()).isEmpty();
            assertThat(contents().keySet()).containsExactly("a.json", "b.json", "c.json");
        }

        private Map<String, String> contents() {
            try {
                return FolderExtractionTest.contents(singles);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Nested
    class A_run_that_was_killed {

        /** After each line of the journal of a whole run, as if the process had ended there. */
        @Test
        void ends_as_one_that_was_not_wherever_it_was_killed() throws IOException {
            answering(request ->
                    request.callId().ask() == 0 && subject(request).equals("rain") ? "No." : profile(request));
            extractAll();
            Map<String, String> whole = contents(singles);
            List<String> lines = Files.readAllLines(out.resolve(".extract/journal.jsonl"));
            int paid = model.requests().size();
            assertThat(paid).isEqualTo(4);

            for (int kept = 1; kept <= lines.size(); kept++) {
                Path copy = folder.resolve("killed-" + kept);
                Files.createDirectories(copy.resolve(".extract"));
                Files.copy(out.resolve(".extract/run.json"), copy.resolve(".extract/run.json"));
                Files.writeString(
                        copy.resolve(".extract/journal.jsonl"), String.join("\n", lines.subList(0, kept)) + "\n");
                long settled = lines.subList(0, kept).stream()
                        .filter(line -> line.contains("\"kind\":\"call\""))
                        .count();

                int before = model.requests().size();
                ExtractionReport report = extractor().build().extractAll(articles, outputFolder(copy));

                assertThat(contents(copy.resolve("single_articles")))
                        .as("killed after line " + kept)
                        .isEqualTo(whole);
                assertThat(model.requests().size() - before).isEqualTo((int) (paid - settled));
                assertThat(report.usage().of(ModelRole.EXTRACT).calls()).isEqualTo(paid);
            }
        }

        @Test
        void can_be_played_back_without_a_model() throws IOException {
            extractAll();
            Map<String, String> whole = contents(singles);

            StyleExtractor.builder()
                    .model(Journal.replay(RunStorage.folder(out.resolve(".extract"))))
                    .build()
                    .extractAll(articles, outputFolder(folder.resolve("again")));

            assertThat(contents(folder.resolve("again/single_articles"))).isEqualTo(whole);
        }
    }

    @Nested
    class A_listener {

        @Test
        void is_told_of_each_article_once() throws IOException {
            article("0.txt", " ");
            extractAll();
            article("a.txt", "An article about soup");
            List<String> told = new ArrayList<>();

            extractor()
                    .listener(new ExtractionListener() {
                        @Override
                        public void started(int count) {
                            told.add("started " + count);
                        }

                        @Override
                        public void extracted(String article, Path profile) {
                            told.add("extracted " + article + " " + profile.getFileName());
                        }

                        @Override
                        public void skipped(String article, Path profile) {
                            told.add("skipped " + article + " " + profile.getFileName());
                        }

                        @Override
                        public void failed(String article, String reason) {
                            told.add("failed " + article + " " + reason.contains("no text"));
                        }
                    })
                    .build()
                    .extractAll(articles, outputFolder(out));

            assertThat(told)
                    .startsWith("started 4")
                    .containsExactlyInAnyOrder(
                            "started 4",
                            "failed 0.txt true",
                            "extracted a.txt a.json",
                            "skipped b.md b.json",
                            "skipped more/c.txt c.json");
        }
    }

    @Nested
    class What_it_takes {

        private static final BigDecimal COST_OF_A_CALL = new BigDecimal("0.0012");

        private StyleExtractor.Builder priced() {
            PriceTable.Price price =
                    new PriceTable.Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.valueOf(2));
            return extractor()
                    .model(model, ModelSettings.named("m"))
                    .budget(Budget.unlimited().prices(PriceTable.of(Map.of("m", price))));
        }

        private void reporting(Function<ModelRequest, String> answer) {
            ChatModelPort port = request -> ModelReply.builder(answer.apply(request))
                    .usage(TokenUsage.of(1000, 100))
                    .build();
            model.onCall(ModelRole.EXTRACT, port).onCall(ModelRole.MERGE, port);
        }

        private static BigDecimal cost(RunUsage usage) {
            return usage.total().cost().orElseThrow().reported();
        }

        private static BigDecimal costOf(int calls) {
            return COST_OF_A_CALL.multiply(BigDecimal.valueOf(calls));
        }

        @Test
        void is_told_with_its_cost_before_what_came_of_each_article() throws IOException {
            article("0.txt", " ");
            reporting(FolderExtractionTest::profile);
            List<RunUsage> told = new ArrayList<>();
            List<String> events = new ArrayList<>();

            ExtractionReport report = priced().listener(new ExtractionListener() {
                        @Override
                        public void progressed(RunUsage usage) {
                            told.add(usage);
                            events.add("progressed");
                        }

                        @Override
                        public void extracted(String article, Path profile) {
                            events.add("ended");
                        }

                        @Override
                        public void failed(String article, String reason) {
                            events.add("ended");
                        }
                    })
                    .build()
                    .extractAll(articles, outputFolder(out));

            assertThat(cost(report.usage())).isEqualByComparingTo(costOf(3));
            assertThat(events)
                    .containsExactly(
                            "progressed", "ended", "progressed", "ended", "progressed", "ended", "progressed", "ended");
            assertThat(told).extracting(What_it_takes::cost).isSorted();
            assertThat(cost(told.get(3))).isEqualByComparingTo(costOf(3));
        }

        @Test
        void can_be_asked_for_with_that_of_the_merge() {
            reporting(request -> request.role() == ModelRole.MERGE ? SampleProfiles.about("all") : profile(request));
            StyleExtractor extractor = priced().build();
            assertThat(extractor.usage(outputFolder(out)).roles()).isEmpty();
            assertThat(out).doesNotExist();

            ExtractionReport report = extractor.extractAll(articles, outputFolder(out));
            assertThat(extractor.usage(outputFolder(out)))
                    .hasToString(report.usage().toString());

            extractor.merge(StyleProfile.readAll(singles), outputFolder(out));
            assertThat(extractor.usage(outputFolder(out)).of(ModelRole.MERGE).calls())
                    .isOne();
            assertThat(cost(extractor.usage(outputFolder(out)))).isEqualByComparingTo(costOf(4));
        }

        @Test
        void has_no_cost_where_the_price_is_not_known() {
            reporting(FolderExtractionTest::profile);

            RunUsage usage = extractAll().usage();

            assertThat(usage.total().tokens().input()).isEqualTo(3000);
            assertThat(usage.total().cost()).isEmpty();
        }
    }

    @Nested
    class Many_articles {

        @Test
        void are_worked_at_together() throws Exception {
            for (int i = 0; i < 40; i++) {
                article("d/" + i + ".txt", "An article about n" + i);
            }
            CountDownLatch together = new CountDownLatch(20);
            AtomicInteger most = new AtomicInteger();
            AtomicInteger now = new AtomicInteger();
            model.onCall(ModelRole.EXTRACT, request -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                together.countDown();
                FolderExtractionTest.await(together);
                now.decrementAndGet();
                return ModelReply.of(profile(request));
            });

            ExtractionReport report = StyleExtractor.builder()
                    .model(model)
                    .callPolicy(CallPolicy.builder().attempts(1).inFlight(20).build())
                    .build()
                    .extractAll(articles, outputFolder(out));

            assertThat(report.extracted()).hasSize(43);
            assertThat(most).hasValue(20);
        }

        @Test
        void lose_no_more_calls_by_a_kill_than_may_be_under_way() throws Exception {
            for (int i = 0; i < 100; i++) {
                article("d/" + i + ".txt", "An article about n" + i);
            }
            SentCalls sent = new SentCalls(out.resolve(".extract/journal.jsonl"));
            model.onCall(ModelRole.EXTRACT, request -> {
                sent.add();
                return ModelReply.of(profile(request));
            });

            ExtractionReport report = StyleExtractor.builder()
                    .model(model)
                    .callPolicy(CallPolicy.builder().attempts(1).inFlight(4).build())
                    .build()
                    .extractAll(articles, outputFolder(out));

            assertThat(report.extracted()).hasSize(103);
            assertThat(sent.mostUnrecorded()).isBetween(1, 4);
        }
    }

    @Test
    void a_fault_of_the_program_is_thrown() {
        assertThatIllegalStateException()
                .isThrownBy(() -> extractor()
                        .textConversion(text -> {
                            throw new IllegalStateException("a fault");
                        })
                        .build()
                        .extractAll(articles, outputFolder(out)))
                .withMessage("a fault");
    }
}
