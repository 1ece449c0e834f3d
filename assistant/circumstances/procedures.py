"""Which operation or injury a person speaks of: done, planned, denied, or only asked about."""

from __future__ import annotations

import re
from typing import Any

from assistant.circumstances.people import Told
from assistant.circumstances.words import PersonalWords, Procedure, denied, general

_PLANNED_BEFORE = re.compile(
    r"\b(?:wait(?:ing|s)? (?:list )?(?:for|on)|waiting to (?:have|get)|wait(?:ing)? list for|due (?:to have|for|in for)|going to (?:have|be having|get)|about to have|booked (?:in )?for|scheduled for|before|"
    r"need(?:s|ing)?(?: to have)?|will (?:need|be having|have)|wants? (?:to do|me to have|him to have|her to have)|thinking (?:of|about)(?: having)?|offered|having|getting|ready for|preparing for|"
    r"consider\w*|put off|instead of|avoid|facing|down for|prehab for|pre hab for|upcoming|planned|until|till|up for|recommended|recommends|advised to have|referred for|candidate for|"
    r"(?:should|shall|do) i (?:have|get)|if i (?:ever )?(?:have|get|had|got|needed|need))(?: (?:an?|my|the|her|his|their|left|right|total|another|second|that|both|partial|other))* ?$"
)
_PLANNED_AFTER = re.compile(
    r"^ ?(?:(?:is|are|will be|to be|being|gets?|getting|op|operation|surgery|done|replaced) )*(?:next (?:week|month|year|\w+day)|in \d+ (?:days|weeks|months)|is (?:booked|planned|scheduled|coming up|due)|tomorrow\b|soon\b|coming up)"
)
_PLANNED_WITHIN = re.compile(r"\b(?:(?:is|are|am) being|will be|(?:is|are|am) to be)\b")
"""In the words of the operation itself: "my knee is being replaced in March"."""
_DONE = re.compile(
    r"\b(?:had|have had|having had|got|ive had|after|since|following|post|recovering from|ago|was|were|did|done it|been)\b"
)
_NARROWER = (
    (
        ("knee-replacement", "knee-operation"),
        r"\b(?:partial|half|uni\w*) (?:one|knee|replacement)\b",
        "partial-knee-replacement",
    ),
    (
        ("hip-fracture", "hip-operation", "hip-replacement"),
        r"\b(?:half|partial) (?:a |one|hip|replacement)\b|\bhalf of it replaced\b",
        "hemiarthroplasty",
    ),
    (("knee-operation",), r"\b(?:a|total|full|whole) replacement\b|\breplaced\b", "knee-replacement"),
    (("hip-operation",), r"\b(?:a|total|full|whole) replacement\b|\breplaced\b", "hip-replacement"),
    (("shoulder-surgery",), r"\bcuff\b", "rotator-cuff-repair"),
)
"""Operations said loosely, what later words narrow them, and to which."""
_ARM = re.compile(
    r"\b(?:wrists?|arms?|elbow|shoulder|collar ?bone|clavicle|humerus|hand|fingers?|radius|ulna|scaphoid)\b"
)
_LEG = re.compile(
    r"\b(?:ankles?|legs?|foot|feet|toes?|shins?|shin ?bones?|tibias?|tibial|fibulas?|pelvi\w+|knee ?caps?|patella|heel|metatarsals?|calcane\w+|plateau|lisfranc|weber|malleolar)\b"
)
_HYPOTHETICAL = re.compile(
    r"\bif (?:i|my \w+|he|she|someone|somebody|you) (?:ever )?(?:need\w*|had|get|got|were|was|have to have|broke|ended up)\b|\bin case i\b|\bwould i\b.*\bif\b"
)


