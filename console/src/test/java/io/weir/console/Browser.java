package io.weir.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium, where the machine has one. */
final class Browser implements AutoCloseable {
  private static final List<String> BROWSERS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final List<String> DRIVERS =
      List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
  private static final String AXE = "META-INF/maven/org.webjars.npm/axe-core/pom.properties";

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one, or skips the test and says why. */
  static Browser start() {
    Optional<String> browser = first("CHROMIUM", BROWSERS);
    Optional<String> chromedriver = first("CHROMEDRIVER", DRIVERS);
    assumeTrue(
        browser.isPresent() && chromedriver.isPresent(),
        "no Chromium with its driver on this machine (Debian: chromium, chromium-driver; or name"
            + " them in CHROMIUM and CHROMEDRIVER)");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of(chromedriver.get()).toFile())
            .usingAnyFreePort()
            .build();
    Browser started = new Browser(new ChromeDriver(service, options));
    started.size(1280, 860);
    return started;
  }

  private static Optional<String> first(String variable, List<String> places) {
    return Stream.concat(Stream.ofNullable(System.getenv(variable)), places.stream())
        .filter(place -> Files.isExecutable(Path.of(place)))
        .findFirst();
  }

  void open(String address) {
    driver.get(address);
  }

  /** Sets the size of the page, in CSS pixels. */
  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Sets what the system prefers. */
  void prefer(String scheme, boolean reducedMotion) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of(
                    "name",
                    "prefers-reduced-motion",
                    "value",
                    reducedMotion ? "reduce" : "no-preference"))));
  }

  /** Waits until an element is there and shown. */
  WebElement find(String css) {
    return new WebDriverWait(driver, Duration.ofSeconds(20))
        .until(
            d -> {
              List<WebElement> found = d.findElements(By.cssSelector(css));
              return found.isEmpty() || !found.get(0).isDisplayed() ? null : found.get(0);
            });
  }

  /** Waits until an element's text holds something; looks 50 times a second. */
  void awaitText(String css, String part, Duration limit) {
    new WebDriverWait(driver, limit, Duration.ofMillis(20))
        .withMessage(() -> css + " shows: " + text(css))
        .until(d -> text(css).contains(part));
  }

  String text(String css) {
    Object text =
        driver.executeScript("return document.querySelector(arguments[0])?.innerText ?? ''", css);
    return String.valueOf(text);
  }

  Object script(String code, Object... arguments) {
    return driver.executeScript(code, arguments);
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** Returns the errors that the console of the browser has shown since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Runs axe-core on the page; returns its violations, one line each. */
  @SuppressWarnings("unchecked")
  List<String> accessibilityViolations() throws IOException {
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    driver.executeScript(axe());
    return (List<String>)
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                + " 'best-practice']}).then(r => done(r.violations.map(v => v.id + ': ' + v.help +"
                + " ' ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' +"
                + " n.failureSummary).join(' | '))), e => done([String(e)]));");
  }

  private static String axe() throws IOException {
    ClassLoader loader = Browser.class.getClassLoader();
    Properties properties = new Properties();
    try (InputStream in = loader.getResourceAsStream(AXE)) {
      properties.load(in);
    }
    String path =
        "META-INF/resources/webjars/axe-core/" + properties.getProperty("version") + "/axe.min.js";
    try (InputStream in = loader.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
