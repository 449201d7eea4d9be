package io.weir.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.backtest.evaluate.ArmMean;
import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.evaluate.PolicyCost;
import io.weir.backtest.result.BacktestResult;
import io.weir.backtest.result.Difference;
import io.weir.backtest.result.MethodResult;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class HtmlReportTest {
  private static MethodResult method(String name, double eom, boolean reachable) {
    List<Interval> intervals =
        List.of(new Interval(eom, eom - .1, eom + .1), new Interval(eom + .2, eom, eom + .4));
    List<PolicyCost> cost =
        List.of(
            new PolicyCost(.2, .2, new Interval(.2, .1, .3), reachable),
            new PolicyCost(.4, .9, new Interval(.4, .3, .5), true));
    return new MethodResult(
        name, intervals, intervals, intervals, cost, null, null, null, 1.5, List.of());
  }

  private static BacktestResult result(double difference, double half) {
    Interval one = new Interval(1, .9, 1.1);
    return new BacktestResult(
        List.of(.2, .4),
        List.of(1L, 2L),
        false,
        2_000,
        1_000,
        100,
        500,
        List.of("none", "<gift> & more"),
        List.of(new ArmMean(one, one, one), new ArmMean(one, one, new Interval(.1, -.1, .3))),
        List.of("40 rows are repeated"),
        List.of(method("base", 1, true), method("bi-level", 1.2, false)),
        "base",
        List.of(new Difference("bi-level", "eom", null, difference, half / 2, half)));
  }

  @Test
  void isWellFormedAndNeedsNothingElse() throws Exception {
    String page = HtmlReport.page(result(.3, .1));
    assertThat(page).doesNotContain("http").doesNotContain("<script").doesNotContain("NaN");
    // Its void elements apart, the page is XML too: every tag is closed and every text escaped.
    String xml = page.replace("<!doctype html>", "").replaceAll("<meta[^>]*>", "");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(document.getDocumentElement().getTextContent())
        .contains("<gift> & more")
        .contains("40 rows are repeated");
  }

  @Test
  void saysInWordsWhatIsResolved() {
    assertThat(HtmlReport.page(result(.3, .1)))
        .contains("bi-level earns more than base in the mean over the budgets: +0.3000 ± 0.1000.")
        .contains("class=\"better\">better");
    assertThat(HtmlReport.page(result(-.3, .1)))
        .contains("bi-level earns less than base")
        .contains("class=\"worse\">worse");
    assertThat(HtmlReport.page(result(.05, .1)))
        .contains("Between bi-level and base in the mean over the budgets nothing is resolved")
        .contains("class=\"unresolved\">unresolved");
    assertThat(HtmlReport.page(result(.3, .1)))
        .contains("whether it changes revenue is not resolved, 0.1000 [-0.1000, 0.3000]")
        .contains("cannot be met: the cheapest policy costs more")
        .contains("the prediction lies outside the interval");
  }
}
