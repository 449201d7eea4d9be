package io.weir.cli.campaign.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cli.campaign.CampaignRules;
import io.weir.contract.Suggestions;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CampaignFileTest {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  private static final Path EXAMPLES =
      Path.of("").toAbsolutePath().getParent().resolve("examples").resolve("campaigns");

  private static final String GOOD =
      """
      # a comment
      campaign: spring
      status: active
      arms:
        no: No coupon      # YAML would take this for false
        five: 5 EUR off
      features:
        set: v1
        numeric: [age, basket]
        categorical: {segment: 8}
      holdout:
        rate: 12.5%
      budget:
        amount: 25_000.50
        currency: EUR
        from: 2026-05-01T00:00:00+02:00
        for: 7d
      attribution-window: 30m
      learning:
        slide-ms: 5m
        gate.mode: GUARDS
      """;

  private static CampaignFile parse(String text) {
    return CampaignFile.parse(text, false, NOW, CampaignRules.VALIDATOR::problems);
  }

  private static List<String> problems(String text) {
    return parse(text).problems().stream().map(problem -> problem.describe("f")).toList();
  }

  private static Campaign good(CampaignFile file) {
    assertThat(file.problems()).isEmpty();
    return Objects.requireNonNull(file.campaign());
  }

  @Test
  void readsEverythingByName() {
    Campaign campaign = good(parse(GOOD));
    assertThat(campaign.getCampaignId()).isEqualTo("spring");
    assertThat(campaign.getStatus()).isEqualTo(CampaignStatus.ACTIVE);
    assertThat(campaign.getArms().get(0).getArmId()).isEqualTo("no");
    assertThat(campaign.getArms().get(1).getName()).isEqualTo("5 EUR off");
    assertThat(campaign.getNumericFeatures()).containsExactly("age", "basket");
    assertThat(campaign.getCategoricalFeatures().get(0).getBuckets()).isEqualTo(8);
    assertThat(campaign.getHoldout().getRate()).isEqualTo(0.125);
    assertThat(campaign.getHoldout().getSalt()).isEqualTo("spring-holdout");
    assertThat(campaign.getHoldout().getArmProbabilities())
        .containsExactlyInAnyOrderEntriesOf(Map.of("no", 0.5, "five", 0.5));
    assertThat(campaign.getBudget().getAmountMicros()).isEqualTo(25_000_500_000L);
    assertThat(campaign.getBudget().getPeriodStart()).isEqualTo("2026-04-30T22:00:00Z");
    assertThat(campaign.getBudget().getPeriodEnd()).isEqualTo("2026-05-07T22:00:00Z");
    assertThat(campaign.getAttributionWindowMs()).isEqualTo(Duration.ofMinutes(30).toMillis());
    assertThat(campaign.getLearning())
        .containsExactlyInAnyOrderEntriesOf(Map.of("slide-ms", "300000", "gate.mode", "GUARDS"));
  }

  @Test
  void theShareForWhichWeirActsIsKeptByAFileThatIsShownAndChanged() {
    assertThat(good(parse(GOOD)).getPolicyShare()).isEqualTo(1);
    Campaign part = good(parse(GOOD + "policy-share: 5%\n"));
    assertThat(part.getPolicyShare()).isEqualTo(0.05);
    assertThat(good(parse(CampaignForm.of(part).toYaml())).getPolicyShare()).isEqualTo(0.05);
    assertThat(problems(GOOD + "policy-share: 120%\n"))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("f:22: policy-share: is 1.2"));
  }

  @Test
  void theUnitOfRevenueIsKept() {
    assertThat(good(parse(GOOD)).getRevenueUnit()).isNull();
    Campaign orders = good(parse(GOOD + "revenue: orders\n"));
    assertThat(orders.getRevenueUnit()).isEqualTo("orders");
    assertThat(good(parse(CampaignForm.of(orders).toYaml())).getRevenueUnit()).isEqualTo("orders");
    assertThat(problems(GOOD + "revenue: " + "x".repeat(40) + "\n"))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("f:22: revenue:"));
  }

  @Test
  void theHoldoutsSpendIsCappedInMoney() {
    String file = GOOD.replace("rate: 12.5%", "rate: 12.5%\n  spend-cap: 500.25");
    Campaign campaign = good(parse(file));
    assertThat(campaign.getHoldoutSpendCapMicros()).isEqualTo(500_250_000L);
    assertThat(good(parse(CampaignForm.of(campaign).toYaml())).getHoldoutSpendCapMicros())
        .isEqualTo(500_250_000L);
    assertThat(good(parse(GOOD)).getHoldoutSpendCapMicros()).isNull();
    assertThat(problems(file.replace("500.25", "-1")))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("f:13: holdout.spend-cap: is -1"));
  }

  @Test
  void featuresThatMayBeMissingAreNamed() {
    String file = GOOD.replace("{segment: 8}", "{segment: 8}\n  nullable: [basket, segment]");
    Campaign campaign = good(parse(file));
    assertThat(campaign.getNullableFeatures()).containsExactly("basket", "segment");
    assertThat(good(parse(CampaignForm.of(campaign).toYaml())).getNullableFeatures())
        .containsExactly("basket", "segment");
    assertThat(good(parse(CampaignForm.of(good(parse(GOOD))).toYaml())).getNullableFeatures())
        .isEmpty();
    assertThat(problems(file.replace("[basket,", "[baskt,")))
        .containsExactly(
            "f:11: features.nullable.baskt: is no feature of the campaign: baskt; did you mean"
                + " basket?");
  }

  @Test
  void namesEveryProblemAtOnceWithItsLineAndWhatWasMeant() {
    String bad =
        GOOD.replace("status: active", "status: activ")
            .replace("numeric:", "numerics:")
            .replace("rate: 12.5%", "rate: 120%")
            .replace("amount: 25_000.50", "amount: 25,000")
            .replace("currency: EUR", "currency: dollars")
            .replace("for: 7d", "for: a week")
            .replace("slide-ms: 5m", "slide-mss: 5m")
            .replace("gate.mode: GUARDS", "gate.mode: GUARD");
    assertThat(problems(bad))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("f:3: status: ").contains("did you mean active?"),
            line ->
                assertThat(line)
                    .isEqualTo("f:9: features.numerics: is no key here; did you mean numeric?"),
            line -> assertThat(line).startsWith("f:12: holdout.rate: is 1.2"),
            line -> assertThat(line).startsWith("f:14: budget.amount: is \"25,000\""),
            line -> assertThat(line).startsWith("f:15: budget.currency: is \"dollars\""),
            line -> assertThat(line).startsWith("f:17: budget.for: is \"a week\""),
            line ->
                assertThat(line)
                    .startsWith("f:20: learning.slide-mss: ")
                    .contains("did you mean slide-ms?"),
            line -> assertThat(line).startsWith("f:21: learning.gate.mode: "));
  }

  @Test
  void asksForWhatIsMissing() {
    assertThat(problems("campaign: spring\n"))
        .anyMatch(line -> line.contains("arms: is missing"))
        .anyMatch(line -> line.contains("features: is missing"))
        .anyMatch(line -> line.contains("holdout.rate: is missing; such as rate: 10%"))
        .anyMatch(line -> line.contains("budget.amount: is missing; such as amount: 25000"))
        .anyMatch(line -> line.contains("budget.to: is missing; or for: 7d"))
        .anyMatch(line -> line.contains("attribution-window: is missing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "campaign: [a|is no YAML",
        "- a|holds no named values",
        "'campaign: a\ncampaign: b'|campaign: stands twice",
        "'campaign: &a x\nstatus: *a'|status: aliases (*) are not supported",
        "campaign: {a: b}|campaign: must be one value",
        "arms: [a, a]|names a twice",
        "'budget: {amount: 0.0000001}'|needs more than 6 decimals",
        "'budget: {amount: 1e999999999}'|which is no number",
        "'budget: {from: 2026-05-01}'|which is no time with its offset",
        "'budget: {to: now, for: 7d}'|both say when the period ends",
        "'features: {categorical: {segment: 1.5}}'|which is no whole number",
        "'holdout: {probabilities: {none: half}}'|which is no number",
      })
  void tellsWhatIsWrongWith(String text, String message) {
    assertThat(problems(text)).anyMatch(line -> line.contains(message));
  }

  @Test
  void anEmptyFileIsSaidToBeEmpty() {
    assertThat(problems("")).containsExactly("f: is empty");
  }

  static Stream<Path> examples() throws Exception {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theExamplesAreValidAndComeBackAsTheyWere(Path file) throws Exception {
    Campaign campaign = good(CampaignFile.read(file, NOW, CampaignRules.VALIDATOR::problems));
    CampaignForm form = CampaignForm.of(campaign);
    assertThat(good(parse(form.toYaml()))).isEqualTo(campaign);
    assertThat(
            good(CampaignFile.parse(form.toJson(), true, NOW, CampaignRules.VALIDATOR::problems)))
        .isEqualTo(campaign);
  }

  @Test
  void thereAreExamplesForThreeKindsOfBusiness() throws Exception {
    assertThat(examples()).hasSize(3);
  }

  @Test
  void setsValuesAsIfTheyStoodInTheFile() {
    CampaignForm form = CampaignForm.of(good(parse(GOOD)));
    Campaign changed =
        good(
            form.with(
                Map.of(
                    "budget.amount", "10000",
                    "budget.for", "2d",
                    "learning.slide-ms", "",
                    "learning.gate.tolerance", "0.05"),
                NOW,
                CampaignRules.VALIDATOR::problems));
    assertThat(changed.getBudget().getAmountMicros()).isEqualTo(10_000_000_000L);
    assertThat(changed.getBudget().getPeriodEnd()).isEqualTo("2026-05-02T22:00:00Z");
    assertThat(changed.getLearning())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("gate.mode", "GUARDS", "gate.tolerance", "0.05"));
    assertThat(
            form.with(Map.of("budget.amout", "1"), NOW, CampaignRules.VALIDATOR::problems)
                .problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("budget.amout");
              assertThat(problem.message()).contains("did you mean amount?");
            });
  }

  @ParameterizedTest
  @CsvSource({"amout,amount", "budjet,budget", "slide_ms,slide-ms", "holdut,holdout", "ratee,rate"})
  void findsTheNearestWord(String word, String meant) {
    assertThat(
            Suggestions.nearest(
                word, List.of("amount", "budget", "slide-ms", "holdout", "rate", "from")))
        .contains(meant);
  }

  @Test
  void meansNothingByWhatIsFarFromAll() {
    assertThat(Suggestions.nearest("elephant", List.of("amount", "rate"))).isEmpty();
    assertThat(Suggestions.nearest("to", List.of("from", "rate"))).isEmpty();
  }
}
