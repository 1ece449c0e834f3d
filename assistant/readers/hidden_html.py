"""What a browser does not show of a web page: found by attributes, inline styles and simple rules of the page's own styles."""

from __future__ import annotations

import re
from typing import Any

from assistant.readers.extraction import tidy

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0*(?:\.\d+|0(?:\.\d+)?|1(?:\.0*)?(?=px|pt))\s*(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0*(?:\.0\d*|0(?:\.0\d*)?)\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|(?:left|top|right)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|transform\s*:\s*scale\(\s*0\s*\)"
    r"|mso-hide\s*:\s*all|(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|!|$)(?=.*overflow\s*:\s*hidden)|color\s*:\s*transparent",
    re.IGNORECASE | re.DOTALL,
)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(
    r"^(?:white|#fff|#ffff|#ffffff(?:ff)?|#f[d-f]f[d-f]f[d-f]|snow|rgba?\(\s*25[45]\s*,\s*25[45]\s*,\s*25[45].*|hsl\(.*100%\s*\))$",
    re.IGNORECASE,
)
_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only hidden d-none hide is-hidden u-hidden element-invisible".split()
)
_FOR_SCREEN_READERS = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only element-invisible".split()
)
"""Classes of words such as "Skip to content", which a screen reader says: a few of them hide nothing."""
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"^[\w-]*(?:[.#][\w-]+)*$")


def hidden_elements(soup: Any) -> list[str]:
    """Take what cannot be seen out of `soup` and return the words of each part that held some."""
    styles = _Styles(_rules(soup))
    found: list[str] = []
    for element in list(soup.find_all(True)):
        if element.decomposed or element.parent is None or element.name in {"html", "body", "head"}:
            continue
        if element.name in {"script", "style", "template", "noscript", "title", "meta", "link"}:
            continue
        style = styles.of(element)
        classes = {name.lower() for name in element.get("class") or []}
        gone = (
            element.has_attr("hidden")
            or str(element.get("aria-hidden") or "").lower() == "true"
            or bool(classes & _CLASSES)
            or bool(style and _UNSEEN.search(style))
            or _white_on_white(element, style, styles)
        )
        if gone:
            words = tidy(element.get_text(" "))
            spoken = bool(classes & _FOR_SCREEN_READERS) and len(words.split()) < 5
            if re.search(r"\w{2}", words) and not spoken:
                found.append(words)
            element.decompose()
    return found


class _Styles:
    """The page's own rules, looked up once for each combination of tag, classes and id."""

    def __init__(self, rules: list[tuple[str, str]]) -> None:
        self._rules = rules
        self._known: dict[tuple[str, frozenset[str], str], str] = {}

    def of(self, element: Any) -> str:
        """Return the declarations that apply to `element`, its own last."""
        own = str(element.get("style") or "")
        key = (element.name, frozenset(map(str, element.get("class") or [])), str(element.get("id") or ""))
        if key not in self._known:
            found = [text for selector, text in self._rules if _fits(selector, key[0], set(key[1]), key[2])]
            self._known[key] = ";".join(found) + ";" if found else ""
        return self._known[key] + (own + ";" if own else "")


def _fits(selector: str, tag: str, classes: set[str], identity: str) -> bool:
    name = re.match(r"[\w-]*", selector)
    if name and name.group() and name.group().lower() != tag:
        return False
    return all(
        part[1:] in classes if part[0] == "." else part[1:] == identity for part in re.findall(r"[.#][\w-]+", selector)
    )


def _rules(soup: Any) -> list[tuple[str, str]]:
    """Return the rules of the page's own styles that name one element, class or id and can hide it."""
    found: list[tuple[str, str]] = []
    for style in soup.find_all("style"):
        if "print" in str(style.get("media") or ""):
            continue
        text = re.sub(r"/\*.*?\*/|<!--|-->", "", style.get_text(), flags=re.DOTALL)
        text = re.sub(r"@media[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
        for selectors, declarations in _RULE.findall(text[:500_000]):
            if not (_UNSEEN.search(declarations + ";") or _COLOUR.search(declarations) or _GROUND.search(declarations)):
                continue
            for selector in selectors.split(","):
                if _SIMPLE.match(selector.strip()) and selector.strip():
                    found.append((selector.strip(), declarations.strip()))
    return found[:400]


def _white_on_white(element: Any, style: str, styles: _Styles) -> bool:
    colours = _COLOUR.findall(style) or (
        [str(element["color"])] if element.name == "font" and element.has_attr("color") else []
    )
    if not colours or not _WHITE.match(colours[-1].strip()):
        return False
    for place in (element, *element.parents):
        if getattr(place, "attrs", None) is None:
            break
        grounds = _GROUND.findall(styles.of(place))
        if place.has_attr("bgcolor"):
            grounds.append(str(place["bgcolor"]))
        if place.has_attr("background"):
            return False
        if grounds and grounds[-1].strip().lower() not in {"transparent", "none", "inherit"}:
            return bool(_WHITE.match(grounds[-1].strip().split()[0]))
    return True
