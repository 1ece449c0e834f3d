"""`rehab doctor`: looks at a clinic's page and at the server from outside, and says what to add where."""

from __future__ import annotations

import datetime as dt
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

from assistant.clinics import KEY
from assistant.errors import InputError
from ui.content_policy import Policy, allows, deciding, extended, matches, read_policies

Level = Literal["well", "look", "mend"]
MOST = 5_000_000
"""Bytes of a page that are read."""
EXPIRES = 14
"""Days before a certificate's end from which it is worth a word."""
_SNIPPET = re.compile(r"(?P<base>.*?)(?P<clinic>/c/[^/]+)?/widget\.js")
_MARK = "rehab-assistant"


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


def examine(url: str, server: str = "", clinic: str = "", timeout: float = 10.0) -> Report:
    """Return what was found at the clinic's page `url` and at the server; raises `InputError` for what is no address.

    `server`: address of the assistant's server; by default the one that the page's snippet names. `clinic`: its key there.
    """
    for name, value in (("URL", url), ("--server", server)):
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise InputError(f"{name}: {value!r} is no address: write it with https://")
    if clinic and not KEY.fullmatch(clinic):
        raise InputError(f"--clinic: {clinic!r} is no clinic's key")
    report = Report()
    # The context honours SSL_CERT_FILE; proxies of the environment are used as a browser would.
    context = ssl.create_default_context()
    with httpx.Client(
        follow_redirects=True, timeout=timeout, verify=context, headers={"Accept": "text/html"}
    ) as client:
        page = _get(client, url, "the page", report)
        if page is None or not _readable(page, report):
            return report
        soup = BeautifulSoup(page.text[:MOST], "lxml")
        address = str(page.url)
        target = _snippet(soup, address, server.rstrip("/"), clinic, report)
        if target is None:
            return report
        _mixed(address, target, report)
        _policies(page, soup, address, target, report)
        _server(client, address, target, report)
    _certificate(target.server, timeout, report)
    return report


def _get(client: httpx.Client, url: str, what: str, report: Report) -> httpx.Response | None:
    try:
        return client.get(url)
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            report.add("mend", f"{what} ({url}): its certificate is not trusted by browsers ({reason})")
        else:
            report.add("mend", f"{what} ({url}) cannot be reached: {reason}")
        return None


def _readable(page: httpx.Response, report: Report) -> bool:
    address = str(page.url)
    if page.status_code >= 400:
        report.add("mend", f"the page answers {page.status_code}: {address}")
        return False
    if "html" not in page.headers.get("content-type", ""):
        report.add("mend", f"the page is no HTML but {page.headers.get('content-type', 'of no type')}: {address}")
        return False
    report.add("well", f"the page can be reached: {address}")
    if page.history and origin_of(str(page.history[0].url)) != origin_of(address):
        report.add("look", f"it was redirected: {origin_of(address)} is the origin that has to be listed")
    if urlsplit(address).scheme == "http" and not _local(address):
        report.add("look", "the page is sent without TLS: anybody between can change it")
    return True


def _local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _snippet(soup: BeautifulSoup, page: str, server: str, clinic: str, report: Report) -> Target | None:
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


def _mixed(page: str, target: Target, report: Report) -> None:
    if urlsplit(page).scheme == "https" and urlsplit(target.server).scheme == "http":
        report.add(
            "mend",
            "the page is sent over TLS and the assistant is not: browsers block it. Give the server a certificate",
        )


