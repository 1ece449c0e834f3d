"""What a person has said of themselves that changes which exercises are right for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.registers import Circumstance, read_circumstances

_CONDITIONS: tuple[tuple[str, str], ...] = (
    ("osteoporosis", r"osteoporo\w*|thin bones|brittle bones|crumbly bones|bone density is low"),
    (
        "spinal-fracture",
        r"(spinal|vertebral|compression|spine) fractures?|(broke|broken|fractured|crushed) (a |my )?(vertebra\w*|back|spine)",
    ),
    (
        "gluteal-tendinopathy",
        r"gtps|glute\w* tendin\w*|trochanteric|(hip )?bursitis|outer hip pain|(outside|side) of (my|the|her|his) hip",
    ),
    ("hip-impingement", r"\bfai\b|impingement of the hip|hip impingement|labral tear|labrum"),
    (
        "knee-osteoarthritis",
        r"(knee|knees) (osteo)?arthriti\w*|arthriti\w* (in|of) (my|the|both|her|his) knees?|arthritic knees?",
    ),
    (
        "hip-osteoarthritis",
        r"hips? (osteo)?arthriti\w*|arthriti\w* (in|of) (my|the|both|her|his) hips?|arthritic hips?",
    ),
    ("kneecap-pain", r"kneecap pain|patellofemoral|pain (behind|around|under) (my|the) kneecap|runners knee"),
    ("pregnancy", r"\bpregnan\w*|weeks? gone|expecting a baby|second trimester|third trimester"),
    (
        "uncontrolled-blood-pressure",
        r"(high|uncontrolled|raised) blood pressure|hypertension|blood pressure is (high|up)",
    ),
    ("heart-or-lung-condition", r"heart (failure|condition|disease|attack)|angina|pacemaker|copd|emphysema"),
    ("acute-nerve-pain", r"sciatica|nerve pain|trapped nerve"),
    ("spinal-stenosis", r"stenosis"),
    (
        "poor-balance",
        r"(bad|poor|terrible|no) balance|unsteady|wobbly|keep falling|had (a|some|several) falls?|fell (last|twice|over)",
    ),
    ("stroke", r"\bstroke\b"),
    ("parkinsons", r"parkinson\w*"),
    ("numb-feet", r"numb feet|neuropathy|cant feel my feet"),
    ("back-pain", r"bad back|back pain|lumbago|sore back"),
    ("cannot-lie-prone", r"cant lie on my (front|tummy|stomach|belly)"),
    ("cannot-kneel", r"cant kneel"),
    ("cannot-get-to-floor", r"cant get (down )?(up|on|to|off)? ?(the )?floor"),
)
_NEGATED = r"(?:no|not|havent got|dont have|without|never had|isnt|wasnt)\s+(?:any |a |got )?$"

_PROCEDURES: tuple[tuple[str, str], ...] = (
    (
        "hip-fracture",
        r"(broke|broken|fractured?|breaking|cracked)\s+(?:\w+\s+){0,2}hip|hip\s+(?:\w+\s+)?(fracture|fractured|break)|fracture\w* of (the |my )?hip|"
        r"neck of femur|\bnof\b|hemiarthroplasty|dynamic hip screw|\bdhs\b|hip (nail|screws?)",
    ),
    (
        "hip-replacement",
        r"hip replac\w*|replac\w+ (my |her |his |the )?hip|new hip|\bthr\b|\btha\b|(had|having) (my |a )?(left |right )?hip (op\b|operation|done|replaced)|"
        r"hip (was |got )?(replaced|done)|(posterior|anterior|lateral) (op\b|operation|approach)",
    ),
    (
        "knee-replacement",
        r"knee replac\w*|replac\w+ (my |her |his |the )?knee|new knee|\btkr\b|\btka\b|knee (was |got )?(replaced|done)|had (my |a )?(left |right )?knee (op\b|done|replaced)",
    ),
    (
        "acl-reconstruction-early",
        r"\bacl\b.*(op\b|surgery|reconstruct\w*|repair|graft)|(op\b|surgery|reconstruct\w*|graft).*\bacl\b|after acl",
    ),
    ("meniscus-repair-early", r"menisc\w* repair|repair\w* (my |the )?menisc\w*"),
    ("hip-arthroscopy-early", r"hip (arthroscopy|keyhole)|keyhole (surgery )?(on|for|of) (my |the )?hip"),
    ("shoulder-surgery-early", r"shoulder (op\b|surgery|replacement|operation)|rotator cuff repair"),
    ("spinal-surgery-early", r"(back|spinal|spine|disc|lumbar) (op\b|surgery|operation|fusion)"),
    ("achilles-rupture", r"achilles (rupture|tear|torn)|(ruptured|tore|torn|snapped) (my |his |her )?achilles"),
    ("tendon-repair-early", r"(tendon|hamstring|quadriceps|quad) repair"),
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_TIME = re.compile(
    r"\b(?P<n>\d{1,3}|"
    + "|".join(_NUMBERS)
    + r"|a|a couple of|couple of|few)\s*(?P<unit>days?|d|weeks?|wks?|wk|months?|mths?|years?|yrs?)\b"
    r"(?=(?:\W+\w+){0,4}?\W*(?:ago|post|after|since|out|on|now|in\b|old hip|from|following|op\b|$))|"
    r"\bweek\s*(?P<week>\d{1,2})\b|(?P<post>\d{1,2})\s*(?:wks?|weeks?)\s*(?:post|after|since|on from|out)|\b(?P<recent>yesterday|last week|last month|just had|recently)\b"
)
EARLY_WEEKS = {"hip-fracture": 6.0, "hip-replacement": 12.0, "knee-replacement": 12.0}
"""Weeks during which a procedure counts as early (safety/circumstances.toml)."""
PRECAUTION_WEEKS = 12.0
"""Weeks during which hip precautions are assumed where none were mentioned: the longest that the leaflets read give."""


class CircumstanceReader:
    """Finds circumstances in what a person types."""

    def __init__(self, knowledge: Path) -> None:
        """`knowledge`: the library's folder, for the controlled list."""
        self.known: dict[str, Circumstance] = read_circumstances(knowledge)

    def read(self, texts: Iterable[str]) -> dict[str, Any]:
        """Return what `texts` (oldest first) say: conditions, procedure, approach, side, weeks_since, weight_bearing, age, pain.

        Later statements replace earlier ones; only keys that were said are present.
        """
        found: dict[str, Any] = {}
        conditions: list[str] = []
        for text in texts:
            lowered = re.sub(r"['’]", "", text.lower())
            for identity, pattern in _CONDITIONS:
                for match in re.finditer(pattern, lowered):
                    if not re.search(_NEGATED, lowered[: match.start()]):
                        conditions.append(identity)
            for identity, pattern in _PROCEDURES:
                if re.search(pattern, lowered):
                    found["procedure"] = identity
                    break
            self._read_details(lowered, found)
        if conditions:
            found["conditions"] = list(dict.fromkeys(conditions))
        return found

    @staticmethod
    def _read_details(lowered: str, found: dict[str, Any]) -> None:
        approach = re.search(
            r"\b(posterior|anterior|lateral)\b|\b(front|back) (?:approach|way in)|through the (front|back)", lowered
        )
        if approach:
            word = next(group for group in approach.groups() if group)
            found["approach"] = {"front": "anterior", "back": "posterior"}.get(word, word)
        if re.search(
            r"no (hip )?precautions|without precautions|precautions (are |were )?(lifted|over|finished)", lowered
        ):
            found["precautions"] = False
        elif re.search(
            r"hip precautions|on precautions|(told|says?) not to (bend|cross|twist)|90 degrees? (rule|precaution)",
            lowered,
        ):
            found["precautions"] = True
        side = re.search(r"\b(left|right)\b (?:\w+ )?(hip|knee|leg|ankle|side|one)|\b(left|right) (hip|knee)", lowered)
        if side:
            found["side"] = next(group for group in side.groups() if group in ("left", "right"))
        if re.search(
            r"non[- ]weight[- ]?bearing|\bnwb\b|(no|not any|cant put any) weight (on|through)|not allowed (to put )?(any )?weight",
            lowered,
        ):
            found["weight_bearing"] = "non"
        elif re.search(
            r"(partial|touch|toe[- ]touch)[- ]weight[- ]?bearing|\bpwb\b|\bttwb\b|half (my )?weight", lowered
        ):
            found["weight_bearing"] = "partial"
        elif re.search(
            r"full(y)? weight[- ]?bearing|\bfwb\b|\bwbat\b|weight[- ]?bearing as tolerated|allowed full weight", lowered
        ):
            found["weight_bearing"] = "full"
        weeks = weeks_in(lowered)
        if weeks is not None:
            found["weeks_since"] = weeks
        age = re.search(
            r"\b(?:im|i am|shes|hes|aged?|at)\s+(\d{2})\b(?!\s*(?:weeks?|days?|months?|degrees|%|mins?|minutes))|\b(\d{2})[- ]year",
            lowered,
        )
        if age:
            found["age"] = int(next(group for group in age.groups() if group))
        pain = re.search(r"\b(10|\d)\s*(?:/|out of)\s*10\b", lowered)
        if pain:
            found["pain"] = int(pain.group(1))

    def active(self, said: dict[str, Any]) -> frozenset[str]:
        """Return the ids of the controlled list that hold for a person who said `said`, with what they imply."""
        ids = set(said.get("conditions", ()))
        procedure = said.get("procedure")
        if procedure:
            ids.add(procedure)
            weeks = said.get("weeks_since")
            limit = EARLY_WEEKS.get(procedure)
            if limit is not None and (weeks is None or weeks <= limit):
                ids.add(f"{procedure}-early")
        precautions = said.get("precautions")
        early = said.get("weeks_since") is None or said["weeks_since"] <= PRECAUTION_WEEKS
        if procedure == "hip-replacement" and precautions is not False and (early or precautions):
            approach = said.get("approach")
            if approach != "posterior":
                ids.add("hip-precautions-anterior")
            if approach != "anterior":
                ids.add("hip-precautions-posterior")
        if said.get("weight_bearing") in ("non", "partial"):
            ids.add(f"{said['weight_bearing']}-weight-bearing")
        for identity in tuple(ids):
            ids.update(self._implied(identity))
        return frozenset(ids & set(self.known))

    def _implied(self, identity: str) -> set[str]:
        circumstance = self.known.get(identity)
        if circumstance is None:
            return set()
        return {implied for direct in circumstance.implies for implied in (direct, *self._implied(direct))}

    def labels(self, ids: Iterable[str]) -> Sequence[str]:
        """Return how `ids` are said to a person."""
        return [self.known[identity].label for identity in ids if identity in self.known]


def weeks_in(lowered: str) -> float | None:
    """Return the time since, in weeks, that `lowered` names ("3 weeks post op", "week 5"), or None."""
    match = _TIME.search(lowered)
    if match is None:
        return None
    if match.group("week") or match.group("post"):
        return float(match.group("week") or match.group("post"))
    if match.group("recent"):
        return {"yesterday": 0.1, "last week": 1.0, "last month": 4.0}.get(match.group("recent"), 1.0)
    number = match.group("n")
    amount = (
        float(number)
        if number.isdigit()
        else {"a": 1, "few": 3, "couple of": 2, "a couple of": 2}.get(number, _NUMBERS.get(number, 1))
    )
    unit = match.group("unit")
    scale = 1 / 7 if unit.startswith("d") else 52.0 if unit.startswith("y") else 4.35 if unit.startswith("m") else 1.0
    return round(amount * scale, 1)
