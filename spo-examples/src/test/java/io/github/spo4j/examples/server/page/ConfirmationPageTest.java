package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.server.WorthModel;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

/** What the page says of a winner on the questions that its search has not seen. */
@Tag("browser")
class ConfirmationPageTest {

    @RegisterExtension
    static final OpenPage OPEN = new OpenPage();

    /** Of round 1 and two more, in each of which all votes are for the new prompt. */
    private static final int CALLS_OF_THE_SEARCH = 17;

    private final Browser browser = OPEN.browser();
    private final OfflineService service = OPEN.service();
    private final Page page = OPEN.page();

    @BeforeEach
    void the_judge_refuses_on_held_out_questions_what_won_the_search() {
        service.answerWith(WorthModel.refused());
    }

    @AfterEach
    void back_to_the_simulation() {
        service.release();
        service.answerWith(null);
    }

    private void fill(String name) {
        page.open("/new");
        page.paste("Template (YAML)", WorthModel.template(10));
        page.type("Name", name);
        page.type("Rounds", "3");
    }

    private void start() {
        page.waitUntilEnabled("Start the run");
        page.press("Start the run");
    }

    @Test
    void a_refused_winner_is_shown_as_such_in_both_languages_and_the_start_is_handed_out() throws IOException {
        fill("Refused");
        page.waitForText(".start .help", "24 of the calls compare the winner with the start.");
        start();
        page.waitForText("main .badge", "Done");
        page.waitForText(".confirmation h2", "Does it help?");
        page.waitForText(".confirmation p", "The start prompt is handed out.");

        assertThat(page.texts(".rounds li:nth-child(1) .tag")).containsExactly("Handed out");
        assertThat(page.texts(".rounds li:nth-child(2) .tag")).isEmpty();
        assertThat(page.texts(".rounds li:nth-child(3) .tag")).containsExactly("Won the search");
        assertThat(page.text("#best-heading")).isEqualTo("Prompt that is handed out");
        assertThat(page.text("section .diff")).contains("Prompt 1.").doesNotContain("Prompt 3.");
        page.press("6 held-out questions");
        assertThat(page.texts(".confirmation tbody tr"))
                .hasSize(6)
                .allSatisfy(row -> assertThat(row).contains("Lost", "It is worth 1 to me.", "It is worth 3 to me."));
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.overhangOnPhone()).isZero();
        browser.photograph("refused");

        page.press("中文");
        page.waitForText(".confirmation h2", "真的有帮助吗？");
        page.waitForText(".confirmation p", "交出的是起始提示词。");
        page.waitForText(".rounds li:nth-child(1) .tag", "交出");
        page.waitForText(".rounds li:nth-child(3) .tag", "赢得搜索");
        assertThat(browser.barriers()).isEmpty();
        browser.photograph("refused-chinese");
    }

    @Test
    void a_refused_winner_is_not_what_is_exported_unless_it_is_chosen() {
        fill("Exported");
        start();
        page.waitForText("main .badge", "Done");

        page.press("Export");
        page.waitForText("main h2", "Export a prompt");

        assertThat(page.text(".file pre")).contains("Prompt 1.");
        page.choose("Round", "3: Better (Won the search)");
        page.waitForText(".file pre", "Prompt 3.");
    }

    @Test
    void a_refused_winner_can_be_promoted() {
        fill("Promoted");
        start();
        page.waitForText("main .badge", "Done");

        page.press("Compare");
        page.waitFor(By.cssSelector(".sides .side:last-child .accept")).click();
        page.waitForText("dialog h2", "Make the prompt of round 3 the best?");
        page.press("Make it the best");

        page.waitForText(".rounds li:nth-child(4) .tag", "Best");
        page.waitForText(".confirmation p", "A person chose the prompt of round 4: it is handed out as it is.");
    }

    @Test
    void the_comparison_is_shown_while_it_goes_on() {
        fill("Comparing");
        page.waitUntilEnabled("Start the run");
        service.holdAfter(CALLS_OF_THE_SEARCH + 5);
        page.press("Start the run");

        page.waitForText(".phases .current", "Compare with the start");
        assertThat(page.text(".phases .of")).isEqualTo("The search has ended");
        assertThat(page.texts(".rounds .tag")).containsExactly("Best");
        service.release();
        page.waitForText(".confirmation p", "The start prompt is handed out.");
    }

    @Test
    void a_number_of_held_out_questions_that_is_refused_says_so_at_its_field() {
        fill("Too few");
        page.type("Held-out questions", "3");

        page.waitForText("[data-field='held_out'] .error", "at least 4");
        page.type("Held-out questions", "0");
        page.waitForText(".start .help", "No question is held out");
    }
}
