package io.weir.console.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import io.weir.console.state.ConsoleState;
import io.weir.console.view.BudgetPoint;
import io.weir.console.view.CampaignHistory;
import io.weir.console.view.Estimate;
import io.weir.console.view.PricePoint;
import io.weir.core.money.Money;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Deque;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's history as a CSV file (RFC 4180), times in ISO 8601, UTC. {@code from} and {@code
 * to} of the query keep what lies in between, event time, the end left out.
 */
final class CsvExport implements HttpHandler {
  private final ConsoleState state;
  private final Table table;

  /** What is exported. */
  enum Table {
    /** Where the budget stood. */
    BUDGET,
    /** Prices, with the values of every policy. */
    PRICES
  }

  CsvExport(ConsoleState state, Table table) {
    this.state = state;
    this.table = table;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws IOException {
    CampaignHistory history = WebServer.requested(exchange, state);
    if (history == null) {
      return;
    }
    LongPredicate wanted;
    try {
      long from = time(exchange, "from", Long.MIN_VALUE);
      long to = time(exchange, "to", Long.MAX_VALUE);
      wanted = atMillis -> from <= atMillis && atMillis < to;
    } catch (DateTimeException e) {
      Json.send(
          exchange,
          StatusCodes.BAD_REQUEST,
          new Json.Failure("INVALID", "from and to are times such as 2026-05-01T00:00:00Z"));
      return;
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/csv; charset=utf-8");
    exchange
        .getResponseHeaders()
        .put(
            Headers.CONTENT_DISPOSITION,
            "attachment; filename=\"" + table.name().toLowerCase(Locale.ROOT) + ".csv\"");
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      if (table == Table.BUDGET) {
        budget(history, wanted, printer);
      } else {
        prices(history, wanted, printer);
      }
    }
    exchange.getResponseSender().send(text.toString());
  }

  private static long time(HttpServerExchange exchange, String name, long otherwise) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? otherwise : Instant.parse(values.getFirst()).toEpochMilli();
  }

  private static void budget(CampaignHistory history, LongPredicate wanted, CSVPrinter csv)
      throws IOException {
    csv.printRecord(
        "time",
        "period_start",
        "period_end",
        "state",
        "budget",
        "spent",
        "holdout_spent",
        "committed",
        "projected",
        "projected_lower",
        "projected_upper",
        "paced_dual_price",
        "model_version");
    for (BudgetPoint point : history.budget()) {
      if (wanted.test(point.atMillis())) {
        csv.printRecord(
            Instant.ofEpochMilli(point.atMillis()),
            Instant.ofEpochMilli(point.periodStartMillis()),
            Instant.ofEpochMilli(point.periodEndMillis()),
            point.state(),
            money(point.budgetMicros()),
            money(point.spentMicros()),
            money(point.holdoutSpentMicros()),
            money(point.committedMicros()),
            money(point.projectedMicros()),
            money(point.projectedLowerMicros()),
            money(point.projectedUpperMicros()),
            point.pacedDualPrice(),
            point.modelVersion());
      }
    }
  }

  private static void prices(CampaignHistory history, LongPredicate wanted, CSVPrinter csv)
      throws IOException {
    TreeSet<String> names = new TreeSet<>();
    history.prices().forEach(point -> names.addAll(point.values().keySet()));
    for (String head :
        new String[] {
          "window_end",
          "computed",
          "price_version",
          "model_version",
          "dual_price",
          "budget_per_impression",
          "gate"
        }) {
      csv.print(head);
    }
    for (String name : names) {
      csv.print(name);
      csv.print(name + "_lower");
      csv.print(name + "_upper");
    }
    csv.println();
    for (PricePoint point : history.prices()) {
      if (wanted.test(point.atMillis())) {
        csv.print(Instant.ofEpochMilli(point.atMillis()));
        csv.print(Instant.ofEpochMilli(point.computedMillis()));
        csv.print(point.priceVersion());
        csv.print(point.modelVersion());
        csv.print(point.dualPrice());
        csv.print(money(point.budgetPerImpressionMicros()));
        csv.print(point.reason());
        for (String name : names) {
          Estimate value = point.values().get(name);
          csv.print(value == null ? null : value.value());
          csv.print(value == null ? null : value.lower());
          csv.print(value == null ? null : value.upper());
        }
        csv.println();
      }
    }
  }

  private static @Nullable String money(@Nullable Long micros) {
    return micros == null ? null : new Money(micros).decimal().toPlainString();
  }
}
