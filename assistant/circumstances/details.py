"""What a sentence says beside operations: conditions, limits, side, equipment; figures are read by `figures`."""

from __future__ import annotations

import re
from typing import Any

from assistant.circumstances.figures import FigureReader
from assistant.circumstances.people import Told
from assistant.circumstances.procedures import hypothetical
from assistant.circumstances.words import PersonalWords, denied, general, settled

_SIDE = re.compile(
    r"(?P<not>\bnot (?:my |the |on the )?)?\b(?P<side>left|right)(?: hand)? ?(?P<part>(?:total |partial |half )?(?:hip|knee|leg|ankle|foot|shoulder|arm|side|one|thr|tkr|tha|tka|hemi\w*|hamstring|calf|acl|groin|achilles|thigh|"
    r"buttock|glute|elbow|wrist|heel|cuff|meniscus|quad|femur|nof|neck of femur)s?\b)"
    r"|(?P<not2>\bnot (?:my |the |on the )?)?\b(?:my|the|on the|its the|was the) (?P<bare>left|right)(?=\W*$|[,.]| (?:not|is|was|has|hurts|that)\b)|\b(?P<both>both|2) (?P<joints>hips|knees|shoulders|ankles|legs)\b|\bbilateral (?P<bijoint>hip|knee|tkr|thr)"
    r"|^(?P<only>left|right)\W*$|\b(?:hip|knee|shoulder|ankle|replacement|tkr|thr),? (?:the )?(?P<tail>left|right)(?=\W*$|,)"
)
_MAY_I = re.compile(
    r"\b(?:can|may|should|shall|must|could|when (?:can|will|may)) (?:i|she|he|we|they|mum|dad|my \w+)\b[^.?!;]*$"
)
"""A question whether it is allowed, which tells nothing: "can I put all my weight on it?"."""
_NO_LONGER = re.compile(r"\b(?:was|were|used to be|no longer|not|isnt|stopped being|started (?:as|off)) (?:\w+ )?$")
_ANY_MORE = re.compile(r"^ (?:\w+ ){0,2}?any ?more\b")
_LACK_BEFORE = re.compile(
    r"\b(?:no|without(?: any| a)?|dont have|havent got|havent|dont own|do not have|have no|got no|lack|nor|or|not got|have not got|cant use|dont use|no access to)(?: (?:any|an?|the|my|exercise|resistance|proper|spare|weights?|bands?|machines?|equipment|gym|or|and|nor))* ?$"
)
_LACK = re.compile(
    r"\b(?:no|without|dont have|havent got|havent any|dont own|do not have|have no|got no|not got|no access)\b"
)
_HAVE = re.compile(r"\b(?:have|got|ive|own|use|using|bought|only|just|with|there is|theres|borrow|access to|at home)\b")
_SORE = re.compile(r"\b(?:sore|hurt\w*|pain\w*|ach\w+|stiff|worse|swollen)\b")
_JOINT_WORD = {
    "thr": "hip",
    "tha": "hip",
    "nof": "hip",
    "neck of femur": "hip",
    "femur": "hip",
    "tkr": "knee",
    "tka": "knee",
    "acl": "knee",
    "meniscus": "knee",
    "cuff": "shoulder",
    "achilles": "ankle",
    "foot": "ankle",
    "heel": "ankle",
}
_ANY_JOINT = frozenset({"leg", "side", "one", "", "arm", "thigh", "hemi"})
_ACUTE = frozenset(
    {
        "hot-swollen-joint",
        "fever-or-unwell",
        "acute-muscle-strain",
        "acute-ankle-sprain",
        "acute-knee-injury",
        "dizziness",
        "acute-nerve-pain",
        "shoulder-dislocation",
        "concussion",
    }
)
_ARM_IN_PLASTER = re.compile(
    r"\b(?:wrist|arm|elbow|hand|thumb) (?:(?:is|was|all|still) )?in (?:a )?(?:plaster|cast|pot|splint)\b"
)
_EVENTS = frozenset({"recent-heart-event", "blood-clot"})
"""What happened to the person, rather than what they live with."""
_LONG_AGO = re.compile(
    r"\b(?:years? (?:ago|back|since)|in the past|as a (?:child|kid|teenager)|used to (?:have|get|suffer)|previously had|in my (?:20|30)s|when i was (?:younger|a))\b"
)


