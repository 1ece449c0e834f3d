"""Telephone numbers in a text become links."""

from __future__ import annotations

import re
from html import escape

from ui.telephones import Call, Region
from ui.texts import Texts

_NUMBER_BEFORE = r"(?<![\w.,/-])"


_NUMBER_AFTER = r"(?!\w|[.,/-]\d)"


def calls_in(text: str, region: Region) -> list[Call]:
    """Return the region's numbers that a text names, in the order of their first mention."""
    places = {call: match.start() for call in region.calls if (match := _named(call).search(text))}
    return sorted(places, key=places.__getitem__)


def call_words(call: Call, texts: Texts) -> str:
    """Return the words of a button that calls (not HTML)."""
    if not call.name:
        return texts.call.format(number=call.shown)
    if call.shown in call.name:
        return texts.call.format(number=call.name)
    return texts.call_named.format(name=call.name, number=call.shown)


def with_calls(text: str, region: Region) -> str:
    """Escape a text and turn the region's telephone numbers in it into ``tel:`` links."""
    folded = " ".join(text.split())
    pattern = re.compile("|".join(f"(?P<n{index}>{_named(call).pattern})" for index, call in enumerate(region.calls)))
    pieces: list[str] = []
    at = 0
    for match in pattern.finditer(folded):
        call = region.calls[int((match.lastgroup or "n0")[1:])]
        pieces += [
            escape(folded[at : match.start()], quote=True),
            f'<a class="tel" href="tel:{escape(call.dialled)}">{escape(match.group())}</a>',
        ]
        at = match.end()
    return "".join(pieces) + escape(folded[at:], quote=True)


def with_emergency(template: str, region: Region) -> str:
    before, _, after = template.partition("{call}")
    call = region.emergency
    tel = f'<a class="tel" href="tel:{escape(call.dialled)}">{escape(call.shown)}</a>'
    return f"{escape(before, quote=True)}{tel}{escape(after, quote=True)}"


def _named(call: Call) -> re.Pattern[str]:
    shown = r"[\s-]?".join(re.escape(group) for group in re.split(r"[\s-]", call.shown))
    return re.compile(_NUMBER_BEFORE + shown + _NUMBER_AFTER)
