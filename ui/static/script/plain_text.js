/* An answer as plain text: to be copied, and to be read aloud. */

import { all, announce, make, one } from "./dom.js";

const told = (node) => node.textContent.trim().replace(/\s+/g, " ");
const ordinal = (item) => [...item.parentNode.children].indexOf(item) + 1;
/* A row of a programme: the exercise and how much of it, or the stage that begins. */
const row = (node) => {
  const [name, ...more] = [...node.children].map(told);
  return more.length ? `${name}: ${more.join(" ")}` : `${name}:`;
};

export const spoken = (article) => {
  const copy = one(".answer", article).cloneNode(true);
  all(".marks, .sources, svg, thead, .disclaimer, .see-notice", copy).forEach((node) => node.remove());
  const pieces = all("h3, p, li, tr", copy).map((node) => {
    if (node.matches("tr")) return row(node);
    if (node.matches("h3")) return `${told(node)}:`;
    return node.matches("ol > li") ? `${ordinal(node)}. ${told(node)}` : told(node);
  });
  return pieces.join(" ");
};

export const asText = (article) => {
  const copy = one(".answer", article).cloneNode(true);
  all("button, .unseen, svg, thead", copy).forEach((node) => node.remove());
  all(".mark", copy).forEach((node) => { node.textContent = ` [${node.textContent}]`; });
  const lines = [article.dataset.question, ""];
  for (const block of all("h3, p, li, tr, summary, blockquote", copy)) {
    if (block.matches("li.source")) { lines.push(`[${block.dataset.number}]`); continue; }
    if (block.matches("ul.references li")) {
      const address = one("a", block);
      lines.push(`   ${block.textContent}${address ? ` ${address.href}` : ""}`);
      continue;
    }
    const text = told(block);
    if (block.matches("h3, summary")) lines.push("", text);
    else if (block.matches("tr.stage")) lines.push("", row(block));
    else if (block.matches("tr")) lines.push(`- ${row(block)}`);
    else lines.push(block.matches("ol > li") ? `${ordinal(block)}. ${text}` : block.matches("li") ? `- ${text}` : text);
  }
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
};

export const copyText = async (text) => {
  if (navigator.clipboard && window.isSecureContext) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* try the old way */ }
  }
  const box = make("textarea", { cls: "unseen" });
  box.value = text;
  document.body.append(box);
  box.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { /* stays false */ }
  box.remove();
  return done;
};

export const note = (button, text) => {
  const place = one(".noted", button.closest(".actions"));
  if (place) place.textContent = text;
  announce(text);
  setTimeout(() => { if (place) place.textContent = ""; }, 4000);
};
