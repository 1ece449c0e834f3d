/* The exercise assistant on a clinic's site. One line: <script async src="https://assistant.clinic.example/widget.js"></script>
   Before the click this file is all that is loaded: no cookie, no storage, no other request, nothing that moves the page. */
"use strict";
(() => {
  const given = {/* from the server */};
  const mark = Symbol.for("rehab-assistant");
  if (window[mark] || !Element.prototype.attachShadow) return;
  window[mark] = true;

  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  const asked = script ? script.dataset : {};
  const home = new URL(script ? script.src : location.href);
  const match = /^(.*)\/widget\.js$/.exec(home.pathname);
  let base = match ? match[1] : "";
  if (/^[a-z0-9-]{1,40}$/.test(asked.clinic || "")) base = `${base.replace(/\/c\/[^/]*$/, "")}/c/${asked.clinic}`;
  const language = (asked.lang || given.language || document.documentElement.lang || "en").toLowerCase();
  const words = given.words[language.split("-")[0]] || given.words.en;
  const short = (text, most) => text.length > most ? text.slice(0, most).replace(/\s+\S*$/, "…") : text;
  const title = short(asked.title || words.title, 80);
  const label = short(asked.label || words.label, 60);
  const colour = /^#[0-9a-f]{6}$/i.test(asked.color || "") ? asked.color : given.colour || "#0b5563";
  const side = asked.position === "left" ? "left" : "right";
  const address = `${home.origin}${base}/chat/`;

  const light = (at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5);
  const ink = 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.0588 ? "#fff" : "#111a1e";

  const css = `
:host { all: initial !important; position: fixed !important; inset: auto !important; z-index: 2147483000 !important; display: block !important; width: 0 !important; height: 0 !important; overflow: visible !important; }
* { box-sizing: border-box; }
.all { font: 400 clamp(16px, 1rem, 24px)/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: #14232a; text-align: start; }
button { font: inherit; border: 0; margin: 0; cursor: pointer; touch-action: manipulation; background: ${colour}; color: ${ink}; }
svg { width: 1.625em; height: 1.625em; flex: none; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.launch { position: fixed; ${side}: max(16px, env(safe-area-inset-${side})); bottom: max(16px, env(safe-area-inset-bottom)); display: flex; align-items: center; gap: .625em; min-height: 3.5em; max-width: calc(100vw - 32px); padding: .5em 1.375em .5em 1.125em; border-radius: 2em; font-weight: 650; font-size: 1.0625em; text-align: start; box-shadow: 0 0 0 1.5px #ffffffb3, 0 6px 24px #0a1e2859; }
.launch[hidden] { display: none; }
.launch:hover, .close:hover { text-decoration: underline; text-underline-offset: 3px; }
:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #0a3ba8; }
.close:focus-visible { outline: 3px solid currentcolor; outline-offset: -5px; box-shadow: none; }
dialog { position: fixed; inset: auto; ${side}: 24px; bottom: 24px; width: 27em; max-width: calc(100vw - 48px); height: 46em; max-height: calc(100vh - 48px); margin: 0; padding: 0; border: 0; overflow: hidden; border-radius: 1em; background: #f5f7f6; color: inherit; box-shadow: 0 0 0 1px #0a1e2840, 0 16px 56px #0a1e2873; }
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: none; }
header { display: flex; align-items: center; justify-content: space-between; gap: .5em; padding: 0 .25em 0 1.125em; min-height: 3.5em; background: ${colour}; color: ${ink}; flex: none; }
h2 { margin: 0; min-width: 0; font-weight: 700; font-size: 1.0625em; line-height: 1.25; padding: .375em 0; overflow-wrap: anywhere; }
.close { display: flex; flex: none; align-items: center; gap: .375em; min-height: 3em; min-width: 3em; padding: .25em .75em; border-radius: .625em; font-weight: 600; }
.room { position: relative; flex: 1; min-height: 0; }
iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; display: block; color-scheme: light dark; }
.word { position: absolute; inset: 0; padding: 1.5em 1.25em; background: #f5f7f6; font-size: 1.0625em; }
.word[hidden] { display: none; }
p { margin: 0 0 .875em; }
a { color: #0a3ba8; font-weight: 650; }
@media (max-width: 639px), (max-height: 479px) {
  dialog { inset: 0; width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; border-radius: 0; }
  header { padding-top: env(safe-area-inset-top); }
}
@media (max-width: 359px) { h2 { font-size: .9375em; } }
@media (prefers-color-scheme: dark) { dialog, .word { background: #10181c; color: #eaf2f4; } dialog { box-shadow: 0 0 0 1px #ffffff52, 0 16px 56px #000; } a { color: #9cc7ff; } }
@media (prefers-reduced-motion: no-preference) { dialog[open] { animation: rise .18s ease-out; } @keyframes rise { from { opacity: 0; transform: translateY(12px); } } }
@media (forced-colors: active) { .launch, .close, dialog { border: 2px solid; } }
@media print { :host { display: none !important; } }`;

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    node.append(...children);
    return node;
  };
  const draw = (path) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };

  const host = document.createElement("rehab-assistant");
  const root = host.attachShadow({ mode: "open" });
  const launch = make("button", { type: "button", class: "launch", part: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false" },
    draw("M21 11.5a8 8 0 0 1-8.5 7.5 9 9 0 0 1-3.6-.7L4 20l1.5-3.9A7 7 0 0 1 4 11.500C4 7.400 7.800 4 12.500 4S21 7.400 21 11.500zM8.500 11.500h.01M12.500 11.500h.01M16.500 11.500h.01"),
    make("span", {}, label));
  const close = make("button", { type: "button", class: "close" }, draw("M6 6l12 12M18 6 6 18"), make("span", {}, words.close));
  const loading = make("p", { role: "status" }, words.loading);
  const word = make("div", { class: "word" }, loading);
  const room = make("div", { class: "room" }, word);
  const dialog = make("dialog", { "aria-labelledby": "title" }, make("header", {}, make("h2", { id: "title" }, title), close), room);
  root.append(make("section", { class: "all", lang: words.language, "aria-label": title }, launch, dialog));
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch { root.prepend(make("style", {}, css)); }

  const full = window.matchMedia("(max-width: 639px), (max-height: 479px)");
  let frame = null;
  let ready = false;
  let timer = 0;
  const tell = (what) => frame.contentWindow.postMessage({ rehab: what }, home.origin);
  const fail = () => {
    const [before, after] = given.emergency[words.language];
    const link = make("a", { href: address, target: "_blank", rel: "noopener" }, words.open);
    word.replaceChildren(make("p", { role: "alert" }, words.failed), make("p", {}, link),
      make("p", {}, before, make("a", { href: `tel:${given.call[1]}` }, given.call[0]), after));
    word.hidden = false;
  };
  const wait = (time) => { clearTimeout(timer); timer = setTimeout(() => { if (!ready) fail(); }, time); };
  const enter = () => { frame.focus(); tell("focus"); };
  const load = () => {
    frame = make("iframe", { title, allow: "clipboard-write", src: `${address}?lang=${words.language}` });
    frame.addEventListener("load", () => { tell("hello"); if (!ready) wait(4000); });
    room.prepend(frame);
    wait(40000);
  };
  const show = () => {
    if (full.matches) dialog.showModal(); else dialog.show();
    dialog.setAttribute("aria-modal", full.matches);
  };
  const open = (focus) => {
    if (dialog.open) return;
    if (!frame) load();
    const before = document.activeElement;
    show();
    launch.hidden = true;
    launch.setAttribute("aria-expanded", "true");
    if (!focus) { close.blur(); if (before && before.focus) before.focus({ preventScroll: true }); }
    else if (ready) enter(); else close.focus();
  };
  const shut = () => {
    if (!dialog.open) return;
    dialog.close();
    launch.hidden = false;
    launch.setAttribute("aria-expanded", "false");
    launch.focus();
  };
  launch.addEventListener("click", () => open(true));
  close.addEventListener("click", shut);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); shut(); });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && dialog.open) { event.preventDefault(); event.stopPropagation(); shut(); }
  });
  full.addEventListener("change", () => {
    if (!dialog.open) return;
    const inside = root.activeElement;
    dialog.close();
    show();
    if (inside) inside.focus();
  });
  window.addEventListener("message", (event) => {
    if (!frame || event.origin !== home.origin || event.source !== frame.contentWindow || !event.data) return;
    const what = event.data.rehab;
    if (what === "loading") wait(40000);
    if (what === "escape") shut();
    if (what === "ready") {
      ready = true;
      clearTimeout(timer);
      word.hidden = true;
      if (dialog.open && root.activeElement === close) enter();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-rehab-open]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(true); }
  });

  const place = () => {
    document.body.append(host);
    // Above whatever the site puts on top, and free of a transformed ancestor.
    try { host.popover = "manual"; host.showPopover(); } catch { /* the high z-index has to do */ }
    if (asked.open !== undefined && asked.open !== "false" && !full.matches) open(false);
  };
  if (document.body) place(); else document.addEventListener("DOMContentLoaded", place);
})();
