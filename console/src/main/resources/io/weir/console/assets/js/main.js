// Starts the page: the stream, the routes, the header.

import { alarmsView } from "./alarms.js";
import { campaignView } from "./campaign.js";
import { announce } from "./dom.js";
import { startOperator } from "./operator.js";
import { overviewView } from "./overview.js";
import { listen, standingAlarms, start, store } from "./store.js";
import { streamsView } from "./streams.js";
import { startTheme } from "./theme.js";
import { startViewer } from "./viewer.js";

const main = document.getElementById("main");
let current = null;

function route() {
  const hash = location.hash;
  if (hash === "#main") return; // the skip link
  const campaign = hash.match(/^#\/campaign\/(.+)$/);
  const name = campaign ? "campaign" : hash === "#/alarms" ? "alarms" : hash === "#/streams" ? "streams" : "overview";
  current?.close?.();
  current = { campaign: () => campaignView(decodeURIComponent(campaign[1])), alarms: alarmsView, streams: streamsView, overview: overviewView }[name]();
  main.replaceChildren(current.node);
  document.title = `${current.title} · Weir console`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.route === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function navigate() {
  route();
  if (location.hash !== "#main") {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

const live = document.getElementById("live");
const badge = document.getElementById("alarm-count");
let known = new Set();

function header(kind) {
  const words = { live: "Live", down: "Reconnecting", connecting: "Connecting" };
  if (live.textContent !== words[store.connection]) live.textContent = words[store.connection];
  live.dataset.state = store.connection;
  const standing = standingAlarms().filter((alarm) => alarm.severity !== "NOTICE");
  badge.hidden = standing.length === 0;
  badge.textContent = standing.length;
  badge.setAttribute("aria-label", `${standing.length} standing`);
  const now = new Set(standing.map((alarm) => `${alarm.kind}/${alarm.campaignId}`));
  if (kind === "alarms") {
    const fresh = standing.filter((alarm) => !known.has(`${alarm.kind}/${alarm.campaignId}`));
    if (fresh.length) announce(fresh.map((alarm) => `${alarm.campaignId ?? "Streams"}: ${alarm.message}`).join(" "));
  }
  known = now;
}

startTheme(document.getElementById("theme-button"));
startOperator(document.getElementById("operator-button"));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", navigate);
listen((kind, detail) => {
  header(kind);
  current?.update?.(kind, detail);
});
startViewer();
route();
start();
