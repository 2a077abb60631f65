package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

@Tag("browser")
class HostileTextTest {

    private static final String SCRIPT = "<script>window.pwned = true</script>";
    private static final String IMAGE = "<img src=x onerror='window.pwned = true'>";

    @RegisterExtension
    static final OpenPage OPEN = new OpenPage();

    private final Browser browser = OPEN.browser();
    private final OfflineService service = OPEN.service();
    private final Page page = OPEN.page();

    @AfterEach
    void no_text_became_markup() {
        assertThat(page.script("return window.pwned === undefined")).isEqualTo(true);
        assertThat(browser.driver().findElements(By.cssSelector("img, main script, iframe, object")))
                .isEmpty();
    }

    @Test
    void scripts_in_names_templates_and_answers_are_text() {
        page.open("/new");
        page.paste("Template (YAML)", """
                prompt: |
                  Explain it. %1$s %2$s

                requirements: |
                  Correct. %1$s

                count: None

                qa:
                  - question: |
                      What is %1$s and %2$s?
                    answer: |
                      %2$s
                """.formatted(SCRIPT, IMAGE));
        page.waitForText(".understood", SCRIPT);
        page.type("Name", SCRIPT + IMAGE);
        page.type("Rounds", "3");
        page.waitUntilEnabled("Start the run");
        page.press("Start the run");
        page.waitForHeading(SCRIPT + IMAGE);
        page.waitForText("main .badge", "Done");
        page.waitForText(".diff", SCRIPT);

        page.press("Compare");
        page.waitForText(".answer h3", SCRIPT);
        page.waitForText(".answer .help", IMAGE);
        page.press("Export");
        page.waitForText(".file pre", IMAGE);
        page.press("History");
        page.waitForText(".jobs", SCRIPT + IMAGE);
        page.press("Delete " + SCRIPT + IMAGE);
        page.waitForText("dialog", SCRIPT + IMAGE);
        page.press("Delete");
        page.waitUntilGone("dialog");
    }

    @Test
    void scripts_in_articles_and_their_names_are_text() throws IOException {
        Path article = Files.writeString(
                OPEN.folder().resolve("<b onmouseover=alert(1)>market.txt"),
                "The market " + SCRIPT + " opens at dusk. Who sells here " + IMAGE + " knows everybody by name.");
        page.open("/style");
        page.upload("article-files", List.of(article));
        page.waitForText(".files", "<b onmouseover=alert(1)>market.txt");
        page.press("Read the articles");
        page.waitForText("main h2", "Common style");

        page.waitForText("summary", "<b onmouseover=alert(1)>market.txt");
    }

    @Test
    void the_address_is_no_way_in() {
        browser.driver().get(service.root() + "#/jobs/" + "%3Cimg%20src=x%20onerror=window.pwned=true%3E");
        page.waitForText(".failure", "It is not here");
        browser.driver().get(service.root() + "#/<img src=x onerror=window.pwned=true>");
        page.waitForHeading("There is nothing here");
    }
}
