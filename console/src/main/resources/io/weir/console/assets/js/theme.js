// System, light or dark. The choice stays in this browser.

const CHOICES = ["system", "light", "dark"];
const ICONS = { system: "◐", light: "☀", dark: "☾" };
const redraws = new Set();

function stored() {
  const value = localStorage.getItem("weir-theme");
  return CHOICES.includes(value) ? value : "system";
}

function apply(choice, button) {
  if (choice === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = choice;
  button.textContent = ICONS[choice];
  button.setAttribute("aria-label", `Theme: ${choice}`);
  button.title = `Theme: ${choice}`;
  for (const redraw of [...redraws]) redraw();
}

export function startTheme(button) {
  apply(stored(), button);
  button.addEventListener("click", () => {
    const next = CHOICES[(CHOICES.indexOf(stored()) + 1) % CHOICES.length];
    localStorage.setItem("weir-theme", next);
    apply(next, button);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(stored(), button));
}

/** Canvas cannot see CSS variables: charts draw anew when the theme changes. */
export function onThemeChange(redraw) {
  redraws.add(redraw);
  return () => redraws.delete(redraw);
}

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
