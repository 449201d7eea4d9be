package io.weir.cli.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImpressionAccountTest {
  private static final long WINDOW = 1_000;
  private final ImpressionAccount account = new ImpressionAccount();

  @BeforeEach
  void campaign() {
    account.campaign("c", WINDOW);
  }

  private void impression(String id, long occurredAt) {
    account.impression(id, "c", Instant.ofEpochMilli(occurredAt));
  }

  private void sample(String id, long occurredAt) {
    account.sample(id, Instant.ofEpochMilli(occurredAt + WINDOW));
  }

  @Test
  void everyImpressionIsOfOneKind() {
    impression("sampled", 100);
    account.treatment("sampled");
    sample("sampled", 100);
    impression("refused", 50);
    account.impressionSetAside("refused");
    impression("untreated", 60);
    impression("lost", 70);
    account.treatment("lost");
    impression("open", 101);
    account.treatment("open");
    impression("openUntreated", 102);
    account.impression("held", "nobody", Instant.ofEpochMilli(10));

    var totals = account.totals();
    assertThat(totals.sampled()).isEqualTo(1);
    assertThat(totals.setAside()).isEqualTo(1);
    assertThat(totals.closedUntreated()).isEqualTo(1);
    assertThat(totals.missing()).isEqualTo(1);
    assertThat(totals.open()).isEqualTo(2);
    assertThat(totals.openUntreated()).isEqualTo(1);
    assertThat(totals.held()).isEqualTo(1);
    assertThat(totals.impressions()).isEqualTo(7);
  }

  @Test
  void deadLettersOfRepetitionsAndGarbageAreNoImpressions() {
    impression("a", 100);
    impression("a", 100);
    account.impressionSetAside("a");
    account.treatment("a");
    sample("a", 100);
    account.unreadableImpression();
    account.impressionSetAside(null);

    var totals = account.totals();
    assertThat(totals.impressions()).isEqualTo(1);
    assertThat(totals.sampled()).isEqualTo(1);
    assertThat(totals.setAside()).isZero();
    assertThat(totals.repetitions()).isEqualTo(1);
    assertThat(totals.unreadable()).isEqualTo(1);
    assertThat(totals.unreadableSetAside()).isEqualTo(1);
  }

  @Test
  void aTreatmentThatWasSetAsideTreatsNobody() {
    impression("a", 100);
    account.treatment("a");
    account.treatmentSetAside("a");
    impression("b", 200);
    account.treatment("b");
    sample("b", 200);

    assertThat(account.totals().closedUntreated()).isEqualTo(1);
    assertThat(account.totals().missing()).isZero();
  }

  @Test
  void aSampleTooManyOrWithoutItsImpressionShows() {
    impression("a", 100);
    account.treatment("a");
    sample("a", 100);
    sample("a", 100);
    sample("b", 100);

    assertThat(account.totals().surplusSamples()).isEqualTo(1);
    assertThat(account.totals().samplesFromNowhere()).isEqualTo(1);
    assertThat(account.totals().impressions()).isEqualTo(1);
  }

  @Test
  void whatTheJobHoldsOpenMayOnlyDifferByUntreatedOnes() {
    impression("a", 100);
    account.treatment("a");
    impression("b", 100);

    var totals = account.totals();
    assertThat(totals.withOpen(2)).isEqualTo(totals);
    var edge = totals.withOpen(1);
    assertThat(edge).isNotNull();
    assertThat(edge.open()).isEqualTo(1);
    assertThat(edge.closedUntreated()).isEqualTo(1);
    assertThat(edge.impressions()).isEqualTo(2);
    assertThat(totals.withOpen(0)).isNull();
    assertThat(totals.withOpen(3)).isNull();
  }

  @Test
  void aLetterThatIsWrittenAgainIsNoSecondOne() {
    assertThat(account.firstLetter(new MessagePlace("impressions", 0, 7))).isTrue();
    assertThat(account.firstLetter(new MessagePlace("impressions", 0, 7))).isFalse();
    assertThat(account.firstLetter(new MessagePlace("impressions", 1, 7))).isTrue();
    assertThat(account.firstLetter(new MessagePlace("outcomes", 0, 7))).isTrue();
  }
}
