// The four charts of a campaign, each with its table.

import { chart, edge, faint, join, line, stepped } from "./charts.js";
import { el, foldedTable } from "./dom.js";
import { clock, compactMoney, decimal, exact, money, num, price } from "./format.js";
import { elapsedShare } from "./spendbar.js";
import { VALUE_NAMES } from "./states.js";

const finite = (value) => (Number.isFinite(num(value)) ? num(value) : null);
/** A price holds until another comes. */
function held(column) {
  let last = null;
  return column.map((value) => (last = value ?? last));
}

const newest = (rows) => rows.slice(-60).reverse();

function panel(heading, explanation, plot, folded) {
  return el("section", { class: "panel" },
    el("div", { class: "chart-head" }, el("h2", {}, heading), el("span", { class: "muted small" }, explanation)),
    plot.node, folded.node);
}

/** Spend against budget, to the end of the period. */
export function spendChart(currency) {
  let points = [];
  const format = (value) => compactMoney(value, currency);
  const plot = chart({
    label: "Spend against budget over time",
    time: true,
    zero: true,
    resting: (data) => data[4].findLastIndex((spent) => spent !== null),
    formatY: (value) => compactMoney(value, "").trim(),
    series: () => [
      line("Budget", "ink", format, { width: 1.5 }),
      line("Even pace", "muted", format, { width: 1, dash: [2, 4] }),
      line("Spent + committed", "spent", format, { width: 1, dash: [4, 3], fill: faint("committed", 0.3) }),
      line("Spent", "spent", format, { fill: faint("spent", 0.28) }),
      line("Projected", "projection", format, { dash: [6, 4] }),
      edge("projection", format, 0.75),
      edge("projection", format, 0.75),
    ],
    bands: () => [{ series: [7, 6], fill: faint("projection", 0.16) }],
  });
  const folded = foldedTable("Spend over time", [
    ["Time", (p) => clock(p.atMillis), "nowrap"],
    ["Spent", (p) => money(p.spentMicros, currency), "number"],
    ["Committed", (p) => money(p.committedMicros, currency), "number"],
    ["Projected", (p) => money(p.projectedMicros, currency), "number"],
    ["Budget", (p) => money(p.budgetMicros, currency), "number"],
    ["State", (p) => p.state],
  ], () => newest(points));
  return {
    node: panel("Spend", "dashed: to the end of the period", plot, folded),
    update(history) {
      points = history.budget;
      plot.update(spendColumns(points), spendLabel(points.at(-1), currency));
      folded.update();
    },
    close: plot.close,
  };
}

function spendLabel(last, currency) {
  return last
    ? `Spend over time. Now ${money(last.spentMicros, currency)} of ${money(last.budgetMicros, currency)}, projected ${money(last.projectedMicros, currency)}.`
    : "Spend over time. No budget status yet.";
}

function spendColumns(points) {
  if (points.length === 0) return [[], [], [], [], [], [], [], []];
  const last = points.at(-1);
  const columns = [points.map((p) => p.atMillis), points.map((p) => p.budgetMicros), points.map(() => null),
    points.map((p) => p.spentMicros + p.committedMicros), points.map((p) => p.spentMicros),
    points.map(() => null), points.map(() => null), points.map(() => null)];
  if (elapsedShare(last) === null || last.atMillis === last.periodEndMillis) return columns;
  const n = points.length - 1;
  const interval = last.projectedLowerMicros !== null && last.projectedUpperMicros !== null;
  columns[5][n] = last.spentMicros;
  if (interval) columns[6][n] = columns[7][n] = last.spentMicros;
  const end = [last.periodEndMillis, last.budgetMicros, last.budgetMicros, null, null, last.projectedMicros,
    interval ? last.projectedLowerMicros : null, interval ? last.projectedUpperMicros : null];
  columns.forEach((column, i) => column.push(end[i]));
  if (points[0].atMillis > last.periodStartMillis) {
    const start = [last.periodStartMillis, points[0].budgetMicros, 0, null, null, null, null, null];
    columns.forEach((column, i) => column.unshift(start[i]));
  } else {
    columns[2][0] = 0;
  }
  return columns;
}

/** The price as it was solved and as it was paced. */
export function priceChart() {
  let prices = [];
  const plot = chart({
    label: "Dual price over time",
    time: true,
    zero: true,
    formatY: (value) => decimal(value, 3),
    series: () => [line("Paced", "projection", price, { width: 1.5 }), line("Solved", "accent", price, stepped)],
  });
  const folded = foldedTable("Dual price over time", [
    ["Window end", (p) => clock(p.atMillis), "nowrap"],
    ["Price", (p) => price(p.dualPrice), "number"],
    ["Version", (p) => `v${p.priceVersion}`, "number"],
    ["Model", (p) => `v${p.modelVersion}`, "number"],
    ["Budget per impression", (p) => decimal(p.budgetPerImpressionMicros / 1e6, 3), "number"],
  ], () => newest(prices));
  return {
    node: panel("Dual price", "revenue one more unit of money would bring", plot, folded),
    update(history) {
      prices = history.prices;
      const solved = [prices.map((p) => p.atMillis), prices.map((p) => finite(p.dualPrice))];
      const paced = [history.budget.map((p) => p.atMillis), history.budget.map((p) => finite(p.pacedDualPrice))];
      const data = paced[0].length && solved[0].length ? join([paced, solved]).map((column, i) => (i === 0 ? column : held(column)))
        : solved[0].length ? [solved[0], solved[0].map(() => null), solved[1]] : [paced[0], paced[1], paced[0].map(() => null)];
      plot.update(data, `Dual price over time. Now ${price(prices.at(-1)?.dualPrice)}.`);
      folded.update();
    },
    close: plot.close,
  };
}

