"""Plain words out of whatever a person typed: hidden characters and mark-up removed, chat slang and typos read as words.

Every token keeps where it stands in the text as typed (half-open offsets in Unicode code points), so that a message can
show the person's own words. Cost is linear in the length of the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from assistant.spelling import Speller
from assistant.word_lists import short_forms

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
