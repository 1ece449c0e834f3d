"""Plain words out of whatever a person typed: hidden characters and mark-up removed, chat slang and typos read as words.

Every token keeps where it stands in the text as typed (half-open offsets in Unicode code points), so that a message can
show the person's own words. Cost is linear in the length of the text.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

COMMON_WORDS = Path(__file__).resolve().parents[1] / "knowledge" / "safety" / "common-words.txt"
"""Everyday English words, one a line, which spelling repair must leave alone."""

SHORT_FORMS = COMMON_WORDS.with_name("short-forms.txt")
"""Short forms, chat spellings and hard typos, one ``form = words`` a line."""

THREE_LETTERS = COMMON_WORDS.with_name("three-letter-words.txt")
"""Everyday words of three letters, one a line."""

LONGEST = 6000
"""Characters of a text that are read: half from its beginning and half from its end when it is longer."""

_HIDDEN = re.compile(
    r"<!--[^<>]{0,2000}-->|<(script|style)\b[^<>]{0,200}>[^<]{0,2000}</\1\s{0,5}>|<[a-z/!][^<>]{0,300}>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,10});", re.IGNORECASE)
_TOKEN = re.compile(
    r"[0-9]+(?:[.,][0-9]+)?(?![^\W_])|[aA]&[eE](?![^\W_])|[^\W_]+(?:'[^\W_]+)*'?|[.,;:!?\n()\"…]+|[/&+]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_DIGITS_INSIDE = str.maketrans("0134578@$", "oieastbas")
# Letters of other alphabets that look Latin: used to hide a word from a filter, or typed by a wrong keyboard.
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһԛԝѵ", "aeopcyxijsdhqwv", strict=True)),
        **dict(zip("АЕОРСУХІЈЅВКМНТ", "AEOPCYXIJSBKMHT", strict=True)),
        **dict(zip("αορνικτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aopviktABEZHIKMNOPTYX", strict=True)),
        **dict.fromkeys("’‘‛`´ʼ′", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("–—―‐‑−", "-"),
    }
)
_ACCENTED = re.compile(r"[à-öø-ÿąćęłńśźżœß]")


@dataclass(frozen=True, slots=True)
class Token:
    """One normalised word and where it stands in the text as typed."""

    word: str
    """Lower case, repaired; a mark such as ``.`` or ``,`` for punctuation."""
    start: int
    """First character in the text as typed."""
    end: int
    """One past its last character."""
    mark: bool = False
    """Whether it is punctuation."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as typed and its tokens."""

    original: str
    """The text as typed."""
    tokens: tuple[Token, ...]
    """Its words and marks, in order."""

    def words_between(self, start: int, end: int) -> str:
        """Return the person's own words from character `start` to `end`, without invisible characters and mark-up."""
        shown = _HIDDEN.sub(" ", self.original[start:end])
        return " ".join("".join(c for c in shown if unicodedata.category(c) not in ("Cf", "Cc")).split())


def clean(text: str) -> tuple[str, list[int]]:
    """Return `text` without hidden characters, mark-up and look-alike letters, and the original offset of each character.

    HTML comments and tags are dropped, entities resolved, Unicode compatibility forms (full width, mathematical) folded.
    """
    if len(text) > LONGEST:
        head, tail = LONGEST // 2, len(text) - LONGEST // 2
        first, places = clean(text[:head])
        last, others = clean(text[tail:])
        return first + "\n" + last, [*places, head, *(place + tail for place in others)]
    if text.isascii() and not ("&" in text and _ENTITY.search(text)):
        return _without_markup(_CONTROLS.sub(" ", text), list(range(len(text))))
    pieces: list[tuple[str, int]] = []
    skip = 0
    entities = {found.start(): found for found in _ENTITY.finditer(text)} if "&" in text else {}
    for place, character in enumerate(text):
        if place < skip:
            continue
        found = entities.get(place)
        if found is not None:
            skip = found.end()
            pieces.extend((each, place) for each in html.unescape(found.group()))
        else:
            pieces.append((character, place))
    characters: list[str] = []
    places = []
    for character, place in pieces:
        if character.isascii():
            folded = character if character >= " " or character in "\n\t" else " "
        else:
            category = unicodedata.category(character)
            if category == "Cf":
                continue
            folded = " " if category in ("Cc", "Zs", "Zl", "Zp") else unicodedata.normalize("NFKC", character)
            folded = folded.translate(_LOOKALIKES)
            if category == "Mn" and characters:
                joined = unicodedata.normalize("NFC", characters[-1] + folded)
                if len(joined) == 1:
                    characters[-1] = joined
                continue
        for each in folded:
            characters.append(each)
            places.append(place)
    return _without_markup("".join(characters), places)


