"""The commonest emergencies in Spanish, French, German, Italian, Portuguese and Polish, answered in that language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.models import SafetyFinding, SourceReference, Urgency
from assistant.normalising import plain_letters, plain_tokens
from assistant.triage.patterns import FILLERS, Matcher, stream_of


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
    common: Mapping[str, frozenset[str]]
    """Small words of each language, of English and of some without flags too."""

    def language_of(self, text: str) -> str:
        """Return the ISO 639-1 code of the language of `text`: English unless more small words are another's."""
        words = {token.word for token in plain_tokens(text).tokens}
        counts = {language: len(words & common) for language, common in self.common.items()}
        best = max(counts, key=lambda language: counts[language])
        return best if counts[best] > counts["en"] else "en"

    def _read(self, word: str) -> str:
        """Return `word` with no letter doubled, or the word of a phrase that it is when two neighbours are swapped back."""
        once = _once(word)
        if len(word) < 5 or not word.isalpha() or self._fits(once):
            return once
        swapped = (_once(word[:at] + word[at + 1] + word[at] + word[at + 2 :]) for at in range(len(word) - 1))
        return next((other for other in swapped if other in self.matcher.literals), once)

    def _fits(self, word: str) -> bool:
        return word in self.matcher.literals or any(
            word[:length] in self.matcher.prefixes for length in range(2, len(word) + 1)
        )

    def assess(self, text: str) -> tuple[SafetyFinding, ...]:
        """Return the flags in `text`, most urgent first; of its own language where that has any."""
        words = plain_tokens(text)
        stream = stream_of(((self._read(token.word), token.mark) for token in words.tokens), keep=FILLERS)
        found = self.matcher.find(stream, {})
        if not found:
            return ()
        spoken = self.language_of(text)
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
    for language, table in data["language"].items():
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
    common = {
        language: frozenset(plain_letters(word) for word in words.split()) for language, words in data["common"].items()
    }
    return Foreign(flags, matcher, common)


def _lines(text: str) -> list[str]:
    return [_once(plain_letters(line.strip())) for line in text.splitlines() if line.strip()]
