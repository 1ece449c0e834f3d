"""What a page holds of the assistant (the widget's line, a frame or a link), and the report that the doctor writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

Level = Literal["well", "look", "mend"]
_SNIPPET = re.compile(r"(?P<base>.*?)(?P<clinic>/c/[^/]+)?/widget\.js")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    """``mend``: patients do not get the assistant. ``look``: it works, and something could be better."""
    text: str
    """What was found, and for whom it matters."""


@dataclass
class Report:
    """What the doctor found."""

    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    """What to add, by the place where it belongs."""

    def add(self, level: Level, text: str, place: str = "", *lines: str) -> None:
        """Note a finding, and the lines that would mend it."""
        self.findings.append(Finding(level, text))
        if lines:
            kept = self.lines.setdefault(place, [])
            kept.extend(line for line in lines if line not in kept)

    @property
    def healthy(self) -> bool:
        """Whether nothing has to be mended."""
        return all(finding.level != "mend" for finding in self.findings)

    def __str__(self) -> str:
        marks = {"well": "ok   ", "look": "look ", "mend": "MEND "}
        shown = [f"{marks[finding.level]} {finding.text}" for finding in self.findings]
        for place, lines in self.lines.items():
            shown += ["", f"{place}:", *(f"    {line}" for line in lines)]
        verdict = "Nothing has to be mended." if self.healthy else "Patients do not get the assistant on this page yet."
        return "\n".join((*shown, "", verdict))


@dataclass(frozen=True)
class Target:
    """The server and the clinic whose widget the page should carry."""

    server: str
    """Origin and path in front of everything, without a slash at the end."""
    clinic: str = ""
    """Key, or empty for the server's own page."""

    @property
    def base(self) -> str:
        """What the clinic's addresses begin with."""
        return f"{self.server}/c/{self.clinic}" if self.clinic else self.server

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return origin_of(self.server)

    @property
    def snippet(self) -> str:
        """The web-master's line."""
        return f'<script async src="{self.base}/widget.js"></script>'


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, as a browser names its origin."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return f"{parts.scheme}://{(parts.hostname or '').lower()}{port}"


def find_snippet(soup: BeautifulSoup, page: str, server: str, clinic: str, report: Report) -> Target | None:
    """Return the target that the page's own line, or what was asked for, names."""
    scripts = [
        (tag, found)
        for tag in soup.find_all("script", src=True)
        if (found := _SNIPPET.fullmatch(urljoin(page, str(tag["src"])).split("?")[0]))
    ]
    ours = [(tag, found) for tag, found in scripts if not server or origin_of(found["base"]) == origin_of(server)]
    wanted = Target(server, clinic) if server else None
    if not ours:
        other = _other_way(soup, page, server)
        if scripts:
            report.add("mend", f"the page loads a widget from {scripts[0][1]['base']}, not from {server}")
        elif other is not None:
            report.add("well", f"the page has {other[0]} to the assistant instead of the script")
            return Target(server or other[1].server, clinic or other[1].clinic)
        else:
            report.add("mend", "the widget's line is not in the page as it is sent (a tag manager may add it later)")
        if wanted is None:
            report.add("mend", "which server? Add --server https://your-assistant.example")
            return None
        report.add(
            "look",
            "where no script is allowed, a frame or a link does",
            "In the page's HTML, before </head>",
            wanted.snippet,
        )
        frame = f'<iframe src="{wanted.base}/chat/" title="Exercise assistant" width="400" height="720" loading="lazy"></iframe>'
        report.lines["Or, where no script is allowed"] = [
            frame,
            f'<a href="{wanted.base}/chat/">Ask about exercises</a>',
        ]
        return wanted
    tag, found = ours[0]
    named = clinic or (found["clinic"] or "").removeprefix("/c/") or str(tag.get("data-clinic") or "")
    target = Target(server or found["base"], named)
    report.add("well", f"the widget's line is in the page, for {target.base}")
    for level, text in _faults(tag, len(ours)):
        report.add(level, text)
    return target


def _other_way(soup: BeautifulSoup, page: str, server: str) -> tuple[str, Target] | None:
    for name, attribute, words in (("iframe", "src", "a frame"), ("a", "href", "a link")):
        for tag in soup.find_all(name, attrs={attribute: True}):
            address = urljoin(page, str(tag[attribute]))
            found = re.fullmatch(r"(?P<base>.*?)(?:/c/(?P<clinic>[^/]+))?/chat/?", address.split("?")[0])
            if found and server and origin_of(address) == origin_of(server):
                return words, Target(found["base"], found["clinic"] or "")
    return None


def _faults(tag: Tag, count: int) -> Iterator[tuple[Level, str]]:
    kind = str(tag.get("type") or "").lower()
    if kind == "module":
        yield "mend", 'type="module" hides the data attributes from the script: leave it out'
    elif kind and "javascript" not in kind:
        yield (
            "mend",
            f'type="{kind}" keeps the script from running (a consent tool?): it sets no cookie and stores nothing',
        )
    if tag.get("integrity"):
        yield "look", "integrity= stops the widget with the server's next release: leave it out, or renew it each time"
    if tag.get("async") is None and tag.get("defer") is None:
        yield "look", "without async the page waits for the script"
    colour = tag.get("data-color")
    if colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", str(colour)):
        yield "look", f'data-color="{colour}" is not used: write it as #0b5563'
    if tag.get("data-position") not in (None, "left", "right"):
        yield "look", "data-position is left or right"
    if count > 1:
        yield "look", f"the line stands there {count} times: the first one counts"
