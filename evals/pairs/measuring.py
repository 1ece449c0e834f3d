"""Reading the pairs and measuring the verifier on them. What is accepted wrongly can hurt; what is rejected wrongly is only lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from assistant.verification import Verifier
from evals.cases import Strict, SuiteError
from evals.statistics import wilson

FOLDER = Path(__file__).parent
LABELS = ("supported", "unsupported", "number", "negation", "procedure")


class Pair(Strict):
    """A sentence, the quotation it cites, and whether a careful reader finds it supported."""

    id: str = Field(min_length=1)
    """Unique in the file."""
    scenario_id: str = Field(min_length=1)
    """Pairs about one quotation share it."""
    label: Literal["supported", "unsupported", "number", "negation", "procedure"]
    """``supported``, or what is wrong with the sentence: something added, a number changed, a meaning turned round, another subject."""
    kind: str = ""
    """How the sentence differs from the quotation: how it is reworded, or what was changed; empty where nobody noted it."""
    sentence: str = Field(min_length=1)
    """What a model might write."""
    document: str
    """Id of the document that is quoted; its name is what the quotation is about."""
    quote: str = Field(min_length=1)
    """The quotation."""
    second: str = ""
    """Another quotation, of the same document, that is cited beside it."""
    author: str
    """Who wrote and labelled the pair."""


@dataclass(frozen=True)
class Errors:
    """How often the verifier was wrong."""

    label: str
    wrong: int
    of: int


def read_pairs(split: str, folder: Path = FOLDER) -> list[Pair]:
    """Return the pairs of ``verification.SPLIT.jsonl``; raises `SuiteError` with file and line."""
    path = folder / f"verification.{split}.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SuiteError(path, None, "", f"cannot be read ({error.strerror})") from error
    pairs = []
    for number, line in enumerate(lines, start=1):
        try:
            pairs.append(Pair.model_validate(json.loads(line)))
        except (json.JSONDecodeError, ValidationError) as error:
            raise SuiteError(path, number, "", str(error).splitlines()[0]) from error
    return pairs


def verdicts(verifier: Verifier, pairs: Iterable[Pair]) -> list[tuple[Pair, str]]:
    """Return each pair with the verifier's reason against it, empty where it was accepted."""
    found = []
    for pair in pairs:
        name = pair.document.split("/")[-1].replace("-", " ")
        quotes = [quote for quote in (pair.quote, pair.second) if quote]
        supported = verifier.supporting(pair.sentence, quotes, [name] * len(quotes))
        found.append((pair, "" if supported else verifier.judge(pair.sentence, " ".join(quotes), name).reason))
    return found


def errors(judged: Sequence[tuple[Pair, str]]) -> list[Errors]:
    """Return the wrong verdicts by label: supported pairs that were rejected, and others that were accepted."""
    found = []
    for label in LABELS:
        mine = [reason for pair, reason in judged if pair.label == label]
        found.append(Errors(label, sum(bool(reason) is (label == "supported") for reason in mine), len(mine)))
    return found


def by_kind(judged: Sequence[tuple[Pair, str]]) -> str:
    """Return the wrong verdicts by kind of rewording and of mistake, as lines of text."""
    kinds = dict.fromkeys((pair.label == "supported", pair.kind) for pair, _ in judged if pair.kind)
    lines = []
    for supported, kind in sorted(kinds, reverse=True):
        mine = [reason for pair, reason in judged if (pair.label == "supported", pair.kind) == (supported, kind)]
        wrong = sum(bool(reason) is supported for reason in mine)
        lines.append(f"{kind:28} wrongly {'rejected' if supported else 'accepted'} {wrong:3} of {len(mine):3}")
    return "\n".join(lines)


def table(judged: Sequence[tuple[Pair, str]]) -> str:
    """Return the errors as lines of text with 95% Wilson intervals."""
    found = errors(judged)
    bad = [row for row in found if row.label != "supported"]
    rows = [*found, Errors("all that is not supported", sum(row.wrong for row in bad), sum(row.of for row in bad))]
    lines = []
    for row in rows:
        verb = "rejected" if row.label == "supported" else "accepted"
        interval = wilson(row.wrong, row.of)
        lines.append(
            f"{row.label:28} wrongly {verb} {row.wrong:3} of {row.of:3} [{interval.low:.1%}, {interval.high:.1%}]"
        )
    return "\n".join(lines)
