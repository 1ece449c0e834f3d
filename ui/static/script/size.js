/* The size of the text, and the page on paper. */

import { all, announce, memory, remember, say, words } from "./dom.js";

const SIZES = [1, 1.15, 1.3, 1.5, 1.75];
let size = memory().size || 0;

// The buttons may have been drawn anew, as in another language.
export const applySize = () => {
  document.documentElement.style.setProperty("--size", SIZES[size]);
  all('[data-do="smaller"]').forEach((b) => b.setAttribute("aria-disabled", size === 0));
  all('[data-do="larger"]').forEach((b) => b.setAttribute("aria-disabled", size === SIZES.length - 1));
};
export const resize = (step) => {
  size = Math.min(SIZES.length - 1, Math.max(0, size + step));
  remember({ size });
  applySize();
  announce(`${Math.round(SIZES[size] * 100)} %`);
};
document.documentElement.style.setProperty("--size", SIZES[size]);

// On paper the sources are open, and the day is told.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = all("details:not([open])");
  opened.forEach((node) => { node.open = true; });
  // The visitor's own way of writing a date, as long as it is in the language of the page.
  const locale = navigator.language.startsWith(words.language) ? navigator.language : words.language;
  const date = new Date().toLocaleDateString(locale, { dateStyle: "long" });
  all(".printed-on").forEach((node) => { node.textContent = say("printed", { date }); });
});
window.addEventListener("afterprint", () => opened.forEach((node) => { node.open = false; }));
