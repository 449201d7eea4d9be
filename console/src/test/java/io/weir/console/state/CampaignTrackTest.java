package io.weir.console.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.console.Records;
import io.weir.console.view.BudgetPoint;
import io.weir.console.view.CampaignChange;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.PacingState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignTrackTest {
  private final CampaignTrack track = new CampaignTrack();

  private static BudgetStatus status(double share) {
    return Records.status("meals", share, 1_000_000, 2_000_000, PacingState.ON_TRACK);
  }

  private List<Long> times() {
    return track.history(List.of()).budget().stream().map(BudgetPoint::atMillis).toList();
  }

  @Test
  void timeGoesOnThoughItsEstimateStepsBack() {
    track.apply(status(0.1), 10_000, 0);
    track.apply(status(0.2), 9_500, 0);
    track.apply(status(0.3), 11_000, 0);
    assertThat(times()).containsExactly(10_000L, 10_000L, 11_000L);
  }

  @Test
  void pointsFromBeforeEventTimeWasKnownGo() {
    long wall = Duration.ofDays(100).toMillis();
    track.apply(status(0.1), wall, 0);
    track.apply(status(0.2), 5_000, 0);
    assertThat(times()).containsExactly(5_000L);
  }

  @Test
  void aHoldoutThatHasOnlyJustBegunIsNoRefusal() {
    Campaign campaign = Records.campaign("meals", 1);
    track.apply(campaign, CampaignChange.of(campaign, 0, null, null, null));
    for (long version = 1; version <= 4; version++) {
      track.apply(Records.price("meals", version, "DEGENERATE_WINDOW"), false, 0);
    }
    assertThat(track.view().refusedInARow()).isZero();
    track.apply(Records.model("meals", 1));
    for (long version = 5; version <= 7; version++) {
      track.apply(Records.price("meals", version, "DEGENERATE_WINDOW"), true, 0);
    }
    assertThat(track.view().refusedInARow()).isEqualTo(3);
  }

  @Test
  void aNewPeriodBeginsAnew() {
    track.apply(status(0.1), 1_000, 0);
    BudgetStatus next = status(0.2);
    next.setPeriodStart(Records.END);
    next.setPeriodEnd(Records.END.plus(Duration.ofDays(1)));
    track.apply(next, 2_000, 0);
    assertThat(times()).containsExactly(2_000L);
    assertThat(track.view()).as("no configuration, no view").isNull();
  }
}
