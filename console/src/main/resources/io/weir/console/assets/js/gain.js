// What the policy brings, in the unit of revenue: gains at equal cost and the return on spend.

import { el, hint } from "./dom.js";
import { count, decimal, money, percent } from "./format.js";

/** Gains are small; so many impressions make them readable. */
export const PER = 1000;

const isCurrency = (unit) => /^[A-Z]{3}$/.test(unit ?? "");

/** Units of revenue as text: money where the unit is a currency. */
export function revenue(units, unit) {
  return isCurrency(unit) ? money(units * 1e6, unit) : `${decimal(units, 3)} ${unit ?? "units of revenue"}`;
}

export function signedRevenue(units, unit) {
  return `${units >= 0 ? "+" : "−"}${revenue(Math.abs(units), unit)}`;
}

/** A number that came with its interval; null while it is not known. */
export function estimate(diagnostics, name) {
  const [value, lower, upper] = [name, `${name}Lower`, `${name}Upper`].map((key) => Number(diagnostics[key] ?? NaN));
  return [value, lower, upper].every(Number.isFinite) ? { value, lower, upper } : null;
}

/** Whether an interval leaves zero out; only then is there something to be glad or sorry about. */
export function tone(of) {
  return of.lower > 0 ? "up" : of.upper < 0 ? "down" : "open";
}

export const SAID = {
  up: "more, beyond chance",
  down: "less, beyond chance",
  open: "nothing is resolved yet",
};

const COMPARISONS = [
  ["equalCostGainOverOldPolicy", "over the old policy", "Over the old policy, at equal cost",
    "Both cost the same: whoever would spend more decides only as many impressions as the other's spend pays for. Over the time in which the old policy still decided."],
  ["equalCostGainOverRandom", "over chance", "Over chance, at equal cost",
    "Chance is the holdout's own draw, for as many impressions as cost the same."],
  ["incrementalValue", "over giving nothing", "Over giving nothing",
    "What the budget brings in beyond the free arm for everybody. It is paid for by the spend."],
];

/** The comparison that heads a campaign: with the old policy where there is one, else with chance. */
export function headline(campaign) {
  for (const [name, over] of COMPARISONS.slice(0, 2)) {
    const found = estimate(campaign.diagnostics, name);
    if (found) return { ...found, over };
  }
  return null;
}

/** Revenue for so many impressions, as the interval's text. */
export function interval(of, times, unit) {
  return `${signedRevenue(of.lower * times, unit)} to ${signedRevenue(of.upper * times, unit)}`;
}

/** Rows of the table of gains. */
export function gainRows(campaign) {
  return COMPARISONS.map(([name, , label, meaning]) => [label, meaning, estimate(campaign.diagnostics, name)]).filter(([, , found]) => found);
}

/** Impressions that published models have decided. */
export const decided = (campaign) => Number(campaign.diagnostics.servedPolicyValueSamples ?? 0);

/** Columns of the table of gains. */
export function gainColumns(campaign) {
  const unit = () => campaign().revenueUnit;
  return [
    ["Compared", ([label, meaning]) => hint(label, meaning)],
    [`Per ${count(PER)} impressions`, ([, , found]) => el("span", { class: tone(found) }, signedRevenue(found.value * PER, unit())), "number"],
    ["95 % interval", ([, , found]) => interval(found, PER, unit()), "number"],
    ["So far, at this gain", ([, , found]) => (decided(campaign()) ? signedRevenue(found.value * decided(campaign()), unit()) : "–"), "number"],
    ["In words", ([, , found]) => SAID[tone(found)]],
  ];
}

/** Sentence on what a unit of spend brings in; empty while it cannot be told. */
export function returnSentence(campaign) {
  const found = estimate(campaign.diagnostics, "returnOnSpend");
  if (!found) return "";
  const unit = campaign.revenueUnit;
  const each = isCurrency(unit) ? `${decimal(found.value, 3)} ${unit}` : revenue(found.value, unit);
  return `Each ${campaign.currency} spent brings in ${each} that would not have come without it (${decimal(found.lower, 3)} to ${decimal(found.upper, 3)}).`;
}

/** Columns of the table of arms. */
export function armColumns(campaign) {
  const name = (arm) => campaign().arms.find((one) => one.armId === arm.armId)?.name || arm.armId;
  const all = () => campaign().armSpend.reduce((sum, arm) => sum + arm.spentMicros, 0);
  return [
    ["Arm", name],
    ["Treatments", (arm) => count(arm.treated), "number"],
    ["Spent", (arm) => money(arm.spentMicros, campaign().currency), "number"],
    ["Share", (arm) => percent(arm.spentMicros / all()), "number"],
    ["Each", (arm) => (arm.treated ? money(arm.spentMicros / arm.treated, campaign().currency) : "–"), "number"],
    ["Refunded", (arm) => money(arm.refundedMicros, campaign().currency), "number"],
  ];
}
