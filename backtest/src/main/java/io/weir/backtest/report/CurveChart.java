package io.weir.backtest.report;

import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.result.BacktestResult;
import io.weir.backtest.result.MethodResult;
import java.util.List;
import java.util.Locale;

/** A drawing (SVG) of what each method's policy brings over what it costs, with intervals. */
final class CurveChart {
  /** Told apart by colour-blind readers, too (Okabe and Ito 2008), and on dark paper. */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8d91");

  private static final double WIDTH = 860;
  private static final double HEIGHT = 420;
  private static final double LEFT = 70;
  private static final double BOTTOM = 45;
  private static final double TOP = 15;
  private static final double LEGEND = 180;
  private static final int TICKS = 5;

  private final StringBuilder svg = new StringBuilder();
  private final double[] x = range();
  private final double[] y = range();

  private CurveChart() {}

  static String of(BacktestResult result) {
    CurveChart chart = new CurveChart();
    for (MethodResult method : result.methods()) {
      for (int b = 0; b < result.budgets().size(); b++) {
        extend(chart.x, method.cost().get(b).observed().estimate());
        extend(chart.y, method.eom().get(b).lower());
        extend(chart.y, method.eom().get(b).upper());
      }
    }
    widen(chart.x);
    widen(chart.y);
    return chart.draw(result);
  }

  private String draw(BacktestResult result) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"Revenue over cost by"
                + " method\">%n",
            WIDTH,
            HEIGHT));
    axes();
    for (int m = 0; m < result.methods().size(); m++) {
      series(result.methods().get(m), COLOURS.get(m % COLOURS.size()), m);
    }
    return svg.append("</svg>").toString();
  }

  private void axes() {
    for (int i = 0; i <= TICKS; i++) {
      double cost = x[0] + (x[1] - x[0]) * i / TICKS;
      double revenue = y[0] + (y[1] - y[0]) * i / TICKS;
      line("axis", "", px(x[0]), py(revenue), px(x[1]), py(revenue));
      text(px(cost), HEIGHT - BOTTOM + 18, "middle", HtmlReport.plain(cost));
      text(LEFT - 8, py(revenue) + 4, "end", HtmlReport.plain(revenue));
    }
    text((LEFT + WIDTH - LEGEND) / 2, HEIGHT - 6, "middle", "cost per impression");
    text(LEFT, TOP - 3, "start", "revenue per impression");
  }

  private void series(MethodResult method, String colour, int place) {
    StringBuilder points = new StringBuilder();
    for (int b = 0; b < method.eom().size(); b++) {
      Interval eom = method.eom().get(b);
      double at = px(method.cost().get(b).observed().estimate());
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", at, py(eom.estimate())));
      line("", colour, at, py(eom.lower()), at, py(eom.upper()));
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
              at,
              py(eom.estimate()),
              colour));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
            points.toString().strip(),
            colour));
    double row = TOP + 14 + 20 * place;
    line("", colour, WIDTH - LEGEND + 20, row - 4, WIDTH - LEGEND + 40, row - 4);
    text(WIDTH - LEGEND + 46, row, "start", method.method());
  }

  private void line(String style, String colour, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"%s/>%n",
            style,
            x1,
            y1,
            x2,
            y2,
            colour.isEmpty() ? "" : " stroke=\"" + colour + "\" stroke-opacity=\".6\""));
  }

  private void text(double atX, double atY, String anchor, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            atX,
            atY,
            anchor,
            HtmlTable.escape(words)));
  }

  private double px(double cost) {
    return LEFT + (WIDTH - LEGEND - LEFT) * (cost - x[0]) / (x[1] - x[0]);
  }

  private double py(double revenue) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (revenue - y[0]) / (y[1] - y[0]);
  }

  private static double[] range() {
    return new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
  }

  private static void extend(double[] range, double value) {
    if (Double.isFinite(value)) {
      range[0] = Math.min(range[0], value);
      range[1] = Math.max(range[1], value);
    }
  }

  /** A range of one point, or of none, gets a width, so that there is something to divide by. */
  private static void widen(double[] range) {
    if (!(range[1] >= range[0])) {
      range[0] = 0;
      range[1] = 1;
    }
    double margin = range[1] > range[0] ? (range[1] - range[0]) * .05 : 1;
    range[0] -= margin;
    range[1] += margin;
  }
}
