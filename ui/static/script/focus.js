/* Where the keyboard is: what a button replaced gives the focus on to what took its place. */

import { one } from "./dom.js";

let wanted = "";
let last = null;
document.addEventListener("focusin", (event) => { last = event.target.closest("button") || event.target; });

export const focusLater = (selector) => { wanted = selector; };
/* The focused element has gone with what it stood in. */
const fell = () => document.activeElement === document.body;
export const settleFocus = () => {
  if (!wanted || !fell()) return;
  const next = one(wanted);
  if (next) { next.focus(); wanted = ""; }
};
export const afterStop = () => { if (fell() && last && last.id === "stop") one("#ask")?.focus(); };
