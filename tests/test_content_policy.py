"""Reading another site's Content-Security-Policy, by the rules of CSP Level 3."""

from __future__ import annotations

import pytest

from ui.content_policy import allows, extended, matches, read_policies

PAGE = "https://www.clinic.example/page"
SCRIPT = "https://assistant.example/c/river/widget.js"


@pytest.mark.parametrize(
    ("source", "url", "expected"),
    [
        ("'self'", "https://www.clinic.example/x.js", True),
        ("'self'", "https://www.clinic.example:443/x.js", True),
        ("'self'", SCRIPT, False),
        ("*", SCRIPT, True),
        ("*", "data:text/javascript,1", False),
        ("https:", SCRIPT, True),
        ("http:", SCRIPT, True),
        ("data:", SCRIPT, False),
        ("assistant.example", SCRIPT, True),
        ("ASSISTANT.example", SCRIPT, True),
        ("assistant.example", "http://assistant.example/widget.js", False),
        ("https://assistant.example", SCRIPT, True),
        ("http://assistant.example", SCRIPT, True),
        ("https://assistant.example:8443", SCRIPT, False),
        ("https://assistant.example:*", "https://assistant.example:8443/w.js", True),
        ("https://*.example", SCRIPT, True),
        ("https://*.assistant.example", SCRIPT, False),
        ("https://assistant.example/c/", SCRIPT, True),
        ("https://assistant.example/c/river/widget.js", SCRIPT, True),
        ("https://assistant.example/other/", SCRIPT, False),
        ("https://assistant.example/c", SCRIPT, False),
        ("'none'", SCRIPT, False),
        ("'unsafe-inline'", SCRIPT, False),
        ("evil.example", SCRIPT, False),
    ],
)
def test_a_source_stands_for_an_address(source: str, url: str, expected: bool) -> None:
    assert matches(source, url, PAGE) is expected


@pytest.mark.parametrize(
    ("policy", "directive", "nonce", "expected"),
    [
        ("img-src 'self'", "script-src-elem", "", True),
        ("default-src 'self'", "script-src-elem", "", False),
        ("default-src 'self'; script-src https://assistant.example", "script-src-elem", "", True),
        ("script-src https://assistant.example; script-src-elem 'self'", "script-src-elem", "", False),
        ("script-src 'self' 'nonce-abc'", "script-src-elem", "abc", True),
        ("script-src 'nonce-abc' 'strict-dynamic' https:", "script-src-elem", "", False),
        ("script-src 'nonce-abc' 'strict-dynamic'", "script-src-elem", "abc", True),
        ("child-src https://assistant.example; default-src 'none'", "frame-src", "", True),
        ("frame-src 'none'; child-src https://assistant.example", "frame-src", "", False),
        ("SCRIPT-SRC 'none'; script-src *", "script-src-elem", "", False),
    ],
)
def test_the_deciding_directive_decides(policy: str, directive: str, nonce: str, expected: bool) -> None:
    [read] = read_policies([policy])
    assert allows(read, directive, SCRIPT, PAGE, nonce) is expected


def test_one_header_may_hold_several_policies() -> None:
    assert len(read_policies(["default-src 'self', script-src 'none'", "img-src *", ""])) == 3


@pytest.mark.parametrize(
    ("policy", "directive", "expected"),
    [
        ("default-src 'self'", "script-src-elem", "script-src 'self' https://a.example;"),
        ("default-src 'none'", "frame-src", "frame-src https://a.example;"),
        (
            "script-src 'self' x.example; default-src 'none'",
            "script-src-elem",
            "script-src 'self' x.example https://a.example;",
        ),
        ("script-src-elem 'self'", "script-src-elem", "script-src-elem 'self' https://a.example;"),
        ("child-src b.example", "frame-src", "frame-src b.example https://a.example;"),
    ],
)
def test_the_line_to_write_keeps_what_was_allowed(policy: str, directive: str, expected: str) -> None:
    [read] = read_policies([policy])
    line = extended(read, directive, "https://a.example")
    assert line == expected
    [mended] = read_policies([line])
    assert allows(mended, directive, "https://a.example/c/x/widget.js", PAGE)
