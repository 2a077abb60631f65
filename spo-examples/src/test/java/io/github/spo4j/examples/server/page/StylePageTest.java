package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("browser")
class StylePageTest {

    private static final Path ARTICLES = Path.of("articles");

    @RegisterExtension
    static final OpenPage OPEN = new OpenPage();

    private final Browser browser = OPEN.browser();
    private final Page page = OPEN.page();

    @Test
    void files_become_profiles_a_style_a_template_and_a_run() {
        page.open("/style");
        page.upload(
                "article-files",
                List.of(
                        ARTICLES.resolve("night-market.md"),
                        ARTICLES.resolve("watchmaker.txt"),
                        ARTICLES.resolve("last-ferry.docx")));
        page.waitForText(".files", "last-ferry.docx");
        page.type("Name", "Small trades");
        browser.photograph("new-style");

        page.press("Read the articles");
        page.waitForHeading("Small trades");
        page.waitForText("main .badge", "Done");
        page.waitForText("main h2", "Common style");
        assertThat(page.texts("#profiles-heading ~ details summary"))
                .containsExactlyInAnyOrder("night-market.md", "watchmaker.txt", "last-ferry.docx");
        assertThat(page.texts(".numbers dd")).startsWith("3 of 3", "4"); // a call for each article, and the merge
        page.press("night-market.md");
        page.waitForText("details[open] dt", "Summary");
        browser.photograph("style");
        String template = page.text("#template-heading");
        assertThat(template).isEqualTo("Template");

        page.press("Start a run with it");
        page.waitForHeading("New run");
        page.waitForText(".sound", "The template is valid.");
        assertThat(page.field("Name").getDomProperty("value")).isEqualTo("Small trades");
        page.type("Rounds", "2");
        page.waitUntilEnabled("Start the run");
        page.press("Start the run");
        page.waitForText("main .badge", "Done");
        assertThat(page.texts(".rounds li")).hasSize(2);
    }

    @Test
    void profiles_are_shown_of_a_style_that_ends_early_and_goes_on_with_fewer_questions() {
        page.open("/style");
        page.upload("article-files", List.of(ARTICLES.resolve("night-market.md"), ARTICLES.resolve("watchmaker.txt")));
        page.type("Name", "Stopped style");
        OPEN.service().holdAfter(2);
        page.press("Read the articles");
        page.waitForText(".numbers", "2 of 2");
        page.press("Stop");
        page.waitForText("dialog h2", "Stop this job?");
        page.press("Stop");
        page.waitForText("main .badge", "Stopped");

        page.waitForText("main h2", "Profiles");
        assertThat(page.texts("#profiles-heading ~ details summary"))
                .containsExactlyInAnyOrder("night-market.md", "watchmaker.txt");
        OPEN.service().release();
        page.press("Resume");
        page.type("Questions in the template", "1");
        page.press("Resume");

        page.waitForText("main .badge", "Done");
        page.waitForText("main h2", "Template");
        assertThat(page.texts(".numbers dd")).startsWith("2 of 2", "4"); // the merge that was stopped counts, too
    }

    @Test
    void pasted_text_is_an_article_and_profiles_can_be_all_that_is_made() {
        page.open("/style");
        page.press("Paste an article");
        page.type("Text of the article", "The market opens at dusk. Who sells here knows everybody by name.");
        page.press("Add it");
        page.waitForText(".files", "pasted-1.txt");
        page.choose("What to make", "Profiles alone");
        page.press("Read the articles");

        page.waitForText("main .badge", "Done");
        page.waitForText("main h2", "Profiles");
        assertThat(page.texts("main h2")).doesNotContain("Template", "Common style");
    }

    @Test
    void files_that_cannot_be_read_are_named_and_left_out() throws IOException {
        Path image = Files.writeString(OPEN.folder().resolve("picture.png"), "not an article");
        Path empty = Files.createFile(OPEN.folder().resolve("empty.txt"));
        Path fine = Files.writeString(OPEN.folder().resolve("fine.txt"), "Something that can be read.");
        page.open("/style");
        page.upload("article-files", List.of(image, empty, fine));
        page.upload("article-files", List.of(fine));

        page.waitForText(".error", "fine.txt is left out: there is already an article of that name.");
        assertThat(page.texts(".files .what")).containsExactly("fine.txt");
        page.press("Remove fine.txt");
        page.waitForText("main", "No article yet.");
        assertThat(page.button("Read the articles").isEnabled()).isFalse();
    }
}
