"""What people call things -> what the library calls them: names of documents, abbreviations, lay words, typos."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from assistant.english import english_words, is_english
from assistant.lexical import STOP_WORDS, name_stems
from assistant.models import Document
from assistant.registers import read_toml
from assistant.spelling import Speller
from assistant.word_lists import common_words

_WORD = re.compile(r"#?[a-z0-9]+(?:['’][a-z]+)*")
COMMON = 0.2
"""Share of the documents above which a one-word name is common."""
ESTABLISHED = 4
"""Times that a word no dictionary holds must stand in the documents to be one of their words."""
RARER = 10
"""How much commoner the right word must be than one that is taken for a slip."""
SHORTEST_REPAIRED = 4
"""Letters below which a word is not repaired: too many words are one letter apart."""
WORDS_KEPT = 20_000
"""Words whose repair is remembered."""
TEXTS_KEPT = 4096
"""Texts whose names are remembered."""

_FILLERS = frozenset("my me mine her his your their our the a an this that these those".split())
"""Words that a lay phrase may hold or lack."""


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


_MONTH = re.compile(
    r"\b(?:in|since|last|from|until|till|by|of|early|mid|late|this|next|during) march\b(?! (?:on|exercise|position|time))|\bmarch (?:the )?\d{1,4}\b|\b\d{1,2}(?:st|nd|rd|th)? (?:of )?march\b"
)
"""The month, which is no marching."""


class Vocabulary:
    """Names and words of a set of documents, with the lexicon of lay words and abbreviations."""

    def __init__(self, documents: Iterable[Document], lexicon: Path | None = None) -> None:
        """`lexicon`: the folder of the library, for its vocabulary.toml; None leaves lay words out."""
        values = read_toml(lexicon / "vocabulary.toml") if lexicon else {}
        self.abbreviations: dict[str, str] = values.get("abbreviations", {})
        lay: dict[str, str] = values.get("lay", {})
        self._lay = {_lay_key(words(phrase)): meaning for phrase, meaning in lay.items()}
        self._longest_lay = max((len(key) for key in self._lay), default=0)
        self._names: dict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
        self._spelled: dict[tuple[str, ...], str] = {}
        self._alias_words: set[str] = set()
        frequency: Counter[str] = Counter()
        self._spread: Counter[str] = Counter()
        self._documents = 0
        for document in documents:
            used = words(document.text) if document.kind == "leaflet" else _document_words(document)
            frequency.update(used)
            self._alias_words.update(word for name in document.aliases for word in words(name))
            used += [word for name in document.aliases for word in words(name)]
            self._spread.update({stem for word in set(used) for stem in name_stems(word)})
            self._documents += 1
            if document.kind != "leaflet":
                for name in (document.title, *document.aliases):
                    self._add_name(name, document.id, ambiguous=False)
                for name in document.ambiguous:
                    self._add_name(name, document.id, ambiguous=True)
        known = {word for phrase in lay for word in words(phrase)}
        known.update(word for value in (*lay.values(), *self.abbreviations.values()) for word in words(value))
        held = lexicon / "safety" / "topics.toml" if lexicon else None
        topics = read_toml(held) if held and held.is_file() else {}
        known.update(word for names in topics.values() for name in names for word in words(name))
        self._known = known | set(self.abbreviations) | set(values.get("known", {}).get("words", ())) | set(STOP_WORDS)
        self._misspelt: dict[str, str] = values.get("misspelt", {})
        self._frequency = frequency
        # Spelled right: everyday words that the dictionary holds, which also lists names.
        self._sound = common_words() & english_words()

    def __getstate__(self) -> dict[str, object]:
        """Leave out what is made when it is first needed."""
        later = ("_speller", "_repaired", "_mentioned", "_longest_by_first")
        return {name: value for name, value in self.__dict__.items() if name not in later}

    @cached_property
    def _repaired(self) -> Callable[[str], str]:
        """`_repair_word`, with the words met last remembered."""
        return lru_cache(maxsize=WORDS_KEPT)(self._repair_word)

    @cached_property
    def _mentioned(self) -> Callable[[str], tuple[Mention, ...]]:
        """`_read_mentions`, with the texts met last remembered: sentences of the library are looked at again and again."""
        return lru_cache(maxsize=TEXTS_KEPT)(self._read_mentions)

    @cached_property
    def _longest_by_first(self) -> dict[str, int]:
        """Stems of the longest name that begins with a stem."""
        longest: dict[str, int] = {}
        for key in self._names:
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
        return longest

    @cached_property
    def _speller(self) -> Speller:
        """Repairs towards the words of the documents, those that somebody may have misspelt there left out."""
        sound = self._sound
        held = {word for word, count in self._frequency.items() if count >= ESTABLISHED or word in sound} | self._known
        first = Speller(held, leave=sound | self._known)
        # Other names hold common misspellings on purpose: those are no words to repair towards.
        held.update(word for word in self._alias_words if first.repair(word) == word)
        return Speller(held, leave=sound | self._known, frequency=self._frequency)

    def _add_name(self, name: str, document_id: str, ambiguous: bool) -> None:
        key = name_stems(name)
        if key:
            self._names[key][document_id] = ambiguous
            self._spelled.setdefault(key, name)

    def repair(self, text: str) -> str:
        """Return `text` in lower case with words that nobody knows replaced by the nearest word of the documents."""
        return _WORD.sub(lambda match: self._repaired(match.group()), text.lower())

    def _repair_word(self, word: str) -> str:
        slang = self._misspelt.get(word)
        if slang is not None:
            return slang
        if len(word) < SHORTEST_REPAIRED or not word.isalpha():
            return word
        repaired = self._speller.repair(word)
        # A name, or a word that some document holds, is a slip only where it is one letter off a common word.
        count = self._frequency[word]
        if count or is_english(word):
            common = self._frequency[repaired] >= RARER * max(count, 1)
            return repaired if common and OSA.distance(word, repaired) == 1 else word
        return repaired

    def meanings(self, text: str) -> dict[str, str]:
        """Return the abbreviations and lay phrases that stand in `text`, each with what it means, longest phrase first."""
        found = [word for word in words(text) if word not in _FILLERS]
        stemmed = _lay_key(found)
        meant: dict[str, str] = {}
        for size in range(min(self._longest_lay, len(found)), 0, -1):
            for index in range(len(found) - size + 1):
                meaning = self._lay.get(stemmed[index : index + size])
                if meaning is not None:
                    meant[" ".join(found[index : index + size])] = meaning
        meant.update({word: self.abbreviations[word] for word in found if word in self.abbreviations})
        return meant

    def mentions(self, text: str) -> list[Mention]:
        """Return the names that stand in `text`, longest first at each place, in the order of their places."""
        return list(self._mentioned(text))

    def _read_mentions(self, text: str) -> tuple[Mention, ...]:
        tokens = name_stems(_MONTH.sub(" ", text))
        found: list[Mention] = []
        index = 0
        while index < len(tokens):
            longest = self._longest_by_first.get(tokens[index], 0)
            for size in range(min(longest, len(tokens) - index), 0, -1):
                key = tokens[index : index + size]
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
        return tuple(found)

    def alternatives(self, name: str) -> tuple[str, ...]:
        """Return every document that carries `name`, firmly or among others."""
        return tuple(self._names.get(name_stems(name), ()))


def _lay_key(found: Sequence[str]) -> tuple[str, ...]:
    """Return the stems of a phrase without whose it is: "tripped on my rug" is "trips on a rug"."""
    return name_stems(" ".join(word for word in found if word not in _FILLERS))


def words(text: str) -> list[str]:
    """Return the lower-case words of `text`, apostrophes removed."""
    return [word.replace("'", "").replace("’", "") for word in _WORD.findall(text.lower())]


def _document_words(document: Document) -> list[str]:
    found = words(" ".join((document.title, *document.muscles)))
    for section in document.sections:
        found.extend(words(section.heading))
        for statement in section.statements:
            found.extend(words(document.text[statement.span.start : statement.span.end]))
    return found


def names_in(mentions: Sequence[Mention]) -> list[str]:
    """Return the ids that `mentions` name firmly, in order, each once."""
    firm = [mention for mention in mentions if not mention.ambiguous and not mention.common]
    return list(dict.fromkeys(identity for mention in firm for identity in mention.documents))


def exercises_of(named: Iterable[str]) -> list[str]:
    """Return the ids among `named` that are of exercises."""
    return [one for one in named if one.startswith("exercises/")]