_COPULA = re.compile(
    r"(?<=[a-z]) (?:(?:was|were|is|got|gets|has|had|have|been|then|all|also|both|being|too) )+(?=(?:repaired|stitched|sewn|sewed|sutured|replaced|reconstructed|rebuilt|"
    r"fixed|mended|pinned|plated|nailed|screwed|operated|removed|trimmed|fused|reattached|ruptured|torn|snapped|popped|done)\b)"
)
"""What stands between a part of the body and what was done to it: "my achilles has been repaired"."""


class ProcedureReader:
    """Finds operations and injuries in a sentence and records them."""

    def __init__(self, words: PersonalWords) -> None:
        """`words`: the compiled word lists."""
        self.words = words

    def read(self, told: Told, correcting: bool, before: dict[str, dict[str, Any]]) -> None:
        """Record the operations and injuries of a sentence.

        `correcting`: whether the message takes back what was said; `before`: what was known of each person before it.
        """
        sentence = told.text
        found = self._found(sentence)
        named = [one for one in found if not one[2].vague] or found
        for start, end, procedure in named:
            left, right = sentence[:start], sentence[end:]
            said = told.of(start)
            if denied(left, right):
                if said.get("procedure") == procedure.id:
                    said.pop("procedure")
                continue
            if _HYPOTHETICAL.search(sentence[:end]) or (general(left, right) and not _DONE.search(left)):
                continue
            if self._planned(left, right) or _PLANNED_WITHIN.search(sentence[start:end]):
                said["procedure_planned"] = procedure.id
                continue
            self._record(said, self._reported(procedure), correcting, before.get(told.subject(start), {}))
            if procedure.of:
                said["operated"] = procedure.id
            if procedure.id == "fracture" and _ARM.search(sentence[start:end]):
                said["broken"] = "arm"
            elif procedure.id == "fracture" and _LEG.search(sentence[start:end]):
                said["broken"] = "leg"
        self._indirectly(sentence, told.of_subject(), bool(found), correcting)

    def _found(self, sentence: str) -> list[tuple[int, int, Procedure]]:
        """Operations and injuries in `sentence` with where they stand, in order."""
        found: list[tuple[int, int, Procedure]] = []
        rest = sentence
        for procedure in self.words.procedures.values():
            found.extend((match.start(), match.end(), procedure) for match in procedure.pattern.finditer(rest))
            rest = procedure.pattern.sub(lambda match: "_" * len(match.group()), rest)
        # "My achilles has been repaired" is looked at as "my achilles repaired" too, each place told by the words before it.
        cuts = [(match.start(), match.end()) for match in _COPULA.finditer(rest)]
        if cuts:
            shorter = _COPULA.sub(" ", rest)

            def place(at: int) -> int:
                for start, end in cuts:
                    if at > start:
                        at += end - start - 1
                return at

            for procedure in self.words.procedures.values():
                found.extend(
                    (place(match.start()), place(match.end()), procedure)
                    for match in procedure.pattern.finditer(shorter)
                )
                shorter = procedure.pattern.sub(lambda match: "_" * len(match.group()), shorter)
        return sorted(found, key=lambda one: one[0])

    def _reported(self, procedure: Procedure) -> Procedure:
        return self.words.procedures[procedure.of] if procedure.of else procedure

    @staticmethod
    def _planned(left: str, right: str) -> bool:
        match = _PLANNED_BEFORE.search(left)
        if match and re.search(r"\b(?:after|since|from|following) (?:having|getting)\b|\bhaving had\b", left[-40:]):
            match = None
        return (
            bool(match)
            or bool(_PLANNED_AFTER.match(right))
            or bool(
                re.search(
                    r"\b(?:wants?|wanting|hoping|hopes) to (?:do|give me|give him|give her)(?: an?| my| the)* ?$", left
                )
            )
        )

    def _record(self, said: dict[str, Any], procedure: Procedure, correcting: bool, before: dict[str, Any]) -> None:
        current = said.get("procedure")
        if current != procedure.id:
            said.pop("operated", None)
        if procedure.vague and current and self.words.procedures[current].joint == procedure.joint:
            return
        if current and current != procedure.id:
            now = self.words.procedures[current]
            refines = now.vague and now.joint == procedure.joint
            together = {current, procedure.id} == {"hip-fracture", "hemiarthroplasty"}
            if together:
                said["procedure"] = "hemiarthroplasty"
                return
            if procedure.id == "achilles-rupture" and current == "achilles-repair":
                return
            if not refines and not (correcting and current == before.get("procedure")):
                said["earlier_procedures"] = [
                    *(one for one in said.get("earlier_procedures", []) if one != procedure.id),
                    current,
                ]
                if current == before.get("procedure"):
                    said.pop("weeks_since", None)
        said["procedure"] = procedure.id
        if said.get("procedure_planned") == procedure.id:
            said.pop("procedure_planned")

    def _indirectly(self, sentence: str, said: dict[str, Any], named: bool, correcting: bool) -> None:
        """What names no operation: "they pinned it", "had it done last week", "the posterior op", "knee not hip"."""
        self._remember_joint(sentence, said)
        current = said.get("procedure")
        joint = self.words.procedures[current].joint if current else ""
        if current and self._narrow(sentence, said, current):
            return
        if (
            re.search(
                r"\b(?:pinned|screwed|nailed|plated) it\b|\bit (?:was|is) (?:broken|fractured)\b|\ba break\b", sentence
            )
            and (joint == "hip" or not current)
            and "hip" in (joint, *sentence.split())
        ):
            said["procedure"] = "hip-fracture"
        elif (
            correcting
            and re.search(r"\bknee,? not (?:my |the )?hip\b|\bmeant (?:my |the )?knee\b", sentence)
            and joint == "hip"
        ):
            said["procedure"] = "knee-replacement"
        elif (
            correcting
            and re.search(r"\bhip,? not (?:my |the )?knee\b|\bmeant (?:my |the )?hip\b", sentence)
            and joint == "knee"
        ):
            said["procedure"] = "hip-replacement"
        elif (
            said.get("procedure_planned")
            and not named
            and re.search(r"\b(?:had|have had|ive had|got) (?:it|the op\w*|my op\w*|the surgery)(?: done)?\b", sentence)
        ):
            said["procedure"] = said.pop("procedure_planned")
        elif (
            not current
            and not named
            and re.search(r"\breplace(?:ment|d)\b", sentence)
            and said.get("_joint") in ("hip", "knee")
        ):
            before = sentence[: sentence.find("replace")]
            if not general(before, "") and not self._planned(before, "") and not denied(before, ""):
                said["procedure"] = f"{said['_joint']}-replacement"
        elif not current and not named and re.search(r"\b(?:broke|fractured|cracked) mine\b", sentence):
            said["procedure"] = "hip-fracture" if said.get("_joint") == "hip" else "fracture"
        elif (
            not current
            and not named
            and re.search(r"\b(?:posterior|anterior|posterolateral) (?:op|operation|approach|surgery|way)\b", sentence)
        ) and not general(sentence[: sentence.find("terior") - 3], ""):
            said["procedure"] = "hip-replacement"

    @staticmethod
    def _remember_joint(sentence: str, said: dict[str, Any]) -> None:
        """Keep the joint that was spoken of last, so that "had it replaced" can be understood in a later turn."""
        named = {joint for joint in ("hip", "knee") if re.search(rf"\b{joint}s?\b", sentence)}
        if len(named) == 1:
            said["_joint"] = named.pop()
        elif named:
            said.pop("_joint", None)

    @staticmethod
    def _narrow(sentence: str, said: dict[str, Any], current: str) -> bool:
        """Make an operation that was named loosely the one that a later word names: "it was a partial one"."""
        for joint, pattern, narrower in _NARROWER:
            if current in joint and re.search(pattern, sentence):
                said["procedure"] = narrower
                return True
        return False


def hypothetical(before: str) -> bool:
    """Tell whether the words `before` a thing make it a mere supposition: "if I needed a hip replacement"."""
    return bool(_HYPOTHETICAL.search(before))
