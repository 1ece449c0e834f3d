/* In a clinic's site. The frame speaks only to a parent that is listed, and only after that has said hello. */

import { field, one, words } from "./dom.js";

export const framed = window.parent !== window;
let host = "";
let up = false;

const listed = (origin) => origin === location.origin || (words.parents || []).some((one) => {
  const [scheme, name] = one.split("://");
  return origin === one || (name.startsWith("*.") && origin.startsWith(`${scheme}://`) && origin.endsWith(name.slice(1)));
});
export const tell = (what) => { if (host) window.parent.postMessage({ rehab: what }, host); };
export const ready = () => { up = true; tell("ready"); };

// On a touch screen the question box would call up the keyboard, and that would hide what there is to read.
const enter = () => {
  const heading = one("#current h2");
  if (heading && matchMedia("(pointer: coarse)").matches) {
    heading.tabIndex = -1;
    heading.focus();
  } else field("question").focus({ preventScroll: true });
};

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
