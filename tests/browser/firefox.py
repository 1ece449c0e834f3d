"""Firefox as it is released, driven by WebDriver BiDi, which it speaks itself: no driver and no changed browser in between."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

FIREFOX = Path(os.environ.get("REHAB_FIREFOX", "/usr/bin/firefox-esr"))
PREFERENCES: dict[str, object] = {
    # No storage and no cookies for a frame of another site.
    "network.cookie.cookieBehavior": 1,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 0,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "Shift": "\ue008"}


class Firefox:
    """One tab of a running Firefox. Every wait is at most `PATIENCE` seconds."""

    PATIENCE = 30.0

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._last = 0
        self.faults: list[str] = []
        """What the console showed as an error."""
        self.send("session.new", capabilities={})
        # In the first tab the address bar has the focus, and a page that has none takes no key.
        self.tab: str = self.send("browsingContext.create", type="tab")["context"]
        self.send("browsingContext.activate", context=self.tab)
        self.send("session.subscribe", events=["log.entryAdded"])

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command and return its result."""
        self._last += 1
        self._wire.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        deadline = time.monotonic() + self.PATIENCE
        while True:
            told = json.loads(self._wire.recv(timeout=max(0.1, deadline - time.monotonic())))
            if told["type"] == "event":
                if told["method"] == "log.entryAdded" and told["params"]["level"] == "error":
                    self.faults.append(told["params"]["text"])
            elif told.get("id") == self._last:
                if told["type"] == "error":
                    raise AssertionError(f"{method}: {told['error']}: {told['message']}")
                result: dict[str, Any] = told["result"]
                return result

    def resize(self, width: int, height: int) -> None:
        """Give the tab this size."""
        self.send("browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height})

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self.send("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def reload(self) -> None:
        """Load the page anew."""
        self.send("browsingContext.reload", context=self.tab, wait="complete")

    def frame(self) -> str:
        """Return the first frame of the page, as soon as there is one."""
        deadline = time.monotonic() + self.PATIENCE
        while time.monotonic() < deadline:
            children = self.send("browsingContext.getTree", root=self.tab)["contexts"][0]["children"]
            if children:
                return str(children[0]["context"])
            time.sleep(0.1)
        raise AssertionError("no frame was opened")

    def run(self, expression: str, frame: str = "") -> Any:
        """Return what JavaScript says in the page, or in one of its frames; it has to be JSON."""
        told = self.send(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((one) => JSON.stringify(one ?? null))",
            target={"context": frame or self.tab},
            awaitPromise=True,
        )
        if told["type"] == "exception":
            raise AssertionError(f"{expression}: {told['exceptionDetails']['text']}")
        return json.loads(told["result"]["value"])

    def until(self, expression: str, frame: str = "") -> None:
        """Wait until JavaScript says yes."""
        deadline = time.monotonic() + self.PATIENCE
        while not self.run(f"Boolean({expression})", frame):
            if time.monotonic() > deadline:
                raise AssertionError(f"never came true: {expression}")
            time.sleep(0.1)

    def press(self, *keys: str, frame: str = "", shift: bool = False) -> None:
        """Press keys one after another, as somebody at the keyboard: they go to whatever has the focus."""
        presses: list[dict[str, str]] = []
        for key in keys:
            value = KEYS.get(key, key)
            presses += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        if shift:
            presses = [{"type": "keyDown", "value": KEYS["Shift"]}, *presses, {"type": "keyUp", "value": KEYS["Shift"]}]
        self._act({"type": "key", "id": "keyboard", "actions": presses}, frame)

    def click(self, element: str, frame: str = "") -> None:
        """Press the mouse in the middle of what the JavaScript `element` names."""
        box = self.run(
            f"(({element}).scrollIntoView({{block: 'nearest'}}), ({element}).getBoundingClientRect())", frame
        )
        at = {"x": round(box["x"] + box["width"] / 2), "y": round(box["y"] + box["height"] / 2)}
        button = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        move = {"type": "pointerMove", "origin": "viewport", **at}
        self._act({"type": "pointer", "id": "mouse", "actions": [move, *button]}, frame)

    def _act(self, source: dict[str, Any], frame: str = "") -> None:
        self.send("input.performActions", context=frame or self.tab, actions=[source])

    def picture(self) -> str:
        """Return a PNG of what is in view, in base64."""
        return str(self.send("browsingContext.captureScreenshot", context=self.tab)["data"])


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Yield a browser with an empty profile in the folder `profile`."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    told = profile / "WebDriverBiDiServer.json"
    command = [str(FIREFOX), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 60
            while not told.exists():
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError(f"{FIREFOX} did not start")
                time.sleep(0.1)
            time.sleep(0.2)
            place = json.loads(told.read_text(encoding="utf-8"))
            address = f"ws://{place['ws_host']}:{place['ws_port']}/session"
            with connect(address, max_size=None, proxy=None) as wire:
                yield Firefox(wire)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
