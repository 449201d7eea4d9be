// uPlot in the colours of the page: it draws anew with the theme and follows the width of its place.

import uPlot from "../uplot/uPlot.esm.js";
import { el } from "./dom.js";
import { clock, timeTicks } from "./format.js";
import { colour, onThemeChange } from "./theme.js";

const FONT = "12px Inter, system-ui, sans-serif";
const HEIGHT = 250;

/** A colour of the theme with some transparency. */
export function faint(name, alpha) {
  const hex = colour(name).replace("#", "");
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join("") : hex;
  const [r, g, b] = [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16));
  return `rgb(${r} ${g} ${b} / ${alpha})`;
}

function axis(format, side, size, grid = true) {
  return {
    stroke: colour("muted"),
    font: FONT,
    grid: { show: grid, stroke: colour("grid"), width: 1 },
    ticks: { show: false },
    values: format ? (_, values) => values.map((value) => (value === null ? "" : format(value))) : undefined,
    size,
    side,
    scale: side === 1 ? "y2" : side === 3 ? "y" : "x",
  };
}

/**
 * A chart.
 *
 * options: label (for readers), time (whether x is time in ms), formatX, formatY, formatY2 (draws a
 * right axis), zero (y starts at 0), resting(data) -> index whose values the legend shows while
 * nothing points at the chart (default the last), series() -> uPlot series after x, bands() -> uPlot bands.
 * Series and bands are functions, since colours come from the theme.
 */
export function chart(options) {
  const host = el("div", { class: "plot", role: "img", "aria-label": options.label });
  let plot = null;
  let data = null;

  function config() {
    const x = axis(options.time ? undefined : options.formatX, 2, 34);
    if (options.time) x.values = (_, ticks) => timeTicks(ticks);
    const axes = [{ ...x, scale: "x", space: 70 }, axis(options.formatY, 3, 62)];
    const scales = {
      x: { time: options.time === true },
      y: { range: (_, low, high) => padded(low, high, options.zero) },
    };
    if (options.formatY2) {
      axes.push(axis(options.formatY2, 1, 54, false));
      scales.y2 = { range: (_, low, high) => padded(low, high, true) };
    }
    const xLabel = options.time ? { label: "Time", value: (_, value) => (value === null ? "–" : clock(value)) } : { label: options.xLabel, value: (_, value) => (value === null ? "–" : options.formatX(value)) };
    return {
      width: Math.max(240, host.clientWidth),
      height: HEIGHT,
      ms: 1,
      axes,
      scales,
      series: [{ ...xLabel }, ...options.series()],
      bands: options.bands?.() ?? [],
      cursor: { points: { size: 7 }, drag: { x: false, y: false } },
      legend: { live: true },
      padding: [12, options.formatY2 ? 0 : 22, 0, 0],
      hooks: { setCursor: [rest], setData: [rest], ready: [rest] },
    };
  }

  /** While nothing points at the chart, the legend says how things stand. */
  function rest(shown) {
    const pointed = shown.cursor.left !== undefined && shown.cursor.left >= 0;
    if (!pointed && shown.data?.[0]?.length) shown.setLegend({ idx: options.resting?.(shown.data) ?? shown.data[0].length - 1 });
  }

  function draw() {
    plot?.destroy();
    plot = null;
    if (data && data[0].length > 0 && host.isConnected) {
      host.replaceChildren();
      plot = new uPlot(config(), data, host);
      host.querySelector(".u-legend")?.setAttribute("role", "presentation");
    } else {
      host.replaceChildren(el("p", { class: "empty" }, "Nothing to show yet."));
    }
  }

  const observer = new ResizeObserver(() => {
    if (!plot && data) draw();
    else if (plot && Math.abs(plot.width - host.clientWidth) > 1) plot.setSize({ width: Math.max(240, host.clientWidth), height: HEIGHT });
  });
  observer.observe(host);
  const forget = onThemeChange(draw);
  return {
    node: host,
    update(next, label) {
      data = next;
      if (label) host.setAttribute("aria-label", label);
      if (plot && next[0].length > 0) plot.setData(next);
      else draw();
    },
    close() {
      observer.disconnect();
      forget();
      plot?.destroy();
    },
  };
}

function padded(low, high, zero) {
  if (low === null || high === null) return [0, 1];
  const bottom = zero ? Math.min(0, low) : low;
  const room = (high - bottom || Math.abs(high) || 1) * 0.08;
  return [zero && bottom === 0 ? 0 : bottom - room, high + room];
}

/** A line series. */
export function line(label, name, format, more = {}) {
  return {
    label,
    stroke: colour(name),
    width: 2,
    points: { show: false },
    spanGaps: true,
    value: (_, value) => (value === null || value === undefined ? "–" : format(value)),
    ...more,
  };
}

/** The edge of a shaded band: drawn faintly or not at all, and not named in the legend. */
export const edge = (name, format, width) => line("", name, format, { width, class: "band-edge" });

/** Steps from one value to the next, as a price holds until another comes. */
export const stepped = { paths: uPlot.paths.stepped({ align: 1 }) };

export const join = (tables) => uPlot.join(tables);
