"""What in a clinic's leaflet speaks against the library: barred exercises, claims that it corrects, figures that differ.

Three finders, each with its sentence and the library's own words against it:

- an exercise or movement recommended for people for whom a rule or the exercise's own document says "not now";
- a claim that lies nearer to a stored question which the library answers with "no" than a true sentence does;
- a dose outside every dose that the library gives for the exercise.

The first two are taken out of what may be quoted (`without`), the third is only shown to staff: a clinic may have reasons.
Does not guarantee that every wrong sentence is found. What is not found still comes after the library's answer and below every
precaution.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from assistant.chunking import plain
from assistant.circumstances import CircumstanceReader
from assistant.embedding import Embedder, Vectors
from assistant.lexical import stems
from assistant.models import Document, Section, SectionKind, Span, Statement
from assistant.precautions import Precautions
from assistant.vocabulary import Vocabulary

NEAR_A_CORRECTION = 0.70
"""Cosine from which a sentence counts as a claim that one of the documents of corrections answers with no."""
NEAR_A_NO = 0.80
"""As `NEAR_A_CORRECTION`, for stored questions of other documents: theirs are not written about claims.
Both lie between what sound leaflets reach (0.73 and 0.67 over 27 of them) and the false claims of a known bad article."""
MARGIN = 0.03
"""Cosine by which a sentence may lie nearer to the correction than to the claim and still count as the claim. A sentence in the
correction's own words lies 0.046 nearer to it, the false claims of the known bad article at most 0.019."""
CORRECTIONS = frozenset({"guidance/misconceptions", "guidance/misnamed-exercises"})
"""Documents that are about false claims."""

_NO = re.compile(r"^(?:No|Not|None|There (?:is|are) no)\b|\bis not (?:one|a|an)\b|\bare not (?:a|an)\b")
_UNSAID = re.compile(
    r"^No (?:\w+ ){0,3}(?:source|sources|page|pages|sheet|sheets|leaflet|trial|trials|study|studies)\b"
)
"""That no source says a thing corrects nobody, unless the document is about false claims."""
_AGAINST = re.compile(
    r"\b(?:do(?:es)? not|don'?t|never|avoid|no|not|cannot|can'?t|without|stop|unless|until|must ?n[o']t|should ?n[o']t|shouldn'?t|"
    r"instead of|rather than|leave out|leave it|only (?:after|when|if|once)|ask (?:your|the|us)|check with|unsafe|harmful|risky|"
    r"dangerous|myth|wrong)\b",
    re.IGNORECASE,
)
_DOSE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?:\s*(?:-|–|to|or)\s*(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>seconds?|secs?|repetitions?|reps?|repeats?|sets?)\b"
    r"|(?P<unit2>sets?|repetitions?|reps?|hold):\s*(?P<low2>\d+(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(?P<high2>\d+(?:\.\d+)?))?(?:\s*(?P<seconds>s(?:ec(?:ond)?s?)?)\b)?",
    re.IGNORECASE,
)
_UNITS = {"sec": "seconds", "rep": "repetitions", "set": "sets", "hol": "seconds"}


@dataclass(frozen=True)
class Conflict:
    """One sentence of a leaflet that speaks against the library."""

    kind: Literal["contradiction", "differs"]
    """``contradiction``: never quoted; ``differs``: quoted, and shown to staff."""
    span: Span
    """Where the sentence stands."""
    heading: str
    """Heading above it."""
    page: int | None
    """1-based page of a paged document."""
    sentence: str
    """The leaflet's words."""
    reason: str
    """What is wrong, in one line."""
    correction: str
    """The library's own words against it."""
    document_id: str
    """The library's document that says so; empty for a general rule."""


@dataclass(frozen=True)
class _Claim:
    document_id: str
    heading: str
    wordings: tuple[str, ...]
    answers: tuple[str, ...]


