"""Metrics of how answers read. The assistant's own words and its quotations are measured apart: only the former are ours to mend."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.models import Answer
from assistant.readability import reading_grade, smog_grade, words
from evals.cases import Case
from evals.outcomes import Metric, Outcome, World
from evals.replies import Reply

_END = re.compile(r"(?<=[.!?:])\s+|\n+")
"""A message of our own is one record with several sentences."""
ENOUGH = 30
"""Words from which a Flesch-Kincaid grade says something."""
ENOUGH_FOR_SMOG = 100
"""Words from which a SMOG grade says something."""


def whole_grade(case: Case, reply: Reply, world: World) -> Outcome:
    """Flesch-Kincaid grade of the whole answer, in US school years; unscorable below 30 words."""
    return _grade(_sentences(reply.answers[-1]))


def own_grade(case: Case, reply: Reply, world: World) -> Outcome:
    """Flesch-Kincaid grade of what is not quoted (calls for help, framing); unscorable below 30 words."""
    return _grade(_sentences(reply.answers[-1], quoted=False))


def quoted_grade(case: Case, reply: Reply, world: World) -> Outcome:
    """Flesch-Kincaid grade of the quoted sentences; unscorable below 30 words."""
    return _grade(_sentences(reply.answers[-1], quoted=True))


def smog(case: Case, reply: Reply, world: World) -> Outcome:
    """SMOG grade of the whole answer; unscorable below 100 words."""
    sentences = _sentences(reply.answers[-1])
    count = _count(sentences)
    if count < ENOUGH_FOR_SMOG:
        return Outcome(None, f"{count} words: too few for SMOG")
    return Outcome(round(smog_grade(sentences), 2), f"{count} words, {len(sentences)} sentences")


def answer_words(case: Case, reply: Reply, world: World) -> Outcome:
    """Words of the answer: whoever prints whole pages has every fact in them, so facts are read beside this."""
    answer = reply.answers[-1]
    count = _count(_sentences(answer))
    return Outcome(float(count), f"{answer.status}, {count} words")


def _sentences(answer: Answer, quoted: bool | None = None) -> list[str]:
    return [
        piece
        for part in answer.parts
        for sentence in part.sentences
        if quoted is None or bool(sentence.citations) is quoted
        for piece in _END.split(sentence.text)
    ]


def _count(sentences: Sequence[str]) -> int:
    return sum(len(words(sentence)) for sentence in sentences)


def _grade(sentences: Sequence[str]) -> Outcome:
    count = _count(sentences)
    if count < ENOUGH:
        return Outcome(None, f"{count} words: too few for a grade")
    return Outcome(round(reading_grade(sentences), 2), f"{count} words")


def _answered(case: Case, reply: Reply) -> bool:
    return reply.through == "assistant"


METRICS = tuple(
    Metric(name, title, definition, _answered, measure, better="lower", binary=False, on_error=None)
    for name, title, definition, measure in (
        ("reading_grade", "Reading grade", "mean Flesch-Kincaid grade of answers, in US school years", whole_grade),
        ("own_grade", "Reading grade, own words", "mean Flesch-Kincaid grade of what is not quoted", own_grade),
        (
            "quoted_grade",
            "Reading grade, quotations",
            "mean Flesch-Kincaid grade of the quoted sentences",
            quoted_grade,
        ),
        ("answer_words", "Length in words", "mean number of words of answers", answer_words),
        ("smog", "SMOG grade", "mean SMOG grade of answers of 100 words and more, in US school years", smog),
    )
)
