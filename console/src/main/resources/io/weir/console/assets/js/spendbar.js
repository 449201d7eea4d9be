// Spend, commitment and projection against a budget, as one bar.

import { el } from "./dom.js";
import { money, percent } from "./format.js";

export function spendBar() {
  const part = (name) => el("div", { class: name });
  const parts = Object.fromEntries(["track", "spent", "committed", "plan", "whisker", "budget", "dot"].map((name) => [name, part(name)]));
  const node = el("div", { class: "bar", role: "img", "aria-label": "No budget status yet" }, ...Object.values(parts));
  return {
    node,
    update(campaign) {
      const status = campaign.budget;
      const budget = status ? status.budgetMicros : campaign.budgetMicros;
      const spent = status?.spentMicros ?? 0;
      const committed = status?.committedMicros ?? 0;
      const projected = status?.projectedMicros;
      const lower = status?.projectedLowerMicros ?? projected;
      const upper = status?.projectedUpperMicros ?? projected;
      const scale = Math.max(budget, spent + committed, upper ?? 0, 1) * 1.03;
      const at = (micros) => `${Math.min(100, Math.max(0, (100 * micros) / scale))}%`;
      const place = (name, left, width) => {
        parts[name].style.left = left;
        if (width !== undefined) parts[name].style.width = width;
      };
      place("track", "0%", at(budget));
      place("spent", "0%", at(spent));
      place("committed", at(spent), at(committed));
      place("budget", at(budget));
      const elapsed = elapsedShare(status);
      parts.plan.hidden = elapsed === null;
      if (elapsed !== null) place("plan", at(elapsed * budget));
      parts.dot.hidden = parts.whisker.hidden = !status;
      if (status) {
        place("dot", at(projected));
        place("whisker", at(lower), `calc(${at(upper)} - ${at(lower)})`);
        parts.whisker.hidden = upper <= lower;
      }
      const label = status
        ? `Spent ${money(spent, campaign.currency)} of ${money(budget, campaign.currency)}, ${percent(spent / budget)}; ` +
          `committed ${money(committed, campaign.currency)}; projected ${money(projected, campaign.currency)}`
        : "No budget status yet";
      if (node.getAttribute("aria-label") !== label) node.setAttribute("aria-label", label);
    },
  };
}

/** How much of the period has gone by; null where the status does not lie in it. */
export function elapsedShare(status) {
  if (!status) return null;
  const share = (status.atMillis - status.periodStartMillis) / (status.periodEndMillis - status.periodStartMillis);
  return share >= 0 && share <= 1 ? share : null;
}

export function barKey() {
  const item = (name, label) => el("li", {}, el("i", { class: `k-${name}`, "aria-hidden": "true" }), label);
  return el("ul", { class: "key", "aria-label": "Key to the bars" },
    item("spent", "spent"), item("committed", "committed"), item("projection", "projected at the end"),
    item("plan", "even pace"), item("budget", "budget"));
}
