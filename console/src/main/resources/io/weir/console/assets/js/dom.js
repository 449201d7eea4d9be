// Builds elements. Text is always text, never markup, so nothing from a topic can become script.

/** Makes an element: attributes by name, "on..." listeners, "class"; children are nodes or text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat()) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Sets text if it differs, so that selections and readers are not disturbed. */
export function text(node, value) {
  const next = String(value);
  if (node.textContent !== next) node.textContent = next;
}

export function svg(tag, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** A chip: one word of state with its colour. */
export function chip(label, tone = "") {
  return el("span", { class: `chip ${tone}` }, label);
}

/** A label that explains itself where one points at it. */
export function hint(label, meaning) {
  return el("span", { class: "hint", title: meaning }, label);
}

/**
 * A table that is filled again and again. Columns are [heading, cell(row), class?]; a cell is text or
 * a node. Its scrolling box stays, so that the keyboard keeps its place.
 */
export function tableBox(caption, columns) {
  const body = el("tbody");
  const node = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    el("table", {},
      el("caption", { class: "visually-hidden" }, caption),
      el("thead", {}, el("tr", {}, columns.map(([heading, , kind]) =>
        el("th", { scope: "col", class: kind }, heading)))),
      body));
  return {
    node,
    update(rows) {
      body.replaceChildren(...rows.map((row) => el("tr", {}, columns.map(([, cell, kind]) =>
        el("td", { class: kind }, cell(row))))));
    },
  };
}

/** A table folded away under a chart; drawn when it is opened and while it stays so. */
export function foldedTable(caption, columns, rows) {
  const box = tableBox(caption, columns);
  const update = () => details.open && box.update(rows());
  const details = el("details", { class: "as-table", ontoggle: () => update() },
    el("summary", {}, "Show as table"), box.node);
  return { node: details, update };
}

let announcer;

/** Says something to screen readers, once. */
export function announce(message) {
  announcer ??= document.getElementById("announcer");
  announcer.textContent = message;
}
