/* What the buttons of the page do. */

import { calmDown, guarded, send } from "./connection.js";
import { watch } from "./conversation.js";
import { all, announce, field, one, remember, say, words } from "./dom.js";
import { focusLater } from "./focus.js";
import { framed, tell } from "./frame.js";
import { asText, copyText, note } from "./plain_text.js";
import { resize } from "./size.js";
import { closeSource, openSource } from "./source.js";

const turnOf = (button) => Number(button.closest(".turn").dataset.turn);
/* Press one of a group of buttons, or release it; returns whether it is pressed now. */
const pressed = (button, group) => {
  const on = button.getAttribute("aria-pressed") !== "true";
  group.forEach((b) => b.setAttribute("aria-pressed", "false"));
  button.setAttribute("aria-pressed", on);
  return on;
};

let forgetting = 0;
const calmForget = (button) => {
  clearTimeout(forgetting);
  forgetting = 0;
  button.classList.remove("sure");
  one("span", button).textContent = say("forget");
};

const actions = {
  smaller: () => { resize(-1); watch(); },
  larger: () => { resize(1); watch(); },
  print: () => window.print(),
  ask: (button) => guarded(() => send({ do: "ask", text: button.dataset.text }, "go")),
  retry: () => guarded(() => send({ do: "retry" }, "go")),
  remove: (button) => {
    const chips = all(".chip button", button.closest("ul"));
    focusLater(chips.length > 1 ? ".turn:last-of-type .chip button" : "#question textarea");
    send({ do: "remove", key: button.dataset.key }, "act");
    announce(say("removed"));
  },
  rate: (button) => {
    const turn = turnOf(button);
    const on = pressed(button, all('[data-do="rate"]', button.parentNode));
    send({ do: "rate", turn, value: on ? button.dataset.value : "" }, "act");
    if (words.keeps && on) focusLater(`#feedback-${turn}`);
    else if (on) note(button, say("rated"));
  },
  reason: (button) => pressed(button, all('[data-do="reason"]', button.closest(".reasons"))),
  feedback: (button) => {
    const form = button.closest(".feedback");
    const turn = turnOf(button);
    const reason = one('[data-do="reason"][aria-pressed="true"]', form)?.dataset.value || "";
    focusLater(`#feedback-${turn}`);
    send({ do: "feedback", turn, reason, words: one("textarea", form).value }, "act");
  },
  unrate: (button) => {
    const turn = turnOf(button);
    focusLater(`#turn-${turn} [data-do="rate"]`);
    send({ do: "rate", turn, value: "" }, "act");
  },
  keep: (button) => {
    focusLater(".keeping button");
    send({ do: "keep", value: button.dataset.value }, "act");
  },
  copy: async (button) => note(button, say(await copyText(asText(button.closest(".turn"))) ? "copied" : "copy_failed")),
  open: (button) => openSource(button.closest(".source"), button),
  // Pressed twice within five seconds.
  forget: (button) => {
    if (!forgetting) {
      one("span", button).textContent = say("forget_confirm");
      button.classList.add("sure");
      announce(say("forget_confirm"));
      forgetting = setTimeout(() => calmForget(button), 5000);
      return;
    }
    calmForget(button);
    closeSource();
    remember({ visit: "" });
    calmDown();
    send({ do: "forget" }, "act");
    announce(say("forgotten"));
    field("question")?.focus();
  },
};

document.addEventListener("click", (event) => {
  const mark = event.target.closest("a.mark");
  if (mark) {
    const item = document.getElementById(mark.getAttribute("href").slice(1));
    if (item) { event.preventDefault(); openSource(item, mark); }
    return;
  }
  const button = event.target.closest("[data-do]");
  if (button && actions[button.dataset.do] && button.getAttribute("aria-disabled") !== "true") {
    actions[button.dataset.do](button);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (closeSource()) event.preventDefault(); else if (framed) tell("escape");
}, true);
