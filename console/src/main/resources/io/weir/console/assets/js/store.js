// What the page knows. One event stream feeds it; views listen.

const listeners = new Set();

export const store = {
  operable: false,
  campaigns: new Map(),
  alarms: [],
  health: null,
  connection: "connecting",
  lastEventAt: 0,
  clockOffset: 0,
};

/** The server's clock, so that ages are right on a machine whose own is not. */
export const serverNow = () => Date.now() + store.clockOffset;

export const standingAlarms = (campaignId) =>
  store.alarms.filter((alarm) => !alarm.clearedMillis && (campaignId === undefined || alarm.campaignId === campaignId));

/** Calls back with ("snapshot" | "campaign" | "alarms" | "health" | "connection" | "locked", detail). */
export function listen(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

function tell(kind, detail) {
  for (const callback of [...listeners]) callback(kind, detail);
}

function connection(state) {
  if (store.connection === state) return;
  store.connection = state;
  tell("connection", state);
}

const HIDDEN_MILLIS = 30_000;
let source = null;
let hiddenSince = 0;

/**
 * A page nobody sees does not hold a connection: browsers open six to one server, and a seventh tab
 * would wait for ever.
 */
export function start() {
  connect();
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("visibilitychange", () => {
    hiddenSince = document.hidden ? Date.now() : 0;
    if (!document.hidden && source === null) connect();
  });
  setInterval(() => {
    if (hiddenSince && Date.now() - hiddenSince > HIDDEN_MILLIS) return disconnect();
    const stalled = store.connection === "live" && Date.now() - store.lastEventAt > STALLED_MILLIS;
    if (source && (stalled || source.readyState === EventSource.CLOSED)) {
      connection("down");
      connect();
    }
  }, 2000);
}

function disconnect() {
  source?.close();
  source = null;
}

const STALLED_MILLIS = 10_000;

function connect() {
  disconnect();
  source = new EventSource("events");
  const heard = () => {
    store.lastEventAt = Date.now();
    connection("live");
  };
  const on = (kind, take) => source.addEventListener(kind, (event) => {
    const detail = JSON.parse(event.data);
    take(detail);
    heard();
    tell(kind, detail);
  });
  on("snapshot", (hello) => {
    store.operable = hello.operable;
    store.clockOffset = hello.nowMillis - Date.now();
    store.campaigns = new Map(hello.state.campaigns.map((campaign) => [campaign.campaignId, campaign]));
    store.alarms = hello.state.alarms;
    store.health = hello.state.health;
  });
  on("campaign", (campaign) => store.campaigns.set(campaign.campaignId, campaign));
  on("alarms", (alarms) => { store.alarms = alarms; });
  on("health", (health) => { store.health = health; });
  source.onerror = () => {
    connection("down"); // the browser tries again, or the watch above does
    if (source?.readyState === EventSource.CLOSED) askWhetherLocked();
  };
}

/** A stream that is refused may want a token; the page then asks for one. */
async function askWhetherLocked() {
  try {
    const { role } = await (await fetch("api/session")).json();
    if (role === "NOBODY") {
      disconnect();
      tell("locked");
    }
  } catch (error) {
    console.warn(error); // no server: the watch tries again
  }
}

/** Looks with a token: exchanges it for a session, then connects. True if it was taken. */
export async function unlock(token) {
  const response = await fetch("api/session", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  if (response.ok) connect();
  return response.ok;
}

export async function history(campaignId) {
  const response = await fetch(`api/campaigns/${encodeURIComponent(campaignId)}/history`);
  if (!response.ok) throw new Error(`history: ${response.status}`);
  return response.json();
}