class ConflictFinder:
    """Finds conflicts between leaflets and one library. Not thread-safe."""

    def __init__(self, knowledge: Path, library: Sequence[Document], make_embedder: Callable[[], Embedder]) -> None:
        """`make_embedder` is called when the first leaflet shares words with a claim."""
        self._reader = CircumstanceReader(knowledge)
        self._precautions = Precautions(knowledge, self._reader)
        self._library = {document.id: document for document in library}
        self._vocabulary = Vocabulary(list(library), knowledge)
        self._make_embedder = make_embedder

    def find(self, document: Document) -> list[Conflict]:
        """Return the conflicts of a leaflet in the order of its text."""
        found = [*self._barred(document), *self._claims_in(document), *self._doses(document)]
        first: dict[tuple[int, int], Conflict] = {}
        for conflict in sorted(found, key=lambda one: (one.span.start, one.kind)):
            first.setdefault((conflict.span.start, conflict.span.end), conflict)
        return list(first.values())

    # exercises that a rule bars

    def _barred(self, document: Document) -> Iterator[Conflict]:
        whole = self._held(document.title) or self._spoken_of(document)
        for section, statement, text in statements_of(document):
            if section.kind is SectionKind.AVOID or _AGAINST.search(text) or _AGAINST.search(section.heading):
                continue
            exercises = [
                self._library[identity]
                for mention in self._vocabulary.mentions(self._vocabulary.repair(text))
                if not mention.ambiguous and not mention.common
                for identity in mention.documents
                if identity in self._library and self._library[identity].kind == "exercise"
            ]
            movements = self._precautions.movements_in(text)
            if not exercises and not movements:
                continue
            active = self._held(text) or self._held(section.heading) or whole
            verdicts = [
                verdict
                for exercise in exercises
                for verdict in self._precautions.assess(exercise, active)
                if verdict.verdict == "not_now"
            ]
            if verdicts:
                worst = verdicts[0]
                reason = f"recommends {worst.document.title.lower()} to people with {_label(worst.circumstance)}"
                yield _conflict("contradiction", section, statement, text, reason, worst.message, worst.document.id)
                continue
            barred = [
                verdict for verdict in self._precautions.assess_movement(text, active) if verdict.verdict == "not_now"
            ]
            if barred:
                reason = f"recommends {_label(barred[0].movement)} to people with {_label(barred[0].circumstance)}"
                yield _conflict("contradiction", section, statement, text, reason, barred[0].message, "")

    def _held(self, text: str) -> frozenset[str]:
        """Return the conditions and operations that `text` speaks of, not what only holds early: a leaflet may be for later."""
        active = self._reader.active(self._reader.read([text])) if text else frozenset()
        return frozenset(one for one in active if one in self._lasting or "precautions" in one)

    @cached_property
    def _lasting(self) -> frozenset[str]:
        """Conditions and operations. That somebody with a fever stays at home makes no leaflet one for people with a fever."""
        return frozenset(one for document in self._library.values() for one in document.circumstances)

    def _spoken_of(self, document: Document) -> frozenset[str]:
        """Return the circumstances of a leaflet whose title names none, where it speaks of one or two."""
        found: set[str] = set()
        for section, _, text in statements_of(document):
            found |= self._held(section.heading) | self._held(text)
        return frozenset(found) if len(found) <= 4 else frozenset()

    # claims that the library answers with no

    @cached_property
    def _claims(self) -> list[_Claim]:
        claims = []
        for document in self._library.values():
            for section in document.sections:
                if section.kind is not SectionKind.QUESTION or not section.statements:
                    continue
                answers = tuple(_text(document, statement) for statement in section.statements)
                corrects = document.id in CORRECTIONS or not _UNSAID.search(answers[0])
                if corrects and _NO.search(answers[0]):
                    wordings = tuple(dict.fromkeys((section.heading, *section.wordings)))
                    claims.append(_Claim(document.id, section.heading, wordings, answers))
        return claims

    @cached_property
    def _embedder(self) -> Embedder:
        return self._make_embedder()

    @cached_property
    def _claim_vectors(self) -> list[tuple[Vectors, Vectors]]:
        """Vectors of each claim's wordings (n, d) and answers (m, d)."""
        texts = [text for claim in self._claims for text in (*claim.wordings, *claim.answers)]
        rows = np.asarray(self._embedder.embed(texts))
        vectors, start = [], 0
        for claim in self._claims:
            middle = start + len(claim.wordings)
            end = middle + len(claim.answers)
            vectors.append((rows[start:middle], rows[middle:end]))
            start = end
        return vectors

    def _claims_in(self, document: Document) -> Iterator[Conflict]:
        words = [{stem for text in claim.wordings for stem in stems(text)} for claim in self._claims]
        candidates = [
            (section, statement, text)
            for section, statement, text in statements_of(document)
            if not _AGAINST.search(text) and any(len(set(stems(text)) & held) >= 2 for held in words)
        ]
        if not candidates:
            return
        vectors = np.asarray(self._embedder.embed([text for _, _, text in candidates]))
        for (section, statement, text), vector in zip(candidates, vectors, strict=True):
            scored = [
                (float((asked @ vector).max()), float((answered @ vector).max()), claim)
                for claim, (asked, answered) in zip(self._claims, self._claim_vectors, strict=True)
            ]
            near, corrected, claim = max(scored, key=lambda row: row[0])
            floor = NEAR_A_CORRECTION if claim.document_id in CORRECTIONS else NEAR_A_NO
            if near >= floor and near >= corrected - MARGIN:
                reason = f"says what the library corrects under “{claim.heading}”"
                yield _conflict("contradiction", section, statement, text, reason, claim.answers[0], claim.document_id)

    # doses

    def _doses(self, document: Document) -> Iterator[Conflict]:
        for section, statement, text in statements_of(document):
            figures = _figures(text)
            if not figures:
                continue
            for mention in self._vocabulary.mentions(self._vocabulary.repair(text)):
                exercise = self._library.get(mention.documents[0]) if len(mention.documents) == 1 else None
                if mention.ambiguous or mention.common or exercise is None or exercise.kind != "exercise":
                    continue
                counted = _counted(exercise)
                known = [
                    (said, _figures(counted.sub("repetitions", said)))
                    for part in exercise.sections
                    if part.kind is SectionKind.DOSE
                    for said in (_text(exercise, one) for one in part.statements)
                ]
                for unit, (low, high) in figures.items():
                    spans = [(values[unit], said) for said, values in known if unit in values]
                    if not spans:
                        continue
                    least, most = min(span[0] for span, _ in spans), max(span[1] for span, _ in spans)
                    # A set more or less is a choice; half or twice what any source gives is worth a look.
                    if 2 * high < least or low > 2 * most:
                        reason = (
                            f"gives {_range(low, high)} {unit} for {exercise.title.lower()}; the library's sources "
                            f"give {_range(least, most)}"
                        )
                        yield _conflict("differs", section, statement, text, reason, spans[0][1], exercise.id)
                        break


