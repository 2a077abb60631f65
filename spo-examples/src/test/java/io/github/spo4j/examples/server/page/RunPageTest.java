package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.server.HttpLimits;
import io.github.spo4j.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

@Tag("browser")
class RunPageTest {

    private static final String TEMPLATE = """
            prompt: |
              Explain how something works.

            requirements: |
              Correct, short, in plain words.

            count: None

            qa:
              - question: |
                  How does a lock on a canal lift a boat?
                answer: |
                  Gates on both sides.

              - question: |
                  Why does bread rise?
                answer: ""
            """;

    @RegisterExtension
    static final OpenPage OPEN = new OpenPage();

    private final Browser browser = OPEN.browser();
    private final OfflineService service = OPEN.service();
    private final Page page = OPEN.page();

    @Test
    void a_run_is_made_watched_compared_decided_and_exported() throws IOException {
        page.open("/new");
        page.press("Use the example");
        page.waitForText(".sound", "The template is valid.");
        page.type("Name", "Canal locks");
        page.type("Rounds", "10");
        page.press("More settings");
        page.type("Seed", "7");
        page.waitUntilEnabled("Start the run");
        assertThat(page.text(".start .numbers"))
                .contains("Calls", "Tokens sent", "Cost")
                .containsPattern("about [\\d,]+; no upper limit without max_tokens");
        browser.photograph("new-run");

        page.press("Start the run");
        page.waitForHeading("Canal locks");
        page.waitForText("main .badge", "Done");
        page.waitForText(".notice-line", "All rounds are done.");
        assertThat(page.texts(".rounds li")).hasSize(10).first().asString().contains("Start");
        assertThat(page.texts(".rounds .tag")).containsExactly("Best");
        browser.photograph("run");

        page.waitFor(By.xpath("(//ol[@class='rounds']/li[contains(., 'Not better')])[last()]//a"))
                .click();
        page.waitForText("main h2", "Answers");
        String rejected = page.field("with this one").getDomProperty("value");
        assertThat(page.texts(".sides .side h3")).contains("Round " + rejected);
        assertThat(page.texts(".answer .prose"))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).isNotBlank());
        assertThat(page.texts(".diff ins, .diff del")).isNotEmpty();
        browser.photograph("compare");

        page.waitFor(By.cssSelector(".sides .side:last-child .accept")).click();
        page.waitForText("dialog h2", "Make the prompt of round " + rejected + " the best?");
        page.press("Make it the best");
        page.waitForText(".rounds li:nth-child(11)", "Chosen by a person");
        page.waitForText(".rounds li:nth-child(11)", "Best");
        page.waitForText("main .badge", "Done");

        page.press("Export");
        page.waitForText("main h2", "Export a prompt");
        page.choose("Format", "Spring AI");
        page.waitUntil(
                "the other format is not shown", () -> page.text(".file code").endsWith(".st"));
        String exported = page.said("return document.querySelector('.file pre').textContent");
        assertThat(exported).isNotBlank();
        browser.photograph("export");
        Path saved = OPEN.folder().resolve(page.text(".file code"));
        page.press("Download");
        page.waitUntil("the file was not saved", () -> Files.exists(saved));
        assertThat(saved).hasContent(exported);
    }

    @Test
    void a_prompt_is_edited_and_becomes_the_next_round() {
        run("Edited by hand", 2);

        page.press("Compare");
        page.waitFor(By.cssSelector(".sides .side:last-child .edit")).click();
        page.paste("Prompt", "Explain how something works, as otters paddling quietly.");
        page.waitForText("dialog .diff ins", "otters paddling quietly");
        browser.photograph("edit");
        page.press("Make it the best");

        page.waitForText(".rounds li:nth-child(3)", "Chosen by a person");
        page.waitForText("section .diff", "otters paddling quietly");
    }

    @Test
    void a_prompt_that_a_guard_refuses_becomes_the_next_round_of_who_insists() {
        run("Unguarded", 2);

        page.press("Compare");
        page.waitFor(By.cssSelector(".sides .side:last-child .edit")).click();
        page.paste("Prompt", "Explain {{it}}.");
        page.press("Make it the best");
        page.waitForText("dialog .failure", "{{it}}");
        page.field("Take it even if a guard refuses it, for instance because a placeholder is missing")
                .click();
        page.press("Make it the best");

        page.waitForText(".rounds li:nth-child(3)", "Chosen by a person");
    }

    @Test
    void a_decision_that_could_not_be_carried_out_is_taken_back() {
        run("Taken back", 2);
        page.press("Compare");
        page.waitFor(By.cssSelector(".sides .side:last-child .edit")).click();
        page.paste("Prompt", "Explain how something works, my way.");
        service.answerWith(request -> {
            throw new ModelException(ModelException.Kind.UNAUTHORIZED, "scripted");
        });
        try {
            page.press("Make it the best");
            page.waitForText("main .badge", "Failed");
            page.waitForText(".notice-line", "my way.");
            assertThat(browser.barriers()).isEmpty();
            page.press("Take the decision back");

            page.waitForText(".rounds li:nth-child(3)", "Not measured");
            page.waitForText("main .badge", "Done");
            page.waitUntilGone("[data-action='withdraw']");
        } finally {
            service.answerWith(null);
        }
    }

    @Test
    void a_run_that_waits_says_where_in_the_queue_it_is() {
        service.holdAfter(0);
        page.open("/jobs");
        String id = (String) page.later("""
                const request = (n) => fetch('/api/v1/jobs', {
                  method: 'POST',
                  headers: { 'Content-Type': 'application/json' },
                  body: JSON.stringify({ kind: 'optimize', name: `Waits ${n}`, max_rounds: 1, template: arguments[0] }),
                }).then((answer) => answer.json());
                (async () => {
                  for (let n = 0; n < 5; n += 1) {
                    await request(n);
                  }
                  return (await request(5)).id;
                })().then(done, done);
                """, TEMPLATE);
        page.open("/jobs/" + id);

        page.waitForText(".notice-line", "number 2 in the queue");
        service.release();
        page.waitForText("main .badge", "Done");
    }

    @Test
    void a_page_for_which_no_stream_is_free_shows_what_happens_all_the_same() throws IOException {
        page.open("/new");
        page.paste("Template (YAML)", TEMPLATE);
        page.type("Rounds", "3");
        page.waitUntilEnabled("Start the run");
        service.holdAfter(4);
        page.press("Start the run");
        page.waitForText(".rounds li", "Start");
        String job = page.job();
        page.open("/jobs");
        try (OpenStreams others =
                OpenStreams.of(service.root(), job, HttpLimits.standard().streamsPerToken())) {
            page.open("/jobs/" + job);
            page.waitForText(".rounds li", "Start");
            assertThat(others.areOpen()).isTrue();
            assertThat(page.texts(".notice-line")).noneMatch(text -> text.contains("lost"));

            service.release();
            page.waitForText("main .badge", "Done");
            assertThat(page.texts(".rounds li")).hasSize(3);
        }
    }

    @Test
    void a_run_is_stopped_and_goes_on_with_more_rounds() {
        page.open("/new");
        page.paste("Template (YAML)", TEMPLATE);
        page.type("Name", "Stopped");
        page.type("Rounds", "60");
        page.waitUntilEnabled("Start the run");
        service.holdAfter(20);
        page.press("Start the run");
        page.waitForText(".rounds li", "Start");
        page.waitFor(By.cssSelector(".phases li.current"));
        assertThat(page.texts("main .badge")).containsExactly("Running");
        browser.photograph("live");

        page.press("Stop");
        page.waitForText("dialog h2", "Stop this job?");
        page.press("Stop");
        page.waitForText("main .badge", "Stopped");
        int before = page.texts(".rounds li").size();
        assertThat(before).isLessThan(60);
        service.release();

        page.press("Resume");
        page.type("Rounds in total", Integer.toString(before + 1));
        page.press("Resume");
        page.waitForText("main .badge", "Done");
        assertThat(page.texts(".rounds li")).hasSize(before + 1);
    }

    @Test
    void a_page_that_nobody_looks_at_lets_go_of_its_connection_and_catches_up_later() {
        page.open("/new");
        page.paste("Template (YAML)", TEMPLATE);
        page.type("Rounds", "3");
        page.waitUntilEnabled("Start the run");
        service.holdAfter(4);
        page.press("Start the run");
        page.waitForText(".rounds li", "Start");

        look(false);
        service.release();
        page.later(
                "setTimeout(() => fetch(`/api/v1/jobs/${arguments[0]}/events`).then((all) => all.text()).then(done), 0)",
                page.job());
        assertThat(page.texts("main .badge")).containsExactly("Running");
        assertThat(page.texts(".rounds li")).hasSize(1);

        look(true);
        page.waitForText("main .badge", "Done");
        assertThat(page.texts(".rounds li")).hasSize(3);
    }

    @Test
    void a_mistake_in_a_template_is_shown_at_its_line() {
        page.open("/new");
        page.paste("Template (YAML)", TEMPLATE.replace("count: None", "count: many"));
        page.waitFor(By.cssSelector(".line.wrong"));

        assertThat(page.texts(".line-errors li"))
                .anySatisfy(error -> assertThat(error).contains("Line 7"));
        assertThat(page.button("Start the run").isEnabled()).isFalse();
        browser.photograph("mistake");

        page.press("Line 7");
        assertThat(page.script("return document.activeElement.tagName")).isEqualTo("TEXTAREA");
        assertThat(page.script(
                        "const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd)"))
                .isEqualTo("count: many");
        page.paste("Template (YAML)", TEMPLATE);
        page.waitForText(".sound", "The template is valid.");
        page.waitUntilGone(".line.wrong");
    }

    @Test
    void a_setting_that_the_service_refuses_is_shown_at_its_field() {
        page.open("/new");
        page.paste("Template (YAML)", TEMPLATE);
        page.type("Rounds", "1000");

        page.waitForText("[data-field='max_rounds'] .error", "100");
        assertThat(page.field("Rounds").getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(page.button("Start the run").isEnabled()).isFalse();
    }

    @Test
    void a_template_is_uploaded_and_kept_while_one_looks_elsewhere() throws IOException {
        Path file = Files.writeString(OPEN.folder().resolve("Locks.yaml"), TEMPLATE);
        page.open("/new");
        page.upload("template-file", List.of(file));
        page.waitForText(".sound", "The template is valid.");

        page.press("History");
        page.waitForHeading("History");
        page.press("New run");
        page.waitForText(".sound", "The template is valid.");

        assertThat(page.field("Name").getDomProperty("value")).isEqualTo("Locks");
        assertThat(page.field("Template (YAML)").getDomProperty("value")).isEqualTo(TEMPLATE);
    }

    @Test
    void a_job_is_deleted_from_the_history_after_a_question() {
        run("To be deleted", 1);
        String job = page.job();
        page.press("History");
        page.waitFor(By.id("job-" + job));

        page.press("Delete To be deleted");
        page.waitForText("dialog", "This cannot be undone.");
        page.press("Cancel");
        assertThat(browser.driver().findElements(By.id("job-" + job))).hasSize(1);
        page.press("Delete To be deleted");
        page.press("Delete");

        page.waitUntilGone("#job-" + job);
        page.open("/jobs/" + job);
        page.waitForText(".failure", "It is not here");
    }

    @Test
    void long_histories_come_page_by_page() {
        page.open("/jobs");
        page.later("""
                const request = (n) => fetch('/api/v1/jobs', {
                  method: 'POST',
                  headers: { 'Content-Type': 'application/json' },
                  body: JSON.stringify({ kind: 'optimize', name: `One of many ${n}`, max_rounds: 1, template: arguments[0] }),
                });
                Promise.all(Array.from({ length: 21 }, (_, n) => request(n))).then(() => done(true), done);
                """, TEMPLATE);
        page.open("/jobs");

        assertThat(page.texts(".jobs li")).hasSize(20);
        page.press("Show more");
        page.waitUntil("there are no more", () -> page.texts(".jobs li").size() > 20);
        browser.photograph("history");
    }

    private void run(String name, int rounds) {
        page.open("/new");
        page.paste("Template (YAML)", TEMPLATE);
        page.type("Name", name);
        page.type("Rounds", Integer.toString(rounds));
        page.waitUntilEnabled("Start the run");
        page.press("Start the run");
        page.waitForText("main .badge", "Done");
    }

    private void look(boolean looking) {
        page.script(
                "Object.defineProperty(document, 'hidden', { value: !arguments[0], configurable: true });"
                        + "document.dispatchEvent(new Event('visibilitychange'));",
                looking);
    }
}
