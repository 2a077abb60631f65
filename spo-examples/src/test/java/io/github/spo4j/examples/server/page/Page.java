package io.github.spo4j.examples.server.page;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The web page as its users see it: by headings, labels and the words on buttons. */
final class Page {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final WebDriver driver;
    private final URI root;

    Page(Browser browser, URI root) {
        driver = browser.driver();
        this.root = root;
    }

    /** Opens one of its views anew. */
    Page open(String path) {
        driver.get("about:blank");
        driver.get(root + "#" + path);
        waitFor(By.tagName("h1"));
        return this;
    }

    WebElement waitFor(By what) {
        return until("no " + what, page -> {
            WebElement found = page.findElement(what);
            if (!found.isDisplayed()) {
                throw new NoSuchElementException(what + " is not shown");
            }
            return found;
        });
    }

    /** Waits until an element has a text. */
    void waitForText(String css, String text) {
        until("\"" + text + "\" is not at " + css, page -> texts(css).stream().anyMatch(found -> found.contains(text)));
    }

    void waitForHeading(String text) {
        waitForText("h1", text);
    }

    void waitUntilEnabled(String button) {
        until(button + " is not enabled", page -> button(button).isEnabled());
    }

    void waitUntilGone(String css) {
        until(
                css + " is still there",
                page -> page.findElements(By.cssSelector(css)).stream().noneMatch(WebElement::isDisplayed));
    }

    /** Waits until something is true. */
    void waitUntil(String otherwise, BooleanSupplier condition) {
        until(otherwise, page -> condition.getAsBoolean());
    }

    /** Presses what bears these words: a button or a link. */
    void press(String words) {
        until("nothing lets itself be pressed that says " + words, page -> {
            WebElement found = find(words);
            found.click();
            return true;
        });
    }

    /** A button or a link by its words, in the dialog where there is one. */
    WebElement button(String words) {
        return until("nothing says " + words, page -> find(words));
    }

    private WebElement find(String words) {
        String literal = "\"" + words + "\"";
        By named = By.xpath(".//*[self::button or self::a or self::summary or contains(@class, 'button')]"
                + "[normalize-space() = " + literal + " or @aria-label = " + literal + "]");
        return within().findElements(named).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(words));
    }

    /** A field by its label, in the dialog where there is one. */
    WebElement field(String label) {
        By named = By.xpath(".//label[normalize-space() = \"" + label + "\"]");
        return until("no field " + label, page -> {
            WebElement found = within().findElement(named);
            return page.findElement(By.id(requireNonNull(found.getDomAttribute("for"))));
        });
    }

    void type(String label, String text) {
        WebElement field = field(label);
        field.clear();
        field.sendKeys(text);
    }

    /** Puts a text into a field at once, as pasting does. */
    void paste(String label, String text) {
        script(
                "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }));",
                field(label),
                text);
    }

    void choose(String label, String option) {
        new Select(field(label)).selectByVisibleText(option);
    }

    void upload(String inputId, List<Path> files) {
        driver.findElement(By.id(inputId))
                .sendKeys(String.join(
                        "\n",
                        files.stream()
                                .map(file -> file.toAbsolutePath().toString())
                                .toList()));
    }

    String text(String css) {
        return waitFor(By.cssSelector(css)).getText();
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    @Nullable
    Object script(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    /** What a script returns, as text. */
    String said(String script, Object... arguments) {
        return String.valueOf(script(script, arguments));
    }

    /** Runs a script that ends by calling <code>done</code>. */
    Object later(String script, Object... arguments) {
        return requireNonNull(((JavascriptExecutor) driver)
                .executeAsyncScript("const done = arguments[arguments.length - 1];" + script, arguments));
    }

    /** The id of the job whose page this is. */
    String job() {
        String address = requireNonNull(driver.getCurrentUrl());
        assertThat(address).contains("#/jobs/");
        return address.replaceFirst(".*#/jobs/", "").replaceFirst("[/?].*", "");
    }

    private WebElement within() {
        List<WebElement> dialogs = driver.findElements(By.cssSelector("dialog[open]"));
        return dialogs.isEmpty() ? driver.findElement(By.tagName("body")) : dialogs.get(dialogs.size() - 1);
    }

    private <T> T until(String otherwise, ExpectedCondition<T> condition) {
        return new WebDriverWait(driver, PATIENCE, LOOK)
                .ignoreAll(List.of(
                        NoSuchElementException.class,
                        StaleElementReferenceException.class,
                        ElementClickInterceptedException.class))
                .withMessage(otherwise)
                .until(condition);
    }
}