def _policies(page: httpx.Response, soup: BeautifulSoup, address: str, target: Target, report: Report) -> None:
    metas = [
        str(tag.get("content") or "")
        for tag in soup.find_all("meta")
        if str(tag.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    policies = read_policies([*page.headers.get_list("content-security-policy"), *metas])
    tag = soup.find("script", src=re.compile(r"/widget\.js"))
    nonce = str(tag.get("nonce") or "") if isinstance(tag, Tag) else ""
    if not policies:
        report.add("well", "the page has no Content-Security-Policy: nothing is in the widget's way")
    for policy in policies:
        _policy(policy, address, target, nonce, report)
    if page.headers.get("cross-origin-embedder-policy", "unsafe-none").split(";")[0].strip() != "unsafe-none":
        report.add(
            "mend",
            "Cross-Origin-Embedder-Policy keeps frames of other sites out: the page has to do without it, or with a link",
        )


def _policy(policy: Policy, address: str, target: Target, nonce: str, report: Report) -> None:
    needed = (
        ("script-src-elem", f"{target.base}/widget.js", "script", nonce),
        ("frame-src", f"{target.base}/chat/", "frame", ""),
    )
    for directive, url, what, carried in needed:
        if allows(policy, directive, url, address, carried):
            report.add("well", f"the page's policy allows the {what}")
            continue
        found = deciding(policy, directive)
        assert found is not None
        if directive == "script-src-elem" and any(value.lower() == "'strict-dynamic'" for value in found[1]):
            report.add("mend", f"{found[0]} has 'strict-dynamic': the widget's line needs the page's nonce", "In the page's HTML",
                       f'<script async nonce="…" src="{target.base}/widget.js"></script>')  # fmt: skip
            continue
        report.add(
            "mend",
            f"the page's policy ({found[0]}) does not allow the {what}",
            "In the page's Content-Security-Policy (add it, or put it in place of the directive of that name)",
            extended(policy, directive, target.origin),
        )
    if "sandbox" in policy and "allow-scripts" not in policy["sandbox"]:
        report.add("mend", "the page's policy has sandbox without allow-scripts: no script runs there")


def _server(client: httpx.Client, page: str, target: Target, report: Report) -> None:
    script = _get(client, f"{target.base}/widget.js", "the widget", report)
    if script is None:
        return
    if script.status_code != 200 or _MARK not in script.text:
        known = " (is the clinic's key right?)" if target.clinic and script.status_code == 404 else ""
        report.add("mend", f"{target.base}/widget.js is not the widget: the server answers {script.status_code}{known}")
        return
    report.add("well", f"the widget is served: {target.base}/widget.js")
    ready = _get(client, f"{target.base}/ready", "readiness", report)
    if ready is not None and ready.status_code != 200:
        detail = ready.json().get("detail", "") if "json" in ready.headers.get("content-type", "") else ""
        report.add("mend", f"the assistant is not ready: {detail or ready.status_code}")
    chat = _get(client, f"{target.base}/chat/", "the assistant's page", report)
    if chat is None:
        return
    if chat.status_code != 200:
        report.add("mend", f"the assistant's page answers {chat.status_code}: {target.base}/chat/")
        return
    _listed(client, chat, origin_of(page), target, report)
    _headers(chat, target, report)


def _listed(client: httpx.Client, chat: httpx.Response, origin: str, target: Target, report: Report) -> None:
    policies = read_policies(chat.headers.get_list("content-security-policy"))
    place = f"In clinics/{target.clinic}.toml on the server" if target.clinic else "In rehab.toml on the server"
    line = f'{"origins" if target.clinic else "embed_origins"} = ["{origin}"]'
    framing = [policy["frame-ancestors"] for policy in policies if "frame-ancestors" in policy]
    if all(any(matches(source, origin, target.server) for source in sources) for sources in framing):
        report.add("well", f"{origin} may show the assistant in a frame")
    else:
        report.add("mend", f"{origin} is not on the clinic's list of sites: the frame stays empty", place, line)
    if (
        chat.headers.get("x-frame-options")
        and origin != target.origin
        and framing
        and report.findings[-1].level != "mend"
    ):
        report.add(
            "mend", "a proxy before the server adds X-Frame-Options, which contradicts frame-ancestors: take it out"
        )
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options(f"{target.base}/api/ask", headers=asked)
    if origin == target.origin or answer.headers.get("access-control-allow-origin") == origin:
        report.add("well", f"{origin} may ask the API from a browser")
    elif report.findings[-1].level == "well":
        report.add("look", f"the API does not answer scripts of {origin}: a proxy may take the headers out")


def _headers(chat: httpx.Response, target: Target, report: Report) -> None:
    policy = chat.headers.get("content-security-policy", "")
    if "'nonce-" not in policy or "unsafe-eval" in policy:
        report.add(
            "mend",
            "the page's own policy does not arrive as the server sends it: a proxy changes Content-Security-Policy",
        )
    if chat.headers.get("x-content-type-options") != "nosniff":
        report.add("look", "X-Content-Type-Options does not arrive: a proxy takes it out")
    if chat.headers.get("set-cookie"):
        report.add("look", "something before the server sets a cookie; the assistant needs none")
    if urlsplit(target.server).scheme == "https":
        if "strict-transport-security" not in chat.headers:
            report.add(
                "look",
                "no Strict-Transport-Security: let the proxy send X-Forwarded-Proto and list it in trusted_proxies",
            )
    elif not _local(target.server):
        report.add("look", "the assistant is sent without TLS: health questions travel in clear")


def _certificate(server: str, timeout: float, report: Report) -> None:
    parts = urlsplit(server)
    if parts.scheme != "https" or not parts.hostname:
        return
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), timeout=timeout) as wire,
            ssl.create_default_context().wrap_socket(wire, server_hostname=parts.hostname) as secured,
        ):
            certificate = secured.getpeercert() or {}
    except (OSError, ValueError):
        # Said already, when the page was asked for; or reached through a proxy only.
        return
    ends = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), dt.UTC)
    days = (ends - dt.datetime.now(dt.UTC)).days
    report.add(
        "look" if days < EXPIRES else "well", f"the server's certificate ends on {ends:%Y-%m-%d}, in {days} days"
    )
