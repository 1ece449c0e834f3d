/* What changes in the conversation: what is scrolled to, what is announced, what is made room for. */

import { asked, moves, settles, streaming } from "./connection.js";
import { announce, make, memory, one, remember, say, words } from "./dom.js";
import { afterStop, settleFocus } from "./focus.js";
import { spoken } from "./plain_text.js";
import { applySize } from "./size.js";

let begun = ""; // the question that is shown
let told = ""; // the state of its answer that was announced
let arriving = false;
let resumed = false; // whether it was there when the page was loaded
let noticeHeight = 0;
const toTop = (article) => requestAnimationFrame(() => article.scrollIntoView({ block: "start" }));

export const shown = () => document.getElementById("loading")?.remove();

/* Keep the notice and the question box in view as long as enough room is left between them, else only the notice.
   Returns whether the notice has another height than before. */
const makeRoom = () => {
  const notice = Math.round(one("#notice .notices")?.offsetHeight || 0);
  const composer = one("#composer")?.offsetHeight || 0;
  // Whoever types wants to see what they type, more than what stands above it.
  const typing = Boolean(document.activeElement?.closest("#composer"));
  const tight = (composer > innerHeight * 0.42 && !typing) || notice + composer > innerHeight * 0.78;
  document.body.classList.toggle("tight", tight);
  document.documentElement.style.setProperty("--notice", `${notice}px`);
  document.documentElement.style.setProperty("--composer", tight ? "0px" : `${composer}px`);
  const moved = notice !== noticeHeight;
  noticeHeight = notice;
  return moved;
};

const follow = (article, moved) => {
  if (article.dataset.state === "lost") return;
  const running = Boolean(streaming());
  if (running) moves(); else settles();
  const question = `${article.dataset.turn}/${article.dataset.question}`;
  const state = `${question}/${article.dataset.state}`;
  const notice = one('#notice [role="alert"]');
  if (question !== begun || (running && told)) {
    resumed = begun === "" && arriving && !asked;
    begun = question;
    told = "";
    if (!resumed) toTop(article);
  } else if (moved && !resumed && notice && notice.dataset.turn === article.dataset.turn) toTop(article);
  if (running || told === state) return;
  told = state;
  afterStop();
  if (article.dataset.urgency === "emergency" || (resumed && article.dataset.state === "done")) return;
  if (article.dataset.state === "done") announce(say("answer_ready"), spoken(article));
  else announce(one(".broken p", article)?.textContent || "");
};

/* This tab had a visit before, which is on its way: as long as nothing is asked, what comes is no news. */
export const awaitVisit = () => { arriving = true; };

export const watch = () => {
  const kept = one("[data-visit]");
  if (kept && kept.dataset.visit && memory().visit !== kept.dataset.visit) remember({ visit: kept.dataset.visit });
  const welcome = one("#current .welcome");
  if (words.notice && welcome && !one(".closed")) {
    welcome.before(make("p", { cls: "closed", text: words.notice, attributes: { role: "status" } }));
  }
  const article = one("#current .turn");
  if (article || (welcome && welcome.dataset.language === words.language)) shown();
  document.body.classList.toggle("busy", Boolean(streaming()));
  applySize();
  const moved = makeRoom();
  if (article) follow(article, moved); else begun = told = "";
  settleFocus();
};
