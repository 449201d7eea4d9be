// The operator: a token that lives in this page's memory alone, and the commands.

import { announce, el, text } from "./dom.js";
import { money } from "./format.js";
import { listen, store } from "./store.js";

const operator = { token: null, name: localStorage.getItem("weir-operator-name") ?? "" };
const changed = new Set();

async function post(path, body) {
  return fetch(path, {
    method: "POST",
    headers: { Authorization: `Bearer ${operator.token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

function tell() {
  for (const callback of [...changed]) callback();
}

/** The button in the header: says who acts, and opens the sign-in. */
export function startOperator(button) {
  const draw = () => {
    text(button, operator.token ? `Sign out ${operator.name}` : store.operable ? "Sign in" : "Read-only");
    button.disabled = !store.operable;
    button.title = store.operable ? "" : "This console was started without an operator token";
  };
  button.addEventListener("click", () => {
    if (!operator.token) return signIn();
    operator.token = null;
    tell();
  });
  changed.add(draw);
  listen((kind) => kind === "snapshot" && (draw(), tell()));
  draw();
}

function field(label, input) {
  return { node: el("label", {}, label, input), input };
}

function signIn() {
  const name = field("Your name, for the record", el("input", { id: "operator-name", required: true, maxlength: 80, autocomplete: "name", value: operator.name }));
  const token = field("Operator token", el("input", { id: "operator-token", type: "password", required: true, autocomplete: "off" }));
  const result = el("p", { class: "result", role: "status" });
  const dialog = el("dialog", { "aria-labelledby": "sign-in-heading", onclose: () => dialog.remove() },
    el("form", { onsubmit: submit },
      el("h2", { id: "sign-in-heading" }, "Operator sign-in"), name.node, token.node,
      el("p", { class: "muted small" }, "The token stays in this page and is gone when it is closed."), result,
      el("div", { class: "buttons" },
        el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel"),
        el("button", { type: "submit", id: "sign-in" }, "Sign in"))));

  async function submit(event) {
    event.preventDefault();
    operator.token = token.input.value;
    operator.name = name.input.value.trim();
    let response = null;
    try {
      response = await post("api/operator/check", {});
    } catch (error) {
      console.warn(error);
    }
    if (response?.ok) {
      localStorage.setItem("weir-operator-name", operator.name);
      dialog.close();
      announce(`Signed in as ${operator.name}`);
    } else {
      operator.token = null;
      result.className = "result bad";
      text(result, response?.status === 403 ? "That token may look and not command." : response ? "That is not the token." : "The console did not answer.");
    }
    tell();
  }
  document.body.append(dialog);
  dialog.showModal();
}

const COMMANDS = {
  budget: ["Change the budget", () => true],
  pause: ["Pause: free arm only", (campaign) => campaign.status === "ACTIVE"],
  resume: ["Resume", (campaign) => campaign.status === "PAUSED"],
  pin: ["Pin a model", () => true],
  settle: ["Settle validity alarms", () => true],
  unpin: ["Unpin the model", (campaign) => campaign.pinnedModel !== null],
};

/** The commands of one campaign. */
export function commandPanel(campaignId) {
  let campaign = store.campaigns.get(campaignId);
  const choice = field("Command", el("select", { id: "command", onchange: draw },
    Object.entries(COMMANDS).map(([name, [label]]) => el("option", { value: name }, label))));
  const amount = field("New budget of the period", el("input", { id: "amount", type: "number", min: 0, step: "any", inputmode: "decimal" }));
  const model = field("Model version", el("input", { id: "model-version", type: "number", min: 1, step: 1, inputmode: "numeric" }));
  const why = field("Why, for the record", el("input", { id: "why", minlength: 3, maxlength: 500, required: true, autocomplete: "off" }));
  const send = el("button", { type: "submit", id: "send-command" }, "Review");
  const result = el("p", { class: "result", role: "status", id: "command-result" });
  const form = el("form", { onsubmit: submit }, choice.node, amount.node, model.node, why.node, send);
  const closedNote = el("p", { class: "muted small" });
  const node = el("section", { class: "panel commands section" }, el("h2", {}, "Commands"), closedNote, form, result);

  function draw() {
    form.hidden = !operator.token;
    closedNote.hidden = Boolean(operator.token);
    text(closedNote, store.operable ? "Sign in as operator to pause, pin or change the budget. Every change is written to the campaign topic with who, when and why."
      : "Read-only: this console was started without an operator token.");
    for (const option of choice.input.options) option.disabled = !COMMANDS[option.value][1](campaign);
    amount.node.hidden = choice.input.value !== "budget";
    amount.input.required = !amount.node.hidden;
    model.node.hidden = choice.input.value !== "pin";
    model.input.required = !model.node.hidden;
  }

  function request() {
    const name = choice.input.value;
    const body = { command: name, expectedVersion: campaign.version, by: operator.name, why: why.input.value.trim() };
    if (name === "budget") body.amountMicros = Math.round(Number(amount.input.value) * 1e6);
    if (name === "pin") body.modelVersion = Number(model.input.value);
    return body;
  }

  function describe(body) {
    return {
      budget: () => `Change the budget of ${campaignId} from ${money(campaign.budgetMicros, campaign.currency)} to ${money(body.amountMicros, campaign.currency)}.`,
      pause: () => `Pause ${campaignId}: from now on only the free arm is given.`,
      resume: () => `Resume ${campaignId}.`,
      pin: () => `Serve model ${body.modelVersion} of ${campaignId} until it is unpinned.`,
      settle: () => `Start the validity monitors of ${campaignId} anew: what they alarmed at is dealt with.`,
      unpin: () => `Serve the newest accepted model of ${campaignId} again.`,
    }[body.command]();
  }

  function submit(event) {
    event.preventDefault();
    const body = request();
    const dialog = el("dialog", { "aria-labelledby": "confirm-heading", onclose: () => dialog.remove() },
      el("form", { onsubmit: (confirmed) => { confirmed.preventDefault(); dialog.close(); run(body); } },
        el("h2", { id: "confirm-heading" }, "Are you sure?"), el("p", {}, describe(body)), el("p", { class: "muted small" }, `Why: ${body.why}`),
        el("div", { class: "buttons" },
          el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel"),
          el("button", { type: "submit", id: "confirm-command" }, "Do it"))));
    document.body.append(dialog);
    dialog.showModal();
  }

  async function run(body) {
    send.disabled = true;
    text(result, "Writing …");
    result.className = "result";
    try {
      const response = await post(`api/campaigns/${encodeURIComponent(campaignId)}/commands`, body);
      const answer = await response.json();
      result.className = response.ok ? "result ok" : "result bad";
      text(result, response.ok ? `Done: ${campaignId} is at version ${answer.version}.` : `Not done: ${answer.message}.`);
      if (response.ok) why.input.value = "";
      if (response.status === 401) {
        operator.token = null;
        tell();
      }
    } catch (error) {
      console.warn(error);
      result.className = "result bad";
      text(result, "The console did not answer; look at the campaign before trying again.");
    } finally {
      send.disabled = false;
    }
  }

  changed.add(draw);
  draw();
  return {
    node,
    update(now) {
      campaign = now;
      draw();
    },
    close: () => changed.delete(draw),
  };
}
