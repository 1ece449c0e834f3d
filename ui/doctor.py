"""`rehab doctor`: looks at a clinic's page and at the server from outside, and says what to add where."""

from __future__ import annotations

import datetime as dt
import re
import socket
import ssl
from urllib.parse import urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

from assistant.clinics import KEY
from assistant.errors import InputError
from ui.content_policy import Policy, allows, deciding, extended, matches, read_policies
from ui.snippet import Report, Target, find_snippet, origin_of

MOST = 5_000_000
"""Bytes of a page that are read."""
EXPIRES = 14
"""Days before a certificate's end from which it is worth a word."""
_MARK = "rehab-assistant"


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
        target = find_snippet(soup, address, server.rstrip("/"), clinic, report)
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
        report.add("mend", _unreachable(what, url, error))
        return None


def _unreachable(what: str, url: str, error: httpx.HTTPError) -> str:
    """Return what is wrong, and what to do about it."""
    reason = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in reason:
        return (
            f"{what} ({url}): its certificate is not trusted by browsers ({reason}). Renew it, or send the whole chain"
        )
    if "WRONG_VERSION_NUMBER" in reason or "record layer failure" in reason:
        return f"{what} ({url}) does not speak TLS at this address: give it a certificate, or write http://"
    if isinstance(error, httpx.TooManyRedirects):
        return f"{what} ({url}) is redirected in a circle: give the address that a browser ends at"
    if isinstance(error, httpx.TimeoutException):
        return f"{what} ({url}) does not answer in time: is a firewall in the way?"
    if isinstance(error, httpx.ConnectError):
        return f"{what} ({url}) cannot be reached: {reason}. Is the address right, does it run, does a firewall let it through?"
    return f"{what} ({url}) cannot be reached: {reason}"


def _readable(page: httpx.Response, report: Report) -> bool:
    address = str(page.url)
    if page.status_code >= 400:
        advice = {
            404: "give the address of a page that is there",
            401: "give one that is public",
            403: "give one that is public",
        }
        report.add(
            "mend",
            f"the page answers {page.status_code}, so nothing can be looked at: {address} ({advice.get(page.status_code, 'mend the site first')})",
        )
        return False
    if "html" not in page.headers.get("content-type", ""):
        kind = page.headers.get("content-type", "of no type")
        report.add("mend", f"the page is no HTML but {kind}: {address} (give the page that patients open)")
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


def _mixed(page: str, target: Target, report: Report) -> None:
    if urlsplit(page).scheme == "https" and urlsplit(target.server).scheme == "http" and not _local(target.server):
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
    if page.headers.get("content-security-policy-report-only"):
        report.add(
            "look",
            "a policy is on trial (Content-Security-Policy-Report-Only): it stops nothing yet; before it does, allow the widget",
        )
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
    file = f"clinics/{target.clinic}.toml" if target.clinic else "rehab.toml"
    place = f"In {file} on the server, beside what the list holds already; it is taken in when the server starts again"
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
