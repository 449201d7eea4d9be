// The last values of a series, without axes: which way it goes.

import { svg } from "./dom.js";

export function sparkline() {
  const line = svg("polyline");
  const node = svg("svg", { class: "spark", viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true" });
  node.append(line);
  return {
    node,
    update(values) {
      if (values.length < 2) return line.removeAttribute("points");
      const low = Math.min(...values);
      const span = Math.max(...values) - low || 1;
      line.setAttribute("points", values.map((value, i) =>
        `${((100 * i) / (values.length - 1)).toFixed(1)},${(28 - (26 * (value - low)) / span).toFixed(1)}`).join(" "));
    },
  };
}
