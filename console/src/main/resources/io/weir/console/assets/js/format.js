// Numbers, money and times for people.

const plain = new Map();

function numberFormat(key, options) {
  if (!plain.has(key)) plain.set(key, new Intl.NumberFormat("en", options));
  return plain.get(key);
}

/** JSON carries infinity and NaN as strings. */
export const num = (value) => (value === null || value === undefined ? NaN : Number(value));

const fractions = new Map();

/** Digits after the point that a currency has: two of EUR, none of JPY, three of KWD. */
function fractionDigits(currency) {
  if (!fractions.has(currency)) {
    let digits = 2;
    try {
      digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
    } catch {
      // No currency code: a campaign of before they were checked.
    }
    fractions.set(currency, digits);
  }
  return fractions.get(currency);
}

export function money(micros, currency, digits = fractionDigits(currency)) {
  if (micros === null || micros === undefined) return "–";
  return `${numberFormat(`m${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(micros / 1e6)} ${currency}`;
}

export function compactMoney(micros, currency) {
  return `${numberFormat("c", { notation: "compact", maximumFractionDigits: 1 }).format(micros / 1e6)} ${currency}`;
}

export const count = (value) => numberFormat("n", { maximumFractionDigits: 0 }).format(value);

export function decimal(value, digits = 4) {
  const n = num(value);
  if (n === Infinity) return "∞";
  if (!Number.isFinite(n)) return "–";
  return numberFormat(`s${digits}`, { maximumSignificantDigits: digits }).format(n);
}

/** Always so many digits, so that columns and ticking numbers stay in place. */
export function exact(value, digits = 4) {
  const n = num(value);
  if (!Number.isFinite(n)) return decimal(n);
  return numberFormat(`e${digits}`, { minimumSignificantDigits: digits, maximumSignificantDigits: digits }).format(n);
}

/** A price: four digits after the point read well for values around one. */
export function price(value) {
  const n = num(value);
  if (n === Infinity) return "∞";
  if (!Number.isFinite(n)) return "–";
  return n >= 100 ? decimal(n, 5) : n.toFixed(n >= 10 ? 2 : 3);
}

export function percent(share, digits = 1) {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : "–";
}

export function duration(millis) {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) return "–";
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 1.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

const minutes = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const timeOnly = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dateTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function clock(millis) {
  if (!millis) return "–";
  const date = new Date(millis);
  return date.toDateString() === new Date().toDateString() ? timeOnly.format(date) : dateTime.format(date);
}

/** Labels of a time axis: seconds where it is that fine, the day where a new one begins. */
export function timeTicks(ticks) {
  const fine = ticks.length > 1 && ticks[1] - ticks[0] < 60_000;
  return ticks.map((millis, i) => {
    const date = new Date(millis);
    const time = (fine ? timeOnly : minutes).format(date);
    const newDay = i > 0 && new Date(ticks[i - 1]).toDateString() !== date.toDateString();
    return newDay ? day.format(date) : time;
  });
}

export const dayAndTime = (millis) => (millis ? dateTime.format(new Date(millis)) : "–");

/** camelCase or UPPER_SNAKE to words. */
export function words(name) {
  const spaced = name.includes("_") ? name.toLowerCase().replaceAll("_", " ") : name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
