"""Which movements a question asks about: named themselves, or asked for by an everyday activity, a sport or a class."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.circumstances.words import plain
from assistant.errors import DocumentError
from assistant.lexical import stem_set
from assistant.registers import read_movements, read_toml
from assistant.spelling import Speller

ON_FEET = stem_set("stand standing walk walking squat step stairs")
"""Stems of what puts weight on the legs."""
_PIECES = re.compile(
    r"(?<=[.!?;])\s+|\n+|, (?=(?:and |so |but |can|could|is|are|how|what|when|should|may|do|would|which)\b)| but "
)
_BACKGROUND = re.compile(
    r"\b(?:used to|years of|before (?:my|the|his|her|this|it)\b|was an? (?:keen|avid)|were keen|am an? (?:keen|avid)|since i (?:stopped|gave up)|gave up|"
    r"i (?:did|had|fell|hurt|broke|injured|tore|twisted|was|got)\b|happened (?:when|while)|while i was|as a (?:former|retired)|my (?:job|work) (?:is|was)|"
    r"(?:non|partial|touch|toe touch|part|limited|no) ?weight ?bear\w*|\bnwb\b|\bpwb\b)"
)
"""Words that make a piece of a message the story of what was, rather than what is asked."""

KEPT = 4096
"""Texts whose movements are remembered: the library's questions are looked at again for each answer that might suggest them."""


class MovementReader:
    """Finds movements in a question. Thread-safe."""

    def __init__(self, knowledge: Path, speller: Speller) -> None:
        """`knowledge`: the library's folder; `speller`: repairs typing slips. Raises `DocumentError` naming the entry."""
        folder = knowledge / "safety"
        self._speller = speller
        self._remembered = lru_cache(maxsize=KEPT)(self._read)
        self._patterns: list[tuple[re.Pattern[str], tuple[str, ...]]] = []
        self._gentle: dict[re.Pattern[str], str] = {}
        self._asks: dict[re.Pattern[str], str] = {}
        known = read_movements(knowledge)
        for movement in known.values():
            if movement.words:
                self._patterns.append(
                    (_compiled(folder / "movements.toml", movement.id, movement.words), (movement.id,))
                )
        for key, entry in read_toml(folder / "activities.toml").items():
            pattern, movements = self._activity(folder / "activities.toml", key, entry, set(known))
            self._patterns.append((pattern, movements))
            if entry.get("everyday"):
                self._gentle[pattern] = key
            if entry.get("ask"):
                self._asks[pattern] = entry["ask"]

    @staticmethod
    def _activity(path: Path, key: str, entry: Any, known: set[str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
        try:
            words, movements = tuple(entry["words"]), tuple(entry["movements"])
        except (KeyError, TypeError) as error:
            raise DocumentError(path, None, f"[{key}] needs words and movements") from error
        if unknown := set(movements) - known:
            raise DocumentError(path, None, f"[{key}] names {sorted(unknown)}, which movements.toml does not list")
        return _compiled(path, key, words), movements

    def movements_in(self, text: str) -> tuple[str, ...]:
        """Return the movement ids that `text`, a question as typed, asks about, each once.

        What a message tells of the past ("I used to play tennis") is left out where something else is asked.
        """
        return self._remembered(text)

    def everyday(self, text: str) -> bool:
        """Tell whether `text` asks about an activity that is marked ``everyday`` and about nothing that is not.

        Movements that only describe the activity count as its own: "bend to put my socks on".
        """
        asked = self._asked(plain(text, self._speller))
        found = [(pattern, movements) for pattern, movements in self._patterns if pattern.search(asked)]
        own = {one for pattern, movements in found if pattern in self._gentle for one in movements}
        return bool(own) and all(pattern in self._gentle or own.issuperset(movements) for pattern, movements in found)

    def everyday_words(self, text: str) -> tuple[str, ...]:
        """Return the ids of the activities marked ``everyday`` that `text` speaks of."""
        words = plain(text, self._speller)
        return tuple(key for pattern, key in self._gentle.items() if pattern.search(words))

    def asks_in(self, text: str) -> tuple[str, ...]:
        """Return how the library's own questions name the activities that `text` asks about: "drive", "play golf"."""
        asked = self._asked(plain(text, self._speller))
        return tuple(dict.fromkeys(ask for pattern, ask in self._asks.items() if pattern.search(asked)))

    def _read(self, text: str) -> tuple[str, ...]:
        asked = self._asked(plain(text, self._speller))
        found = (movement for pattern, movements in self._patterns if pattern.search(asked) for movement in movements)
        return tuple(dict.fromkeys(found))

    @staticmethod
    def _asked(words: str) -> str:
        pieces = [piece for piece in _PIECES.split(words) if piece and piece.strip()]
        asked = [piece for piece in pieces if not _BACKGROUND.search(piece)]
        return "\n".join(asked or pieces)


def _compiled(path: Path, key: str, words: tuple[str, ...]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(f"(?:{pattern})" for pattern in words), re.MULTILINE)
    except re.error as error:
        raise DocumentError(path, None, f"[{key}] words: {error}") from error
