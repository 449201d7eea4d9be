// How the topics flow, and what could not be used.

import { el, tableBox, text } from "./dom.js";
import { clock, count, duration, percent, words } from "./format.js";
import { serverNow, store } from "./store.js";

const flowColumns = [
  ["Topic", (topic) => topic.topic, "nowrap"],
  ["Records", (topic) => count(topic.records), "number"],
  ["Per second", (topic) => (topic.recordsPerSecond < 10 ? topic.recordsPerSecond.toFixed(1) : count(topic.recordsPerSecond)), "number"],
  ["Newest", (topic) => (topic.newestMillis ? `${duration(serverNow() - topic.newestMillis)} ago` : "–"), "number"],
  ["Event time", (topic) => clock(topic.eventTimeMillis), "number"],
];

export const letterColumns = [
  ["Seen", (letter) => clock(letter.seenMillis), "nowrap"],
  ["Reason", (letter) => words(letter.reason), "nowrap"],
  ["Detail", (letter) => letter.detail],
  ["Source", (letter) => letter.source, "nowrap"],
  ["Job", (letter) => letter.job, "nowrap"],
];

export function streamsView() {
  let total = 0;
  const flow = tableBox("Topics", flowColumns);
  const reasons = tableBox("Dead letters by reason", [
    ["Reason", ([reason]) => words(reason)],
    ["Count", ([, n]) => count(n), "number"],
    ["Share", ([, n]) => percent(n / total), "number"],
  ]);
  const recent = tableBox("Last dead letters", letterColumns);
  const none = el("p", { class: "empty" }, "None in the last day.");
  const lag = el("p", { class: "muted small" });
  const panel = (heading, ...body) => el("section", { class: "panel" }, el("h2", {}, heading), ...body);
  const recentPanel = panel("Last dead letters", recent.node);
  const node = el("div", {},
    el("div", { class: "head" }, el("h1", {}, "Streams")),
    el("div", { class: "charts" }, panel("Topics", lag, flow.node), panel("Dead letters by reason", reasons.node, none)),
    recentPanel);

  function draw() {
    const health = store.health;
    if (!health) return;
    text(lag, health.attributionLagMillis === null
      ? "Samples have not started to close yet."
      : `Closed samples trail impressions by ${duration(health.attributionLagMillis)} of event time.`);
    flow.update(health.topics);
    total = Object.values(health.deadLetters).reduce((a, b) => a + b, 0);
    none.hidden = total > 0;
    reasons.node.hidden = recentPanel.hidden = total === 0;
    reasons.update(Object.entries(health.deadLetters).sort((a, b) => b[1] - a[1]));
    recent.update(health.recentDeadLetters.slice(0, 25));
  }
  draw();
  return { title: "Streams", node, update: (kind) => (kind === "health" || kind === "snapshot") && draw() };
}
