package io.github.spo4j.examples.server.page;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a window, and what it did. A test that needs it fails, and is not skipped, where something is
 * missing.
 */
final class Browser implements AutoCloseable {

    static final int DESKTOP = 1280;
    static final int PHONE = 390;

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path CHINESE_FONT = Path.of("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Held here, as a logger that nobody holds forgets its level. Its warnings are about parts of Selenium not in use. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final Path profile;
    private final ChromeDriver driver;
    private final List<String> requested = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /**
     * Starts one that is as new.
     *
     * @param language what its user reads
     */
    static Browser open(String language) throws IOException {
        assertThat(CHROMIUM).as("apt-get install chromium").isExecutable();
        assertThat(CHROMEDRIVER).as("apt-get install chromium-driver").isExecutable();
        assertThat(CHINESE_FONT).as("apt-get install fonts-wqy-zenhei").isReadable();
        SELENIUM.setLevel(Level.SEVERE);
        Path profile = Files.createTempDirectory("spo-browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--lang=" + language,
                "--user-data-dir=" + profile);
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        System.setProperty("webdriver.chrome.driver", CHROMEDRIVER.toString());
        Browser browser = new Browser(profile, new ChromeDriver(options));
        browser.width(DESKTOP);
        browser.forgetItsOwnRequests();
        return browser;
    }

    /** Those for the page that a new tab shows. */
    private void forgetItsOwnRequests() {
        driver.get("about:blank");
        driver.manage().logs().get(LogType.PERFORMANCE);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Makes the window so wide. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        pixels,
                        "height",
                        pixels == PHONE ? 844 : 900,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        pixels == PHONE));
    }

    /** Lets the system prefer a theme. */
    void prefer(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** Saves what is downloaded into a folder. */
    void downloadTo(Path folder) {
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior",
                Map.of(
                        "behavior",
                        "allow",
                        "downloadPath",
                        folder.toAbsolutePath().toString()));
    }

    /** Takes the network away, or gives it back. */
    void offline(boolean offline) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Takes a picture of the whole page at desktop and phone width. */
    void photograph(String name) {
        for (int width : List.of(DESKTOP, PHONE)) {
            width(width);
            Map<String, Object> picture = driver.executeCdpCommand(
                    "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
            byte[] png = Base64.getDecoder().decode((String) requireNonNull(picture.get("data")));
            try {
                Files.createDirectories(SCREENSHOTS);
                Files.write(SCREENSHOTS.resolve(name + "-" + width + ".png"), png);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        width(DESKTOP);
    }

    /** How many pixels the page is wider than the window at phone width, which nobody wants to scroll. */
    long overhangOnPhone() {
        width(PHONE);
        Object overhang = driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        width(DESKTOP);
        return (Long) requireNonNull(overhang);
    }

    /** What axe-core finds on the page as it is, of serious and critical impact. */
    List<String> barriers() {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(
                  ({ violations }) => done(violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`))),
                  (failure) => done([`axe failed: ${failure}`]));
                """);
        return ((List<?>) requireNonNull(found)).stream().map(Object::toString).toList();
    }

    /** The addresses of all requests so far. */
    List<String> requested() throws IOException {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                requested.add(message.path("params").path("request").path("url").asText());
            }
        }
        return List.copyOf(requested);
    }

    /** Errors of scripts and breaches of the security policy so far. A request that was refused is neither. */
    List<String> complaints() {
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()
                    && !entry.getMessage().contains("Failed to load resource")) {
                complaints.add(entry.getMessage());
            }
        }
        return List.copyOf(complaints);
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        remove(profile);
    }

    /** Removes a folder. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
