package io.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.console.config.ConsoleOptions;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.PacingState;
import io.weir.schemas.wire.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page in a real browser, on a real broker. */
class ConsoleBrowserITCase {
  private static final String TOKEN = "a-token-for-these-tests";
  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final String HOSTILE = "<img src=x onerror=window.hacked=1>";

  private static TestBroker broker;
  private static Console console;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    broker = new TestBroker();
    for (String id : List.of("rides", "meals")) {
      broker.send("campaigns", id, Records.campaign(id, 1));
      broker.send("models", id, Records.model(id, 3));
      for (long version = 1; version <= 12; version++) {
        broker.send("dual-prices", id, Records.price(id, version, "ACCEPTED"));
      }
      for (int i = 1; i <= 30; i++) {
        broker.send(
            "budget-status",
            id,
            Records.status(
                id, i / 60.0, i * 1_300_000_000L, 79_000_000_000L, PacingState.ON_TRACK));
      }
    }
    broker.send("dead-letters", "k", Records.letter(1, HOSTILE, HOSTILE));
    console =
        Console.start(
            ConsoleOptions.readOnly(broker.bootstrapServers())
                .withPort(0)
                .withOperatorToken(TOKEN));
    assertThat(console.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
  }

  @AfterAll
  static void stop() throws Exception {
    if (console != null) {
      console.close();
    }
    if (broker != null) {
      broker.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void asEver() {
    browser.size(1280, 860);
    browser.prefer("light", false);
    browser.open("about:blank");
    browser.complaints(); // those of the test before
  }

  private static void open(String route) {
    browser.open("about:blank");
    browser.open(console.address() + "#/" + route);
  }

  @Test
  void showsEveryCampaignAndFollowsTheTopicWithinTwoSeconds() throws Exception {
    open("");
    browser.awaitText("[data-campaign=meals] .money", "EUR", SECONDS);
    browser.awaitText("#live", "Live", SECONDS);
    List<Long> millis = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      long sent = System.nanoTime();
      broker.send(
          "budget-status",
          "meals",
          Records.status(
              "meals",
              0.6 + i / 100.0,
              50_000_000_000L + i * 1_000_000L,
              79_000_000_000L,
              PacingState.ON_TRACK));
      browser.awaitText("[data-campaign=meals] .money", "50,0" + (i < 10 ? "0" : "") + i, SECONDS);
      millis.add(Duration.ofNanos(System.nanoTime() - sent).toMillis());
    }
    Collections.sort(millis);
    System.out.println("record sent to page shows it, ms: " + millis);
    assertThat(millis.get(millis.size() - 1)).isLessThan(2_000);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theHeadlineIsTheGainAtEqualCost() throws Exception {
    // It earns less than chance in all, since it spends less; for what it spends it earns more.
    broker.send("campaigns", "thrifty", Records.campaign("thrifty", 1));
    broker.send("dual-prices", "thrifty", Records.priceWithGains("thrifty", 1, 0.03, 0.01, 0.38));
    // It looks as if it gained, by an interval that says nothing.
    broker.send("campaigns", "unclear", Records.campaign("unclear", 1));
    broker.send("dual-prices", "unclear", Records.priceWithGains("unclear", 1, 0.012, 0.03, 0.9));
    broker.send("campaigns", "harmful", Records.campaign("harmful", 1));
    broker.send("dual-prices", "harmful", Records.priceWithGains("harmful", 1, -0.03, 0.01, 0.9));
    open("");
    browser.awaitText("[data-campaign=thrifty] .value.up", "+30.00 EUR", SECONDS);
    browser.awaitText("[data-campaign=thrifty]", "over the old policy", SECONDS);
    browser.awaitText("[data-campaign=unclear] .value.open", "+12.00 EUR", SECONDS);
    browser.awaitText("[data-campaign=unclear]", "nothing is resolved yet", SECONDS);
    browser.awaitText("[data-campaign=harmful] .value.down", "\u221230.00 EUR", SECONDS);
    open("campaign/thrifty");
    browser.awaitText("main", "+7,500.00 EUR", SECONDS);
    browser.awaitText("main", "Each EUR spent brings in 1.8 EUR", SECONDS);
    assertThat(browser.complaints()).isEmpty();
    for (String id : List.of("thrifty", "unclear", "harmful")) {
      broker.sendRaw("campaigns", id, null);
    }
  }

  @Test
  void theHoldoutsSpendIsShownAgainstItsCap() throws Exception {
    Campaign capped = Records.campaign("capped", 1);
    capped.setHoldoutSpendCapMicros(400_000_000L);
    broker.send("campaigns", "capped", capped);
    BudgetStatus status =
        Records.status("capped", 0.3, 20_000_000_000L, 79_000_000_000L, PacingState.ON_TRACK);
    status.setHoldoutSpentMicros(100_000_000L);
    broker.send("budget-status", "capped", status);
    open("campaign/capped");
    browser.awaitText(".tiles", "25.0 % of its cap of 400.00 EUR", SECONDS);
    status.setHoldoutSpentMicros(401_000_000L);
    status.setAsOf(status.getAsOf().plusSeconds(1));
    broker.send("budget-status", "capped", status);
    browser.awaitText(".tile .bad", "401.00 EUR", SECONDS);
    browser.awaitText(".tiles", "cap of 400.00 EUR reached", SECONDS);
    assertThat(browser.complaints()).isEmpty();
    broker.sendRaw("campaigns", "capped", null);
  }

  @Test
  void historiesAreCutToAStretchOfTime() throws Exception {
    open("campaign/rides");
    browser.find(".uplot canvas");
    browser.find("details.as-table summary").click();
    browser.awaitText("details.as-table[open] table", "EUR", SECONDS);
    String rows = "return document.querySelectorAll('details.as-table[open] tbody tr').length";
    assertThat(browser.script(rows)).isEqualTo(30L);
    // Statuses are 24 minutes apart: the tenth is the first that is shown.
    choose("from", Records.START.plus(Duration.ofMinutes(240)).toEpochMilli());
    assertThat(browser.script(rows)).isEqualTo(21L);
    choose("to", Records.START.plus(Duration.ofMinutes(480)).toEpochMilli());
    assertThat(browser.script(rows)).isEqualTo(10L);
    assertThat(browser.find("a[download]").getAttribute("href"))
        .endsWith("budget.csv?from=2026-03-02T04:00:00.000Z&to=2026-03-02T08:00:00.000Z");
    assertThat(browser.accessibilityViolations()).isEmpty();
    browser.find(".range button").click();
    assertThat(browser.script(rows)).isEqualTo(30L);
    assertThat(browser.complaints()).isEmpty();
  }

  /** Fills in one end of the stretch, in the browser's own time zone. */
  private static void choose(String end, long millis) {
    Object unused =
        browser.script(
            "const input = document.getElementById('range-%s');".formatted(end)
                + "const at = new Date(%d);".formatted(millis)
                + "const local = new Date(at.getTime() - at.getTimezoneOffset() * 60000);"
                + "input.value = local.toISOString().slice(0, 16);"
                + "input.dispatchEvent(new Event('change'));");
  }

  @Test
  void campaignsAreFoundAndOrdered() throws Exception {
    for (int i = 1; i <= 6; i++) {
      broker.send("campaigns", "many-" + i, Records.campaign("many-" + i, 1));
      broker.send(
          "dual-prices", "many-" + i, Records.priceWithGains("many-" + i, 1, 0.01 * i, 0.001, 1));
    }
    open("");
    browser.awaitText("[data-campaign=many-6] .value-figure .value", "+60.00 EUR", SECONDS);
    browser.find("#order-campaigns").sendKeys("Greatest gain");
    browser.find("#find-campaign").sendKeys("MANY");
    Object shown =
        browser.script(
            "return [...document.querySelectorAll('.campaigns > li:not([hidden]) h2')]"
                + ".map(h => h.textContent).join()");
    assertThat(shown).isEqualTo("many-6,many-5,many-4,many-3,many-2,many-1");
    for (int i = 1; i <= 6; i++) {
      broker.sendRaw("campaigns", "many-" + i, null);
    }
  }

  @Test
  void alarmsComeAndGo() throws Exception {
    open("alarms");
    browser.find("h1");
    broker.send("campaigns", "alarming", Records.campaign("alarming", 1));
    broker.send(
        "budget-status",
        "alarming",
        Records.status("alarming", 0.5, 81_000_000_000L, 81_000_000_000L, PacingState.EXHAUSTED));
    browser.find("li[data-kind=BUDGET_EXHAUSTED].critical a[href='#/campaign/alarming']");
    assertThat(browser.text("#alarm-count")).isNotEmpty();
    broker.send(
        "budget-status",
        "alarming",
        Records.status("alarming", 0.6, 60_000_000_000L, 79_000_000_000L, PacingState.ON_TRACK));
    browser.find("h2.section ~ .alarms li[data-kind=BUDGET_EXHAUSTED]:not(.critical)");
  }

  @Test
  void operatorCommandIsRefusedWithoutTheTokenAndWrittenWithIt() throws Exception {
    broker.send("campaigns", "edited", Records.campaign("edited", 1));
    open("campaign/edited");
    browser.awaitText(".commands", "Sign in as operator", SECONDS);
    assertThat(browser.script("return document.querySelector('.commands form').hidden"))
        .isEqualTo(true);

    signIn("not-the-right-token");
    browser.awaitText("dialog .result", "not the token", SECONDS);
    browser.find("#operator-token").clear();
    browser.find("#operator-token").sendKeys(TOKEN + Keys.ENTER);
    browser.awaitText("#operator-button", "Sign out Ada", SECONDS);

    browser.find("#amount").sendKeys("40000");
    browser.find("#why").sendKeys("half the budget went elsewhere");
    browser.find("#send-command").click();
    browser.awaitText("dialog", "from 80,000.00 EUR to 40,000.00 EUR", SECONDS);
    browser.find("#confirm-command").click();
    browser.awaitText("#command-result", "Done: edited is at version 2", SECONDS);

    List<ConsumerRecord<byte[], byte[]>> records = broker.read("campaigns", "edited");
    Campaign written = new RecordCodec<>(Campaign.class).decode(records.get(1).value());
    assertThat(written.getBudget().getAmountMicros()).isEqualTo(40_000_000_000L);
    browser.awaitText("main", "half the budget went elsewhere", SECONDS);

    // A command on a version that has moved on is not carried out.
    broker.send("campaigns", "edited", Records.campaign("edited", 7));
    browser.script(
        "window.refused = fetch('api/campaigns/edited/commands', {method: 'POST', headers:"
            + " {'Content-Type': 'application/json'}, body: '{}'}).then(r => window.code ="
            + " r.status)");
    browser.awaitText("main", "v7", SECONDS);
    assertThat(browser.script("return window.code")).isEqualTo(401L);
  }

  private static void signIn(String token) {
    browser.find("#operator-button").click();
    browser.find("#operator-name").clear();
    browser.find("#operator-name").sendKeys("Ada");
    browser.find("#operator-token").sendKeys(token);
    browser.find("#sign-in").click();
  }

  @Test
  void fitsAPhoneWithoutScrollingSideways() throws Exception {
    browser.size(360, 780);
    for (String route : List.of("", "campaign/meals", "alarms", "streams")) {
      open(route);
      browser.find("h1");
      browser.awaitText("#live", "Live", SECONDS);
      Thread.sleep(500);
      assertThat(
              browser.script(
                  "return document.documentElement.scrollWidth"
                      + " - document.documentElement.clientWidth"))
          .as(route)
          .isEqualTo(0L);
    }
  }

  @Test
  void isAccessibleLightAndDark() throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.prefer(scheme, true);
      for (String route : List.of("", "campaign/meals", "alarms", "streams")) {
        open(route);
        browser.awaitText("#live", "Live", SECONDS);
        if (route.startsWith("campaign")) {
          browser.find(".uplot");
        }
        assertThat(browser.accessibilityViolations()).as(scheme + " /" + route).isEmpty();
      }
    }
  }

