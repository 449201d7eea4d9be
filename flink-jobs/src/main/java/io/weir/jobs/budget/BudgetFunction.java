package io.weir.jobs.budget;

import io.weir.core.pacing.Pacer;
import io.weir.core.pacing.PriceLadder;
import io.weir.jobs.budget.ledger.BudgetTerms;
import io.weir.jobs.budget.ledger.CampaignBudget;
import io.weir.jobs.budget.ledger.RefusedChangeException;
import io.weir.jobs.budget.ledger.SpendLedger;
import io.weir.jobs.budget.state.BudgetAccount;
import io.weir.jobs.budget.state.LadderTerms;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.BudgetStatus;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Second stage, by campaign: the ledger, the period's sums, pacing, and a status of them.
 *
 * <p>A change of the campaign is answered at once; events at the next tick of the status interval;
 * silence with a heartbeat. All by the wall clock, since event time stands still where nothing
 * comes in.
 *
 * <p>After a start, no statuses go out while what comes in was written before it: a restored job
 * has forgotten what it published since its checkpoint, and must not take an exhausted budget back
 * to the state of half a minute ago.
 */
final class BudgetFunction
    extends KeyedCoProcessFunction<String, LedgerEntry, BudgetTerms, BudgetStatus> {
  private static final long serialVersionUID = 1L;

  /** Silence after a start that is taken for having caught up. */
  private static final long QUIET_MILLIS = 3_000;

  /**
   * For how long money of a campaign that nobody has heard of is kept while the job runs. A stop
   * does not count: after a weekend the campaign may be announced a second after the start.
   */
  private static final long UNKNOWN_KEPT_MILLIS = 86_400_000;

  /** How often the age of such money is looked at. */
  private static final long UNKNOWN_CHECK_MILLIS = 3_600_000;

  /** Starts a pacer on a ladder. */
  interface PacerFactory extends Function<PriceLadder, Pacer>, Serializable {}

  static {
    TaskJvm.prepare();
  }

  private final long statusIntervalMillis;
  private final long heartbeatMillis;
  private final long staleAfterMillis;
  private final long catchUpLimitMillis;
  private final double tolerance;
  private final PacerFactory method;
  private final Topics topics;

  private transient ValueState<BudgetAccount> accounts;
  private transient SpendLedger ledger;
  private transient BudgetMetrics metrics;
  private transient BudgetLetters letters;
  private transient long startedAtMillis;
  private transient long lastInputMillis;
  private transient boolean caughtUp;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  BudgetFunction(BudgetOptions options) {
    this(options, options.pacing()::start);
  }

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  BudgetFunction(BudgetOptions options, PacerFactory method) {
    this.statusIntervalMillis = options.statusInterval().toMillis();
    this.heartbeatMillis = options.heartbeat().toMillis();
    this.staleAfterMillis = options.staleAfter().toMillis();
    this.catchUpLimitMillis = options.catchUpLimit().toMillis();
    this.tolerance = options.tolerance();
    this.method = method;
    this.topics = options.topics();
  }

  @Override
  public void open(OpenContext context) {
    accounts =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>("account", new AvroSerializer<>(BudgetAccount.class)));
    ledger = new SpendLedger(getRuntimeContext());
    metrics = new BudgetMetrics(getRuntimeContext().getMetricGroup());
    letters = new BudgetLetters(topics);
    startedAtMillis = Long.MIN_VALUE;
    lastInputMillis = Long.MIN_VALUE;
    caughtUp = false;
  }

  @Override
  public void processElement1(LedgerEntry entry, Context context, Collector<BudgetStatus> out)
      throws Exception {
    TimerService timers = context.timerService();
    long now = timers.currentProcessingTime();
    started(now);
    if (entry.getWrittenAtMillis() > 0) {
      lastInputMillis = now;
      metrics.inputLag(now - entry.getWrittenAtMillis());
      caughtUp |= entry.getWrittenAtMillis() >= startedAtMillis;
    }
    BudgetAccount account = account();
    if (!new CampaignBudget(account, ledger, method).apply(entry, now)) {
      metrics.uncounted(context.getCurrentKey());
    }
    store(account, context);
    timers.registerProcessingTimeTimer(
        account.getTerms() == null ? nextUnknownCheck(now) : nextTick(now));
  }

  @Override
  public void processElement2(BudgetTerms terms, Context context, Collector<BudgetStatus> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    started(now);
    BudgetAccount account = account();
    CampaignBudget budget = new CampaignBudget(account, ledger, method);
    if (terms.campaign == null && terms.price == null) {
      forget(context);
      return;
    }
    try {
      if (budget.apply(terms)) {
        settle(account, budget, context, out);
      }
    } catch (RefusedChangeException e) {
      metrics.refused(terms.campaignId);
      context.output(
          SplitDeadLetters.DEAD_LETTERS, letters.refused(terms, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<BudgetStatus> out)
      throws Exception {
    BudgetAccount account = accounts.value();
    if (account == null) {
      return;
    }
    long now = context.timerService().currentProcessingTime();
    started(now);
    if (account.getTerms() == null) {
      age(account, context);
      return;
    }
    // Every status sets the timer of its heartbeat, so one that came early has nothing to do.
    long published = account.getLastPublishedWallMillis();
    if (account.getChanged() || now - published >= heartbeatMillis || published > now) {
      CampaignBudget budget = new CampaignBudget(account, ledger, method);
      settle(account, budget, context, out);
    }
  }

  /** Adds the time since the last look, as far as the job was running, and forgets what is old. */
  private void age(BudgetAccount account, Context context) throws Exception {
    TimerService timers = context.timerService();
    long now = timers.currentProcessingTime();
    long since = quietSinceMillis(account, now);
    // Looks lie a fixed time apart; an overdue timer after a start adds nothing.
    long unheard =
        account.getUnheardMillis() + Math.max(0, Math.min(now - since, UNKNOWN_CHECK_MILLIS));
    if (unheard >= UNKNOWN_KEPT_MILLIS) {
      forget(context);
      return;
    }
    account.setUnheardMillis(unheard);
    accounts.update(account);
    timers.registerProcessingTimeTimer(nextUnknownCheck(now));
  }

  /** Publishes if it may, writes the account back and sets the next timer. */
  private void settle(
      BudgetAccount account, CampaignBudget budget, Context context, Collector<BudgetStatus> out)
      throws Exception {
    TimerService timers = context.timerService();
    long now = timers.currentProcessingTime();
    if (isCatchingUp(now)) {
      timers.registerProcessingTimeTimer(nextTick(now));
    } else {
      boolean stale =
          account.getLastEventWallMillis() > 0
              && now - quietSinceMillis(account, now) >= staleAfterMillis;
      CampaignBudget.Reading reading = budget.read(context.getCurrentKey(), now, stale, tolerance);
      if (reading != null) {
        out.collect(reading.status());
        LadderTerms ladder = account.getLadder();
        metrics.published(
            reading.status(),
            reading.costRatio(),
            ladder == null ? 0 : ladder.getComputedAtMillis());
        account.setChanged(false);
        account.setLastPublishedWallMillis(now);
        timers.registerProcessingTimeTimer(now + heartbeatMillis);
      } else {
        timers.registerProcessingTimeTimer(nextUnknownCheck(now));
      }
    }
    store(account, context);
  }

  /** Writes the account back; says so if its campaign was just set aside. */
  private void store(BudgetAccount account, Context context) throws Exception {
    String detail = account.getSetAside();
    metrics.setAside(context.getCurrentKey(), detail != null);
    if (detail != null && !account.getSetAsideTold()) {
      context.output(
          SplitDeadLetters.DEAD_LETTERS, letters.setAside(context.getCurrentKey(), detail));
    }
    account.setSetAsideTold(detail != null);
    accounts.update(account);
  }

  private boolean isCatchingUp(long now) {
    if (caughtUp || now - startedAtMillis >= catchUpLimitMillis) {
      return false;
    }
    long quietSince = Math.max(startedAtMillis, lastInputMillis);
    return now - quietSince < Math.min(QUIET_MILLIS, catchUpLimitMillis);
  }

  private void started(long now) {
    if (startedAtMillis == Long.MIN_VALUE) {
      startedAtMillis = now;
    }
  }

  private long nextTick(long now) {
    return (now / statusIntervalMillis + 1) * statusIntervalMillis;
  }

  /** Since when nothing came in while the job ran, whatever the wall clock was before. */
  private long quietSinceMillis(BudgetAccount account, long now) {
    long last = account.getLastEventWallMillis();
    return last > now ? startedAtMillis : Math.max(last, startedAtMillis);
  }

  private static long nextUnknownCheck(long now) {
    return (now / UNKNOWN_CHECK_MILLIS + 1) * UNKNOWN_CHECK_MILLIS;
  }

  private void forget(Context context) {
    metrics.setAside(context.getCurrentKey(), false);
    accounts.clear();
    ledger.clear();
  }

  private BudgetAccount account() throws Exception {
    BudgetAccount stored = accounts.value();
    return stored == null ? CampaignBudget.open() : stored;
  }
}
