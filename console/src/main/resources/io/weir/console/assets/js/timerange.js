// A stretch of event time, chosen by two fields; without them all there is.

import { el } from "./dom.js";

/** Makes the fields; onChange is called when another stretch is chosen. */
export function timeRange(onChange) {
  const field = (name) => el("input", { type: "datetime-local", id: `range-${name}`, onchange: () => changed() });
  const [from, to] = [field("from"), field("to")];
  const all = el("button", { type: "button", hidden: true, onclick: () => {
    from.value = to.value = "";
    changed();
  } }, "All of it");

  function changed() {
    all.hidden = !from.value && !to.value;
    onChange();
  }

  // The fields are in the time of the one who looks.
  const millis = (input, otherwise) => (input.value ? new Date(input.value).getTime() : otherwise);
  const within = (list) => list.filter(({ atMillis }) => millis(from, -Infinity) <= atMillis && atMillis < millis(to, Infinity));
  return {
    node: el("div", { class: "range banner", role: "group", "aria-label": "Stretch of time" },
      el("label", {}, "From ", from), el("label", {}, "to ", to), all),
    /** Returns the part of a history that lies in the stretch. */
    of: (history) => ({ ...history, budget: within(history.budget), prices: within(history.prices) }),
    /** Returns the same for an address. */
    query() {
      const ends = [["from", from], ["to", to]].filter(([, input]) => input.value)
        .map(([name, input]) => `${name}=${new Date(input.value).toISOString()}`);
      return ends.length ? `?${ends.join("&")}` : "";
    },
  };
}
