package io.weir.jobs.budget.ledger;

import io.weir.core.pacing.CampaignPacing;
import io.weir.core.pacing.CampaignPacing.CampaignPeriod;
import io.weir.core.pacing.EventClock;
import io.weir.core.pacing.Pacer;
import io.weir.core.pacing.PriceLadder;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.jobs.budget.state.BudgetAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What core keeps in an account: the event clock and pacing, also as earlier releases wrote it. */
final class AccountState {
  private AccountState() {}

  static EventClock clock(BudgetAccount account, long wallMillis) {
    try {
      if (account.getEventClock().hasRemaining()) {
        return EventClock.read(input(account.getEventClock()));
      }
      if (!account.getClock().isEmpty()) {
        return EventClock.read(StateInput.ofNumbers(array(account.getClock())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event clock cannot be read", e);
    }
    // The clock of release 0.1.0 was the latest time that anybody had claimed.
    return new EventClock(Math.min(account.getEventClockMillis(), wallMillis));
  }

  static void save(BudgetAccount account, EventClock clock) {
    account.setClock(List.of());
    account.setEventClock(ByteBuffer.wrap(StateOutput.bytesOf(clock::write)));
    account.setEventClockMillis(clock.millis());
  }

  /** Returns the pacing of a period; null if there is none yet. */
  static @Nullable CampaignPacing pacing(
      BudgetAccount account, CampaignPeriod period, Function<PriceLadder, Pacer> method) {
    CampaignPacing pacing = new CampaignPacing(period, method);
    PriceLadder ladder = LadderReader.ladder(account.getLadder());
    try {
      if (account.getPacingState().hasRemaining()) {
        pacing.read(input(account.getPacingState()), ladder);
      } else if (account.getPacing().isEmpty()) {
        return null;
      } else {
        pacing.readNumbers(array(account.getPacing()), ladder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("pacing cannot be read", e);
    }
    return pacing;
  }

  static void save(BudgetAccount account, CampaignPacing pacing) {
    account.setPacing(List.of());
    account.setPacingState(ByteBuffer.wrap(StateOutput.bytesOf(pacing::write)));
  }

  private static StateInput input(ByteBuffer state) {
    byte[] bytes = new byte[state.remaining()];
    state.duplicate().get(bytes);
    return StateInput.of(bytes);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
