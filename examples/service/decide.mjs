#!/usr/bin/env node
// Asks Weir for a decision and reports an outcome, with Node 18 or newer alone.
//
//     node decide.mjs http://127.0.0.1:8091 CAMPAIGN UNIT '{"age": 31, "city": "Rome"}' OWN_ARM
//
// The token is read from WEIR_SERVICE_TOKEN. If Weir does not answer in time, the caller's own policy decides.
// @ts-check
import { randomUUID } from "node:crypto";

/** @typedef {{requestId: string, armId: string, reason: string, acknowledged: boolean}} Decision */

const TIMEOUT_MILLIS = 2_000;
const ATTEMPTS = 3;

class Refused extends Error {}

class Weir {
  /**
   * @param {string} address
   * @param {string | undefined} token
   */
  constructor(address, token) {
    this.address = address.replace(/\/$/, "");
    this.token = token;
  }

  /**
   * Returns Weir's decision, or the caller's own arm if there is none in time.
   * @param {string} campaignId
   * @param {string} unitId
   * @param {Record<string, number | string>} features
   * @param {string} ownArmId
   * @returns {Promise<Decision>}
   */
  async decide(campaignId, unitId, features, ownArmId) {
    const requestId = randomUUID();
    // occurredAt is said by the caller, so that a repetition is the same event even to a restarted service.
    const request = { requestId, campaignId, unitId, occurredAt: Date.now(), features, fallbackArmId: ownArmId };
    try {
      const answer = await this.post("/v1/decisions", request);
      return { requestId, armId: answer.armId, reason: answer.reason, acknowledged: true };
    } catch (error) {
      if (error instanceof Refused) throw error;
      return { requestId, armId: ownArmId, reason: "NO_ANSWER", acknowledged: false };
    }
  }

  /**
   * Reports what happened after a decision; costs are millionths of the currency's unit.
   * @param {Decision} decision
   * @param {string} campaignId
   * @param {number} revenue
   * @param {number} costMicros
   */
  async report(decision, campaignId, revenue, costMicros) {
    const { requestId } = decision;
    await this.post("/v1/outcomes",
      { outcomeId: randomUUID(), requestId, campaignId, occurredAt: Date.now(), revenue, costMicros });
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  async post(path, body) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(this.address + path,
        { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
      if (response.ok) return response.json();
      const text = await response.text();
      if (response.status !== 429 && response.status !== 503) throw new Refused(text);
      if (attempt === ATTEMPTS) throw new Error(text);
      // The same request again: its identifier makes sure that it counts once.
      await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
    }
  }
}

const [address, campaignId, unitId, features, ownArmId] = process.argv.slice(2);
const weir = new Weir(address, process.env.WEIR_SERVICE_TOKEN);
const decision = await weir.decide(campaignId, unitId, JSON.parse(features), ownArmId);
console.log(JSON.stringify(decision));
if (decision.acknowledged) await weir.report(decision, campaignId, 1, 2_500_000);
