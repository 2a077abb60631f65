package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

@Tag("browser")
class AppearanceTest {

    @RegisterExtension
    static final OpenPage OPEN = new OpenPage();

    private static String run;
    private static String style;

    private final Browser browser = OPEN.browser();
    private final Page page = OPEN.page();

    @BeforeAll
    static void make_a_run_and_a_style() {
        Page page = OPEN.page();
        page.open("/new");
        page.press("Use the example");
        page.type("Rounds", "4");
        page.waitUntilEnabled("Start the run");
        page.press("Start the run");
        page.waitForText("main .badge", "Done");
        run = page.job();
        page.open("/style");
        page.upload("article-files", List.of(Path.of("articles/night-market.md"), Path.of("articles/watchmaker.txt")));
        page.press("Read the articles");
        page.waitForText("main h2", "Common style");
        style = page.job();
    }

    @AfterEach
    void back_to_light() {
        browser.prefer("light");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void no_view_has_barriers_or_is_wider_than_a_phone(String theme) {
        browser.prefer(theme);
        for (String view : List.of(
                "/new",
                "/style",
                "/jobs",
                "/jobs/" + run,
                "/jobs/" + run + "/compare",
                "/jobs/" + run + "/export",
                "/jobs/" + style,
                "/jobs/none",
                "/nowhere")) {
            page.open(view);
            if (view.equals("/new")) {
                page.press("Use the example");
                page.waitForText(".sound", "The template is valid.");
                page.press("More settings");
            }
            assertThat(browser.barriers()).as("%s, %s", view, theme).isEmpty();
            assertThat(browser.overhangOnPhone()).as("%s, %s", view, theme).isZero();
            browser.photograph(
                    "view" + view.replace(run, "run").replace(style, "style").replace('/', '-') + "-" + theme);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void no_dialog_has_barriers(String theme) {
        browser.prefer(theme);
        page.open("/jobs/" + run);
        page.press("Resume");
        page.waitForText("dialog h2", "Resume");
        assertThat(browser.barriers()).isEmpty();
        page.press("Cancel");
        page.press("Delete");
        page.waitForText("dialog h2", "Delete it for good?");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void the_theme_is_the_systems_until_one_is_chosen_and_that_is_kept() {
        browser.prefer("dark");
        page.open("/new");
        String dark = background();
        browser.prefer("light");
        String light = background();
        assertThat(dark).isNotEqualTo(light);

        new Select(page.waitFor(By.id("theme"))).selectByVisibleText("Dark");
        assertThat(background()).isEqualTo(dark);
        page.open("/jobs");
        assertThat(background()).isEqualTo(dark);

        new Select(page.waitFor(By.id("theme"))).selectByVisibleText("System");
        assertThat(background()).isEqualTo(light);
    }

    @Test
    void the_language_is_the_browsers_until_another_is_chosen_and_that_is_kept() throws IOException {
        try (Browser chinese = Browser.open("zh-CN")) {
            Page there = new Page(chinese, OPEN.service().root());
            there.open("/new");
            there.waitForHeading("新建运行");
            assertThat(there.script("return document.documentElement.lang")).isEqualTo("zh-CN");
            there.press("使用示例");
            there.waitForText(".sound", "模板没有问题。");
            chinese.photograph("new-run-chinese");

            there.press("English");
            there.waitForHeading("New run");
            assertThat(there.script("return document.activeElement.id")).isEqualTo("language");
            assertThat(there.field("Template (YAML)").getDomProperty("value")).contains("运河");
            there.open("/jobs");
            there.waitForHeading("History");
            assertThat(there.script("return document.documentElement.lang")).isEqualTo("en");
        }
    }

    @Test
    void the_keyboard_reaches_the_content_first_and_then_all_that_can_be_done() {
        page.open("/new");
        press(Keys.TAB);
        assertThat(page.script("return document.activeElement.textContent")).isEqualTo("Skip to the content");
        press(Keys.ENTER);
        assertThat(page.script("return document.activeElement.id")).isEqualTo("main");
        press(Keys.TAB);
        assertThat(page.script("return document.activeElement.textContent")).isEqualTo("Use the example");
        press(Keys.ENTER);
        page.waitForText(".sound", "The template is valid.");
        assertThat(page.script("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
    }

    @Test
    void a_new_view_has_the_focus_at_its_heading_and_a_title_of_its_own() {
        page.open("/new");
        assertThat(browser.driver().getTitle()).isEqualTo("New run · SPO");
        page.press("History");
        page.waitForHeading("History");

        page.waitUntil(
                "the focus is elsewhere",
                () -> page.said("return document.activeElement.tagName").equals("H1"));
        assertThat(browser.driver().getTitle()).isEqualTo("History · SPO");
    }

    @Test
    void a_dialog_is_left_with_escape_and_gives_the_focus_back() {
        page.open("/jobs/" + run);
        page.button("Delete").sendKeys(Keys.ENTER);
        page.waitForText("dialog h2", "Delete it for good?");
        assertThat(page.script("return document.activeElement.closest('dialog') !== null"))
                .isEqualTo(true);
        press(Keys.ESCAPE);
        page.waitUntilGone("dialog");

        assertThat(page.script("return document.activeElement.dataset.action")).isEqualTo("delete");
    }

    private String background() {
        return page.said("return getComputedStyle(document.documentElement).backgroundColor");
    }

    private void press(Keys key) {
        new Actions(browser.driver()).sendKeys(key).perform();
    }
}
