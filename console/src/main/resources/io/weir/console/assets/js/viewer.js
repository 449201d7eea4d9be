// Asks for a token where nobody may look without one.

import { el, text } from "./dom.js";
import { listen, unlock } from "./store.js";

let asking = false;

/** Opens the dialog whenever the console is locked. */
export function startViewer() {
  listen((kind) => kind === "locked" && !asking && ask());
}

function ask() {
  asking = true;
  const token = el("input", { id: "viewer-token", type: "password", required: true, autocomplete: "off" });
  const result = el("p", { class: "result", role: "status" });
  const dialog = el("dialog", { "aria-labelledby": "viewer-heading", onclose: () => { asking = false; dialog.remove(); }, oncancel: (event) => event.preventDefault() },
    el("form", { onsubmit: submit },
      el("h2", { id: "viewer-heading" }, "This console is not open to everybody"),
      el("label", {}, "Token of a viewer or an operator", token), result,
      el("div", { class: "buttons" }, el("button", { type: "submit", id: "view" }, "Look"))));

  async function submit(event) {
    event.preventDefault();
    try {
      if (await unlock(token.value)) return dialog.close();
      text(result, "That is no token of this console.");
    } catch (error) {
      console.warn(error);
      text(result, "The console did not answer.");
    }
    result.className = "result bad";
  }
  document.body.append(dialog);
  dialog.showModal();
}
