package io.weir.client.internal.engine;

import static io.weir.client.Records.PERIOD_MILLIS;
import static io.weir.client.Records.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.Records;
import io.weir.client.decision.Decision;
import io.weir.client.decision.TimeToLive;
import io.weir.schemas.Assignment;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.PacingState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A holdout that may spend so much of each period. */
class HoldoutCapTest {
  private final DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);

  private void campaign(long version, @Nullable Long capMicros) throws Exception {
    Campaign campaign = Records.campaign(version, CampaignStatus.ACTIVE, 1);
    campaign.setHoldoutSpendCapMicros(capMicros);
    engine.apply(campaign);
  }

  private void spent(@Nullable Long micros, long asOfMillis) throws Exception {
    BudgetStatus status = Records.status(1, Records.BIG_PRICE, PacingState.ON_TRACK, asOfMillis);
    status.setHoldoutSpentMicros(micros);
    engine.apply(status, asOfMillis);
  }

  private List<Assignment> assignments(long atMillis) {
    List<Assignment> found = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Decision decision = engine.decide(Records.impression("u" + i, atMillis), atMillis);
      found.add(decision.assignment());
    }
    return found;
  }

  private void decidable() throws Exception {
    engine.apply(Records.model(1), T0);
    engine.apply(Records.price(1, 1, Records.BIG_PRICE), T0);
  }

  @Test
  void isNoHoldoutOnceItHasSpentItsCap() throws Exception {
    campaign(1, 1_000L);
    decidable();
    assertThat(assignments(T0 + 1)).containsOnly(Assignment.RANDOMIZED);
    spent(999L, T0 + 1);
    assertThat(assignments(T0 + 2)).containsOnly(Assignment.RANDOMIZED);
    spent(1_000L, T0 + 2);
    assertThat(assignments(T0 + 3)).containsOnly(Assignment.POLICY);
  }

  @Test
  void theCapIsOfThePeriodAndCanBeMoved() throws Exception {
    campaign(1, 1_000L);
    decidable();
    spent(5_000L, T0 + 1);
    assertThat(assignments(T0 + 2)).containsOnly(Assignment.POLICY);
    // Of another period nothing is known yet.
    assertThat(assignments(T0 + PERIOD_MILLIS)).containsOnly(Assignment.RANDOMIZED);
    campaign(2, 6_000L);
    assertThat(assignments(T0 + 3)).containsOnly(Assignment.RANDOMIZED);
    campaign(3, null);
    assertThat(assignments(T0 + 3)).containsOnly(Assignment.RANDOMIZED);
  }

  @Test
  void aJobThatDoesNotTellCapsNothing() throws Exception {
    campaign(1, 0L);
    decidable();
    spent(null, T0 + 1);
    assertThat(assignments(T0 + 2)).containsOnly(Assignment.RANDOMIZED);
    // Nothing may be spent at all: it does not begin.
    spent(0L, T0 + 2);
    assertThat(assignments(T0 + 3)).containsOnly(Assignment.POLICY);
  }
}
