/* The page's words, its elements, what this tab remembers, and its voice for screen readers.
   Everything that comes from elsewhere is written with textContent. Nothing is stored on the device: the visit's token
   and the text size live in this tab's history entry. */

export const words = JSON.parse(document.getElementById("page-texts").textContent);
export const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const field = (id) => one(`#${id} textarea, #${id} input`);

export const make = (tag, options = {}, ...children) => {
  const { cls, text, attributes = {} } = options;
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// The page stands at chat/ below what belongs to it: its passages, its health.
export const base = new URL("../", location.href);

export const memory = () => (history.state && history.state.rehab) || {};
export const remember = (values) => {
  try {
    history.replaceState({ ...history.state, rehab: { ...memory(), ...values } }, "");
  } catch { /* a frame may forbid it; then a reload starts afresh */ }
};

// Urgent notices are role=alert in the page itself; everything else is said here.
const voice = make("div", { cls: "unseen", attributes: { role: "status", id: "announcer" } });
document.body.append(voice);
export const announce = (text, quoted = "") => {
  voice.replaceChildren();
  setTimeout(() => {
    voice.replaceChildren(text, ...(quoted ? [" ", make("span", { text: quoted, attributes: { lang: words.library } })] : []));
  }, 60);
};
