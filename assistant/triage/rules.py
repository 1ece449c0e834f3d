"""Reads the red-flag rules, their concepts and the emergency numbers from ``knowledge/safety`` and words the messages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import ConfigurationError, DocumentError
from assistant.models import SourceReference, Urgency
from assistant.triage.language import MONTHS, NEVER, SIX_WEEKS, WEEKS, YEARS, Manner
from assistant.triage.passing import Settles, read_settles
from assistant.triage.patterns import FILLERS, Matcher
from assistant.word_lists import forms_of

CUES = ("red-flags-figures.toml", "red-flags-language.toml")
"""Names of the files of how things are said."""
TABLES = ("settles", "words")
"""What the last of them holds besides cues: signs that a cue settles, and lists of words that cues name."""

Term = tuple[tuple[str, ...], ...]
"""Concepts that must stand together; each place may be taken by any of its names."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One way in which a rule is met."""

    terms: tuple[Term, ...]
    """Every term must be found somewhere in what the person said."""
    absent: tuple[str, ...]
    """None of these may be found in the same message."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A red flag: what it recognises, how urgent it is and what is said."""

    id: str
    """Short id, shown with the finding."""
    urgency: Urgency
    """How soon help is needed."""
    conditions: tuple[Condition, ...]
    """Any of them suffices."""
    message: str
    """What to do, whom to call, what to say, with the region's numbers."""
    source: SourceReference
    """Where it comes from."""
    kind: str
    """``body``, or ``mind`` for despair, self-harm and abuse: a doctor's all-clear for the body does not settle those."""


@dataclass(frozen=True, slots=True)
class Concepts:
    """What the rules are made of."""

    groups: Matcher
    """Building blocks that patterns refer to."""
    matcher: Matcher
    """Concepts."""
    parts: dict[str, str]
    """Parts of the body, with their region."""
    context: frozenset[str]
    """Concepts that hold whatever the time they are told in: an operation, an illness, a pregnancy."""
    events: frozenset[str]
    """Concepts that are over when they were months ago: a fall."""
    mended: frozenset[str]
    """Concepts that are over when they were weeks ago: a fracture, a dislocation."""
    treatable: frozenset[str]
    """Concepts that are over when they were weeks ago and have been treated, else six weeks ago; never while nobody has seen
    to them: a torn tendon."""
    insistent: frozenset[str]
    """Concepts that count even inside a question or supposition: thoughts of suicide, self-harm, abuse."""
    words: frozenset[str]
    """Every word that a pattern names, for the speller."""
    stems: frozenset[str]
    """Every beginning of a word that a pattern names."""

    settles: Settles
    """Concepts that are settled once they have gone or are as always."""

    def over_after(self, name: str, manner: Manner) -> int:
        """Return how long ago the concept `name` must have been to be over, in a message said in `manner`."""
        if name in self.treatable:
            if manner.untreated:
                return NEVER
            return WEEKS if manner.treated else SIX_WEEKS
        if name in self.mended:
            return WEEKS
        return MONTHS if name in self.events else YEARS


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DocumentError(path, None, "the file is missing; the red-flag rules need it") from None
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(path, None, f"not valid TOML ({error})") from error


def read_concepts(folder: Path) -> Concepts:
    """Return the concepts of every ``red-flags-words*.toml`` in `folder`."""
    groups, matcher = Matcher(), Matcher()
    parts: dict[str, str] = {}
    context: set[str] = set()
    events: set[str] = set()
    insistent: set[str] = set()
    mended: set[str] = set()
    treatable: set[str] = set()
    forms: set[str] = set()
    for path in sorted(folder.glob("red-flags-words*.toml")):
        data = _read(path)
        forms.update(str(data.get("spelling", {}).get("forms", "")).split())
        try:
            for name, text in data.get("group", {}).items():
                for line in _lines(text):
                    groups.add(name, line)
            for kind in ("part", "symptom", "context", "event", "mended", "treatable", "insistent"):
                for name, text in data.get(kind, {}).items():
                    region = ""
                    if kind == "part":
                        region, _, text = text.strip().partition("\n")
                        parts[name] = region.strip()
                    elif kind == "context":
                        context.add(name)
                    elif kind == "event":
                        events.add(name)
                    elif kind == "mended":
                        mended.add(name)
                    elif kind == "treatable":
                        treatable.add(name)
                    elif kind == "insistent":
                        insistent.add(name)
                    for line in _lines(text):
                        matcher.add(name, line)
        except ValueError as error:
            raise DocumentError(path, None, str(error)) from error
    stems = frozenset(groups.prefixes | matcher.prefixes)
    words = frozenset(groups.literals | matcher.literals | forms | forms_of(stems))
    return Concepts(
        groups,
        matcher,
        parts,
        frozenset(context),
        frozenset(events),
        frozenset(mended),
        frozenset(treatable),
        frozenset(insistent),
        words,
        stems,
        read_settles(_read(folder / CUES[-1]).get("settles", {})),
    )


