"""Circumstances x exercise -> allowed, caution or not now, with the library's own sentence for the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.models import Document, Section, SectionKind, Statement

WEIGHT_NEEDED = {"partial": 1, "full": 2, "single-leg": 3}


@dataclass(frozen=True)
class Verdict:
    """Why an exercise does not suit a person now, or only with care."""

    rule: str
    """Document and circumstance, such as ``exercises/clamshell:gluteal-tendinopathy``."""
    verdict: Literal["caution", "not_now"]
    circumstance: str
    document: Document
    section: Section | None
    """Where the reason stands; None when a general rule decides."""
    statement: Statement | None


def assess(document: Document, active: Iterable[str]) -> list[Verdict]:
    """Return what speaks against `document`, an exercise, for a person with the circumstances `active`; worst first."""
    if document.kind != "exercise":
        return []
    held = set(active)
    found: list[Verdict] = []
    for kind, ids, verdict in (
        (SectionKind.AVOID, document.avoid_when, "not_now"),
        (SectionKind.ASK_FIRST, document.ask_first, "caution"),
    ):
        for circumstance in ids:
            if circumstance in held:
                section, statement = _reason(document, kind, circumstance)
                found.append(
                    Verdict(
                        f"{document.id}:{circumstance}",
                        "not_now" if verdict == "not_now" else "caution",
                        circumstance,
                        document,
                        section,
                        statement,
                    )
                )
    if not any(verdict.verdict == "not_now" for verdict in found):
        needed = WEIGHT_NEEDED.get(document.weight_bearing, 0)
        for circumstance, allowed in (("non-weight-bearing", 0), ("partial-weight-bearing", 1)):
            if circumstance in held and needed > allowed:
                found.insert(
                    0, Verdict(f"weight-bearing:{circumstance}", "not_now", circumstance, document, None, None)
                )
    return found


def allowed(document: Document, active: Iterable[str]) -> bool:
    """Tell whether `document` may be offered to a person with the circumstances `active`."""
    return not any(verdict.verdict == "not_now" for verdict in assess(document, active))


def _reason(document: Document, kind: SectionKind, circumstance: str) -> tuple[Section | None, Statement | None]:
    for section in document.sections:
        if section.kind is kind:
            for statement in section.statements:
                if statement.tag == circumstance:
                    return section, statement
    return None, None
