"""Illnesses and operations that a person tells of and the library has no rules for: kept in the person's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.circumstances.people import Told
from assistant.circumstances.procedures import hypothetical
from assistant.circumstances.words import PersonalWords, denied, general, plain, settled
from assistant.clauses import asks, clauses
from assistant.errors import DocumentError
from assistant.registers import read_toml

MOST = 3
"""Such things kept of one person: the first ones said."""
_BEFORE = re.compile(
    r"^(?:an? |the |my |his |her |your |some |had |have |got |has |with |after |for |of |from |and |no )+"
)
_TELLING = re.compile(
    r"\b(?:with|after|since|following|post|despite|because of|having had|having|given) (?:an? |my |the |his |her |recent |total |full )*_+_(?: (?:and|or) (?:an? )?_+)?(?: (?:\d+ (?:days?|weeks?|months?|years?)|last \w+|a (?:week|month|year|few weeks))(?: (?:ago|back|since|post))?)?"
)
_WHOSE = re.compile(
    r"\b(?:i|im|ive|my|me|he|hes|his|she|shes|her|had|having|have|has|got|after|since|following|post|with|on|under|living|diagnosed|recovering|recovered|survivor|survived|ago)\b"
)
"""Words that make an illness somebody's own, where it is more than a word in a question."""
_NOT_ONES_OWN = re.compile(
    r"\b(?:mum|mother|dad|father|sister|brother|friend|aunt|uncle|gran\w*|nan|wife|husband|people|anyone|someone|somebody) (?:died|passed|lost|had died)\b|"
    r"\b(?:family history|runs in the family|worried (?:about|it)|scared (?:of|it)|afraid|raising money|charity|sponsored)\b"
)


class UnlistedReader:
    """Finds what of a sentence is an illness or operation of nobody's list. Thread-safe."""

    def __init__(self, knowledge: Path, words: PersonalWords) -> None:
        """`knowledge`: the library's folder; `words`: what is known by name. Raises `DocumentError` naming the entry."""
        path = knowledge / "safety" / "unlisted.toml"
        values = read_toml(path)
        try:
            self._patterns = [
                re.compile(pattern) for key in ("names", "operations", "diagnoses") for pattern in values[key]
            ]
            self._held = re.compile("|".join(f"(?:{pattern})" for pattern in values["held"]))
        except (KeyError, re.error) as error:
            raise DocumentError(path, None, f"names, operations, diagnoses and held are needed: {error}") from error
        self._names = len(values["names"])
        self._speller = words.speller
        self._undescribed = [
            *(words.conditions[one] for one in values["undescribed"] if one in words.conditions),
            *(words.procedures[one].pattern for one in values["undescribed"] if one in words.procedures),
        ]
        self._known = [*words.conditions.values(), *(one.pattern for one in words.procedures.values())]

    def read(self, told: Told) -> None:
        """Record under ``others`` what `told` says, and take out what it denies or says is over."""
        for start, end, name in self._found(told.text):
            left, right = told.text[:start], told.text[end:]
            said = told.of(start)
            held: list[str] = said.setdefault("others", [])
            if denied(left, right) or settled(right):
                said["others"] = [one for one in held if one != name]
            elif general(left, right) or hypothetical(left[-60:]) or _NOT_ONES_OWN.search(told.text):
                continue
            elif name not in held and len(held) < MOST:
                held.append(name)

    def without(self, text: str) -> Iterator[str]:
        """Yield `text` without what it tells of such things, and of operations and illnesses that no document is about.

        Nothing where it tells of none, or where nothing is asked beside it.
        """
        words = plain(text, self._speller)
        spans = [(start, end) for start, end, _ in self._found(words)]
        spans += [match.span() for pattern in self._undescribed for match in pattern.finditer(words)]
        if not spans:
            return
        marked = list(words)
        for start, end in spans:
            marked[start:end] = "_" * (end - start)
        told = "".join(marked)
        asking = [part for part in clauses(told) if asks(part)]
        left = " ".join(asking) or told
        left = " ".join(_TELLING.sub(" ", left).replace("_", " ").split())
        if asks(left) and left != words:
            yield left

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        if not _WHOSE.search(text):
            return
        rest = text
        for pattern in self._known:
            rest = pattern.sub(lambda match: "_" * len(match.group()), rest)
        for number, pattern in enumerate(self._patterns):
            for match in pattern.finditer(rest):
                start, end = match.span("what") if "what" in pattern.groupindex else match.span()
                lead = _BEFORE.match(rest[start:end])
                start += lead.end() if lead else 0
                name = " ".join(rest[start:end].split()).replace(" my ", " your ")
                if len(name) < 2 or "_" in name or (number >= self._names and self._held.search(name)):
                    continue
                yield start, end, name
                rest = f"{rest[:start]}{'_' * (end - start)}{rest[end:]}"
