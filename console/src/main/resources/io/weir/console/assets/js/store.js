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

/** Calls back with ("snapshot" | "campaign" | "alarms" | "health" | "connection", detail). */
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

const STALLED_MILLIS = 10_000;

/** Connects, and connects again whenever the stream breaks or falls silent. */
export function connect() {
  const source = new EventSource("events");
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
    connection("down");
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
  const watch = setInterval(() => {
    if (source.readyState === EventSource.CLOSED) return clearInterval(watch);
    if (store.connection === "live" && Date.now() - store.lastEventAt > STALLED_MILLIS) {
      connection("down");
      source.close();
      clearInterval(watch);
      connect();
    }
  }, 1000);
}

export async function history(campaignId) {
  const response = await fetch(`api/campaigns/${encodeURIComponent(campaignId)}/history`);
  if (!response.ok) throw new Error(`history: ${response.status}`);
  return response.json();
}
