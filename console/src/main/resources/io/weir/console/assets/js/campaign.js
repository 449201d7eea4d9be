// One campaign: its numbers, charts, models and gate, alarms, changes and commands.

import { alarmItem } from "./alarms.js";
import { ladderChart, priceChart, spendChart, valueChart } from "./campaign-charts.js";
import { chip, el, hint, tableBox, text } from "./dom.js";
import { clock, count, dayAndTime, decimal, exact, money, percent, price, words } from "./format.js";
import { PER, SAID, armColumns, decided, gainColumns, gainRows, headline, interval, returnSentence, signedRevenue, tone } from "./gain.js";
import { commandPanel } from "./operator.js";
import { campaignChips } from "./overview.js";
import { barKey, spendBar } from "./spendbar.js";
import { GATE, VALUE_NAMES, WORDS, gains, pacedPrice } from "./states.js";
import { letterColumns } from "./streams.js";
import { history as fetchHistory, standingAlarms, store } from "./store.js";
import { timeRange } from "./timerange.js";

const MOST_POINTS = 3000;
const MOST_LETTERS = 50;

function tiles() {
  const names = ["Spent", "Holdout's spend", "Committed", "Projected", "Dual price", "Gain at equal cost", "Policy value", "Model"];
  const made = Object.fromEntries(names.map((name) => {
    const value = el("dd", {}, "–");
    const sub = el("dd", { class: "sub" });
    return [name, { node: el("div", { class: "tile" }, el("dt", {}, hint(name, WORDS[name])), value, sub), value, sub }];
  }));
  const set = (name, value, sub) => {
    text(made[name].value, value);
    text(made[name].sub, sub);
  };
  return {
    node: el("dl", { class: "tiles" }, Object.values(made).map((one) => one.node)),
    update(campaign) {
      const status = campaign.budget;
      const currency = campaign.currency;
      if (status) {
        set("Spent", money(status.spentMicros, currency), `${percent(status.spentMicros / status.budgetMicros)} of ${money(status.budgetMicros, currency)}`);
        made["Holdout's spend"].value.className = capReached(campaign) ? "bad" : "";
        set("Holdout's spend", money(status.holdoutSpentMicros, currency), holdoutSentence(campaign));
        set("Committed", money(status.committedMicros, currency), "promised, expected to be redeemed");
        const interval = status.projectedLowerMicros !== null && status.projectedUpperMicros !== null
          ? `${money(status.projectedLowerMicros, currency)} to ${money(status.projectedUpperMicros, currency)}`
          : `${percent(status.projectedMicros / status.budgetMicros)} of the budget`;
        set("Projected", money(status.projectedMicros, currency), interval);
      } else {
        set("Spent", "–", `budget ${money(campaign.budgetMicros, currency)}`);
      }
      const now = campaign.price;
      const paced = pacedPrice(campaign);
      const priced = paced !== null ? `paced; solved ${price(now.dualPrice)}` : now?.acts === false ? "nothing acts on it yet" : now ? `price v${now.priceVersion}` : "none yet";
      set("Dual price", price(paced ?? now?.dualPrice), priced);
      const policy = now?.values.policyValue;
      set("Policy value", exact(policy?.value), policy ? `${exact(policy.lower, 3)} to ${exact(policy.upper, 3)} per impression` : "none yet");
      const gain = headline(campaign);
      made["Gain at equal cost"].value.className = gain ? tone(gain) : "";
      set("Gain at equal cost", gain ? signedRevenue(gain.value * PER, campaign.revenueUnit) : "–",
        gain ? `${gain.over}, per ${count(PER)} impressions; ${tone(gain) === "open" ? SAID.open : interval(gain, PER, campaign.revenueUnit)}` : "not known yet");
      const model = campaign.model;
      set("Model", model ? `v${model.modelVersion}` : "–", model ? `${model.members} network${model.members === 1 ? "" : "s"}, ${clock(model.createdMillis)}` : "none yet");
    },
  };
}

const capReached = ({ budget, holdoutSpendCapMicros: cap }) =>
  cap !== null && budget.holdoutSpentMicros !== null && budget.holdoutSpentMicros >= cap;

function holdoutSentence(campaign) {
  const { budget, currency, holdoutSpendCapMicros: cap } = campaign;
  if (budget.holdoutSpentMicros === null) return "not told by the budget job";
  if (cap === null) return `${percent(budget.holdoutSpentMicros / budget.spentMicros)} of the spend; no cap`;
  if (capReached(campaign)) return `cap of ${money(cap, currency)} reached: chance decides no more in this period`;
  return `${percent(budget.holdoutSpentMicros / cap)} of its cap of ${money(cap, currency)}`;
}