/** What more or less budget would bring: the ladder. */
export function ladderChart(currency) {
  let rungs = [];
  const perImpression = (value) => `${decimal(value, 3)} ${currency}`;
  const plot = chart({
    label: "Cost curve",
    time: false,
    xLabel: "Cost per impression",
    formatX: perImpression,
    formatY: (value) => decimal(value, 3),
    formatY2: (value) => decimal(value, 3),
    series: () => [
      edge("accent", decimal, 0),
      edge("accent", decimal, 0),
      line("Revenue per impression", "accent", decimal, { points: { show: true, size: 6, fill: faint("accent", 1) } }),
      line("At today's budget", "ink", decimal, { width: 0, points: { show: true, size: 12, stroke: faint("ink", 1), fill: faint("ink", 1) } }),
      line("Dual price", "old", price, { scale: "y2", dash: [5, 4], width: 1.5 }),
    ],
    bands: () => [{ series: [2, 1], fill: faint("accent", 0.16) }],
  });
  const folded = foldedTable("Cost curve", [
    ["Budget per impression", (r) => perImpression(r.budgetPerImpressionMicros / 1e6), "number"],
    ["Expected cost", (r) => perImpression(r.expectedCostMicros / 1e6), "number"],
    ["Expected revenue", (r) => exact(r.expectedRevenue), "number"],
    ["95 % interval", (r) => `${exact(r.revenueLower, 3)} to ${exact(r.revenueUpper, 3)}`, "number"],
    ["Dual price", (r) => price(r.dualPrice), "number"],
  ], () => rungs);
  return {
    node: panel("Cost curve", "what another budget would bring, with its price", plot, folded),
    update(history, campaign) {
      // Where the budget no longer binds, several rungs cost the same: one point of the curve.
      rungs = campaign.ladder;
      const curve = rungs.filter((r, i) => i === 0 || r.expectedCostMicros > rungs[i - 1].expectedCostMicros);
      const now = campaign.price?.budgetPerImpressionMicros;
      const nearest = curve.reduce((best, r) => (best === null || Math.abs(r.budgetPerImpressionMicros - now) < Math.abs(best.budgetPerImpressionMicros - now) ? r : best), null);
      plot.update([
        curve.map((r) => r.expectedCostMicros / 1e6), curve.map((r) => r.revenueLower), curve.map((r) => r.revenueUpper),
        curve.map((r) => r.expectedRevenue), curve.map((r) => (r === nearest ? r.expectedRevenue : null)), curve.map((r) => finite(r.dualPrice)),
      ], `Cost curve with ${curve.length} budgets.`);
      folded.update();
    },
    close: plot.close,
  };
}

const TONES = { randomValue: "random", oldPolicyValue: "old", prequentialValue: "good", servedPolicyValue: "other", twoStageValue: "projection" };

/** The policy's value with its interval, against whatever it was measured against. */
export function valueChart(names) {
  let prices = [];
  const others = names.filter((name) => name !== "policyValue");
  const plot = chart({
    label: "Policy value over time",
    time: true,
    formatY: (value) => decimal(value, 3),
    series: () => [
      edge("accent", decimal, 0),
      edge("accent", decimal, 0),
      line(VALUE_NAMES.policyValue, "accent", decimal),
      ...others.map((name) => line(VALUE_NAMES[name] ?? name, TONES[name] ?? "muted", decimal, { width: 1.75, dash: name === "randomValue" ? [3, 3] : [] })),
    ],
    bands: () => [{ series: [2, 1], fill: faint("accent", 0.16) }],
  });
  const folded = foldedTable("Policy value over time", [
    ["Window end", (p) => clock(p.atMillis), "nowrap"],
    ...["policyValue", ...others].map((name) => [VALUE_NAMES[name] ?? name, (p) => {
      const value = p.values[name];
      return value ? `${exact(value.value)} (${exact(value.lower, 3)} to ${exact(value.upper, 3)})` : "–";
    }, "number"]),
  ], () => newest(prices));
  return {
    node: panel("Policy value", "revenue per impression, 95 % interval shaded", plot, folded),
    update(history) {
      prices = history.prices;
      const of = (name, end) => prices.map((p) => finite(p.values[name]?.[end]));
      plot.update([prices.map((p) => p.atMillis), of("policyValue", "lower"), of("policyValue", "upper"), of("policyValue", "value"),
        ...others.map((name) => of(name, "value"))],
      `Policy value over time. Now ${decimal(prices.at(-1)?.values.policyValue?.value)}.`);
      folded.update();
    },
    close: plot.close,
  };
}
