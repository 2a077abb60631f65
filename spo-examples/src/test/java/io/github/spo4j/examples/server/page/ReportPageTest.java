package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.report.RunReport;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

/** The report on a run, as the file that somebody opens. */
@Tag("browser")
class ReportPageTest {

    private static Browser browser;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() throws IOException {
        browser = Browser.open("en");
    }

    @AfterAll
    static void close() throws IOException {
        browser.close();
    }

    private void open(RunStorage storage, String language) throws IOException {
        String html = RunReport.of(RecordedRun.read(storage), PriceTable.shipped(), true)
                .html(Locale.forLanguageTag(language));
        Path file = Files.writeString(folder.resolve("report.html"), html);
        browser.driver().get(file.toUri().toString());
        browser.driver().executeScript("document.querySelectorAll('details').forEach(each => { each.open = true; })");
    }

    @ParameterizedTest
    @CsvSource({"light, en", "dark, en", "light, zh", "dark, zh"})
    void has_no_barriers_and_is_no_wider_than_a_phone(String theme, String language) throws IOException {
        browser.prefer(theme);
        open(RunStorage.directory(Path.of("src/test/resources/report"), "recorded"), language);

        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.overhangOnPhone()).isZero();
        browser.photograph("report-" + language + "-" + theme);
    }

    @Test
    void of_a_hostile_run_does_nothing_and_asks_nobody() throws IOException {
        String hostile = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 2'>"
                + "![x](http://127.0.0.1:1/x.png) [x](javascript:window.pwned=3) \u202Eturned " + "w".repeat(300);
        ScriptedChatModel model = new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<modification>" + hostile + "</modification><prompt>" + hostile
                                + request.callId().round() + "</prompt>")
                .on(
                        ModelRole.EXECUTE,
                        request -> request.callId().round() == 1 ? hostile : hostile + "a ".repeat(500_000))
                .on(ModelRole.EVALUATE, request -> "<analyse>" + hostile + "</analyse><choose>A</choose>");
        RunStorage storage = RunStorage.memory();
        PromptOptimizer.builder()
                .model(model)
                .template(IterationTemplate.of(hostile, hostile, hostile))
                .storage(storage)
                .maxRounds(3)
                .seed(1)
                .build()
                .optimize();

        open(storage, "en");

        assertThat(browser.driver().executeScript("return window.pwned === undefined"))
                .isEqualTo(true);
        assertThat(browser.driver().findElements(By.cssSelector("img, script, iframe, object, a[href^=javascript]")))
                .isEmpty();
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.overhangOnPhone()).isZero();
        assertThat(browser.requested()).isNotEmpty().allMatch(url -> url.startsWith("file:"));
    }
}
