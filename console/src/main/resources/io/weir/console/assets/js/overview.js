// One card a campaign: state, money, price, value, model.

import { chip, el, text } from "./dom.js";
import { count, duration, exact, money, percent, price, signedPercent } from "./format.js";
import { barKey, spendBar } from "./spendbar.js";
import { sparkline } from "./sparkline.js";
import { GATE, PACING, STATUS, liftOverRandom, pacedPrice } from "./states.js";
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
  return { node: el("div", { class: `figure ${extra}` }, el("div", { class: "label" }, label), value, sub), value, sub };
}

function card(campaign) {
  const chips = el("div", { class: "chips" });
  const bar = spendBar();
  const spent = el("strong");
  const of = el("span");
  const projected = el("span");
  const dual = figure("Dual price");
  const value = figure("Policy value", "value-figure");
  const spark = sparkline();
  const model = figure("Model");
  const lift = el("span");
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
      const policy = now.price?.values.policyValue;
      text(value.value, policy ? exact(policy.value) : "–");
      const change = liftOverRandom(now.price);
      lift.className = change === null ? "" : change >= 0 ? "up" : "down";
      text(lift, change === null ? "" : signedPercent(change));
      value.sub.replaceChildren(...(policy ? [change === null ? `${exact(policy.lower, 3)} to ${exact(policy.upper, 3)}` : lift, change === null ? "" : " against random"] : []));
      spark.update(now.valueTrend);
      text(model.value, now.model ? `v${now.model.modelVersion}` : "None yet");
      text(model.sub, now.price ? (now.price.published ? "accepted" : GATE[now.price.reason] ?? now.price.reason) : "");
    },
  };
}

export function overviewView() {
  const cards = new Map();
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
    el("div", { class: "head" }, el("h1", {}, "Budgets")),
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
    for (const [id, one] of cards) {
      if (!store.campaigns.has(id)) {
        one.node.remove();
        cards.delete(id);
      }
    }
    for (const id of [...store.campaigns.keys()].sort()) {
      const campaign = store.campaigns.get(id);
      if (!cards.has(id)) {
        const made = card(campaign);
        cards.set(id, made);
        const after = [...cards.keys()].sort().indexOf(id);
        list.insertBefore(made.node, list.children[after] ?? null);
      }
      cards.get(id).update(campaign);
    }
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
