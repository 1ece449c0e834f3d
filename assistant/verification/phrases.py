"""Phrases that mean the same are written alike, so that what two texts say can be compared word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.lexical import name_stems
from assistant.verification.quantities import with_digits

_EACH = re.compile(r"\b(?:each|every) (day|week|hour|month|time|side|leg|foot|hand|set|\d+)\b")
_HOLD_EACH = re.compile(r"\b(hold|held) each (?:one )?")
_TURN = re.compile(r"\b((?:turn|rotat|roll|twist)\w*(?:,? \w+){0,6}?) (in|out)\b(?! (?:of|the|a|front|bed|line)\b)")
_SHORT = re.compile(
    r"\b(do|does|did|is|are|was|were|ca|wo|should|must|need|has|have|could|would)n['’]t\b", re.IGNORECASE
)
_FULL = (
    (re.compile(r"\b(you|we|they)['’]re\b", re.IGNORECASE), r"\1 are"),
    (re.compile(r"\b(you|we|they|i)['’]ve\b", re.IGNORECASE), r"\1 have"),
    (re.compile(r"\b(\w+)['’]ll\b", re.IGNORECASE), r"\1 will"),
    (re.compile(r"\b(it|that|there|here|what|he|she)['’]s\b", re.IGNORECASE), r"\1 is"),
)
_LONG = {"ca": "cannot", "wo": "will not"}
_DASH = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*(?=[a-z])", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[a-z])[-‐‑](?=[a-z])", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']")


class Phrases:
    """Groups of phrases that mean the same for this purpose."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        """`groups`: the first phrase of each stands for all of it."""
        self._same = {" ".join(name_stems(phrase)): group[0].lower() for group in groups for phrase in group}
        self._longest = max((len(key.split()) for key in self._same), default=1)

    def alike(self, text: str) -> str:
        """Return `text` in lower case, with numbers as digits and each phrase as the one that stands for its group."""
        plain = _HYPHEN.sub(" ", _DASH.sub(", ", text))
        for short, full in _FULL:
            plain = short.sub(full, plain)
        spelled = _SHORT.sub(lambda found: _LONG.get(found[1].lower(), f"{found[1]} not"), plain)
        flat = _TURN.sub(r"\1 \2wards", _HOLD_EACH.sub(r"\1 ", with_digits(spelled)))
        words = _WORD.findall(_EACH.sub(r"a \1", flat))
        out: list[str] = []
        index = 0
        while index < len(words):
            for size in range(min(self._longest, len(words) - index), 0, -1):
                part = words[index : index + size]
                key = " ".join(name_stems(" ".join(part)))
                if key in self._same and all(word[0].isalnum() for word in part):
                    out.append(self._same[key])
                    index += size
                    break
            else:
                out.append(words[index])
                index += 1
        return " ".join(out)
