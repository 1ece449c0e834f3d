"""The commonest emergencies in Spanish, French, German, Italian, Portuguese and Polish, answered in that language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.models import SafetyFinding, SourceReference, Urgency
from assistant.normalising import Text, plain_letters, plain_tokens
from assistant.spelling import KEYS
from assistant.triage.patterns import FILLERS, Matcher, stream_of

LONGEST = 30
"""Letters of a word above which no slip is looked for in it."""


@dataclass(frozen=True, slots=True)
class ForeignFlag:
    """One flag in one language."""

    rule: str
    """Id: the English rule's, with the language behind it, such as ``chest-pain.es``."""
    language: str
    """ISO 639-1 code."""
    urgency: Urgency
    """How soon help is needed."""
    message: str
    """The card in that language."""
    source: SourceReference
    """Where it comes from."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """The flags of all languages."""

    flags: Mapping[str, ForeignFlag]
    """By rule id."""
    matcher: Matcher
    """Their phrases, and the cues ``deny``, ``ask``, ``past`` and ``now`` with the language behind a full stop."""
    lexicons: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Of each language, first letter -> words of its phrases that a slip may be mended to, with the usual endings of stems."""
    common: Mapping[str, frozenset[str]]
    """Small words of each language, of English and of some without flags too."""

    def language_of(self, text: str) -> str:
        """Return the ISO 639-1 code of the language of `text`: English unless more small words are another's."""
        return self._spoken(plain_tokens(text))

    def _spoken(self, text: Text) -> str:
        words = {token.word for token in text.tokens}
        counts = {language: len(words & common) for language, common in self.common.items()}
        best = max(counts, key=lambda language: counts[language])
        return best if counts[best] > counts["en"] else "en"

    def _read(self, word: str, spoken: str) -> str:
        """Return `word` with no letter doubled, or the word of a phrase that it is with one slip mended.

        Two neighbours swapped back; towards the words of the language `spoken` also "ae" for "ä", a letter too few or too many,
        or the key beside the right one.
        """
        once = _once(word)
        if not 4 <= len(word) <= LONGEST or not word.isalpha() or once in self.matcher.literals:
            return once
        # What begins as a phrase wants it must still do so when it is mended.
        begun = next(
            (once[:length] for length in range(len(once), 1, -1) if once[:length] in self.matcher.prefixes), ""
        )
        lexicon = self.lexicons.get(spoken)
        if begun and lexicon is None:
            return once
        if not begun and len(word) > 4:
            for at in range(len(word) - 1):
                swapped = _once(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
                if swapped in self.matcher.literals:
                    return swapped
        if lexicon is None:
            return once
        plain = _DIGRAPH.sub(r"\1", once)
        if plain != once and not begun and self._fits(plain):
            return plain
        return next(
            (
                other
                for other in lexicon.get(once[0], ())
                if other.startswith(begun) and (_slip(once, other) or _slip(word, other))
            ),
            once,
        )

    def _fits(self, word: str) -> bool:
        return word in self.matcher.literals or any(
            word[:length] in self.matcher.prefixes for length in range(2, len(word) + 1)
        )

    def assess(self, text: str) -> tuple[SafetyFinding, ...]:
        """Return the flags in `text`, most urgent first; of its own language where that has any."""
        words = plain_tokens(text)
        spoken = self._spoken(words)
        stream = stream_of(((self._read(token.word, spoken), token.mark) for token in words.tokens), keep=FILLERS)
        found = self.matcher.find(stream, {})
        if not found:
            return ()
        cues = [each for each in found if each[0] not in self.flags]
        findings: dict[str, SafetyFinding] = {}
        for name, first, after in found:
            flag = self.flags.get(name)
            if flag is None or name in findings:
                continue
            if any(_unsaid(language, first, cues, stream.reach) for language in {spoken, flag.language}):
                continue
            tokens = words.tokens[stream.origin[first] : stream.origin[after - 1] + 1]
            findings[name] = SafetyFinding(
                rule=name,
                urgency=flag.urgency,
                message=flag.message,
                matched=words.words_between(tokens[0].start, tokens[-1].end),
                source=flag.source,
            )
        own = [finding for name, finding in findings.items() if self.flags[name].language == spoken]
        return tuple(sorted(own or findings.values(), key=lambda finding: -finding.urgency.level))


def _once(word: str) -> str:
    """Return `word` with each letter once where it is doubled: the typo that these languages see most."""
    return _DOUBLED.sub(r"\1", word)


_DOUBLED = re.compile(r"([a-z])\1+")
# "gefuehl", "koerper": how umlauts are typed without their keys.
_DIGRAPH = re.compile(r"([aou])e")
_ENDINGS = ("", "a", "o", "e", "as", "os", "es", "er", "t", "te", "en", "et", "ado", "ada", "ato", "ata")


def _slip(word: str, other: str) -> bool:
    """Whether `word` is `other` with a letter too few or too many, or with one key beside the right one; both from the same letter on."""
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    if len(longer) - len(shorter) > 1 or not shorter:
        return False
    at = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    if len(longer) > len(shorter):
        return at > 0 and longer[at + 1 :] == shorter[at:] and len(longer) > 4
    return (
        len(word) > 5
        and 0 < at < len(word)
        and word[at + 1 :] == other[at + 1 :]
        and other[at] in KEYS.get(word[at], "")
    )


def _unsaid(language: str, first: int, cues: list[tuple[str, int, int]], reach: tuple[int, ...]) -> bool:
    """Whether a denial stands just before the phrase, its sentence asks for information, or tells of long ago."""
    inside = [(name, start, stop) for name, start, stop in cues if reach[start] == reach[first]]
    now = any(name == f"now.{language}" for name, _, _ in inside)
    for name, start, stop in inside:
        if name == f"deny.{language}" and start < first <= stop + 2:
            return True
        if name == f"ask.{language}" and start <= first:
            return True
        if name == f"past.{language}" and not now:
            return True
    return False


def read_foreign(path: Path, numbers: Mapping[str, str], sources: Mapping[str, SourceReference]) -> Foreign:
    """Return the flags of `path` (``red-flags-languages.toml``) with the region's numbers put in."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    matcher = Matcher(denials=frozenset())
    flags: dict[str, ForeignFlag] = {}
    levels = {key: Urgency(value) for key, value in data["urgency"].items()}
    lexicons: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for language, table in data["language"].items():
        own = Matcher()
        for cue in ("deny", "ask", "past", "now"):
            for line in _lines(table[cue]):
                matcher.add(f"{cue}.{language}", line, keep=FILLERS)
        for key, flag in table["flag"].items():
            rule = f"{key}.{language}"
            card = table["crisis"] if key == "suicide" else table[levels[key].value]
            message = f"{flag['may']} {card}".format_map(dict(numbers))
            flags[rule] = ForeignFlag(rule, language, levels[key], message, sources[data["source"][key]])
            for line in _lines(flag["when"]):
                matcher.add(rule, line, keep=FILLERS)
                own.add(rule, line, keep=FILLERS)
        lexicons[language] = _lexicon(own)
    common = {
        language: frozenset(plain_letters(word) for word in words.split()) for language, words in data["common"].items()
    }
    return Foreign(flags, matcher, lexicons, common)


def _lexicon(phrases: Matcher) -> Mapping[str, tuple[str, ...]]:
    words = {word for word in phrases.literals if len(word) > 4}
    words |= {stem + end for stem in phrases.prefixes if len(stem) > 4 for end in _ENDINGS}
    lexicon: dict[str, list[str]] = {}
    for word in sorted(words):
        lexicon.setdefault(word[0], []).append(word)
    return {letter: tuple(listed) for letter, listed in lexicon.items()}


def _lines(text: str) -> list[str]:
    return [_once(plain_letters(line.strip())) for line in text.splitlines() if line.strip()]
