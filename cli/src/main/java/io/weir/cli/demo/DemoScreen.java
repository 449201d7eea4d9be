package io.weir.cli.demo;

import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The live picture of a demo. On a terminal it redraws in place; elsewhere it prints a line of the
 * same numbers now and then.
 */
final class DemoScreen {
  private static final int BAR_WIDTH = 10;
  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

  /** One campaign's row. */
  record Row(
      String campaignId,
      String phase,
      double dualPrice,
      long modelVersion,
      long priceVersion,
      double spent,
      double committed,
      double projected,
      String state,
      double pacedPrice,
      double budget,
      double policyValue,
      double oldPolicyValue) {}

  /** Everything that is shown. */
  record View(
      long elapsedSeconds,
      long durationSeconds,
      double eventsPerSecond,
      long impressionsSent,
      long samples,
      long deadLetters,
      long open,
      long watermarkLagMillis,
      String jobStates,
      @Nullable String note,
      List<Row> rows) {}

  private final PrintStream out;
  private final boolean interactive;
  private final URI webUi;
  private final URI console;
  private final String bootstrapServers;

  DemoScreen(
      PrintStream out, boolean interactive, URI webUi, URI console, String bootstrapServers) {
    this.out = out;
    this.interactive = interactive;
    this.webUi = webUi;
    this.console = console;
    this.bootstrapServers = bootstrapServers;
  }

  void draw(View view) {
    if (interactive) {
      out.print(HOME_AND_CLEAR + render(view));
    } else {
      out.println(line(view));
    }
    out.flush();
  }

  String render(View view) {
    StringBuilder text = new StringBuilder(1024);
    line(
        text,
        "WEIR   %d of %d s    Console %s    Flink %s    Kafka %s    Ctrl-C stops",
        view.elapsedSeconds(),
        view.durationSeconds(),
        console,
        webUi,
        bootstrapServers);
    line(text, "jobs   %s", view.jobStates());
    line(
        text,
        "flow   %,.0f events/s   impressions %,d   samples %,d   open %,d   dead letters %,d"
            + "   watermark lag %.1f s",
        view.eventsPerSecond(),
        view.impressionsSent(),
        view.samples(),
        view.open(),
        view.deadLetters(),
        view.watermarkLagMillis() / 1000.0);
    if (view.note() != null) {
      line(text, "note   %s", view.note());
    }
    text.append('\n');
    line(
        text,
        "%-10s %-7s %8s %8s %5s  %-17s %9s %9s %-9s  %-22s %s",
        "campaign",
        "decides",
        "price",
        "paced",
        "model",
        "spent of budget",
        "committed",
        "projected",
        "state",
        "value: chance 0, best 1",
        "old policy");
    for (Row row : view.rows()) {
      double share = ofBudget(row, row.spent());
      line(
          text,
          "%-10s %-7s %8s %8s %5s  %s %5.1f%% %8.1f%% %8.1f%% %-9s  %s %6.3f      %6.3f",
          row.campaignId(),
          row.phase(),
          row.priceVersion() == 0 ? "-" : String.format(Locale.ROOT, "%.4f", row.dualPrice()),
          row.state().equals("-") ? "-" : String.format(Locale.ROOT, "%.4f", row.pacedPrice()),
          row.modelVersion() == 0 ? "-" : "v" + row.modelVersion(),
          bar(share),
          100 * share,
          100 * ofBudget(row, row.committed()),
          100 * ofBudget(row, row.projected()),
          row.state(),
          bar(row.policyValue()),
          row.policyValue(),
          row.oldPolicyValue());
    }
    return text.toString();
  }

  private static String line(View view) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%4d s  %,.0f events/s  impressions %,d  samples %,d  open %,d  dead letters %,d  lag %.1f s",
            view.elapsedSeconds(),
            view.eventsPerSecond(),
            view.impressionsSent(),
            view.samples(),
            view.open(),
            view.deadLetters(),
            view.watermarkLagMillis() / 1000.0));
    if (view.note() != null) {
      text.append("  | ").append(view.note());
    }
    for (Row row : view.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  | %s v%d price %.4f paced %.4f spent %.1f%% %s value %.3f (old %.3f)",
              row.campaignId(),
              row.modelVersion(),
              row.dualPrice(),
              row.pacedPrice(),
              100 * ofBudget(row, row.spent()),
              row.state(),
              row.policyValue(),
              row.oldPolicyValue()));
    }
    return text.toString();
  }

  private static double ofBudget(Row row, double amount) {
    return row.budget() > 0 ? amount / row.budget() : 0;
  }

  private static String bar(double share) {
    long full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
    return "█".repeat((int) full) + "░".repeat(BAR_WIDTH - (int) full);
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