const valueColumns = [
  ["Policy", ([name]) => VALUE_NAMES[name] ?? words(name)],
  ["Value", ([, value]) => exact(value.value), "number"],
  ["95 % interval", ([, value]) => `${exact(value.lower, 3)} to ${exact(value.upper, 3)}`, "number"],
];

const gateColumns = [
  ["Computed", (p) => clock(p.computedMillis), "nowrap"],
  ["Gate", (p) => chip(p.published ? "Accepted" : words(p.reason), p.published ? "good" : p.reason.endsWith("ALARM") ? "crit" : "warn")],
  ["Meaning", (p) => GATE[p.reason] ?? p.reason],
  ["Model", (p) => `v${p.modelVersion}`, "number"],
  ["Price", (p) => `v${p.priceVersion}`, "number"],
  ["Value", (p) => exact(p.values.policyValue?.value), "number"],
];

function changeColumns(campaign) {
  return [
    ["Version", (c) => `v${c.version}`, "nowrap"],
    ["When", (c) => dayAndTime(c.atMillis), "nowrap"],
    ["Who", (c) => c.by ?? "–"],
    ["What", (c) => (c.command ? words(c.command) : "Registered")],
    ["Status", (c) => words(c.status)],
    ["Budget", (c) => money(c.budgetMicros, campaign.currency), "number"],
    ["Pinned", (c) => (c.pinnedModel === null ? "–" : `v${c.pinnedModel}`)],
    ["Why", (c) => c.why ?? "–"],
  ];
}

function section(heading, ...body) {
  return el("section", { class: "panel" }, el("h2", {}, heading), ...body);
}

/** Appends what an event brought to the history that was fetched. */
function grow(history, campaign) {
  const push = (list, point, version) => {
    if (!point) return;
    const last = list.at(-1);
    if (last && version(last) === version(point)) list[list.length - 1] = point;
    else if (!last || version(last) < version(point)) list.push(point);
    if (list.length > MOST_POINTS) list.splice(1, 1);
  };
  const status = campaign.budget;
  if (status && history.budget.length && history.budget[0].periodStartMillis !== status.periodStartMillis) history.budget = [];
  push(history.budget, status, (p) => p.asOfMillis);
  push(history.prices, campaign.price, (p) => p.priceVersion);
  push(history.models, campaign.model, (m) => m.modelVersion);
  push(history.changes, campaign.lastChange, (c) => c.version);
}

/** Names of the values there are: the policy's first, the rest in the order of the first three. */
function valueNames(campaign) {
  const first = ["policyValue", "prequentialValue", "randomValue", "oldPolicyValue"];
  const there = Object.keys(campaign.price?.values ?? {});
  return [...new Set(["policyValue", ...first.filter((name) => there.includes(name)), ...there])];
}

