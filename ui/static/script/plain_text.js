/* An answer as plain text: to be copied, and to be read aloud. */

import { all, announce, make, one } from "./dom.js";

export const spoken = (article) => {
  const copy = one(".answer", article).cloneNode(true);
  all(".marks, .sources, svg, .disclaimer, .see-notice", copy).forEach((node) => node.remove());
  const pieces = all("h3, p, li", copy).map((node) => node.textContent.trim().replace(/\s+/g, " "));
  return pieces.join(" ");
};

export const asText = (article) => {
  const copy = one(".answer", article).cloneNode(true);
  all("button, .unseen, svg", copy).forEach((node) => node.remove());
  all(".mark", copy).forEach((node) => { node.textContent = ` [${node.textContent}]`; });
  const lines = [article.dataset.question, ""];
  for (const block of all("h3, p, li, summary, blockquote", copy)) {
    if (block.matches("li.source")) { lines.push(`[${block.dataset.number}]`); continue; }
    if (block.matches("ul.references li")) {
      const address = one("a", block);
      lines.push(`   ${block.textContent}${address ? ` ${address.href}` : ""}`);
      continue;
    }
    const text = block.textContent.trim().replace(/\s+/g, " ");
    if (block.matches("h3, summary")) lines.push("", text);
    else lines.push(block.matches("ol > li") ? `${[...block.parentNode.children].indexOf(block) + 1}. ${text}`
      : block.matches("li") ? `- ${text}` : text);
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
