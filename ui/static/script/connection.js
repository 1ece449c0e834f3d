/* To and from the server: orders, and what to do when the connection is lost.
   Gradio cannot take up a conversation after its stream broke, so once the server is back the page is loaded anew and the
   server shows the visit again; unless the server itself was restarted and knows it no more. */

import { base, field, make, one, remember, say } from "./dom.js";

// Orders go through a hidden field and two hidden buttons.
export const send = (order, button) => {
  const box = field("command");
  if (!box) return;
  box.value = JSON.stringify(order);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  // Gradio takes in the value in the next task, and on a slow device puts the button there later.
  const press = (tries) => setTimeout(() => {
    const found = document.getElementById(button);
    if (found) found.click(); else if (tries) press(tries - 1);
  }, 30);
  press(200);
};

const QUIET = 5000;
const bar = make("div", { attributes: { id: "connection", role: "alert" } });
let waiting = 0; // when something last moved, while an answer is awaited
let lost = false;
let broken = false;
let instance = "";
let shared = false; // whether another process of the server knows the visit, too
export const streaming = () => one('.turn[data-state="searching"], .turn[data-state="streaming"]');
const ping = async () => {
  try {
    const answer = await fetch(new URL("health", base), { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (!answer.ok) return "gone";
    const told = await answer.json();
    if (!instance) instance = told.instance;
    shared = told.visits === "shared";
    return told.instance === instance ? "here" : "other";
  } catch { return "gone"; }
};
const showBar = (text, calm, ...more) => {
  if (one("p", bar)?.textContent === text) return;
  bar.className = calm ? "calm" : "";
  bar.replaceChildren(make("p", { text }), ...more);
};
const hideBar = () => bar.replaceChildren();
const revive = () => {
  const box = field("question");
  remember({ draft: box ? box.value : "" });
  location.reload();
};
const lose = (text) => {
  lost = true;
  const article = streaming();
  if (article || waiting) broken = true;
  if (article) {
    article.dataset.state = "lost";
    const cut = one(".cut", article);
    if (cut) cut.hidden = false;
  }
  waiting = 0;
  showBar(text);
};
const restarted = () => {
  if (shared) { revive(); return; }
  lost = true;
  const again = make("button", { text: say("start_again"), attributes: { type: "button" } });
  again.addEventListener("click", () => { remember({ visit: "" }); revive(); });
  if (one(".turn")) showBar(say("restarted"), false, again); else revive();
};
const regain = () => {
  if (!lost) return;
  lost = false;
  if (broken) { revive(); return; }
  showBar(say("back"), true);
  setTimeout(() => { if (!lost) hideBar(); }, 4000);
};
export const check = async () => {
  const found = await ping();
  if (found === "other") restarted(); else if (found === "here") regain();
  return found;
};
// Whatever asks the server for an answer goes through here.
export let asked = false;
let sending = false;
export const guarded = async (run, typed = false) => {
  if (streaming() || sending) return;
  sending = true;
  const found = navigator.onLine ? await ping() : "gone";
  sending = false;
  if (found === "gone") { lost = true; showBar(say("lost_unsent")); return; }
  if (found === "other" && shared) remember({ unsent: typed });
  if (found === "other") { restarted(); return; }
  if (broken) { revive(); return; }
  if (lost) { lost = false; hideBar(); }
  waiting = Date.now();
  asked = true;
  run();
};
export const submit = () => {
  const box = field("question");
  if (!box) return;
  if (!box.value.trim()) { box.focus(); return; }
  guarded(() => { passing = true; one("#ask").click(); passing = false; }, true);
};
// Whether the click on "Ask" that is happening comes from here, and not from the person.
let passing = false;
document.addEventListener("click", (event) => {
  if (passing || !event.target.closest("#ask")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  submit();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.closest("#question")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  submit();
}, true);

// Told by whoever watches the conversation: something of an answer came, all of it has, nobody waits any more.
export const moves = () => {
  waiting = Date.now();
  broken = false;
  if (lost) regain();
};
export const settles = () => { waiting = 0; cutOff(); };
export const calmDown = () => { waiting = 0; hideBar(); };

setInterval(async () => {
  if (lost) { if (navigator.onLine) await check(); return; }
  if (waiting && Date.now() - waiting > QUIET) {
    const found = await ping();
    if (!waiting) return;
    if (found === "here") waiting = Date.now(); else if (found === "other") { lose(""); restarted(); } else lose(say("lost"));
  }
}, 1500);
// The network may have gone while the end of an answer was still being drawn.
const cutOff = () => { if (!waiting && !lost && !navigator.onLine) { lost = true; showBar(say("offline")); } };
window.addEventListener("offline", cutOff);
window.addEventListener("online", check);
document.addEventListener("visibilitychange", () => { if (!document.hidden && instance) check(); });
document.body.append(bar);
// What it says stands above the page and never on it: below it may be whom to call.
new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
