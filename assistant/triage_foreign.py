"""The commonest emergencies in Spanish, French, German, Italian, Portuguese and Polish, answered in that language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.models import SafetyFinding, SourceReference, Urgency
from assistant.normalising import plain_letters, plain_tokens
from assistant.triage_patterns import FILLERS, Matcher, stream_of


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
    """Their phrases, and the cues ``deny.<language>`` and ``ask.<language>``."""

    def assess(self, text: str) -> tuple[SafetyFinding, ...]:
        """Return the flags in `text`, most urgent first."""
        words = plain_tokens(text)
        stream = stream_of(((token.word, token.mark) for token in words.tokens), keep=FILLERS)
        found = self.matcher.find(stream, {})
        if not found:
            return ()
        cues = [(name, first, after) for name, first, after in found if name.startswith(("deny.", "ask."))]
        findings: dict[str, SafetyFinding] = {}
        for name, first, after in found:
            flag = self.flags.get(name)
            if flag is None or name in findings or _unsaid(flag.language, first, after, cues, stream.reach):
                continue
            tokens = words.tokens[stream.origin[first] : stream.origin[after - 1] + 1]
            findings[name] = SafetyFinding(
                rule=name,
                urgency=flag.urgency,
                message=flag.message,
                matched=words.words_between(tokens[0].start, tokens[-1].end),
                source=flag.source,
            )
        return tuple(sorted(findings.values(), key=lambda finding: -finding.urgency.level))


def _unsaid(language: str, first: int, after: int, cues: list[tuple[str, int, int]], reach: tuple[int, ...]) -> bool:
    """Whether a denial stands just before the phrase, or its sentence begins as a question for information."""
    for name, start, stop in cues:
        if not name.endswith("." + language) or reach[start] != reach[first]:
            continue
        if name.startswith("deny.") and start < first and 0 <= first - stop <= 2:
            return True
        if name.startswith("ask.") and start <= first:
            return True
    return False


def read_foreign(path: Path, numbers: Mapping[str, str], sources: Mapping[str, SourceReference]) -> Foreign:
    """Return the flags of `path` (``red-flags-languages.toml``) with the region's numbers put in."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    matcher = Matcher(denials=frozenset())
    flags: dict[str, ForeignFlag] = {}
    levels = {key: Urgency(value) for key, value in data["urgency"].items()}
    for language, table in data["language"].items():
        for cue in ("deny", "ask"):
            for line in _lines(table[cue]):
                matcher.add(f"{cue}.{language}", line, keep=FILLERS)
        for key, flag in table["flag"].items():
            rule = f"{key}.{language}"
            card = table["crisis"] if key == "suicide" else table[levels[key].value]
            message = f"{flag['may']} {card}".format_map(dict(numbers))
            flags[rule] = ForeignFlag(rule, language, levels[key], message, sources[data["source"][key]])
            for line in _lines(flag["when"]):
                matcher.add(rule, line, keep=FILLERS)
    return Foreign(flags, matcher)


def _lines(text: str) -> list[str]:
    return [plain_letters(line.strip()) for line in text.splitlines() if line.strip()]