  @Test
  void chartsAreDrawnAndHaveTables() {
    open("campaign/meals");
    browser.find(".uplot canvas");
    assertThat(browser.script("return document.querySelectorAll('.uplot canvas').length"))
        .isEqualTo(4L);
    browser.find("details.as-table summary").click();
    browser.awaitText("details.as-table[open] table", "EUR", SECONDS);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void worksFromTheKeyboard() {
    open("");
    browser.find("[data-campaign=meals]");
    browser.script("document.activeElement.blur()");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      browser.focused().sendKeys(Keys.TAB);
      String label = browser.focused().getText().strip();
      order.add(label.isEmpty() ? browser.focused().getAttribute("aria-label") : label);
    }
    assertThat(order.get(0)).isEqualTo("Skip to content");
    assertThat(order).containsSubsequence("Overview", "Streams", "Sign in", "meals");
    browser.find("[data-campaign=meals] a").sendKeys(Keys.ENTER);
    browser.awaitText("h1", "meals", SECONDS);
    assertThat(browser.focused().getAttribute("id")).isEqualTo("main");
  }

  @Test
  void themeFollowsTheSystemUntilItIsChosen() {
    browser.prefer("dark", false);
    open("");
    browser.find("[data-campaign=meals]");
    String background = "return getComputedStyle(document.body).backgroundColor";
    Object dark = browser.script(background);
    browser.prefer("light", false);
    Object light = browser.script(background);
    assertThat(light).isNotEqualTo(dark);
    browser.find("#theme-button").click();
    browser.find("#theme-button").click();
    assertThat(browser.script(background)).isEqualTo(dark);
    browser.find("#theme-button").click();
    assertThat(browser.script(background)).isEqualTo(light);
  }

  @Test
  void textFromTheTopicsIsNeverMarkup() throws Exception {
    broker.send("campaigns", HOSTILE, Records.campaign(HOSTILE, 1));
    open("");
    browser.awaitText("main", HOSTILE, SECONDS);
    browser.open(console.address() + "#/streams");
    browser.awaitText("main", "onerror", SECONDS);
    assertThat(browser.script("return document.querySelectorAll('main img').length")).isEqualTo(0L);
    assertThat(browser.script("return window.hacked ?? 'no'")).isEqualTo("no");
    broker.sendRaw("campaigns", HOSTILE, null);
  }

  @Test
  void saysWhenTheServerIsGone() throws Exception {
    try (Console other =
        Console.start(ConsoleOptions.readOnly(broker.bootstrapServers()).withPort(0))) {
      browser.open(other.address().toString());
      browser.awaitText("#live", "Live", SECONDS);
      browser.awaitText("#operator-button", "Read-only", SECONDS);
    }
    browser.awaitText("#live", "Reconnecting", SECONDS);
  }
}