export function campaignView(id) {
  const chips = el("div", { class: "chips" });
  const arms = el("span", { class: "muted small push" });
  const body = el("div");
  const node = el("div", {},
    el("p", { class: "crumb" }, el("a", { href: "#/" }, "Budgets")),
    el("div", { class: "head" }, el("h1", {}, id), chips, arms), body);
  let parts = null;
  let history = null;
  let names = [];
  let closed = false;
  const range = timeRange(() => draw());

  function build(campaign) {
    closeParts();
    names = valueNames(campaign);
    const charts = [spendChart(campaign.currency), priceChart(), valueChart(names), ladderChart(campaign.currency)];
    const latest = () => store.campaigns.get(id) ?? campaign;
    const gained = tableBox("Gains", gainColumns(latest));
    const spending = tableBox("Spend by arm", armColumns(latest));
    const brings = el("p", { class: "muted small" });
    const values = tableBox("Values", valueColumns);
    const gates = tableBox("Models and gate decisions", gateColumns);
    const changes = tableBox("Changes of the campaign", changeColumns(campaign));
    const diagnostics = tableBox("Diagnostics of the last solve", [["Name", ([name]) => words(name)], ["Value", ([, value]) => decimal(value, 5), "number"]]);
    const provenance = tableBox("Provenance of the live model", [["Name", ([name]) => words(name)], ["Value", ([, value]) => value]]);
    const letters = tableBox("Dead letters of the campaign", letterColumns);
    const lettersPanel = section("Dead letters", letters.node);
    const refused = el("p");
    const refusedPanel = section("Refused configuration", refused);
    const alarms = el("ul", { class: "alarms banner", "aria-label": "Standing alarms" });
    const downloads = [csv("budget", "spend"), csv("prices", "prices and values")];
    const made = { downloads, tiles: tiles(), bar: spendBar(), charts, gained, spending, brings, values, gates, changes, diagnostics, provenance, letters, lettersPanel, refused, refusedPanel, alarms, commands: commandPanel(id) };
    const fold = (summary, box) => el("details", { class: "as-table" }, el("summary", {}, summary), box.node);
    body.replaceChildren(alarms, made.tiles.node,
      el("section", { class: "panel banner", "aria-label": "Budget" }, made.bar.node, barKey()),
      el("div", { class: "stack banner" },
        section("What it brings", gained.node, brings), section("Treatments and spend by arm", spending.node)),
      range.node,
      el("div", { class: "charts" }, charts.map((one) => one.node)),
      el("div", { class: "charts" },
        el("div", { class: "stack" }, section("Values", values.node, fold("All diagnostics", diagnostics), fold("Provenance of the live model", provenance)), made.commands.node),
        section("Models and gate", gates.node)),
      refusedPanel, section("Changes", changes.node), lettersPanel,
      el("p", { class: "muted small section" }, "Download the history: ", downloads[0], " · ", downloads[1], " (CSV)"));
    return made;
  }

  function csv(what, label) {
    const path = `api/campaigns/${encodeURIComponent(id)}/${what}.csv`;
    return el("a", { href: path, "data-path": path, download: true }, label);
  }

  function closeParts() {
    for (const one of parts?.charts ?? []) one.close();
    parts?.commands.close();
  }

  function draw() {
    const campaign = store.campaigns.get(id);
    if (!campaign) return;
    chips.replaceChildren(...campaignChips(campaign));
    text(arms, `${count(campaign.arms.length)} arms: ${campaign.arms.map((arm) => arm.name || arm.armId).join(", ")}`);
    if (!history) return;
    grow(history, campaign);
    if (!parts || valueNames(campaign).length > names.length) parts = build(campaign);
    parts.tiles.update(campaign);
    parts.bar.update(campaign);
    const shown = range.of(history);
    // A price of before the first randomized sample has no window, and so no place in time.
    const timed = { ...shown, prices: shown.prices.filter((price) => price.atMillis > 0) };
    for (const one of parts.charts) one.update(timed, campaign);
    parts.gained.update(gainRows(campaign));
    const so = decided(campaign);
    text(parts.brings, `${returnSentence(campaign)} ${so ? `Weir has decided ${count(so)} impressions so far.` : "Weir has decided nothing yet."}`.trim());
    parts.spending.update(campaign.armSpend);
    parts.values.update(Object.entries(campaign.price?.values ?? {}).sort((a, b) => b[1].value - a[1].value).concat(gains(campaign.diagnostics)));
    parts.gates.update(shown.prices.slice(-9).reverse());
    parts.changes.update(history.changes.slice(-15).reverse());
    for (const link of parts.downloads) link.href = link.dataset.path + range.query();
    parts.diagnostics.update(Object.entries(campaign.diagnostics));
    parts.provenance.update(Object.entries(campaign.model?.provenance ?? {}));
    parts.commands.update(campaign);
    parts.refusedPanel.hidden = !campaign.refused;
    if (campaign.refused) text(parts.refused, `Version ${campaign.refused.version} is invalid, and version ${campaign.version} stays in force: ${campaign.refused.problems}`);
    drawLetters();
    drawAlarms();
  }

  function drawLetters() {
    const known = new Set(history.deadLetters.map((letter) => letter.source));
    const fresh = (store.health?.recentDeadLetters ?? []).filter((letter) => letter.campaignId === id && !known.has(letter.source));
    history.deadLetters = fresh.concat(history.deadLetters).slice(0, MOST_LETTERS);
    parts.lettersPanel.hidden = history.deadLetters.length === 0;
    parts.letters.update(history.deadLetters.slice(0, 15));
  }

  function drawAlarms() {
    const standing = standingAlarms(id);
    parts.alarms.replaceChildren(...standing.map((alarm) => alarmItem(alarm, false)));
    parts.alarms.hidden = standing.length === 0;
  }

  async function load() {
    try {
      const fetched = await fetchHistory(id);
      if (closed) return;
      history = fetched;
      draw();
    } catch (error) {
      console.warn(error);
      if (!parts) body.replaceChildren(el("p", { class: "empty panel" }, store.campaigns.has(id) ? "Its history could not be read; trying again." : `No campaign ${id} on the topic.`));
    }
  }
  load();
  return {
    title: id,
    node,
    update(kind, detail) {
      if (kind === "snapshot") {
        draw();
        load(); // also after a broken connection: fill the gap
      }
      else if (kind === "campaign" && detail.campaignId === id) draw();
      else if (kind === "health" && parts) drawLetters();
      else if (kind === "alarms" && parts) {
        drawAlarms();
        chips.replaceChildren(...campaignChips(store.campaigns.get(id)));
      }
    },
    close() {
      closed = true;
      closeParts();
    },
  };
}
