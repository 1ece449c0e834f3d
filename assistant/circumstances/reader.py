"""What a person has said of themselves that changes which exercises are right for them.

Keys of what is understood (all JSON; only what was said is present):

- ``procedure``, ``procedure_planned``: id of an operation or injury (knowledge/safety/circumstance-words.toml)
- ``earlier_procedures``: list of ids of others that the same person has had
- ``approach``: posterior, anterior or lateral · ``side``: left, right or both · ``weeks_since``: weeks, one decimal
- ``weight_bearing``: non, touch, partial, as-tolerated, full or unknown · ``precautions``: true (given) or false (none, or lifted)
- ``events``: list of ids of what happened to them, such as a blood clot
- ``others``: list of illnesses and operations that the library has no rules for, in the person's words
- ``operated``: id of the narrower kind of ``procedure``, where one has rules of its own
- ``healthy``: true, where they say that nothing is wrong with them
- ``broken``: "arm" or "leg", where a broken bone is one of these
- ``conditions``: list of ids of knowledge/safety/circumstances.toml · ``pain``: 0 to 10 · ``age``: years
- ``pregnancy_week`` · ``trimester``: 1 to 3, where no week was said · ``postnatal_weeks``: weeks since a birth
- ``blood_pressure``: "systolic/diastolic" in mmHg · ``resting_pulse``: beats a minute
- ``equipment``, ``without``: lists of what they have and lack · ``asking_for``: whom, when it is not the writer
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant.circumstances.dates import WEEKS, elapsed
from assistant.circumstances.details import DetailReader
from assistant.circumstances.people import SELF, Memory, Speaking, Told
from assistant.circumstances.procedures import ProcedureReader
from assistant.circumstances.unlisted import UnlistedReader
from assistant.circumstances.words import PersonalWords, Procedure, plain
from assistant.registers import Circumstance, read_circumstances

PRECAUTION_WEEKS = 12.0
"""Weeks during which hip precautions are assumed where none were mentioned: the longest that the leaflets read give (RNOH-PR, AH-PR)."""
FIRST_TRIMESTER = 12
"""Week of pregnancy after which lying flat is warned of: the earlier of the two that sources give (HSE-PREG; TOMMYS-AV has 16)."""
AFTER_BIRTH_WEEKS = 13.0
"""Weeks after a birth during which jarring exercise is warned of: three months (SNEE-BIRTH)."""
SHORT = 7
"""Words up to which a message counts as a reply, so that a bare time in it answers "how long ago?"."""

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_SYMPTOM = re.compile(r"\b(?:pain\w*|hurt\w*|ach\w+|sore|swell\w*|swollen|stiff\w*|problem\w*|arthritis|exercis\w*)\b")
_OTHER_JOINT = re.compile(r"\b(?:no|not|sorry|actually|mean|meant|wrong)\b")
_CORRECTION = re.compile(
    r"^\W*(?:no|nope|sorry|actually|correction|i meant|wait|oops|my mistake|i got that wrong|scrap that|not)\b|\bi meant\b|\bi mean\b|\bits actually\b|\b(?:was|is) actually\b"
)
_PEOPLE = re.compile(
    r"\b(?:people|patients|anyone|somebody|someone|men|women|most|everyone|everybody|athletes|others) ?\b"
)
_ANCHOR = re.compile(
    r"\b(?:op|ops|operation|operated|surgery|surgeon|replace\w*|replacement|injur\w*|tear|tore|torn|fracture\w*|broke|broken|break|sprain\w*|strain\w*|pulled|rolled|ruptur\w*|snapped|"
    r"stitched|sew\w*|pinned|screwed|fixed|repair\w*|recon\w*|graft|keyhole|pop|popped|snap|mended|removed|section|caesarean|cataracts?|arthroscop\w*|thr|tkr|tha|tka|hemi\w*|acl|resurfac\w*|discectomy|laminectomy|fusion|dhs|nail|new (?:hip|knee|shoulder)|done|went over|twisted|"
    r"\w{3,}(?:ectomy|otomy|ostomy|oplasty|opexy|odesis)|bypass|open heart|valve|icd|pacemaker|defib\w*|transplant\w*|amputat\w+|flap|rebuil\w+|patched|plated?|wired|put (?:a|an|in|new)|fused|swapped|stitched|smashed|shattered|implant\w*|sling op|stoma|tear|episiotomy|forceps|bankart|latarjet|labrum|root|"
    r"post|approach|posterior|anterior|it (?:was|has been)|its been|came home|discharged|cast|plaster)\b"
)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_LIKE_MINE = re.compile(r"\b(?:like|same as) mine\b|\bmine (?:was|is|too)\b|\bso (?:have|did) i\b|\bme too\b")
_LASTS = re.compile(
    r"\b(?:for|these|this) (?:about |over |nearly |almost |the last |the past |more than )?(?P<n>\d{1,2}) (?P<unit>years?|yrs?|months?)\b"
)
_BIRTH = re.compile(
    r"\b(?:birth|baby|twins|post ?(?:partum|natal)\w*|born|delivered|c section|caesarean|caesarian|cesarean|mum)\b"
)
_ONSET = re.compile(
    r"\b(?:hurt\w*|pain\w*|ach\w+|sore|swollen|bad|worse|been doing|doing|sciatica|dizzy|stent\w*|heart attack|pregnan\w*|falls?|fell|physio|walking|trying|exercis\w*|diagnosed|baby|stroke)\b"
)

_NO_ONSET = re.compile(
    r"\b(?:no|not|without|never|pain ?free)(?: any| more| in)? ?(?:pain\w*|hurt\w*|ache\w*|sore|falls?)?\b"
)
"""A complaint that is denied dates nothing: "trimmed two years back, no pain now"."""
_SECTION = re.compile(r"\b(?:c ?section|section|caesar\w+|cesar\w+)\b")


class CircumstanceReader:
    """Finds circumstances in what a person types. Thread-safe; holds nothing of a person."""

    def __init__(self, knowledge: Path) -> None:
        """`knowledge`: the library's folder, for the controlled list and the words. Raises `DocumentError`."""
        self.known: dict[str, Circumstance] = read_circumstances(knowledge)
        self.words = PersonalWords(knowledge)
        self._procedures = ProcedureReader(self.words)
        self._details = DetailReader(self.words)
        self._unlisted = UnlistedReader(knowledge, self.words)

    def read(self, texts: Iterable[str], today: date | None = None) -> dict[str, Any]:
        """Return what `texts` (turns, oldest first) say; keys: see the module. Later statements replace earlier ones.

        `today` is the day on which "last Tuesday" and "in March" are read; the present day by default.
        What is said of somebody else counts only when the conversation is about them.
        """
        turns = list(texts)
        memory = self.nothing()
        for text in turns[:-1]:
            self.add(text, memory, today)
        return self.after(memory, turns[-1] if turns else "", today)

    def nothing(self) -> Memory:
        """Return what is known at the start of a conversation."""
        return Memory(Speaking(self.words.people))

    def add(self, text: str, memory: Memory, today: date | None = None) -> None:
        """Add to `memory` what an earlier turn says."""
        self._turn(plain(text, self.words.speller), memory, False, today or date.today())

    def after(self, memory: Memory, text: str, today: date | None = None) -> dict[str, Any]:
        """Return what holds after the turn `text`, as `read` does; `memory` holds the turns before and stays as it is."""
        memory = memory.copy()
        if text:
            self._turn(plain(text, self.words.speller), memory, True, today or date.today())
        subject = memory.speaking.subject
        said = memory.of(subject).items()
        found = {key: value for key, value in said if value not in (None, [], "") and not key.startswith("_")}
        if found.get("healthy") and (found.get("procedure") or found.get("conditions") or found.get("others")):
            # "Nothing else is wrong with me" of somebody who told of an illness.
            del found["healthy"]
        if subject != SELF:
            found["asking_for"] = subject
        return found

    def without_told(self, text: str) -> Iterator[str]:
        """Yield the question of `text` without the operation or illness it tells of, where no document is about that."""
        yield from self._unlisted.without(text)

    # one message

    def _turn(self, text: str, memory: Memory, last: bool, today: date) -> None:
        sentences = [sentence.strip() for sentence in _SENTENCE.split(text) if sentence and sentence.strip()]
        memory.speaking.turn(sentences)
        correcting = bool(_CORRECTION.search(text))
        before = {subject: dict(values) for subject, values in memory.known.items()}
        for sentence in sentences:
            told = Told(sentence, memory)
            transient = bool(_PEOPLE.search(sentence)) and not re.search(r"\b(?:i|im|ive|my)\b", sentence)
            if last or not transient:
                self._procedures.read(told, correcting, before)
                self._share(sentence, memory)
                self._details.read_conditions(told)
                self._unlisted.read(told)
            self._details.read(told)
        if len(text.split()) <= SHORT + 4 and _OTHER_JOINT.search(text) and not _SYMPTOM.search(text):
            self._swap_joint(text, memory.of(memory.speaking.subject))
        self._time(sentences, len(text.split()) <= SHORT, memory, today)
        said = memory.of(memory.speaking.subject)
        self._lasting(text, said)
        born = said.get("postnatal_weeks")
        if born and "weeks_since" not in said and said.get("procedure") and _SECTION.search(text):
            # A baby is as old as the section it was born by.
            said["weeks_since"] = float(born)

    @staticmethod
    def _share(sentence: str, memory: Memory) -> None:
        """ "Dad had a hip replacement like mine": the writer's own is the one that was named for somebody else."""
        own = memory.of(SELF)
        others = [said["procedure"] for who, said in memory.known.items() if who != SELF and said.get("procedure")]
        if others and not own.get("procedure") and _LIKE_MINE.search(sentence):
            own["procedure"] = others[-1]

    @staticmethod
    def _swap_joint(text: str, said: dict[str, Any]) -> None:
        """ "No, it was my knee": the same operation on the other joint, where both have it."""
        joint = {"hip-replacement": "hip", "knee-replacement": "knee"}.get(said.get("procedure", ""))
        other = "knee" if joint == "hip" else "hip"
        left = re.sub(rf"\b(?:not|isnt|wasnt) (?:\w+ ){{0,2}}{joint}\b", " ", text)
        if joint and re.search(rf"\b{other}s?\b", left) and not re.search(rf"\b{joint}s?\b", left):
            said["procedure"] = f"{other}-replacement"
            for key in ("approach", "precautions"):
                said.pop(key, None)

    def _time(self, sentences: list[str], short: bool, memory: Memory, today: date) -> None:
        """Take a time as the time since the operation only where the sentence, or a short reply, speaks of one."""
        sure: set[int] = set()
        for sentence in sentences:
            for one in elapsed(sentence, today):
                said = Told(sentence, memory).of(one.start)
                clause = self._clause(sentence, one.start)
                if "postnatal" in said.get("conditions", ()) and _BIRTH.search(sentence):
                    said["postnatal_weeks"] = round(one.weeks)
                if not said.get("procedure") and not self._injured(said):
                    continue
                around = _NO_ONSET.sub(" ", f"{clause} {sentence[one.end : one.end + 25]}")
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
                    # "ACL done in August, five a side on Friday": what stands with the operation is its time.
                    if id(said) in sure and not anchored:
                        continue
                    # "Golf on Saturday": a bare day of the week, once the time is known, is when something is planned.
                    day = _WEEKDAY.search(sentence[one.start : one.end])
                    if day and not one.firm and not anchored and said.get("weeks_since") is not None:
                        continue
                    if anchored:
                        sure.add(id(said))
                    said["weeks_since"] = one.weeks

    def _lasting(self, text: str, said: dict[str, Any]) -> None:
        """ "I have had a stoma for 2 years": how long something lasts is the time since it was made."""
        procedure = self.words.procedures.get(str(said.get("procedure", "")))
        if procedure is None or not procedure.active or said.get("weeks_since") is not None:
            return
        lasts = _LASTS.search(text)
        if lasts and procedure.pattern.search(text):
            said["weeks_since"] = round(float(lasts["n"]) * WEEKS[lasts["unit"][0]], 1)

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
        ids = {*said.get("conditions", ()), *said.get("events", ())}
        if said.get("others"):
            ids.add("unlisted-condition")
        weeks = said.get("weeks_since")
        procedure = self.words.procedures.get(str(said.get("procedure", "")))
        if procedure is not None:
            narrower = self.words.procedures.get(str(said.get("operated", "")), procedure)
            ids.update(self._of_procedure(narrower, weeks))
            ids.update(self._hip_precautions(procedure, said))
        elif said.get("precautions") is True:
            ids.update(self._ways(said))
        for earlier in said.get("earlier_procedures", ()):
            if earlier in self.words.procedures:
                ids.update(self.words.procedures[earlier].active)
        if said.get("broken") == "arm" and (procedure is None or "recent-fracture" in ids):
            ids.add("arm-fracture-early")
        elif said.get("broken") == "leg" and "recent-fracture" in ids:
            ids.add("leg-fracture-early")
        level = said.get("weight_bearing")
        if level in ("non", "partial", "touch"):
            ids.add(f"{level}-weight-bearing")
        elif level == "unknown":
            ids.add("weight-bearing-unknown")
        if said.get("pregnancy_week") or said.get("trimester"):
            ids.add("pregnancy")
        if "pregnancy" in ids and not self._first_trimester(said):
            ids.add("pregnancy-later")
        if (said.get("postnatal_weeks") or 0) > AFTER_BIRTH_WEEKS:
            ids.discard("postnatal")
        if said.get("age") is not None and said["age"] < 16:
            ids.add("child")
        for identity in tuple(ids):
            ids.update(self._implied(identity))
        return frozenset(ids & set(self.known))

    @staticmethod
    def _of_procedure(procedure: Procedure, weeks: float | None) -> Iterator[str]:
        yield from procedure.active
        if weeks is None or weeks <= procedure.weeks:
            yield from procedure.early
        if weeks is None or weeks <= procedure.first_weeks:
            yield from procedure.first

    @staticmethod
    def _first_trimester(said: dict[str, Any]) -> bool:
        week = said.get("pregnancy_week")
        return week <= FIRST_TRIMESTER if week else said.get("trimester") == 1

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

    def implies(self, identity: str, other: str) -> bool:
        """Tell whether circumstance `other` holds whenever `identity` does."""
        return other in self._implied(identity)

    def of_other_operation(self, text: str, said: Mapping[str, Any]) -> bool:
        """Tell whether `text` names operations or injuries of which somebody who said `said` has had none, on that joint or any.

        False where `said` holds no operation that is known, or `text` names none.
        """
        had = [
            self.words.procedures[one]
            for one in (said.get("procedure"), said.get("operated"), *said.get("earlier_procedures", ()))
            if one in self.words.procedures
        ]
        if not had:
            return False
        named = self._operations_in(text)
        own = {one.id for one in had}
        joints = {one.joint for one in had if one.joint}
        return bool(named) and not any(one.id in own or one.joint in joints for one in named)

    def operation_name(self, said: Mapping[str, Any]) -> str:
        """Return how a question to the library names the operation or injury of somebody who said `said`; empty where it cannot."""
        known = (self.words.procedures.get(str(said.get(key, ""))) for key in ("operated", "procedure"))
        return next((one.name for one in known if one and one.name), "")

    def _operations_in(self, text: str) -> tuple[Procedure, ...]:
        words = plain(text, self.words.speller)
        return tuple(one for one in self.words.procedures.values() if one.pattern.search(words))

    def labels(self, ids: Iterable[str]) -> Sequence[str]:
        """Return how `ids` are said to a person."""
        return [self.known[identity].label for identity in ids if identity in self.known]
