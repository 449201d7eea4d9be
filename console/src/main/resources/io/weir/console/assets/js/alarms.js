// What stands, and what has passed.

import { chip, el } from "./dom.js";
import { clock, duration } from "./format.js";
import { SEVERITY } from "./states.js";
import { serverNow, store } from "./store.js";

export function alarmItem(alarm, withCampaign = true) {
  const [label, tone] = SEVERITY[alarm.severity];
  const place = alarm.campaignId
    ? el("a", { href: `#/campaign/${encodeURIComponent(alarm.campaignId)}` }, alarm.campaignId)
    : el("a", { href: "#/streams" }, "Streams");
  const when = alarm.clearedMillis
    ? `${clock(alarm.sinceMillis)}, for ${duration(alarm.clearedMillis - alarm.sinceMillis)}`
    : `since ${clock(alarm.sinceMillis)} (${duration(serverNow() - alarm.sinceMillis)})`;
  return el("li", { class: `panel alarm ${alarm.clearedMillis ? "" : alarm.severity.toLowerCase()}`, "data-kind": alarm.kind },
    chip(label, alarm.clearedMillis ? "" : tone),
    el("div", { class: "what" }, withCampaign ? [place, ": "] : "", alarm.message, " ", el("code", {}, alarm.kind)),
    el("span", { class: "muted small" }, when));
}

export function alarmsView() {
  const standing = el("ul", { class: "alarms" });
  const passed = el("ul", { class: "alarms" });
  const quiet = el("p", { class: "empty panel" }, "All quiet: no alarm stands.");
  const passedHeading = el("h2", { class: "section" }, "Passed");
  const node = el("div", {}, el("div", { class: "head" }, el("h1", {}, "Alarms")), standing, quiet, passedHeading, passed);

  function draw() {
    const now = store.alarms.filter((alarm) => !alarm.clearedMillis);
    const then = store.alarms.filter((alarm) => alarm.clearedMillis).slice(0, 30);
    const focused = document.activeElement?.getAttribute?.("href");
    standing.replaceChildren(...now.map((alarm) => alarmItem(alarm)));
    passed.replaceChildren(...then.map((alarm) => alarmItem(alarm)));
    quiet.hidden = now.length > 0;
    passedHeading.hidden = then.length === 0;
    // A redraw must not take the keyboard's place away.
    if (focused && !node.contains(document.activeElement)) {
      [...node.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
    }
  }
  draw();
  return { title: "Alarms", node, update: (kind) => (kind === "alarms" || kind === "snapshot") && draw() };
}
