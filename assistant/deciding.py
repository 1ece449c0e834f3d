"""The one missing fact that decides whether something suits a person: which approach, how many weeks, how much weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.circumstances import PRECAUTION_WEEKS
from assistant.models import Document
from assistant.precautions import MovementVerdict, Precautions, Verdict

APPROACH = (
    "Did your surgeon go in through the back, the front or the side of the hip, and were you given hip precautions?"
)
WEEKS = "How many weeks is it since your operation or injury?"
WEIGHT = "Has your team said how much weight you may put on the leg: none, part of it, or all of it?"
PREGNANCY = "How many weeks pregnant are you?"
BIRTH = "How many weeks ago was the birth?"
PRESSURE = "Is your blood pressure under control, and what was the last reading?"

_WHICH = {
    "hip-operation": "Was your hip operation a replacement, or was it for a broken hip?",
    "knee-operation": "Which knee operation was it: a replacement, a ligament (ACL), or the cartilage (meniscus)?",
}
_KINDS = {
    "hip-operation": ("hip-fracture", "hip-replacement"),
    "knee-operation": ("knee-replacement", "acl-reconstruction", "meniscus-repair", "knee-arthroscopy"),
}
_ARM_WORDS = ("arm", "wrist", "elbow", "shoulder", "collarbone", "collar", "hand", "finger", "fingers", "rib", "ribs")
_LEG_PROCEDURES = frozenset(
    "hip-fracture hemiarthroplasty hip-operation fracture acl-reconstruction meniscus-repair knee-operation achilles-repair achilles-rupture "
    "trochanteric-repair".split()
)
USUALLY_FULL = frozenset({"hip-fracture", "hemiarthroplasty", "hip-operation", "acl-reconstruction", "knee-operation"})
"""Operations after which full weight is usually allowed from the start (AAOS-HFWB for a broken hip): weight is asked about, and
weight-bearing exercise is not held back meanwhile but for what stands on one leg."""


def deciding_question(
    rules: Precautions, asked: Document | str, said: Mapping[str, Any], texts: Sequence[str] = ()
) -> str:
    """Return the one plain question whose answer decides whether `asked` suits this person, or an empty string.

    `asked` is an exercise, or the text of a question about a movement; `said` is what was understood of the person, `texts`
    the messages themselves. A fact is asked for only when it was not said and the verdict differs between its possible values
    (red-flags rows 51 and 52: surgeon's own rules; ask, else defer). The caller keeps what it has asked, so that it asks once.
    """
    movements = rules.movements_in(asked) if isinstance(asked, str) else ()

    def worst(**changed: Any) -> str:
        active = rules.active_if(said, **changed)
        found: Sequence[Verdict | MovementVerdict]
        found = (
            rules.assess(asked, active) if isinstance(asked, Document) else rules.assess_movements(movements, active)
        )
        return found[0].verdict if found else "allowed"

    def decides(*cases: Mapping[str, Any]) -> bool:
        return len({worst(**case) for case in cases}) > 1

    procedure, weeks = str(said.get("procedure", "")), said.get("weeks_since")
    if procedure in _WHICH and decides(*({"procedure": one} for one in _KINDS[procedure])):
        return _WHICH[procedure]
    recent = weeks is None or weeks <= PRECAUTION_WEEKS
    told = said.get("precautions")
    hip = procedure in ("hip-replacement", "hemiarthroplasty") or told is True
    ruled = hip and told is not False and (recent or told is True) and "approach" not in said
    if ruled and decides({"approach": "posterior"}, {"approach": "anterior"}, {"precautions": False}):
        return APPROACH
    arm = said.get("broken") == "arm" or (procedure == "fracture" and _speaks_of_an_arm(texts))
    leg = procedure in _LEG_PROCEDURES and not arm
    loaded = leg and recent and "weight_bearing" not in said
    if loaded and decides(*({"weight_bearing": level} for level in ("non", "partial", "full"))):
        return WEIGHT
    if procedure and weeks is None and decides({"weeks_since": 1.0}, {"weeks_since": 104.0}):
        return WEEKS
    return _state(said, decides)


def _state(said: Mapping[str, Any], decides: Callable[..., bool]) -> str:
    conditions = said.get("conditions", ())
    others = [one for one in conditions if one != "high-blood-pressure"]
    unsaid: tuple[tuple[str, tuple[str, ...], Sequence[Mapping[str, Any]], str], ...] = (
        ("pregnancy", ("pregnancy_week", "trimester"), ({"pregnancy_week": 8}, {"pregnancy_week": 30}), PREGNANCY),
        ("postnatal", ("postnatal_weeks",), ({"postnatal_weeks": 3}, {"postnatal_weeks": 52}), BIRTH),
        (
            "high-blood-pressure",
            ("blood_pressure",),
            ({}, {"conditions": [*others, "uncontrolled-blood-pressure"]}),
            PRESSURE,
        ),
    )
    for condition, keys, cases, question in unsaid:
        if condition in conditions and not any(said.get(key) for key in keys) and decides(*cases):
            return question
    return ""


def _speaks_of_an_arm(texts: Sequence[str]) -> bool:
    return any(
        word in _ARM_WORDS for text in texts for word in text.lower().replace(",", " ").replace(".", " ").split()
    )