def read_cues(folder: Path) -> Matcher:
    """Return the cues of `CUES`: figures of speech, questions, times past, all-clears; ``<doctor>`` is a list of ``words``."""
    matcher = Matcher()
    words: dict[str, str] = {}
    for name, text in _read(folder / CUES[-1]).get("words", {}).items():
        words[name] = _with_lists("|".join(text.split()), words)
    for file in CUES:
        for name, text in _read(folder / file).items():
            if name in TABLES:
                continue
            for line in _lines(text):
                matcher.add(name, _with_lists(line, words), keep=FILLERS)
    return matcher


def _with_lists(line: str, words: dict[str, str]) -> str:
    for name, listed in words.items():
        line = line.replace(f"<{name}>", listed)
    return line


def read_numbers(folder: Path, region: str) -> dict[str, str]:
    """Return whom to call in `region`, by role."""
    numbers = _read(folder / "emergency-numbers.toml")
    if region not in numbers:
        raise ConfigurationError("region", region, f"no emergency numbers; known: {', '.join(sorted(numbers))}")
    return {key: value for key, value in numbers[region].items() if isinstance(value, str)}


def read_sources(knowledge: Path) -> dict[str, SourceReference]:
    """Return the sources of ``sources.toml`` by id."""
    return {
        key: SourceReference(id=key, title=value["title"], publisher=value["publisher"], url=value["url"])
        for key, value in _read_sources(knowledge / "sources.toml").items()
    }


def _read_sources(path: Path) -> dict[str, dict[str, str]]:
    """Return tables of plain ``key = "value"`` lines: ten times as quick as a TOML parser on a file this size."""
    tables: dict[str, dict[str, str]] = {}
    table: dict[str, str] = {"title": "", "publisher": "", "url": ""}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            table = {"title": "", "publisher": "", "url": ""}
            tables[line.strip('[] "')] = table
        else:
            key, separator, value = line.partition(" = ")
            if separator and key in table:
                table[key] = value.strip().strip('"').replace('\\"', '"')
    return tables


def read_rules(folder: Path, numbers: dict[str, str], sources: dict[str, SourceReference]) -> tuple[Rule, ...]:
    """Return the rules of every ``red-flags-rules*.toml`` in `folder`, most urgent first."""
    rules: list[Rule] = []
    seen: set[str] = set()
    for path in sorted(folder.glob("red-flags-rules*.toml")):
        data = _read(path)
        routes = data.get("route", {})
        for key, value in data.get("rule", {}).items():
            problem = ""
            if key in seen:
                problem = f"rule {key} is given twice"
            elif value.get("source") not in sources:
                problem = f"rule {key} names the source {value.get('source')!r}, which sources.toml does not hold"
            elif not value.get("date"):
                problem = f"rule {key} has no date"
            if problem:
                raise DocumentError(path, None, problem)
            seen.add(key)
            urgency = Urgency(value["urgency"])
            route = value.get("route") or routes.get(value.get("via", urgency.value), "")
            text = " ".join(f"{value['may']} {route} {value.get('wait', '')}".split())
            message = text.format_map({**numbers, "say": value.get("say", "")})
            conditions = tuple(_condition(line) for line in _lines(value["when"]))
            kind = value.get("kind", "body")
            rules.append(Rule(key, urgency, conditions, message, sources[value["source"]], kind))
    return tuple(sorted(rules, key=lambda rule: -rule.urgency.level))


def _condition(line: str) -> Condition:
    """Read ``calf|leg + swollen & operation ! better``: ``+`` together, ``&`` anywhere, ``!`` absent."""
    wanted, _, unwanted = line.partition("!")
    terms = tuple(
        tuple(tuple(name.strip() for name in place.split("|")) for place in term.split("+"))
        for term in wanted.split("&")
    )
    absent = tuple(name.strip() for name in unwanted.split("|") if name.strip())
    return Condition(terms, absent)
