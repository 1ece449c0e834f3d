"""What a chat model said, cut into sentences with the numbers they cite, without what it says of itself."""

from __future__ import annotations

import re
import unicodedata

_MARK = re.compile(r"\s*[\[(]\s*(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\s*[\])]")
_THOUGHTS = re.compile(r"<think>.*?(</think>|$)", re.DOTALL)
_END = re.compile(r"(?<=[.!?])((?:\s*[\[(]\s*\d{1,2}(?:\s*[,;]\s*\d{1,2})*\s*[\])])*)(?:\s+|$)")
_STEP = re.compile(r"^\s*\d{1,2}[.)]\s+")
_BULLET = re.compile(r"^\s*(?:[-*•]|#{1,6})\s+")
_MARKS = str.maketrans({"【": "[", "】": "]", "［": "[", "］": "]"})
_FOOTNOTE = re.compile(r"\[\^(\d{1,2})\]")
LONGEST_HEADING = 8
"""Words of a heading."""
_UNSEEN = ("Cf", "So", "Sk", "Cs", "Co")
"""Categories of characters that a sentence does without: those that nobody sees, and little pictures."""
_LEAD_IN = re.compile(
    r"^(?:(?:sure|of course|certainly|absolutely|great question|good question|thank you for asking|hello|hi)(?: thing| there)?[.!,:]+\s*)*"
    r"(?:here(?:['’]s| is| are)\b[^.!?:\[]{0,120}:\s*)?"
    r"(?:(?:according to|as stated in|based on|from) (?:the )?(?:quotations?|sources?|quotes?)(?: (?:number )?\d{1,2})?,?\s*)?",
    re.IGNORECASE,
)
_CHATTER = re.compile(
    r"^(?:i hope\b|hope (?:this|that)\b|let me know\b|feel free\b|if you have (?:any )?(?:other|more|further) questions\b|please let me know\b|"
    r"(?:sure|of course|certainly|absolutely|great question|good question|take care|good luck|get well)\b[^.!?]{0,40}[.!?]$|here (?:is|are)\b[^.!?]{0,120}$)",
    re.IGNORECASE,
)
"""Politeness that says nothing of the matter: neither shown nor counted as unsupported."""


def finished(said: str) -> int:
    """Return the length of that part of `said` whose sentences, with their marks, cannot change any more."""
    if said.rfind("<think>") > said.rfind("</think>"):
        said = said[: said.rfind("<think>")]
    # A mark may still follow the last full stop.
    ends = [match.end() for match in _END.finditer(said) if match.end() < len(said) and said[match.end()] not in "[("]
    return max(said.rfind("\n") + 1, *ends, 0)


def sentences_of(said: str) -> list[tuple[bool, str, tuple[int, ...]]]:
    """Return what a model said as (is a step, sentence without marks, cited numbers), in order."""
    return [(step, text, numbers) for step, text, numbers, _ in told_in(said)]


def told_in(said: str) -> list[tuple[bool, str, tuple[int, ...], int]]:
    """Return what a model said as (is a step, sentence without marks, cited numbers, paragraph), in order.

    Paragraphs are counted from 0; each item of a list that is not numbered is one, and so are the lines below it.
    """
    found = []
    paragraph, listed = 0, False
    for line in _FOOTNOTE.sub(r"[\1]", _THOUGHTS.sub("", said).translate(_MARKS)).splitlines():
        step = bool(_STEP.match(line))
        item = bool(_BULLET.match(line)) and not step
        if not line.strip() or item or listed:
            paragraph += 1
        listed = item
        rest = _BULLET.sub("", _STEP.sub("", line)).replace("**", "").strip()
        begin = 0
        ends = [match.end() for match in _END.finditer(rest)]
        for end in [*ends, len(rest)]:
            piece, begin = rest[begin:end].strip(), max(begin, end)
            numbers = tuple(
                dict.fromkeys(int(number) for mark in _MARK.findall(piece) for number in re.findall(r"\d+", mark))
            )
            text = _clean(_MARK.sub("", piece))
            if not numbers and (_CHATTER.match(text) or text.endswith((":", "?")) or _is_heading(line, text)):
                continue
            if any(letter.isalpha() for letter in text):
                found.append((step, text if text[-1] in ".!?" else f"{text}.", numbers, paragraph))
    return found


def _is_heading(line: str, text: str) -> bool:
    """Whether a line of its own is the name of what follows: it says nothing of the matter, and nothing is lost without it."""
    return (
        line.strip().startswith(("#", "**")) and not text.endswith((".", "!")) and len(text.split()) <= LONGEST_HEADING
    )


def _clean(text: str) -> str:
    """Return a sentence without what a model says of itself, characters that nobody sees and little pictures."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) not in _UNSEEN)
    rest = _LEAD_IN.sub("", " ".join(seen.split()), count=1)
    return rest[:1].upper() + rest[1:]
