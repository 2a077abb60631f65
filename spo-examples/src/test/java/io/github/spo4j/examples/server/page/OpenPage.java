package io.github.spo4j.examples.server.page;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The service and a browser that shows its page, for the tests of a class. After each test it looks whether a script failed,
 * the security policy was broken or a request went elsewhere, and lets the browser forget what it kept.
 */
final class OpenPage implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final String[] tokens;
    private int classes;
    private @Nullable Path folder;
    private @Nullable OfflineService service;
    private @Nullable Browser browser;

    OpenPage(String... tokens) {
        this.tokens = tokens.clone();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        classes++;
        if (classes > 1) {
            return; // a nested class shares what there is
        }
        Path made = Files.createTempDirectory("spo-page");
        folder = made;
        OfflineService started = OfflineService.start(made.resolve("data"), tokens);
        service = started;
        browser = Browser.open("en-US");
        browser.downloadTo(made);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().requested()).isNotEmpty().allMatch(service()::isOwn);
        browser().driver().executeScript("localStorage.clear(); sessionStorage.clear()");
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        classes--;
        if (classes > 0) {
            return;
        }
        if (browser != null) {
            browser.close();
        }
        if (service != null) {
            service.close();
        }
        if (folder != null) {
            Browser.remove(folder);
        }
    }

    Page page() {
        return new Page(browser(), service().root());
    }

    Browser browser() {
        return requireNonNull(browser, "beforeAll");
    }

    OfflineService service() {
        return requireNonNull(service, "beforeAll");
    }

    /** A folder for files, into which the browser saves what it downloads. */
    Path folder() {
        return requireNonNull(folder, "beforeAll");
    }
}