class DetailReader:
    """Finds conditions, limits, figures, side and equipment in a sentence and records them."""

    def __init__(self, words: PersonalWords) -> None:
        """`words`: the compiled word lists."""
        self.words = words
        self._numbers = FigureReader(words)

    def read(self, told: Told) -> None:
        """Record limits, figures, side and equipment."""
        self._limits(told)
        self._numbers.read(told)
        self._sides(told)
        self._kit(told)

    def read_conditions(self, told: Told) -> None:
        """Record conditions that are said to hold, and take out those that are denied or over."""
        sentence = told.text
        for identity, pattern in self.words.conditions.items():
            for match in pattern.finditer(sentence):
                left, right = sentence[: match.start()], sentence[match.end() :]
                said = told.of(match.start())
                held: list[str] = said.setdefault("events" if identity in _EVENTS else "conditions", [])
                if denied(left, right) or settled(right):
                    if identity in held:
                        held.remove(identity)
                    continue
                if general(left, right) or hypothetical(left[-60:]):
                    continue
                if identity in (_ACUTE | _EVENTS) and _LONG_AGO.search(sentence):
                    continue
                if identity == "fever-or-unwell" and re.search(r"\b(?:normal|no) $", left):
                    continue
                if identity not in held:
                    held.append(identity)
        self._numbers.read_pressure_words(told)

    def _limits(self, told: Told) -> None:
        sentence = told.text
        healthy = self.words.healthy.search(sentence)
        if healthy:
            told.of(healthy.start())["healthy"] = True
        self._weight(told)
        plaster = _ARM_IN_PLASTER.search(sentence)
        if plaster and not denied(sentence[: plaster.start()], ""):
            told.of(plaster.start())["broken"] = "arm"
        off = self.words.precautions_off.search(sentence)
        on = self.words.precautions_on.search(sentence)
        asks = re.search(r"\b(?:are there|do i|should i|what|which|any|how long|why|is it true|when)\b", sentence)
        if off and not re.search(r"\b(?:when|until|till|once|before)\b", sentence[: off.start()]):
            told.of(off.start())["precautions"] = False
        elif on and not (asks and asks.start() < on.start()) and not denied(sentence[: on.start()], ""):
            told.of(on.start())["precautions"] = True
        places = [
            (match.start(), way)
            for way, pattern in self.words.approach.items()
            for match in pattern.finditer(sentence)
            if not re.search(r"\bnot (?:the |a |an |through the |from the )?$", sentence[: match.start()])
            and not re.search(r"\b(?:what is|whats|difference between|versus|vs|or|better)\b", sentence)
        ]
        if places:
            place, way = max(places)
            said = told.of(place)
            hip = self._joint(said) == "hip" or not said.get("procedure")
            if (
                hip
                and (
                    said.get("procedure")
                    or "hip" in sentence
                    or re.search(
                        r"\b(?:approach|anterior|posterior|op|operation|they|surgeon|went in|scar)\b", sentence
                    )
                )
                and not re.search(r"\bpain\b|\bmuscles?\b", sentence[place : place + 40])
            ):
                said["approach"] = way

    def _weight(self, told: Told) -> None:
        """Record the weight that the leg may take; of several levels in a sentence the one that holds now."""
        sentence = told.text
        found: list[tuple[int, int, str]] = []
        for level in ("unknown", "touch", "non", "partial", "as-tolerated", "full"):
            for match in self.words.weight_bearing[level].finditer(sentence):
                left = sentence[: match.start()]
                over = level in ("full", "partial", "touch") and denied(left, "")
                if over or re.search(r"\b(?:what is|whats|what does|mean|meaning)\b", left) or _MAY_I.search(left):
                    continue
                if not any(start < match.end() and match.start() < end for start, end, _ in found):
                    found.append((match.start(), match.end(), level))
        now = [one for one in found if not _NO_LONGER.search(sentence[max(0, one[0] - 30) : one[0]])]
        now = [one for one in now or found if not _ANY_MORE.match(sentence[one[1] :])]
        if now:
            place, _, level = max(now)
            told.of(place)["weight_bearing"] = level

    def _sides(self, told: Told) -> None:
        sentence = told.text
        for match in _SIDE.finditer(sentence):
            if match["not"] or match["not2"]:
                continue
            said = told.of(match.start())
            if said.get("side") and match["part"] in (None, "one") and _SORE.search(sentence):
                continue
            part = re.sub(
                r"^(?:total|partial|half) ", "", (match["part"] or match["joints"] or match["bijoint"] or "").strip()
            )
            part = part if part in ("", "hips") else part.rstrip("s") if part not in ("achilles", "meniscus") else part
            joint = _JOINT_WORD.get(part, part.rstrip("s"))
            mine = self._joint(said)
            if mine and joint not in _ANY_JOINT and joint != mine and not joint.startswith("hemi"):
                continue
            said["side"] = (
                "both"
                if match["both"] or match["bijoint"]
                else match["side"] or match["bare"] or match["only"] or match["tail"]
            )

    def _kit(self, told: Told) -> None:
        sentence = told.text
        for thing, pattern in self.words.equipment.items():
            for match in pattern.finditer(sentence):
                left = sentence[max(0, match.start() - 60) : match.start()]
                clause = re.split(r"[,;]| but | just | only ", left)[-1]
                said = told.of(match.start())
                if _LACK_BEFORE.search(clause + ("" if clause.endswith(" ") else " ")) and _LACK.search(clause):
                    self._move(said, thing, "without", "equipment")
                elif (
                    _HAVE.search(left[-45:])
                    and not re.search(
                        r"\b(?:do|should|must) (?:i|you) (?:have|need|use)|\bneed\b|\bcan i use\b|\bor\b", left
                    )
                    and (thing not in said.get("without", []) or _HAVE.search(clause))
                ):
                    self._move(said, thing, "equipment", "without")

    @staticmethod
    def _move(said: dict[str, Any], thing: str, to: str, away: str) -> None:
        said[away] = [one for one in said.get(away, []) if one != thing]
        if thing not in said.setdefault(to, []):
            said[to] = [*said[to], thing]

    def _joint(self, said: dict[str, Any]) -> str:
        procedure = said.get("procedure") or said.get("procedure_planned")
        return self.words.procedures[procedure].joint if procedure else ""
