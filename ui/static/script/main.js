/* Starts the page once Gradio has drawn it, and watches it from then on. */

import "./actions.js";
import { check, send, submit } from "./connection.js";
import { awaitVisit, shown, watch } from "./conversation.js";
import { all, field, memory, one, remember, words } from "./dom.js";
import { ready } from "./frame.js";

let up = false;
const drawn = () => one("#page #question textarea") && one("#command textarea, #command input") && one("#act") && one("#go")
  && one("#current .welcome");

const start = () => {
  document.documentElement.lang = words.language;
  document.title = words.title;
  one("#question textarea").setAttribute("enterkeyhint", "send");
  const { visit: token, draft, unsent } = memory();
  // The page is built in the clinic's language: whoever reads another sees nothing of it before it is theirs.
  if (words.language !== words.greeted) {
    setTimeout(shown, 5000);
    if (!token) send({ do: "greet" }, "act");
  } else shown();
  if (token) { awaitVisit(); send({ do: "resume", token }, "act"); }
  if (draft) {
    const box = field("question");
    box.value = draft;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    remember({ draft: "" });
  }
  // What was sent to a process that is gone goes to the other one, once that has shown the visit.
  if (unsent) {
    remember({ unsent: false });
    const again = (tries) => setTimeout(() => {
      if (!token || one("[data-visit]") || !tries) submit(); else again(tries - 1);
    }, 100);
    if (draft) again(50);
  }
  check();
  watch();
  ready();
  // A notice that grows, as with the text, takes its room without anything else changing.
  const sizes = new ResizeObserver(() => requestAnimationFrame(watch));
  all("#notice, #composer").forEach((place) => sizes.observe(place));
  window.addEventListener("resize", watch);
  field("question").addEventListener("focus", watch);
};

const look = () => {
  if (up) watch();
  else if (drawn()) { up = true; start(); }
};
let planned = false;
new MutationObserver(() => {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; look(); });
}).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-state"] });
look();
