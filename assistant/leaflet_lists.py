"""Lists in leaflets: an item may say the reverse without the heading or the sentence above it ("Do not", "Stop at once if:")."""

from __future__ import annotations

import re

from assistant.models import Document, Section

GOVERNS = re.compile(
    r"^(?:please )?(?:do(?:n['’]?t| not)|never|avoid|not\b|no\b|stop|what not|(?:things|activities|exercises|movements) (?:to avoid|not)|you (?:must|should|may|can) ?not|"
    r"when not|who (?:should|must) not|unless|if\b|only\b|before\b|see (?:us|your|a)|call\b|ring\b|phone\b|contact\b|go (?:to|straight)|seek|get help|tell us|warning|"
    r"red flags?|when (?:do i|should i|to) (?:worry|call|ring|stop|seek|get|contact)|(?:safe|unsafe|wrong|bad|harmful)\b)|\b(?:not|if|when|unless|until)\W*$|:$",
    re.IGNORECASE,
)
"""A heading that the items below it cannot do without: alone, "walk barefoot" below "Don't" is advice to do it."""
_OPENS = (":", " if", " when", " unless")


def governing(document: Document, section: Section, statement: int) -> int | None:
    """Return the index of the statement of `section` that the item with this index cannot do without, or None."""
    if section.statements[statement].form in ("sentence", "heading"):
        return None
    for number in range(statement - 1, -1, -1):
        above = section.statements[number]
        if above.form == "heading":
            return number
        if above.form == "sentence":
            text = document.text[above.span.start : above.span.end].rstrip()
            return number if text.endswith(_OPENS) else None
    return None
