// One card a campaign: state, money, price, value, model.

import { chip, el, hint, text } from "./dom.js";
import { count, duration, money, percent, price } from "./format.js";
import { PER, SAID, headline, interval, signedRevenue, tone } from "./gain.js";
import { barKey, spendBar } from "./spendbar.js";
import { sparkline } from "./sparkline.js";
import { GATE, PACING, STATUS, WORDS, pacedPrice } from "./states.js";
import { standingAlarms, store } from "./store.js";

export function campaignChips(campaign) {
  const chips = [];
  if (campaign.status !== "ACTIVE") chips.push(chip(...(STATUS[campaign.status] ?? [campaign.status])));
  if (campaign.budget) chips.push(chip(...(PACING[campaign.budget.state] ?? [campaign.budget.state])));
  if (campaign.pinnedModel !== null) chips.push(chip(`Pinned v${campaign.pinnedModel}`, "note"));
  const serious = standingAlarms(campaign.campaignId).filter((alarm) => alarm.severity === "CRITICAL" && alarm.kind !== "BUDGET_EXHAUSTED");
  if (serious.length) chips.push(chip(serious.length === 1 ? "1 alarm" : `${serious.length} alarms`, "crit"));
  return chips;
}

function figure(label, extra = "") {
  const value = el("div", { class: "value" }, "–");
  const sub = el("div", { class: "sub" });
  return { node: el("div", { class: `figure ${extra}` }, el("div", { class: "label" }, hint(label, WORDS[label])), value, sub), value, sub };
}

function card(campaign) {
  const chips = el("div", { class: "chips" });
  const bar = spendBar();
  const spent = el("strong");
  const of = el("span");
  const projected = el("span");
  const dual = figure("Dual price");
  const value = figure("Gain at equal cost", "value-figure");
  const spark = sparkline();
  const model = figure("Model");
  const valueBody = el("div", {}, ...[...value.node.children]);
  value.node.classList.add("with-spark");
  value.node.replaceChildren(valueBody, spark.node);
  const node = el("li", {},
    el("article", { class: "panel card", "data-campaign": campaign.campaignId },
      el("div", { class: "who" },
        el("h2", {}, el("a", { href: `#/campaign/${encodeURIComponent(campaign.campaignId)}` }, campaign.campaignId)), chips),
      el("div", { class: "spend" }, el("div", { class: "money" }, el("span", {}, spent, " ", of), projected), bar.node),
      dual.node, value.node, model.node));
  return {
    node,
    update(now) {
      const status = now.budget;
      const budget = status?.budgetMicros ?? now.budgetMicros;
      chips.replaceChildren(...campaignChips(now));
      text(spent, status ? money(status.spentMicros, now.currency) : "No spend yet");
      text(of, status ? `of ${money(budget, now.currency)} · ${percent(status.spentMicros / budget)}` : `budget ${money(budget, now.currency)}`);
      text(projected, status ? `projected ${money(status.projectedMicros, now.currency)}` : "");
      bar.update(now);
      const paced = pacedPrice(now);
      text(dual.value, price(paced ?? now.price?.dualPrice));
      text(dual.sub, paced !== null ? `paced · solved ${price(now.price.dualPrice)}` : now.price?.acts === false ? "nothing acts on it yet" : now.price ? "solved" : "none yet");
      const gain = headline(now);
      value.value.className = `value ${gain ? tone(gain) : ""}`;
      text(value.value, gain ? signedRevenue(gain.value * PER, now.revenueUnit) : "–");
      text(value.sub, gain ? `${gain.over}, per ${count(PER)} impressions; ${tone(gain) === "open" ? SAID.open : interval(gain, PER, now.revenueUnit)}` : "not known yet");
      spark.update(now.valueTrend);
      text(model.value, now.model ? `v${now.model.modelVersion}` : "None yet");
      text(model.sub, now.price ? (now.price.published ? "accepted" : GATE[now.price.reason] ?? now.price.reason) : "");
    },
  };
}

const ORDERS = {
  name: ["Name", (a, b) => (a.campaignId < b.campaignId ? -1 : 1)],
  alarms: ["Alarms first", (a, b) => standingAlarms(b.campaignId).length - standingAlarms(a.campaignId).length],
  spent: ["Most spent of budget", (a, b) => spentShare(b) - spentShare(a)],
  gain: ["Greatest gain", (a, b) => (headline(b)?.value ?? -Infinity) - (headline(a)?.value ?? -Infinity)],
};
const FEW = 5;

