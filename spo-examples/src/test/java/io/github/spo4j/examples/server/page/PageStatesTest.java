package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

@Tag("browser")
class PageStatesTest {

    private static final String TOKEN = "a-token-that-only-this-test-knows";

    @RegisterExtension
    static final OpenPage OPEN = new OpenPage(TOKEN);

    private final Browser browser = OPEN.browser();
    private final OfflineService service = OPEN.service();
    private final Page page = OPEN.page();

    @AfterEach
    void no_address_holds_the_token() throws IOException {
        assertThat(browser.requested()).noneMatch(address -> address.contains(TOKEN));
    }

    @Test
    void a_token_is_asked_for_once_checked_and_kept_for_the_tab_alone() {
        openWithoutToken("/jobs");
        page.waitForText("dialog h2", "This service needs a token");
        assertThat(page.texts("dialog")).hasSize(1);
        assertThat(page.field("Token").getDomAttribute("type")).isEqualTo("password");
        assertThat(browser.barriers()).isEmpty();
        browser.photograph("token");
        page.type("Token", "not-the-token-of-this-service");
        page.press("Use it");
        page.waitForText("dialog .error", "The service does not know this token.");
        page.type("Token", TOKEN);
        page.press("Use it");

        page.waitForHeading("History");
        page.waitForText(".empty h2", "Nothing was run yet");
        page.open("/new");
        page.waitForHeading("New run");
        assertThat(page.said("return JSON.stringify(localStorage)")).doesNotContain(TOKEN);
        assertThat(page.script("return document.cookie")).isEqualTo("");
    }

    @Test
    void who_has_no_token_is_told_so_and_can_try_again() {
        openWithoutToken("/jobs");
        page.press("Cancel");
        page.waitForText(".failure", "The service needs a token.");

        page.press("Try again");
        page.type("Token", TOKEN);
        page.press("Use it");
        page.waitForHeading("History");
    }

    @Test
    void a_token_can_be_forgotten() {
        openWithToken("/jobs");
        page.press("Token");
        assertThat(page.texts("dialog .error")).noneMatch(text -> !text.isEmpty());
        page.press("Forget the current one");

        page.waitForText("dialog h2", "This service needs a token");
        assertThat(page.said("return JSON.stringify(sessionStorage)")).doesNotContain(TOKEN);
    }

    @Test
    void an_empty_history_says_how_to_begin() {
        openWithToken("/jobs");

        page.waitForText(".empty h2", "Nothing was run yet");
        browser.photograph("history-empty");
        page.waitFor(By.cssSelector(".empty a.primary")).click();
        page.waitForHeading("New run");
        page.waitForText(".understood", "Paste a template, upload one, or start with the example.");
    }

    @Test
    void a_job_that_is_not_there_and_an_address_that_means_nothing_are_explained() {
        openWithToken("/jobs/none");
        page.waitForText(".failure", "It is not here");
        browser.photograph("missing");

        page.open("/nowhere");
        page.waitForHeading("There is nothing here");
    }

    @Test
    void a_service_that_does_not_answer_is_explained_and_asked_again() {
        openWithToken("/new");
        browser.offline(true);
        try {
            page.press("History");
            page.waitForText(".failure", "The service does not answer.");
            browser.photograph("unreachable");
        } finally {
            browser.offline(false);
        }
        page.press("Try again");
        page.waitForHeading("History");
    }

    private void openWithoutToken(String view) {
        browser.driver().get("about:blank");
        browser.driver().get(service.root() + "#" + view);
    }

    private void openWithToken(String view) {
        browser.driver().get(service.root() + "icon.svg");
        page.script("sessionStorage.setItem('spo.token', arguments[0])", TOKEN);
        page.open(view);
    }
}
