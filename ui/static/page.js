/* The page's own script: buttons, source panel, announcements, lost connection, text size, print.
   Everything that comes from elsewhere is written with textContent. Nothing is stored on the device: the visit's token
   and the text size live in this tab's history entry. */
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("page-texts").textContent);
  const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, options = {}, ...children) => {
    const { cls, text, attributes = {} } = options;
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const memory = () => (history.state && history.state.rehab) || {};
  const remember = (values) => {
    try {
      history.replaceState({ ...history.state, rehab: { ...memory(), ...values } }, "");
    } catch { /* a frame may forbid it; then a reload starts afresh */ }
  };
  // The page stands at chat/ below what belongs to it: its passages, its health.
  const base = new URL("../", location.href);

  // In a clinic's site. The frame speaks only to a parent that is listed, and only after that has said hello.
  const framed = window.parent !== window;
  let host = "";
  const listed = (origin) => origin === location.origin || (words.parents || []).some((one) => {
    const [scheme, name] = one.split("://");
    return origin === one || (name.startsWith("*.") && origin.startsWith(`${scheme}://`) && origin.endsWith(name.slice(1)));
  });
  // On a touch screen the question box would call up the keyboard, and that would hide what there is to read.
  const enter = () => {
    const heading = one("#current h2");
    if (heading && matchMedia("(pointer: coarse)").matches) {
      heading.tabIndex = -1;
      heading.focus();
    } else field("question").focus({ preventScroll: true });
  };
  const tell = (what) => { if (host) window.parent.postMessage({ rehab: what }, host); };
  if (framed) {
    document.documentElement.classList.add("framed");
    // Where the browser names the parent, there is no need to wait for its hello.
    const above = (location.ancestorOrigins || [])[0] || "";
    if (listed(above)) host = above;
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || !listed(event.origin)) return;
      if (event.data && event.data.rehab === "hello") { host = event.origin; tell(up ? "ready" : "loading"); }
      if (event.data && event.data.rehab === "focus" && up) enter();
    });
  }

  // Announcements: urgent notices are role=alert in the page itself.
  const status = make("div", { cls: "unseen", attributes: { role: "status", id: "announcer" } });
  const announce = (text, quoted = "") => {
    status.replaceChildren();
    setTimeout(() => {
      status.replaceChildren(text, ...(quoted ? [" ", make("span", { text: quoted, attributes: { lang: words.library } })] : []));
    }, 60);
  };

  // Talking to the server through two hidden buttons.
  const field = (id) => one(`#${id} textarea, #${id} input`);
  const send = (order, button) => {
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

  // Text size.
  const SIZES = [1, 1.15, 1.3, 1.5, 1.75];
  let size = memory().size || 0;
  const applySize = () => {
    document.documentElement.style.setProperty("--size", SIZES[size]);
    all('[data-do="smaller"]').forEach((b) => b.setAttribute("aria-disabled", size === 0));
    all('[data-do="larger"]').forEach((b) => b.setAttribute("aria-disabled", size === SIZES.length - 1));
  };
  const resize = (step) => {
    size = Math.min(SIZES.length - 1, Math.max(0, size + step));
    remember({ size });
    applySize();
    watch();
    announce(`${Math.round(SIZES[size] * 100)} %`);
  };

  // Source panel.
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
    .replace(/\s*\[[A-Z0-9][A-Za-z0-9-]*(?:,\s*[A-Z0-9][A-Za-z0-9-]*)*\]/g, "").replace(/\s*\[[A-Z0-9][^\]\n]*$/, "")
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
  const openSource = async (item, from) => {
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
  const closeSource = () => {
    if (panel.hidden) return false;
    asked += 1;
    panel.hidden = true;
    document.body.classList.remove("source-open");
    const back = opener && opener.isConnected ? opener : one(`a.mark[href="${CSS.escape(openerKey).replace(/\\#/, "#")}"]`);
    if (back) back.focus();
    return true;
  };
  panelClose.addEventListener("click", closeSource);

  // Copying an answer as plain text.
  const asText = (article) => {
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
  const copyText = async (text) => {
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
  const note = (button, text) => {
    const place = one(".noted", button.closest(".actions"));
    if (place) place.textContent = text;
    announce(text);
    setTimeout(() => { if (place) place.textContent = ""; }, 4000);
  };

  // Buttons of the page.
  let forgetting = 0;
  const actions = {
    smaller: () => resize(-1),
    larger: () => resize(1),
    print: () => window.print(),
    ask: (button) => guarded(() => send({ do: "ask", text: button.dataset.text }, "go")),
    retry: () => guarded(() => send({ do: "retry" }, "go")),
    remove: (button) => {
      const chips = all(".chip button", button.closest("ul"));
      focusLater = chips.length > 1 ? ".turn:last-of-type .chip button" : "#question textarea";
      send({ do: "remove", key: button.dataset.key }, "act");
      announce(say("removed"));
    },
    rate: (button) => {
      const on = button.getAttribute("aria-pressed") !== "true";
      all('[data-do="rate"]', button.parentNode).forEach((b) => b.setAttribute("aria-pressed", "false"));
      button.setAttribute("aria-pressed", on);
      const turn = Number(button.closest(".turn").dataset.turn);
      send({ do: "rate", turn, value: on ? button.dataset.value : "" }, "act");
      if (words.keeps && on) focusLater = `#feedback-${turn}`;
      else if (on) note(button, say("rated"));
    },
    reason: (button) => {
      const on = button.getAttribute("aria-pressed") !== "true";
      all('[data-do="reason"]', button.closest(".reasons")).forEach((b) => b.setAttribute("aria-pressed", "false"));
      button.setAttribute("aria-pressed", on);
    },
    feedback: (button) => {
      const form = button.closest(".feedback");
      const turn = Number(button.closest(".turn").dataset.turn);
      const reason = one('[data-do="reason"][aria-pressed="true"]', form)?.dataset.value || "";
      focusLater = `#feedback-${turn}`;
      send({ do: "feedback", turn, reason, words: one("textarea", form).value }, "act");
    },
    unrate: (button) => {
      const turn = Number(button.closest(".turn").dataset.turn);
      focusLater = `#turn-${turn} [data-do="rate"]`;
      send({ do: "rate", turn, value: "" }, "act");
    },
    keep: (button) => {
      focusLater = ".keeping button";
      send({ do: "keep", value: button.dataset.value }, "act");
    },
    copy: async (button) => note(button, say(await copyText(asText(button.closest(".turn"))) ? "copied" : "copy_failed")),
    open: (button) => openSource(button.closest(".source"), button),
    forget: (button) => {
      const label = one("span", button);
      if (!forgetting) {
        label.textContent = say("forget_confirm");
        button.classList.add("sure");
        announce(say("forget_confirm"));
        forgetting = setTimeout(() => calmForget(button), 5000);
        return;
      }
      calmForget(button);
      closeSource();
      remember({ visit: "" });
      waiting = 0;
      hideBar();
      send({ do: "forget" }, "act");
      announce(say("forgotten"));
      const box = field("question");
      if (box) box.focus();
    },
  };
  const calmForget = (button) => {
    clearTimeout(forgetting);
    forgetting = 0;
    button.classList.remove("sure");
    one("span", button).textContent = say("forget");
  };
  let focusLater = "";

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
  document.addEventListener("click", (event) => {
    if (passing || !event.target.closest("#ask")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    submit();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      if (closeSource()) event.preventDefault(); else if (framed) tell("escape");
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest("#question")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      submit();
    }
  }, true);

  // Lost connection. Gradio cannot take up a conversation after its stream broke, so once the server is back the page
  // is loaded anew and the server shows the visit again; unless the server itself was restarted and knows it no more.
  const QUIET = 5000;
  const bar = make("div", { attributes: { id: "connection", role: "alert" } });
  let waiting = 0; // when something last moved, while an answer is awaited
  let lost = false;
  let broken = false;
  let instance = "";
  let shared = false; // whether another process of the server knows the visit, too
  const streaming = () => one('.turn[data-state="searching"], .turn[data-state="streaming"]');
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
  const check = async () => {
    const found = await ping();
    if (found === "other") restarted(); else if (found === "here") regain();
    return found;
  };
  // Whatever asks the server for an answer goes through here.
  let sending = false;
  const guarded = async (run, typed = false) => {
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
    run();
  };
  const submit = () => {
    const box = field("question");
    if (!box) return;
    if (!box.value.trim()) { box.focus(); return; }
    guarded(() => { passing = true; one("#ask").click(); passing = false; }, true);
  };
  let passing = false;
  setInterval(async () => {
    if (lost) { if (navigator.onLine) await check(); return; }
    if (waiting && Date.now() - waiting > QUIET) {
      const found = await ping();
      if (!waiting) return;
      if (found === "here") waiting = Date.now(); else if (found === "other") { lose(""); restarted(); } else lose(say("lost"));
    }
  }, 1500);
  window.addEventListener("offline", () => { if (!waiting) { lost = true; showBar(say("offline")); } });
  window.addEventListener("online", check);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && up) check(); });

  // What changes in the conversation.
  let seen = "";
  let told = "";
  const spoken = (article) => {
    const copy = one(".answer", article).cloneNode(true);
    all(".marks, .sources, svg, .disclaimer, .see-notice", copy).forEach((node) => node.remove());
    const pieces = all("h3, p, li", copy).map((node) => node.textContent.trim().replace(/\s+/g, " "));
    return pieces.join(" ");
  };
  let noticeHeight = 0;
  let resumed = false;
  const toTop = (article) => requestAnimationFrame(() => article.scrollIntoView({ block: "start" }));
  const watch = () => {
    const kept = one("[data-visit]");
    if (kept && kept.dataset.visit && memory().visit !== kept.dataset.visit) remember({ visit: kept.dataset.visit });
    const welcome = one("#current .welcome");
    if (words.notice && welcome && !one(".closed")) {
      welcome.before(make("p", { cls: "closed", text: words.notice, attributes: { role: "status" } }));
    }
    const article = one("#current .turn");
    if (article || (welcome && welcome.dataset.language === words.language)) shown();
    const state = article ? `${article.dataset.turn}/${article.dataset.state}/${article.dataset.question}` : "";
    document.body.classList.toggle("busy", Boolean(streaming()));
    const noticeBox = one('#notice [role="alert"]');
    const height = Math.round(one("#notice .notices")?.offsetHeight || 0);
    const moved = height !== noticeHeight;
    noticeHeight = height;
    document.documentElement.style.setProperty("--notice", `${height}px`);
    // Where little room would be left between them, only the notice stays in view.
    const composer = one("#composer")?.offsetHeight || 0;
    const tight = composer > innerHeight * 0.42 || height + composer > innerHeight * 0.78;
    document.body.classList.toggle("tight", tight);
    document.documentElement.style.setProperty("--composer", tight ? "0px" : `${composer}px`);
    if (!article) { seen = told = ""; }
    else if (article.dataset.state === "lost") { /* ours */ }
    else {
      const begun = `${article.dataset.turn}/${article.dataset.question}`;
      if (streaming()) {
        waiting = Date.now();
        broken = false;
        if (lost) regain();
      } else waiting = 0;
      if (begun !== seen || (streaming() && told)) {
        resumed = seen === "" && !streaming();
        seen = begun;
        told = "";
        if (!resumed) toTop(article);
      } else if (moved && !resumed && noticeBox && noticeBox.dataset.turn === article.dataset.turn) toTop(article);
      if (!streaming() && told !== state) {
        told = state;
        if (document.activeElement === document.body && lastFocus && lastFocus.id === "stop") one("#ask")?.focus();
        if (article.dataset.urgency !== "emergency" && !(resumed && article.dataset.state === "done")) {
          const broken = one(".broken p", article);
          if (article.dataset.state === "done") announce(say("answer_ready"), spoken(article));
          else announce(broken ? broken.textContent : "");
        }
      }
    }
    if (focusLater && !one(".chip button:focus")) {
      const next = one(focusLater);
      if (next && document.activeElement === document.body) { next.focus(); focusLater = ""; }
    }
  };
  let lastFocus = null;
  document.addEventListener("focusin", (event) => { lastFocus = event.target.closest("button") || event.target; });

  // Print: open the sources, add the date.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((node) => { node.open = true; });
    const date = new Date().toLocaleDateString(words.language, { dateStyle: "long" });
    all(".printed-on").forEach((node) => { node.textContent = say("printed", { date }); });
  });
  window.addEventListener("afterprint", () => opened.forEach((node) => { node.open = false; }));

  const shown = () => document.getElementById("loading")?.remove();
  const started = () => {
    document.documentElement.lang = words.language;
    document.title = words.title;
    applySize();
    one("#question textarea")?.setAttribute("enterkeyhint", "send");
    const token = memory().visit;
    // The page is built in the clinic's language: whoever reads another sees nothing of it before it is theirs.
    if (words.language !== words.greeted) {
      setTimeout(shown, 5000);
      if (!token) send({ do: "greet" }, "act");
    } else shown();
    if (token) send({ do: "resume", token }, "act");
    const { draft } = memory();
    if (draft) {
      const box = field("question");
      box.value = draft;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      remember({ draft: "" });
    }
    // What was sent to a process that is gone goes to the other one, once that has shown the visit.
    if (memory().unsent) {
      remember({ unsent: false });
      const again = (tries) => setTimeout(() => {
        if (!token || one("[data-visit]") || !tries) submit(); else again(tries - 1);
      }, 100);
      if (draft) again(50);
    }
    check();
    watch();
    tell("ready");
  };
  let up = false;
  const look = () => {
    if (!up && one("#page #question textarea") && one("#command textarea, #command input") && one("#act") && one("#go") && one("#current .welcome")) {
      up = true;
      started();
    } else if (up) watch();
  };
  document.body.append(status, bar, panel);
  window.addEventListener("resize", () => { if (up) watch(); });
  let planned = false;
  new MutationObserver(() => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; look(); });
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-state"] });
  document.documentElement.style.setProperty("--size", SIZES[size]);
  look();
})();