function spentShare(campaign) {
  return campaign.budget ? campaign.budget.spentMicros / campaign.budget.budgetMicros : 0;
}

/** Finds and orders campaigns, where there are more than one sees at once. */
function finder(changed) {
  const search = el("input", { type: "search", id: "find-campaign", "aria-label": "Find a campaign", placeholder: "Find a campaign", oninput: changed });
  const order = el("select", { id: "order-campaigns", "aria-label": "Order", onchange: changed },
    Object.entries(ORDERS).map(([name, [label]]) => el("option", { value: name }, label)));
  const node = el("div", { class: "finder push" }, search, order);
  return {
    node,
    found(campaigns) {
      node.hidden = campaigns.length <= FEW;
      const wanted = search.value.trim().toLowerCase();
      const by = ORDERS[order.value][1];
      return campaigns.filter((one) => node.hidden || one.campaignId.toLowerCase().includes(wanted))
        .sort((a, b) => (node.hidden ? 0 : by(a, b)) || ORDERS.name[1](a, b));
    },
  };
}

export function overviewView() {
  const cards = new Map();
  const find = finder(() => drawCards());
  const list = el("ul", { class: "campaigns" });
  const empty = el("p", { class: "empty panel" }, "Waiting for campaigns on the topic.");
  const tile = (label) => {
    const value = el("dd", {}, "–");
    const sub = el("dd", { class: "sub" });
    return { node: el("div", { class: "tile" }, el("dt", {}, label), value, sub), value, sub };
  };
  const tiles = { campaigns: tile("Campaigns"), alarms: tile("Standing alarms"), events: tile("Events"), letters: tile("Dead letters"), lag: tile("Samples trail by") };
  const key = barKey();
  const node = el("div", { class: "overview" },
    el("div", { class: "head" }, el("h1", {}, "Budgets"), find.node),
    el("dl", { class: "tiles" }, Object.values(tiles).map((one) => one.node)), list, key, empty);

  function drawTiles() {
    const campaigns = [...store.campaigns.values()];
    text(tiles.campaigns.value, count(campaigns.length));
    text(tiles.campaigns.sub, `${campaigns.filter((one) => one.status === "ACTIVE").length} active`);
    const standing = standingAlarms().filter((alarm) => alarm.severity !== "NOTICE");
    text(tiles.alarms.value, count(standing.length));
    tiles.alarms.value.classList.toggle("bad", standing.some((alarm) => alarm.severity === "CRITICAL"));
    text(tiles.alarms.sub, standing.length ? `${standing.filter((alarm) => alarm.severity === "CRITICAL").length} critical` : "all quiet");
    const health = store.health;
    if (!health) return;
    const events = health.topics.filter((topic) => ["impressions", "treatments", "outcomes"].includes(topic.topic));
    text(tiles.events.value, `${count(events.reduce((sum, topic) => sum + topic.recordsPerSecond, 0))}/s`);
    text(tiles.events.sub, `${count(events.reduce((sum, topic) => sum + topic.records, 0))} in all`);
    text(tiles.letters.value, percent(health.deadLetterShare, 2));
    text(tiles.letters.sub, `${count(Object.values(health.deadLetters).reduce((a, b) => a + b, 0))} in a day`);
    text(tiles.lag.value, duration(health.attributionLagMillis));
    text(tiles.lag.sub, "event time, behind impressions");
  }

  function drawCards() {
    empty.hidden = store.campaigns.size > 0;
    key.hidden = !empty.hidden;
    const shown = find.found([...store.campaigns.values()]);
    for (const [id, one] of cards) {
      if (!store.campaigns.has(id)) {
        one.node.remove();
        cards.delete(id);
      } else {
        one.node.hidden = !shown.some((campaign) => campaign.campaignId === id);
      }
    }
    shown.forEach((campaign, place) => {
      if (!cards.has(campaign.campaignId)) cards.set(campaign.campaignId, card(campaign));
      const one = cards.get(campaign.campaignId);
      one.node.hidden = false;
      // Moved only where the order changed, so that the keyboard keeps its place.
      const there = [...list.children].filter((child) => !child.hidden)[place];
      if (there !== one.node) list.insertBefore(one.node, there ?? null);
      one.update(campaign);
    });
  }

  drawTiles();
  drawCards();
  return {
    title: "Budgets",
    node,
    update(kind, detail) {
      if (kind === "campaign" && cards.has(detail.campaignId)) cards.get(detail.campaignId).update(detail);
      else if (kind !== "health" && kind !== "connection") drawCards();
      drawTiles();
    },
  };
}
