"""What a site's Content-Security-Policy lets a page load: the part of CSP Level 3 (W3C) that an embedded script and frame need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

FALLBACKS = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
}
"""Directives in the order in which they decide (CSP3, 6.8.3)."""
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_HOST = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[^:/?#*]+)(?::(?P<port>\d+|\*))?(?P<path>/[^?#]*)?",
    re.I,
)

Policy = Mapping[str, tuple[str, ...]]
"""Directive in lower case -> its values as written."""


def read_policies(headers: Iterable[str]) -> list[Policy]:
    """Return the policies in the values of ``Content-Security-Policy``, of which one may hold several between commas."""
    policies: list[Policy] = []
    for value in headers:
        for text in value.split(","):
            directives: dict[str, tuple[str, ...]] = {}
            for part in text.split(";"):
                name, *values = part.split() or [""]
                if name:
                    directives.setdefault(name.lower(), tuple(values))
            if directives:
                policies.append(directives)
    return policies


def deciding(policy: Policy, directive: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the directive that decides for `directive`, with its values, or None where the policy says nothing."""
    return next(((name, policy[name]) for name in FALLBACKS.get(directive, (directive,)) if name in policy), None)


def allows(policy: Policy, directive: str, url: str, page: str, nonce: str = "") -> bool:
    """Whether `policy` of the page at `page` lets it load `url` as `directive`; `nonce`: what the script element carries."""
    found = deciding(policy, directive)
    if found is None:
        return True
    values = found[1]
    if directive.startswith("script"):
        if nonce and f"'nonce-{nonce}'" in values:
            return True
        if any(value.lower() == "'strict-dynamic'" for value in values):
            return False
    return any(matches(value, url, page) for value in values)


def matches(source: str, url: str, page: str) -> bool:
    """Whether the source expression `source` of a policy on `page` stands for `url` (CSP3, 6.7.2)."""
    there, here = urlsplit(url), urlsplit(page)
    if source.lower() == "'self'":
        return _origin(there) == _origin(here) or (
            here.hostname == there.hostname
            and here.scheme == "http"
            and there.scheme == "https"
            and there.port is here.port is None
        )
    if source.startswith("'"):
        return False
    if source == "*":
        return there.scheme in _PORTS
    if source.endswith(":"):
        return _scheme(source[:-1], there.scheme)
    found = _HOST.fullmatch(source)
    if not found:
        return False
    scheme, host, port, path = found["scheme"], found["host"].lower(), found["port"], found["path"]
    name = (there.hostname or "").lower()
    at = there.port or _PORTS.get(there.scheme)
    return (
        _scheme(scheme or here.scheme, there.scheme)
        and (name.endswith(host[1:]) if host.startswith("*.") else host in ("*", name))
        and (port == "*" or at == int(port or _PORTS.get(there.scheme, 0)))
        and (not path or path == "/" or (there.path.startswith(path) if path.endswith("/") else there.path == path))
    )


def _scheme(allowed: str, given: str) -> bool:
    allowed = allowed.lower()
    return given == allowed or (allowed == "http" and given == "https")


def _origin(parts: object) -> tuple[object, ...]:
    return (parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme))  # type: ignore[attr-defined]


def extended(policy: Policy, directive: str, origin: str) -> str:
    """Return the whole directive that would also allow `origin`; a fallback's values are taken over."""
    found = deciding(policy, directive)
    values: Sequence[str] = [value for value in (found[1] if found else ()) if value.lower() != "'none'"]
    name = "script-src" if directive == "script-src-elem" and not (found and found[0] == directive) else directive
    return f"{name} {' '.join((*values, origin))};"
