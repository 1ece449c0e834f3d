"""What a person has said of themselves that changes which exercises are right for them.

Keys of what is understood (all JSON; only what was said is present):

- ``procedure``, ``procedure_planned``: id of an operation or injury (knowledge/safety/circumstance-words.toml)
- ``earlier_procedures``: list of ids of others that the same person has had
- ``approach``: posterior, anterior or lateral · ``side``: left, right or both · ``weeks_since``: weeks, one decimal
- ``weight_bearing``: non, touch, partial, as-tolerated, full or unknown · ``precautions``: true (given) or false (none, or lifted)
- ``conditions``: list of ids of knowledge/safety/circumstances.toml · ``pregnancy_week`` · ``pain``: 0 to 10 · ``age``: years
- ``blood_pressure``: "systolic/diastolic" in mmHg · ``resting_pulse``: beats a minute
- ``equipment``, ``without``: lists of what they have and lack · ``asking_for``: whom, when it is not the writer
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from assistant.circumstance_dates import elapsed
from assistant.circumstance_people import SELF, Speaking
from assistant.circumstance_words import PersonalWords, Procedure, denied, general, plain, settled
from assistant.registers import Circumstance, read_circumstances

PRECAUTION_WEEKS = 12.0
"""Weeks during which hip precautions are assumed where none were mentioned: the longest that the leaflets read give (RNOH-PR, AH-PR)."""
OPERATION_WEEKS = 6.0
"""Weeks during which an operation of an unnamed kind counts as recent."""

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_CORRECTION = re.compile(
    r"^\W*(?:no|nope|sorry|actually|correction|i meant|wait|oops|my mistake|i got that wrong|scrap that|not)\b|\bi meant\b|\bi mean\b|\bits actually\b|\b(?:was|is) actually\b"
)
_PLANNED_BEFORE = re.compile(
    r"\b(?:waiting (?:list )?(?:for|on)|waiting to (?:have|get)|wait(?:ing)? list for|due (?:to have|for|in for)|going to (?:have|be having|get)|about to have|booked (?:in )?for|scheduled for|before|"
    r"need(?:s|ing)?(?: to have)?|will (?:need|be having|have)|wants? (?:to do|me to have|him to have|her to have)|thinking (?:of|about)(?: having)?|offered|having|getting|ready for|preparing for|"
    r"consider\w*|put off|instead of|avoid|facing|down for|prehab for|pre hab for|upcoming|planned|until|till|up for|recommended|recommends|advised to have|referred for|candidate for|"
    r"(?:should|shall|do) i (?:have|get)|if i (?:ever )?(?:have|get|had|got|needed|need))(?: (?:an?|my|the|her|his|their|left|right|total|another|second|that|both|partial|other))* ?$"
)
_PLANNED_AFTER = re.compile(
    r"^ ?(?:(?:is|are|will be|to be|being|gets?|getting|op|operation|surgery|done|replaced) )*(?:next (?:week|month|year|\w+day)|in \d+ (?:days|weeks|months)|is (?:booked|planned|scheduled|coming up|due)|tomorrow\b|soon\b|coming up)"
)
_DONE = re.compile(
    r"\b(?:had|have had|having had|got|ive had|after|since|following|post|recovering from|ago|was|were|did|done it|been)\b"
)
_HYPOTHETICAL = re.compile(
    r"\bif (?:i|my \w+|he|she|someone|somebody|you) (?:ever )?(?:need\w*|had|get|got|were|was|have to have|broke|ended up)\b|\bin case i\b|\bwould i\b.*\bif\b"
)
_PEOPLE = re.compile(
    r"\b(?:people|patients|anyone|somebody|someone|men|women|most|everyone|everybody|athletes|others) ?\b"
)
_ANCHOR = re.compile(
    r"\b(?:op|ops|operation|operated|surgery|surgeon|replace\w*|replacement|injur\w*|tear|tore|torn|fracture\w*|broke|broken|break|sprain\w*|strain\w*|pulled|rolled|ruptur\w*|snapped|"
    r"stitched|pinned|screwed|fixed|repair\w*|recon\w*|graft|keyhole|arthroscop\w*|thr|tkr|tha|tka|hemi\w*|acl|discectomy|laminectomy|fusion|dhs|nail|new (?:hip|knee|shoulder)|done|went over|twisted|"
    r"post|approach|posterior|anterior|it (?:was|has been)|its been|came home|discharged|cast|plaster)\b"
)
_ONSET = re.compile(
    r"\b(?:hurt\w*|pain\w*|ach\w+|sore|swollen|bad|worse|been doing|doing|sciatica|dizzy|stent\w*|heart attack|pregnan\w*|falls?|fell|physio|walking|trying|exercis\w*|diagnosed|baby|stroke)\b"
)
_SIDE = re.compile(
    r"(?P<not>\bnot (?:my |the |on the )?)?\b(?P<side>left|right)(?: hand)? ?(?P<part>(?:total |partial |half )?(?:hip|knee|leg|ankle|foot|shoulder|arm|side|one|thr|tkr|tha|tka|hemi\w*|hamstring|calf|acl|groin|achilles|thigh|"
    r"buttock|glute|elbow|wrist|heel|cuff|meniscus|quad|femur|nof|neck of femur)s?\b)"
    r"|(?P<not2>\bnot (?:my |the |on the )?)?\b(?:my|the|on the|its the|was the) (?P<bare>left|right)(?=\W*$|[,.]| (?:not|is|was|has|hurts|that)\b)|\b(?P<both>both|2) (?P<joints>hips|knees|shoulders|ankles|legs)\b|\bbilateral (?P<bijoint>hip|knee|tkr|thr)"
    r"|^(?P<only>left|right)\W*$"
)
_AGE = re.compile(
    r"\b(?:im|i am|shes|hes|she is|he is|aged?|age is|am|at|turned|just turned|nearly|is) (?P<a>\d{1,3})\b(?! ?(?:weeks?|days?|months?|degrees|%|mins?|minutes|seconds|secs|reps|/|out of|stone|kg|kilos|st\b|lbs?|pounds|th\b|times|of\b|hours|miles|steps|falls|years? (?:post|ago|after|since|on|out)))"
    r"|\b(?P<b>\d{1,3}) ?(?:years? old|yrs? old|yr old|year old|yo|y/o|years young)\b|\b(?P<c>\d{2}) ?(?:m|f|male|female)\b|\bin (?:my|her|his) (?P<d>[4-9]0)s\b"
)
_PAIN = re.compile(
    r"(?<![\d/])\b(?P<a>10|\d) ?(?:/|out of) ?10\b|\bpain (?:score |level |is |of |scale )*(?:is |about |around |at |a )*(?P<b>10|\d)\b(?! ?(?:/|weeks?|days?|months?|years?|times|reps|minutes|seconds|of|out of|\d))"
)
_PRESSURE = re.compile(r"(?<![\d/.])(?P<high>[89]\d|1\d\d|2[0-6]\d) ?(?:/|over|on) ?(?P<low>[3-9]\d|1[0-5]\d)(?![\d/])")
_PRESSURE_WORD = re.compile(r"\b(?:bp|blood pressure|pressure|systolic|mmhg)\b")
_SYSTOLIC = re.compile(r"\b(?:systolic|bp|blood pressure|pressure) (?:\w+ ){0,4}?(?P<high>1[0-9]\d|2[0-6]\d)\b(?! ?/)")
_PULSE = re.compile(
    r"\b(?:resting (?:pulse|heart rate)|pulse|heart rate)(?: \w+){0,4}? (?P<n>\d{2,3})\b(?! ?(?:%|/|seconds|minutes))|\b(?P<m>\d{2,3}) ?bpm\b"
)
_EFFORT = re.compile(
    r"\b(?:during|after (?:exercise|walking|climbing|running)|when i (?:exercise|walk|run|climb)|max\w*|target|on the bike|exercising|training)\b"
)
_HIGH_PRESSURE = re.compile(
    r"\b(?:high|raised|elevated) (?:blood pressure|bp)\b|\bhypertensi(?:on|ve)\b|\b(?:blood pressure|bp) (?:is |has been |s |was )?(?:\w+ )?(?:high|up|raised|through the roof|sky high)\b|\buncontrolled (?:\w+ )?(?:blood pressure|bp|hypertension)\b"
)
_UNCONTROLLED = re.compile(
    r"\b(?:uncontrolled|not (?:under |well )?controll?ed|not under control|out of control|all over the place|through the roof|sky high|cant get it down|untreated|poorly controlled|isnt controlled|wont come down|still high|not controlled)\b"
)
_PREGNANT_WEEK = re.compile(
    r"\b(?P<w>\d{1,2}) ?(?:weeks?|wks?|/40|/ 40)? ?(?:\+ ?\d )?(?:pregnant|gone|into (?:my |the )?pregnancy|gestation)\b|\bpregnant,? ?(?:at |with twins |now |and |im |about |nearly ){0,3}(?P<w2>\d{1,2}) ?(?:weeks?|wks?)|\b(?P<w3>\d{1,2}) ?/ ?40\b"
    r"|\b(?P<m>\d) months? (?:pregnant|gone|into)|\bpregnant,? ?(?:about |now )?(?P<m2>\d) months?"
)
_LACK_BEFORE = re.compile(
    r"\b(?:no|without(?: any| a)?|dont have|havent got|havent|dont own|do not have|have no|got no|lack|nor|or|not got|have not got|cant use|dont use|no access to)(?: (?:any|an?|the|my|exercise|resistance|proper|spare|weights?|bands?|machines?|equipment|gym|or|and|nor))* ?$"
)
_LACK = re.compile(
    r"\b(?:no|without|dont have|havent got|havent any|dont own|do not have|have no|got no|not got|no access)\b"
)
_HAVE = re.compile(r"\b(?:have|got|ive|own|use|using|bought|only|just|with|there is|theres|borrow|access to|at home)\b")
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
    }
)
_LONG_AGO = re.compile(
    r"\b(?:years ago|in the past|as a (?:child|kid|teenager)|used to (?:have|get|suffer)|previously had|in my (?:20|30)s|when i was (?:younger|a))\b"
)
_EARLY_BASES = {
    "hip-fracture-early": "hip-fracture",
    "hip-replacement-early": "hip-replacement",
    "knee-replacement-early": "knee-replacement",
}


@dataclass
class _Memory:
    """What is known of each person in a conversation."""

    speaking: Speaking
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, subject: str) -> dict[str, Any]:
        return self.known.setdefault(subject, {})


class CircumstanceReader:
    """Finds circumstances in what a person types. Thread-safe; holds nothing of a person."""

    def __init__(self, knowledge: Path) -> None:
        """`knowledge`: the library's folder, for the controlled list and the words. Raises `DocumentError`."""
        self.known: dict[str, Circumstance] = read_circumstances(knowledge)
        self.words = PersonalWords(knowledge)

    def read(self, texts: Iterable[str], today: date | None = None) -> dict[str, Any]:
        """Return what `texts` (turns, oldest first) say; keys: see the module. Later statements replace earlier ones.

        `today` is the day on which "last Tuesday" and "in March" are read; the present day by default.
        What is said of somebody else counts only when the conversation is about them.
        """
        memory = _Memory(Speaking(self.words.people))
        turns = list(texts)
        day = today or date.today()
        for number, text in enumerate(turns):
            self._turn(plain(text, self.words.speller), memory, number == len(turns) - 1, day)
        subject = memory.speaking.subject
        found = {key: value for key, value in memory.of(subject).items() if value not in (None, [], "")}
        if subject != SELF:
            found["asking_for"] = subject
        return found

    # one message

    def _turn(self, text: str, memory: _Memory, last: bool, today: date) -> None:
        sentences = [sentence.strip() for sentence in _SENTENCE.split(text) if sentence and sentence.strip()]
        memory.speaking.turn(sentences)
        correcting = bool(_CORRECTION.search(text))
        before = {subject: dict(values) for subject, values in memory.known.items()}
        for sentence in sentences:
            pieces = memory.speaking.pieces(sentence)

            def subject_at(place: int, pieces: list[tuple[int, int, str]] = pieces) -> str:
                return next((who for start, end, who in pieces if start <= place < end), pieces[-1][2])

            transient = bool(_PEOPLE.search(sentence)) and not re.search(r"\b(?:i|im|ive|my)\b", sentence)
            if not (transient and not last):
                self._procedures(sentence, memory, subject_at, correcting, before)
                self._conditions(sentence, memory, subject_at)
            self._limits(sentence, memory, subject_at)
            self._figures(sentence, memory, subject_at)
            self._sides(sentence, memory, subject_at)
            self._kit(sentence, memory, subject_at)
        self._time(text, sentences, memory, today)

    def _procedures(
        self, sentence: str, memory: _Memory, subject_at: Any, correcting: bool, before: dict[str, dict[str, Any]]
    ) -> None:
        rest = sentence
        found: list[tuple[int, Procedure]] = []
        for procedure in self.words.procedures.values():
            for match in procedure.pattern.finditer(rest):
                found.append((match.start(), procedure))
            rest = procedure.pattern.sub(lambda match: "_" * len(match.group()), rest)
        found.sort(key=lambda one: one[0])
        named = [one for one in found if not one[1].vague] or found
        for start, procedure in named:
            end = (
                start + len(procedure.pattern.match(sentence, start).group())
                if procedure.pattern.match(sentence, start)
                else start
            )
            left, right = sentence[:start], sentence[end:]
            said = memory.of(subject_at(start))
            if denied(left, right):
                if said.get("procedure") == procedure.id:
                    said.pop("procedure")
                continue
            if _HYPOTHETICAL.search(sentence[:end]) or (general(left, right) and not _DONE.search(left)):
                continue
            if self._planned(left, right):
                said["procedure_planned"] = procedure.id
                continue
            self._record(said, procedure, correcting, before.get(subject_at(start), {}))
        self._indirectly(sentence, memory.of(memory.speaking.subject), bool(found), correcting)

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
        current = said.get("procedure")
        joint = self.words.procedures[current].joint if current else ""
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
            and re.search(r"\breplacement\b", sentence)
            and ("hip" in sentence.split()) != ("knee" in sentence.split())
        ):
            if not general(sentence[: sentence.find("replacement")], "") and not self._planned(
                sentence[: sentence.find("replacement")], ""
            ):
                said["procedure"] = "hip-replacement" if "hip" in sentence.split() else "knee-replacement"
        elif (
            not current
            and not named
            and re.search(r"\b(?:posterior|anterior|posterolateral) (?:op|operation|approach|surgery|way)\b", sentence)
        ):
            if not general(sentence[: sentence.find("terior") - 3], ""):
                said["procedure"] = "hip-replacement"

    def _conditions(self, sentence: str, memory: _Memory, subject_at: Any) -> None:
        for identity, pattern in self.words.conditions.items():
            for match in pattern.finditer(sentence):
                left, right = sentence[: match.start()], sentence[match.end() :]
                said = memory.of(subject_at(match.start()))
                held: list[str] = said.setdefault("conditions", [])
                if denied(left, right) or settled(right):
                    if identity in held:
                        held.remove(identity)
                    continue
                if general(left, right) or _HYPOTHETICAL.search(left[-60:]):
                    continue
                if identity in _ACUTE and _LONG_AGO.search(sentence):
                    continue
                if identity == "fever-or-unwell" and re.search(r"\b(?:normal|no) $", left):
                    continue
                if identity not in held:
                    held.append(identity)
        self._pressure_words(sentence, memory, subject_at)

    def _pressure_words(self, sentence: str, memory: _Memory, subject_at: Any) -> None:
        match = _HIGH_PRESSURE.search(sentence) or (
            _UNCONTROLLED.search(sentence) if _PRESSURE_WORD.search(sentence) else None
        )
        if match is None:
            return
        left = sentence[: match.start()]
        if denied(left, "") or general(left, sentence[match.end() :]):
            return
        identity = "uncontrolled-blood-pressure" if _UNCONTROLLED.search(sentence) else "high-blood-pressure"
        said = memory.of(subject_at(match.start()))
        others = [
            one
            for one in said.get("conditions", [])
            if one not in ("high-blood-pressure", "uncontrolled-blood-pressure")
        ]
        said["conditions"] = [*others, identity]

    def _limits(self, sentence: str, memory: _Memory, subject_at: Any) -> None:
        for level in ("unknown", "touch", "non", "partial", "as-tolerated", "full"):
            match = self.words.weight_bearing[level].search(sentence)
            if match and not (level in ("full", "partial", "touch") and denied(sentence[: match.start()], "")):
                if not re.search(r"\b(?:what is|whats|what does|mean|meaning)\b", sentence[: match.start()]):
                    memory.of(subject_at(match.start()))["weight_bearing"] = level
                break
        off = self.words.precautions_off.search(sentence)
        on = self.words.precautions_on.search(sentence)
        asks = re.search(r"\b(?:are there|do i|should i|what|which|any|how long|why|is it true|when)\b", sentence)
        if off and not re.search(r"\b(?:when|until|till|once|before)\b", sentence[: off.start()]):
            memory.of(subject_at(off.start()))["precautions"] = False
        elif on and not (asks and asks.start() < on.start()) and not denied(sentence[: on.start()], ""):
            memory.of(subject_at(on.start()))["precautions"] = True
        places = [
            (match.start(), way)
            for way, pattern in self.words.approach.items()
            for match in pattern.finditer(sentence)
            if not re.search(r"\bnot (?:the |a |an |through the |from the )?$", sentence[: match.start()])
            and not re.search(r"\b(?:what is|whats|difference between|versus|vs|or|better)\b", sentence)
        ]
        if places:
            place, way = max(places)
            said = memory.of(subject_at(place))
            hip = self._joint(said) == "hip" or not said.get("procedure")
            if hip and (
                said.get("procedure")
                or "hip" in sentence
                or re.search(r"\b(?:approach|anterior|posterior|op|operation|they|surgeon|went in|scar)\b", sentence)
            ):
                if not re.search(r"\bpain\b|\bmuscles?\b", sentence[place : place + 40]):
                    said["approach"] = way

    def _figures(self, sentence: str, memory: _Memory, subject_at: Any) -> None:
        limits = self.words.implied_by_figures
        self._pressure(sentence, memory, subject_at, limits)
        pulse = _PULSE.search(sentence)
        if pulse and not _EFFORT.search(sentence):
            said = memory.of(subject_at(pulse.start()))
            beats = int(pulse["n"] or pulse["m"])
            if 30 <= beats <= 220:
                said["resting_pulse"] = beats
                others = [one for one in said.get("conditions", []) if one != "fast-resting-pulse"]
                said["conditions"] = [*others, "fast-resting-pulse"] if beats > limits["pulse"] else others
        week = _PREGNANT_WEEK.search(sentence)
        if week and not denied(sentence[: week.start()], ""):
            months = week["m"] or week["m2"]
            number = round(int(months) * 4.35) if months else int(week["w"] or week["w2"] or week["w3"])
            if 1 <= number <= 42:
                said = memory.of(subject_at(week.start()))
                said["pregnancy_week"] = number
                if "pregnancy" not in said.setdefault("conditions", []):
                    said["conditions"].append("pregnancy")
        pain = _PAIN.search(sentence)
        if pain:
            memory.of(subject_at(pain.start()))["pain"] = int(pain["a"] or pain["b"])
        age = _AGE.search(sentence)
        if age:
            years = int(next(group for group in age.groups() if group))
            if 1 <= years <= 110:
                memory.of(subject_at(age.start()))["age"] = years

    @staticmethod
    def _pressure(sentence: str, memory: _Memory, subject_at: Any, limits: dict[str, Any]) -> None:
        match = _PRESSURE.search(sentence)
        high = low = 0
        if match and (_PRESSURE_WORD.search(sentence) or (int(match["high"]) >= 100 and "/" in match.group())):
            high, low = int(match["high"]), int(match["low"])
        elif single := _SYSTOLIC.search(sentence):
            match, high = single, int(single["high"])
        if not match or not high:
            return
        said = memory.of(subject_at(match.start()))
        said["blood_pressure"] = f"{high}/{low}" if low else str(high)
        kinds = ("very-high-blood-pressure", "uncontrolled-blood-pressure", "high-blood-pressure")
        conditions = [one for one in said.get("conditions", []) if one not in kinds]
        if high >= limits["very_high_systolic"] or low >= limits["very_high_diastolic"]:
            conditions.append("very-high-blood-pressure")
        elif high >= limits["high_systolic"] or low >= limits["high_diastolic"]:
            conditions.append("uncontrolled-blood-pressure")
        elif any(one in said.get("conditions", []) for one in kinds):
            conditions.append("high-blood-pressure")
        said["conditions"] = conditions

    def _sides(self, sentence: str, memory: _Memory, subject_at: Any) -> None:
        for match in _SIDE.finditer(sentence):
            if match["not"] or match["not2"]:
                continue
            said = memory.of(subject_at(match.start()))
            part = re.sub(
                r"^(?:total|partial|half) ", "", (match["part"] or match["joints"] or match["bijoint"] or "").strip()
            )
            part = part if part in ("", "hips") else part.rstrip("s") if part not in ("achilles", "meniscus") else part
            joint = _JOINT_WORD.get(part, part.rstrip("s"))
            mine = self._joint(said)
            if mine and joint not in _ANY_JOINT and joint != mine and not joint.startswith("hemi"):
                continue
            said["side"] = (
                "both" if match["both"] or match["bijoint"] else match["side"] or match["bare"] or match["only"]
            )

    def _kit(self, sentence: str, memory: _Memory, subject_at: Any) -> None:
        for thing, pattern in self.words.equipment.items():
            for match in pattern.finditer(sentence):
                left = sentence[max(0, match.start() - 60) : match.start()]
                clause = re.split(r"[,;]| but | just | only ", left)[-1]
                said = memory.of(subject_at(match.start()))
                if _LACK_BEFORE.search(clause + ("" if clause.endswith(" ") else " ")) and _LACK.search(clause):
                    self._move(said, thing, "without", "equipment")
                elif _HAVE.search(left[-45:]) and not re.search(
                    r"\b(?:do|should|must) (?:i|you) (?:have|need|use)|\bneed\b|\bcan i use\b|\bor\b", left
                ):
                    if thing not in said.get("without", []) or _HAVE.search(clause):
                        self._move(said, thing, "equipment", "without")

    @staticmethod
    def _move(said: dict[str, Any], thing: str, to: str, away: str) -> None:
        said[away] = [one for one in said.get(away, []) if one != thing]
        if thing not in said.setdefault(to, []):
            said[to] = [*said[to], thing]

    def _joint(self, said: dict[str, Any]) -> str:
        procedure = said.get("procedure") or said.get("procedure_planned")
        return self.words.procedures[procedure].joint if procedure else ""

    def _time(self, text: str, sentences: list[str], memory: _Memory, today: date) -> None:
        """Take a time as the time since the operation only where the sentence, or a short reply, speaks of one."""
        short = len(text.split()) <= 7
        for sentence in sentences:
            for one in elapsed(sentence, today):
                said = memory.of(self._subject_of(sentence, one.start, memory))
                clause = self._clause(sentence, one.start)
                if not said.get("procedure") and not self._injured(said):
                    continue
                around = f"{clause} {sentence[one.end : one.end + 25]}"
                anchored = bool(_ANCHOR.search(clause)) or bool(
                    re.match(
                        r"\W{0,2}(?:\w+ )?(?:post|out\b|after (?:my |the )?(?:op|surgery))",
                        sentence[one.end : one.end + 25],
                    )
                )
                if not anchored and _ONSET.search(around):
                    continue
                bare = len(clause.replace(",", " ").split()) <= 4
                if (
                    one.firm
                    or anchored
                    or short
                    or bare
                    or re.search(r"\b(?:its|it has been|been|now|nearly|almost|only|just|about)\b", clause)
                ):
                    if said.get("procedure_planned") and not said.get("procedure"):
                        continue
                    said["weeks_since"] = one.weeks

    @staticmethod
    def _subject_of(sentence: str, place: int, memory: _Memory) -> str:
        pieces = memory.speaking.pieces(sentence)
        return next((who for start, end, who in pieces if start <= place < end), memory.speaking.subject)

    @staticmethod
    def _clause(sentence: str, place: int) -> str:
        starts = [match.end() for match in re.finditer(r", |; | but |\band i\b", sentence[:place])]
        start = starts[-1] if starts else 0
        stop = re.search(r", | but | and i\b", sentence[place:])
        return sentence[start : place + stop.start() if stop else len(sentence)]

    @staticmethod
    def _injured(said: dict[str, Any]) -> bool:
        return any(
            one in said.get("conditions", ())
            for one in ("acute-muscle-strain", "acute-ankle-sprain", "acute-knee-injury", "knee-ligament-injury")
        )

    # what holds

    def active(self, said: dict[str, Any]) -> frozenset[str]:
        """Return the ids of the controlled list that hold for a person who said `said`, with what they imply.

        What is not known counts as the more careful of the possibilities: no time means the early stage, no approach
        means both sets of hip precautions. Windows: RNOH-PR and AH-PR (precautions 12 weeks), UHB-L (hip fracture 6 weeks),
        CUH-ACL (26 weeks); the others are the house's own and longer rather than shorter.
        """
        ids = set(said.get("conditions", ()))
        weeks = said.get("weeks_since")
        procedure = self.words.procedures.get(str(said.get("procedure", "")))
        if procedure is not None:
            ids.update(self._of_procedure(procedure, weeks))
            ids.update(self._hip_precautions(procedure, said))
        elif said.get("precautions") is True:
            ids.update(self._ways(said))
        for earlier in said.get("earlier_procedures", ()):
            if earlier in self.words.procedures:
                ids.update(self.words.procedures[earlier].active)
        level = said.get("weight_bearing")
        if level in ("non", "partial", "touch"):
            ids.add(f"{level}-weight-bearing")
        elif level == "unknown":
            ids.add("weight-bearing-unknown")
        if (said.get("pregnancy_week") or 0) > 16:
            ids.add("pregnancy-later")
        if said.get("pregnancy_week"):
            ids.add("pregnancy")
        if said.get("age") is not None and said["age"] < 16:
            ids.add("child")
        for identity in tuple(ids):
            ids.update(self._implied(identity))
        return frozenset(ids & set(self.known))

    @staticmethod
    def _of_procedure(procedure: Procedure, weeks: float | None) -> Iterator[str]:
        yield from procedure.active
        if weeks is None or weeks <= procedure.weeks:
            if weeks is not None and weeks > 6 and "hip-fracture-early" in procedure.early:
                yield from (one for one in procedure.early if one != "hip-fracture-early")
                yield "hip-fracture"
            else:
                yield from procedure.early

    def _hip_precautions(self, procedure: Procedure, said: dict[str, Any]) -> set[str]:
        if (
            procedure.id not in ("hip-replacement", "hemiarthroplasty", "hip-operation")
            or said.get("precautions") is False
        ):
            return set()
        weeks = said.get("weeks_since")
        if said.get("precautions") or weeks is None or weeks <= PRECAUTION_WEEKS:
            return self._ways(said)
        return set()

    @staticmethod
    def _ways(said: dict[str, Any]) -> set[str]:
        way = said.get("approach")
        if way == "posterior":
            return {"hip-precautions-posterior"}
        if way == "anterior":
            return {"hip-precautions-anterior"}
        return {"hip-precautions-posterior", "hip-precautions-anterior"}

    def _implied(self, identity: str) -> set[str]:
        circumstance = self.known.get(identity)
        if circumstance is None:
            return set()
        return {implied for direct in circumstance.implies for implied in (direct, *self._implied(direct))}

    def labels(self, ids: Iterable[str]) -> Sequence[str]:
        """Return how `ids` are said to a person."""
        return [self.known[identity].label for identity in ids if identity in self.known]
