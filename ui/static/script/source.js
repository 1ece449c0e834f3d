/* The source panel: a quoted passage in its place, with publisher, link and review status. */

import { base, make, one, say, words } from "./dom.js";

const panel = make("aside", { attributes: { id: "source", "aria-labelledby": "source-heading", hidden: "" } });
const panelHeading = make("h2", { attributes: { id: "source-heading", tabindex: "-1" } });
const panelClose = make("button", { cls: "quiet", text: say("panel_close"), attributes: { type: "button" } });
const panelBody = make("div", { cls: "source-body" });
panel.append(make("div", { cls: "source-top" }, panelHeading, panelClose), panelBody);
let opener = null;
let openerKey = "";
let asked = 0;

const outside = (reference) => {
  const item = make("li");
  if (reference.publisher) item.append(make("span", { cls: "publisher", text: reference.publisher }), " ");
  if (/^https?:\/\/\S+$/.test(reference.url || "")) {
    const attributes = { href: reference.url, target: "_blank", rel: "noopener noreferrer" };
    item.append(make("a", { cls: "outside", text: reference.title, attributes },
      make("span", { cls: "unseen", text: ` (${say("new_tab")})` })));
  } else item.append(reference.title || "");
  return item;
};
const reviewWords = (review) => {
  if (!review || review.status === "not-reviewed") return say("not_reviewed");
  return say(review.status === "reviewed" ? "reviewed" : "review_expired", review);
};
// Library text is Markdown: heading marks, list marks, tags and source ids are not for reading.
const tidy = (text) => text
  .replace(/\s*\[[A-Z0-9][A-Za-z0-9-]*(?:,\s*[A-Z0-9][A-Za-z0-9-]*)*\]/g, "").replace(/\s*\[[A-Z0-9][^\]\n]*$/, "").replace(/^[A-Za-z0-9, -]{0,40}\]\s*/, "")
  .replace(/^[-*]\s+(?:also:\s*)?/gm, "").replace(/\{[\w/.-]+\}\s*/g, "").replace(/\*\*|__/g, "");
const passageNode = (found) => {
  const box = make("div", { cls: "passage", attributes: { lang: words.library } });
  let line = make("p");
  const put = (node) => line.append(node);
  const around = (text) => tidy(text).split("\n").forEach((words, index) => {
    if (index) { if (line.childNodes.length) box.append(line); line = make("p"); }
    const heading = /^#{1,6}\s+(.*)/.exec(words);
    if (heading) line.className = "line";
    const shown = heading ? heading[1] : words;
    if (shown.trim()) put(make("span", { cls: "around", text: shown }));
  });
  // What stands around the quote is cut to a length: whole words, and a sign that more follows.
  let before = found.before || "";
  let after = found.after || "";
  if (/^[\s]*[a-z,;)]/.test(before)) before = before.replace(/^\s*\S*\s?/, "… ");
  if (after && !/[.!?:)\]”"']\s*$/.test(after)) after = after.replace(/\s+\S*$/, " …");
  if (before && !/\s$/.test(before)) before += " ";
  if (after && !/^[\s.,;:!?)\]]/.test(after)) after = ` ${after}`;
  around(before);
  put(make("mark", { text: found.quote }));
  around(after);
  if (line.childNodes.length) box.append(line);
  return box;
};
const showPassage = (found) => {
  const place = [found.heading ? `${found.title}, ${found.heading}` : found.title];
  if (found.page) place.push(say("page_number", { page: found.page }));
  if (found.publisher) place.push(found.publisher);
  const references = (found.sources || []).map(outside);
  panelBody.replaceChildren(
    make("p", { cls: "place" }, `${say("quoted_from")} `, make("span", { text: place.join(", "), attributes: { lang: words.library } })),
    passageNode(found),
    make("p", { cls: "hint", text: say("panel_quote") }),
    ...(references.length
      ? [make("p", { cls: "rests", text: `${say("rests_on")}:` }), make("ul", { cls: "references" }, ...references)]
      : found.publisher ? [] : [make("p", { cls: "rests", text: say("no_reference") })]),
    make("p", { cls: `review ${found.review ? found.review.status : ""}`, text: reviewWords(found.review) }),
  );
  const mark = one("mark", panelBody);
  if (mark) mark.scrollIntoView({ block: "nearest" });
};
export const openSource = async (item, from) => {
  const turn = ++asked;
  opener = from;
  openerKey = from.getAttribute("href") || `#${item.id}`;
  panelHeading.textContent = say("panel_heading", { number: item.dataset.number });
  panelBody.replaceChildren(make("p", { text: say("panel_loading") }));
  panel.hidden = false;
  document.body.classList.add("source-open");
  panelHeading.focus({ preventScroll: true });
  const { document: id, start, end } = item.dataset;
  const path = id.split("/").map(encodeURIComponent).join("/");
  const quote = one("blockquote", item).textContent;
  try {
    const address = new URL(`api/passages/${path}?start=${start}&end=${end}`, base);
    const response = await fetch(address, { credentials: "omit" });
    if (turn !== asked) return;
    if (!response.ok) throw Object.assign(new Error("status"), { missing: response.status === 404 });
    showPassage(await response.json());
  } catch (problem) {
    if (turn !== asked) return;
    panelBody.replaceChildren(make("p", { text: say(problem.missing ? "panel_missing" : "panel_failed") }),
      make("div", { cls: "passage", attributes: { lang: words.library } }, make("mark", { text: quote })));
  }
};
export const closeSource = () => {
  if (panel.hidden) return false;
  asked += 1;
  panel.hidden = true;
  document.body.classList.remove("source-open");
  const back = opener && opener.isConnected ? opener : one(`a.mark[href="${CSS.escape(openerKey).replace(/\\#/, "#")}"]`);
  if (back) back.focus();
  return true;
};
panelClose.addEventListener("click", closeSource);
document.body.append(panel);