def statements_of(document: Document) -> Iterator[tuple[Section, Statement, str]]:
    """Yield the quotable sentences of `document` with their sections."""
    for section in document.sections:
        for statement in section.statements:
            yield section, statement, _text(document, statement)


def without(document: Document, spans: Iterable[Span]) -> Document:
    """Return `document` with the sentences at `spans` neither quotable nor within a chunk."""
    gone = {(span.start, span.end) for span in spans}
    if not gone:
        return document
    sections: list[Section] = []
    for section in document.sections:
        kept: list[list[Statement]] = [[]]
        for statement in section.statements:
            if (statement.span.start, statement.span.end) in gone:
                kept.append([])
            else:
                kept[-1].append(statement)
        if len(kept) == 1:
            sections.append(section)
            continue
        # One section for each stretch between what was taken out, so that no chunk reaches across it.
        for group in (group for group in kept if group):
            span = Span(start=group[0].span.start, end=group[-1].span.end)
            sections.append(section.model_copy(update={"span": span, "statements": tuple(group)}))
    return document.model_copy(update={"sections": tuple(sections)})


def _text(document: Document, statement: Statement) -> str:
    return " ".join(plain(document.text[statement.span.start : statement.span.end]).split())


def _conflict(
    kind: Literal["contradiction", "differs"],
    section: Section,
    statement: Statement,
    text: str,
    reason: str,
    correction: str,
    document_id: str,
) -> Conflict:
    return Conflict(kind, statement.span, section.heading, section.page, text, reason, correction, document_id)


def _label(identity: str) -> str:
    return identity.replace("-", " ")


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _counted(exercise: Document) -> re.Pattern[str]:
    """Return what stands for "repetitions" in a dose of `exercise`: "10 clamshells", "3 sets of 10"."""
    nouns = {name.split()[-1].lower().removesuffix("s") for name in (exercise.title, *exercise.aliases) if name.strip()}
    named = "|".join(map(re.escape, sorted(nouns, key=len, reverse=True)))
    return re.compile(
        rf"(?<=\d )(?:(?!sec|min|times|sets|rep|of\b|to\b|or\b)[a-z-]+ ){{0,3}}?(?:{named})e?s\b", re.IGNORECASE
    )


def _figures(text: str) -> dict[str, tuple[float, float]]:
    """Return least and greatest figure of each unit in `text`."""
    found: dict[str, tuple[float, float]] = {}
    for match in _DOSE.finditer(text):
        unit = (match.group("unit") or match.group("unit2")).lower()[:3]
        if unit == "hol" and not match.group("seconds"):
            continue
        low = float(match.group("low") or match.group("low2"))
        high = float(match.group("high") or match.group("high2") or low)
        name = _UNITS[unit]
        before = found.get(name, (low, high))
        found[name] = (min(before[0], low), max(before[1], high))
    return found
