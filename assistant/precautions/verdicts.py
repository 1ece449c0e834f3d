"""What was decided: why an exercise or a movement does not suit a person now, or only with care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.models import Document, Section, Statement

UNNAMED = "what you told of"
"""What a rule on anything that the library does not hold says in the place of its name."""


@dataclass(frozen=True)
class Verdict:
    """Why an exercise does not suit a person now, or only with care."""

    rule: str
    """Document and circumstance, such as ``exercises/clamshell:gluteal-tendinopathy``, or the id of a general rule."""
    verdict: Literal["caution", "not_now"]
    circumstance: str
    """The circumstance that decides."""
    document: Document
    """The exercise."""
    section: Section | None
    """Where the document's own reason stands; None when a general rule decides."""
    statement: Statement | None
    """The document's own reason; None when a general rule decides."""
    message: str = ""
    """The reason in words: the document's sentence or the rule's message."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the reason."""
    alternatives: tuple[str, ...] = ()
    """Ids of exercises to look at instead, not yet checked against this person (see `Precautions.instead`)."""
    leads: bool = False
    """Whether a caution is said before the answer."""


@dataclass(frozen=True)
class MovementVerdict:
    """Why a movement or task does not suit a person now, or only with care."""

    rule: str
    """Id of the general rule."""
    verdict: Literal["caution", "not_now"]
    circumstance: str
    """The circumstance that decides."""
    movement: str
    """The movement asked about (safety/movements.toml)."""
    message: str
    """The reason and where to ask."""
    sources: tuple[str, ...]
    """Ids of the sources of the reason."""
    alternatives: tuple[str, ...] = ()
    """Ids of exercises that the rule does not forbid."""
    leads: bool = False
    """Whether a caution is said before the answer."""


def naming(verdict: Verdict | MovementVerdict, said: Mapping[str, Any]) -> Verdict | MovementVerdict:
    """Return `verdict` with the person's own words for what the library does not hold in its message."""
    told = " and ".join(f"“{one}”" for one in said.get("others", ()))
    return replace(verdict, message=verdict.message.replace(UNNAMED, told)) if told else verdict