def _without_markup(flat: str, places: list[int]) -> tuple[str, list[int]]:
    """Return `flat` and its `places` without comments and tags."""
    if "<" not in flat:
        return flat, places
    kept: list[str] = []
    kept_places: list[int] = []
    position = 0
    for hidden in _HIDDEN.finditer(flat):
        kept.append(flat[position : hidden.start()])
        kept_places.extend(places[position : hidden.start()])
        if hidden.group().startswith("<!") or hidden.group()[1:2].isalpha():
            kept.append(" ")
            kept_places.append(places[hidden.start()])
        position = hidden.end()
    kept.append(flat[position:])
    kept_places.extend(places[position:])
    return "".join(kept), kept_places


def plain_letters(word: str) -> str:
    """Return `word` in lower case without accents (``opération`` gives ``operation``, ``ß`` gives ``ss``)."""
    word = word.lower()
    if word.isascii():
        return word
    word = word.replace("ł", "l").replace("ß", "ss").replace("œ", "oe").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")


def _listed(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the everyday words that spelling repair leaves alone."""
    return _listed(COMMON_WORDS)


@lru_cache(maxsize=1)
def three_letter_words() -> frozenset[str]:
    """Return the everyday words of three letters."""
    return _listed(THREE_LETTERS)


@lru_cache(maxsize=1)
def short_forms() -> dict[str, tuple[str, ...]]:
    """Return what short forms and chat spellings stand for."""
    lines = SHORT_FORMS.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if not line.startswith("#"))
    return {form: tuple(words.split()) for form, _, words in pairs if words}


def forms_of(prefixes: Collection[str]) -> set[str]:
    """Return the everyday words that begin with any of `prefixes`."""
    words = sorted(common_words())
    forms: set[str] = set()
    for prefix in prefixes:
        place = bisect_left(words, prefix)
        while place < len(words) and words[place].startswith(prefix):
            forms.add(words[place])
            place += 1
    return forms


OFTENER = 0.08
"""Taken off the distance of a word for each doubling of how often it is met."""
MOST_OFTENER = 0.6
"""At most this much."""


class Speller:
    """Repairs words that are neither everyday English nor in a lexicon, towards the lexicon.

    One edit is allowed in words of 4 and 5 letters, two from 6 letters on (a swap of neighbours counts as one);
    a word must keep its first letter, or swap it with the second, or lack it, or have its neighbour on the keyboard.
    With `short`, the known words of three letters, other runs of three letters are read as words of four that lost one.
    With `frequency`, how often each word is met, an oftener one wins among equals: "strok" is a stroke, and no stork.
    """

    def __init__(
        self,
        lexicon: Collection[str],
        leave: Collection[str] | None = None,
        stems: Collection[str] = (),
        short: Collection[str] = (),
        frequency: Mapping[str, int] | None = None,
    ) -> None:
        self._frequency = frequency or {}
        self._short = frozenset(short)
        self._stems = frozenset(stems)
        self._lexicon = frozenset(word for word in lexicon if word.isalpha())
        self._leave = frozenset(common_words() if leave is None else leave)
        self._by_start: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._lexicon):
            if len(word) < 4:
                continue
            for letter in {word[0], word[1]}:
                self._by_start.setdefault((letter, len(word)), []).append(word)
        self._repaired: dict[str, str] = {}

    def knows(self, word: str) -> bool:
        """Whether `word` needs no repair: it, or the word that it is a form of, is known."""
        if word in self._lexicon or word in self._leave or word in self._stems:
            return True
        for ending in ("ing", "ed"):
            stem = word.removesuffix(ending)
            if len(stem) >= 4 and stem != word and not (ending == "ed" and stem.endswith("e")):
                forms = (stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem)
                return any(form in self._lexicon or form in self._leave for form in forms)
        return False

    def repair(self, word: str) -> str:
        """Return the lexicon word that `word` most likely stands for, or `word` itself."""
        if len(word) < 4 or not word.isalpha() or self.knows(word):
            if self._short and len(word) == 3 and word.isalpha() and word not in self._short and not self.knows(word):
                return self._completed(word)
            return word
        if word not in self._repaired:
            if len(self._repaired) > 20000:
                self._repaired.clear()
            self._repaired[word] = self._nearest(word)
        return self._repaired[word]

    def halves(self, word: str) -> tuple[str, str] | None:
        """Return the two known words that an unknown `word` runs together ("chestpain"), one of them of the lexicon."""
        if len(word) < 6 or self.knows(word):
            return None
        for cut in range(2, len(word) - 1):
            first, second = word[:cut], word[cut:]
            if (first in self._lexicon and len(first) > 3 and self._stands(second)) or (
                second in self._lexicon and len(second) > 3 and self._stands(first)
            ):
                return first, second
        return None

    def _stands(self, word: str) -> bool:
        """Whether `word` may be half of two words run together."""
        return (
            word in _SMALL
            or (len(word) > 2 and (word in self._short or word in self._lexicon))
            or (len(word) > 3 and self.knows(word))
        )

    def _completed(self, word: str) -> str:
        """Return the lexicon word of four letters that three letters most likely stand for, or `word` itself."""
        found = [
            candidate
            for candidate in self._by_start.get((word[0], 4), ())
            if candidate[0] == word[0] and OSA.distance(word, candidate, score_cutoff=1) == 1
        ]
        return min(found, key=lambda candidate: (candidate[-1] != word[-1], candidate), default=word)

    def _nearest(self, word: str) -> str:
        if word.endswith("in") and self.knows(word + "g"):  # "gettin"
            return word + "g"
        squeezed = re.sub(r"(.)\1\1+", r"\1\1", word)
        for variant in (squeezed, re.sub(r"(.)\1", r"\1", squeezed)):
            if variant != word and self.knows(variant):
                return variant
        if word.endswith("s") and self.knows(word[:-1]):
            return word
        for neighbour in _NEIGHBOURS.get(word[0], ""):
            if len(word) > 4 and neighbour + word[1:] in self._lexicon:
                return neighbour + word[1:]
        begins_known = any(word[:length] in self._stems for length in range(4, len(word)))
        allowed = 1 if len(word) <= 5 or begins_known else 2
        best, best_key = word, (allowed + 1.0, "")
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate in self._by_start.get((word[0], length), ()):
                same_start = candidate[0] == word[0]
                if not same_start and not (candidate[1] == word[0] and (candidate[0] == word[1] or length > len(word))):
                    continue
                distance = OSA.distance(word, candidate, score_cutoff=allowed)
                if distance > allowed or (distance == 2 and not same_start):
                    continue
                same_letters = sorted(word) == sorted(candidate) or _undoubled(word) == _undoubled(candidate)
                key = (
                    distance
                    + (0.0 if same_letters else 0.3)
                    + (0.0 if word[-1] == candidate[-1] else 0.2)
                    - (0.1 if length > len(word) else 0.0)
                    - min(OFTENER * math.log2(1 + self._frequency.get(candidate, 0)), MOST_OFTENER),
                    candidate,
                )
                if key < best_key:
                    best, best_key = candidate, key
        return best


_SMALL = frozenset("my is in on so it no to of at he me an as be by do go if or us we".split())
_NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wa qeas wrsd etdf ryfg tugh yihj uojk ipkl ol qwsz wedxza erfcxs rtgvcd tyhbvf yujnbg uikmnh iolmj opk asx "
        "zsdc xdfv cfgb vghn bhjm njk".split(),
        strict=True,
    )
)
"""The letters beside and below or above each on a keyboard."""


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def tokenise(text: str, speller: Speller | None = None) -> Text:
    """Return `text` as English words: cleaned, lower case, short forms written out, slang and typos read.

    Without a `speller` nothing is repaired beyond the fixed lists.
    """
    flat, places = clean(text)
    flat = flat.lower()
    if len(flat) != len(places):  # lower-casing may lengthen a letter such as "İ"
        flat = "".join(c.lower()[:1] for c in clean(text)[0])
    raw = [(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(flat)]
    raw = _join_split_words(raw, flat, speller)
    tokens: list[Token] = []
    for word, first, last in raw:
        start, end = places[first], places[last - 1] + 1
        tokens.extend(Token(each, start, end, not each[0].isalnum()) for each in _words(word, speller))
    return Text(text, tuple(tokens))


def _words(word: str, speller: Speller | None) -> Iterable[str]:
    """Yield the normalised words that one typed word stands for."""
    word = word.rstrip("'") or word
    known = short_forms()
    if word in known:
        return known[word]
    if not word[0].isalnum():
        return (word[0],)
    if "'" in word:
        head, _, tail = word.rpartition("'")
        head = head.replace("'", "")
        if tail == "t" and head.endswith("n") and len(head) > 2:
            return (head[:-1], "not")
        if tail != "s" and head + tail in known:
            return known[head + tail]
        ending = {"s": "is", "re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}.get(tail)
        if ending is not None:
            return (*_words(head, speller), ending)
        word = head + tail
    elif word.endswith("nt") and word[:-2] in _AUXILIARIES:
        return (word[:-2], "not")
    if any(c.isdigit() for c in word) and any(c.isalpha() for c in word):
        letters = word.translate(_DIGITS_INSIDE)
        if speller is not None and letters.isalpha() and len(letters) > 3 and speller.knows(letters):
            return (letters,)
        split = re.fullmatch(r"([0-9]+)([a-z]+)", word)
        if split:
            return (split.group(1), *known.get(split.group(2), (split.group(2),)))
    word = plain_letters(word)
    if speller is None:
        return (word,)
    repaired = speller.repair(word)
    # "sholuder" is one word with a slip, "chestpain" two words without a space.
    near = repaired != word and OSA.distance(word, repaired, score_cutoff=2) < 2
    halves = None if near or not word.isalpha() else speller.halves(word)
    return tuple(each for half in halves or (repaired,) for each in known.get(half, (half,)))


_AUXILIARIES = frozenset("do does did is are was were has have had could would should must need".split())


def _join_split_words(
    raw: list[tuple[str, int, int]], flat: str, speller: Speller | None
) -> list[tuple[str, int, int]]:
    """Join letters typed apart (``c h e s t``) and words broken by a mark (``ch-est``), where the whole is a known word."""
    if speller is None:
        return raw
    joined: list[tuple[str, int, int]] = []
    index = 0
    while index < len(raw):
        word, start, end = raw[index]
        if len(word) == 1 and word.isalpha():
            stop = index
            while stop < len(raw) and len(raw[stop][0]) == 1 and raw[stop][0].isalpha() and stop - index < 40:
                stop += 1
            if stop - index >= 4:
                joined.extend(_spelled_out(raw[index:stop], flat, speller))
                index = stop
                continue
        if word.isalpha() and index + 1 < len(raw):
            following = index + 1
            if raw[following][0] == "." and following + 1 < len(raw):
                following += 1
            other, other_start, other_end = raw[following]
            tight = other_start - end == 1 and not flat[end].isspace()
            if tight and other.isalpha() and len(word) + len(other) >= 4:
                whole = word + other
                if speller.knows(whole) and not (speller.knows(word) and speller.knows(other)):
                    joined.append((whole, start, other_end))
                    index = following + 1
                    continue
        joined.append(raw[index])
        index += 1
    return joined


def _spelled_out(letters: list[tuple[str, int, int]], flat: str, speller: Speller) -> list[tuple[str, int, int]]:
    """Cut a run of single letters into known words, at wider gaps first, else by the longest known word."""
    words: list[tuple[str, int, int]] = []
    group: list[tuple[str, int, int]] = []
    groups: list[list[tuple[str, int, int]]] = []
    for letter in letters:
        if group and letter[1] - group[-1][2] > 1:
            groups.append(group)
            group = []
        group.append(letter)
    groups.append(group)
    for each in groups:
        index = 0
        while index < len(each):
            for stop in range(min(len(each), index + 14), index, -1):
                whole = "".join(letter for letter, _, _ in each[index:stop])
                if (stop - index > 2 and speller.knows(whole)) or stop == index + 1:
                    words.append((whole, each[index][1], each[stop - 1][2]))
                    index = stop
                    break
    return words


def plain_tokens(text: str) -> Text:
    """Return `text` as lower-case words without accents, split at apostrophes: for languages other than English."""
    flat, places = clean(text)
    tokens: list[Token] = []
    for found in re.finditer(r"[^\W_]+|[.,;:!?\n()¿¡…]+", flat):
        word = plain_letters(found.group())
        start, end = places[found.start()], places[found.end() - 1] + 1
        if word:
            tokens.append(Token(word if word[0].isalnum() else word[0], start, end, not word[0].isalnum()))
    return Text(text, tuple(tokens))
