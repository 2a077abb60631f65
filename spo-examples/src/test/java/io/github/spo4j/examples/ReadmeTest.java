package io.github.spo4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spo4j.examples.Page.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The first page is short, and the same in both languages. What it shares with the others is in {@link PagesTest}. */
class ReadmeTest {

    private static final int WORDS = 1300;

    private static final Path IMAGES = Page.ROOT.resolve(".github/images");

    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

    @Test
    void it_is_read_in_a_few_minutes() {
        assertThat(Page.readme().text().strip().split("\\s+")).hasSizeLessThanOrEqualTo(WORDS);
    }

    @Test
    void it_leads_to_every_page() {
        assertThat(Page.readme().links())
                .containsAll(Page.docs().stream()
                        .map(page -> ".github/docs/" + page.file().getFileName())
                        .toList());
    }

    @Test
    void its_picture_shows_a_recorded_run_as_it_was() throws IOException {
        JsonNode recorded = new JsonMapper()
                .readTree(Path.of("src/main/resources/demo/reply/held-out.json").toFile());
        String shown = spaced(Files.readString(IMAGES.resolve("before-after.svg"))
                .replaceAll("(?s)<style>.*?</style>|<[^>]*>", " ")
                .replace("&amp;", "&"));
        List<JsonNode> customers = new ArrayList<>();
        recorded.get("questions").forEach(customers::add);

        assertThat(shown)
                .contains(spaced(recorded.get("start_prompt").asText()))
                .contains(spaced(recorded.get("new_prompt").asText()))
                .contains(recorded.get("wins") + " of " + customers.size());
        assertThat(customers)
                .filteredOn(customer -> shown.contains(customer.get("question").asText()))
                .hasSize(2)
                .allSatisfy(customer -> assertThat(shown)
                        .contains(customer.get("start_answer").asText())
                        .contains(customer.get("new_answer").asText()));
    }

    @Test
    void its_pictures_are_small() throws IOException {
        try (Stream<Path> pictures = Files.list(IMAGES)) {
            assertThat(pictures)
                    .isNotEmpty()
                    .allSatisfy(picture -> assertThat(Files.size(picture)).isLessThan(300_000));
        }
    }

    private static String spaced(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    @Test
    void the_chinese_one_shows_the_same_code() {
        assertThat(code(Page.chineseReadme())).isEqualTo(code(Page.readme()));
    }

    @Test
    void the_chinese_one_has_as_many_sections_and_leads_to_the_same_places() {
        Page chinese = Page.chineseReadme();
        Page english = Page.readme();

        assertThat(chinese.anchors()).hasSameSizeAs(english.anchors());
        assertThat(places(chinese)).containsExactlyInAnyOrderElementsOf(places(english));
    }

    @Test
    void the_chinese_one_has_the_same_numbers_in_its_tables() {
        assertThat(numbers(Page.chineseReadme())).isEqualTo(numbers(Page.readme()));
    }

    /** The words in a diagram are translated; comments in code are not. */
    private static List<Block> code(Page page) {
        return page.blocks().stream()
                .filter(block -> !block.language().equals("mermaid"))
                .toList();
    }

    /** Without the links from one language to the other. */
    private static List<String> places(Page page) {
        return page.links().stream()
                .filter(link -> !link.matches("\\.\\./README\\.md|.*README\\.zh-CN\\.md"))
                .map(link -> link.contains("://")
                        ? link
                        : page.file().resolveSibling(link).normalize().toString())
                .toList();
    }

    private static List<String> numbers(Page page) {
        return page.prose()
                .lines()
                .filter(line -> line.startsWith("|"))
                .flatMap(line -> NUMBER.matcher(line).results())
                .map(found -> found.group())
                .toList();
    }
}
