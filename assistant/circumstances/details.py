"""What a sentence says beside operations: conditions, limits, figures, side, equipment."""

from __future__ import annotations

import re
from typing import Any

from assistant.circumstances.dates import WEEKS
from assistant.circumstances.people import Told
from assistant.circumstances.procedures import hypothetical
from assistant.circumstances.words import PersonalWords, denied, general, settled

_SIDE = re.compile(
    r"(?P<not>\bnot (?:my |the |on the )?)?\b(?P<side>left|right)(?: hand)? ?(?P<part>(?:total |partial |half )?(?:hip|knee|leg|ankle|foot|shoulder|arm|side|one|thr|tkr|tha|tka|hemi\w*|hamstring|calf|acl|groin|achilles|thigh|"
    r"buttock|glute|elbow|wrist|heel|cuff|meniscus|quad|femur|nof|neck of femur)s?\b)"
    r"|(?P<not2>\bnot (?:my |the |on the )?)?\b(?:my|the|on the|its the|was the) (?P<bare>left|right)(?=\W*$|[,.]| (?:not|is|was|has|hurts|that)\b)|\b(?P<both>both|2) (?P<joints>hips|knees|shoulders|ankles|legs)\b|\bbilateral (?P<bijoint>hip|knee|tkr|thr)"
    r"|^(?P<only>left|right)\W*$|\b(?:hip|knee|shoulder|ankle|replacement|tkr|thr),? (?:the )?(?P<tail>left|right)(?=\W*$|,)"
)
_AGE = re.compile(
    r"\b(?:im|i am|shes|hes|she is|he is|aged?|age is|am|at|turned|just turned|nearly|is) (?P<a>\d{1,3})\b(?! ?(?:\.\d|and (?:a half|\d)|weeks?|days?|months?|degrees|%|mins?|minutes|seconds|secs|reps|/|out of|stone|kg|kilos|st\b|lbs?|pounds|th\b|times|of\b|hours|miles|steps|falls|feet|foot|ft\b|inch\w*|cm\b|met(?:re|er)s?|sets|or \d|to \d|hands?|legs?|knees?|hips?|sessions|exercises|pillows|sticks|crutches|people|per\b|a (?:day|week)|years? (?:post|ago|after|since|on|out)))"
    r"|\b(?P<b>\d{1,3}) ?(?:years? old|yrs? old|yr old|year old|yo|y/o|years young)\b|\b(?P<c>\d{2}) ?(?:m|f|male|female)\b|\bin (?:my|her|his) (?P<d>[4-9]0)s\b|(?:^|, )(?P<e>[2-9]\d)(?=, |\W*$)"
    r"|\b(?:son|daughter|boy|girl|lad|child|kid|grandson|granddaughter|nephew|niece),? (?:who is |whos |aged )?(?P<f>1?\d)\b(?! ?(?:weeks?|days?|months?|times|/|st\b|kg|kilos|sets|reps))"
    r"|\b(?:child|kid|boy|girl|son|daughter|grandson|granddaughter|toddler) of (?P<g>1?\d)\b"
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
    r"\b(?:high|raised|elevated) (?:blood pressure|bp)\b|\bhypertensi(?:on|ve)\b|\b(?:bp|blood pressure) (?:is )?(?:well )?(?:controlled|managed) (?:with|on|by)\b|\b(?:blood pressure|bp) (?:is |has been |s |was )?(?:\w+ )?(?:high|up|raised|through the roof|sky high)\b|\buncontrolled (?:\w+ )?(?:blood pressure|bp|hypertension)\b"
)
_UNCONTROLLED = re.compile(
    r"\b(?:uncontrolled|not (?:under |well )?controll?ed|not under control|out of control|all over the place|through the roof|sky high|cant get it down|untreated|poorly controlled|isnt controlled|wont come down|still high|not controlled)\b"
)
_PREGNANT_WEEK = re.compile(
    r"\b(?P<w>\d{1,2}) ?(?:weeks?|wks?|/40|/ 40)? ?(?:\+ ?\d )?(?:pregnant|gone|into (?:my |the )?pregnancy|gestation)\b|\bpregnant,? ?(?:at |with twins |now |and |im |about |nearly ){0,3}(?P<w2>\d{1,2}) ?(?:weeks?|wks?)|\b(?P<w3>\d{1,2}) ?/ ?40\b"
    r"|\b(?P<m>\d) months? (?:pregnant|gone|into)|\bpregnant,? ?(?:about |now )?(?P<m2>\d) months?"
)
_WEEKS_ALONE = re.compile(
    r"\b(?:im|i am|shes|she is) (?:now |about |nearly |just )?(?P<w>[1-3]\d) (?:weeks?|wks?)\b(?! ?(?:post|after|since|out|into (?:my|the) (?:plan|rehab|recovery)|on|in\b|old|and half post|from|of|down|pp))"
)
_MAY_I = re.compile(
    r"\b(?:can|may|should|shall|must|could|when (?:can|will|may)) (?:i|she|he|we|they|mum|dad|my \w+)\b[^.?!;]*$"
)
"""A question whether it is allowed, which tells nothing: "can I put all my weight on it?"."""
_NO_LONGER = re.compile(r"\b(?:was|were|used to be|no longer|not|isnt|stopped being|started (?:as|off)) (?:\w+ )?$")
_ANY_MORE = re.compile(r"^ (?:\w+ ){0,2}?any ?more\b")
_BARE_WEEK = re.compile(r"\b(?P<w>\d{1,2}) ?(?:weeks?|wks?)\b(?! (?:ago|old|post|since|after|in a row))")
_TRIMESTER = re.compile(r"\b(?P<n>first|1st|second|2nd|third|3rd|last|final) trimester")
_BABY_AGE = re.compile(
    r"\b(?:baby|newborn|twins|little one) (?:is |are |now |was )*(?P<n>\d{1,2}) ?(?P<unit>weeks?|months?|days?)"
)
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
HANDLED = 12
"""Years up to which a child who is carried or looked after is not the one whom the question is about."""
_IN_ARMS = re.compile(
    r"\b(?:(?:carry|lift|pick|hold|chas|push|run)\w*|play\w* with|look\w* after|(?:mum|mother|dad|father|parent) (?:of|to)) "
    r"(?:up |with |around |after )?(?:the |a |an |my |our |two |2 )*(?:\w+ )?$"
)
"""Words that make the age after them that of a child who is handled by the one who writes."""
_LONG_AGO = re.compile(
    r"\b(?:years? (?:ago|back|since)|in the past|as a (?:child|kid|teenager)|used to (?:have|get|suffer)|previously had|in my (?:20|30)s|when i was (?:younger|a))\b"
)


class DetailReader:
    """Finds conditions, limits, figures, side and equipment in a sentence and records them."""

    def __init__(self, words: PersonalWords) -> None:
        """`words`: the compiled word lists."""
        self.words = words

    def read(self, told: Told) -> None:
        """Record limits, figures, side and equipment."""
        self._limits(told)
        self._figures(told)
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
        self._pressure_words(told)

    def _pressure_words(self, told: Told) -> None:
        sentence = told.text
        match = _HIGH_PRESSURE.search(sentence) or (
            _UNCONTROLLED.search(sentence) if _PRESSURE_WORD.search(sentence) else None
        )
        if match is None:
            return
        left = sentence[: match.start()]
        if denied(left, "") or general(left, sentence[match.end() :]):
            return
        identity = "uncontrolled-blood-pressure" if _UNCONTROLLED.search(sentence) else "high-blood-pressure"
        said = told.of(match.start())
        others = [
            one
            for one in said.get("conditions", [])
            if one not in ("high-blood-pressure", "uncontrolled-blood-pressure")
        ]
        said["conditions"] = [*others, identity]

    def _limits(self, told: Told) -> None:
        sentence = told.text
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

    def _figures(self, told: Told) -> None:
        sentence = told.text
        limits = self.words.implied_by_figures
        self._pressure(told, limits)
        pulse = _PULSE.search(sentence)
        if pulse and not _EFFORT.search(sentence):
            said = told.of(pulse.start())
            beats = int(pulse["n"] or pulse["m"])
            if 30 <= beats <= 220:
                said["resting_pulse"] = beats
                others = [one for one in said.get("conditions", []) if one != "fast-resting-pulse"]
                said["conditions"] = [*others, "fast-resting-pulse"] if beats > limits["pulse"] else others
        week = _PREGNANT_WEEK.search(sentence)
        if week is None and not told.of_subject().get("procedure"):
            # "I'm 33 weeks" of somebody without an operation is a pregnancy.
            week = _WEEKS_ALONE.search(sentence)
        if week and not denied(sentence[: week.start()], ""):
            groups = week.groupdict()
            months = groups.get("m") or groups.get("m2")
            weeks = groups["w"] or groups.get("w2") or groups.get("w3")
            number = round(int(months) * WEEKS["m"]) if months else int(weeks or 0)
            if 1 <= number <= 42:
                said = told.of(week.start())
                said["pregnancy_week"] = number
                if "pregnancy" not in said.setdefault("conditions", []):
                    said["conditions"].append("pregnancy")
        self._mother(told, bool(week))
        pain = _PAIN.search(sentence)
        if pain:
            told.of(pain.start())["pain"] = int(pain["a"] or pain["b"])
        age = _AGE.search(sentence)
        if age:
            years = int(next(group for group in age.groups() if group))
            handled = years <= HANDLED and _IN_ARMS.search(sentence[: age.start()])
            if 1 <= years <= 110 and not handled:
                told.of(age.start())["age"] = years

    @staticmethod
    def _mother(told: Told, week_said: bool) -> None:
        """Weeks and trimester of a pregnancy said apart from it ("expecting, 31 weeks"), and weeks since a birth."""
        sentence = told.text
        said = told.of_subject()
        held = said.get("conditions", [])
        trimester = _TRIMESTER.search(sentence)
        if trimester:
            said["trimester"] = (
                {"f": 1, "1": 1, "s": 2, "2": 2}.get(trimester["n"][0], 3) if trimester["n"] != "final" else 3
            )
        bare = _BARE_WEEK.search(sentence)
        if "pregnancy" in held and not week_said and not said.get("procedure") and bare and 4 <= int(bare["w"]) <= 42:
            said["pregnancy_week"] = int(bare["w"])
        if "postnatal" in held:
            age = _BABY_AGE.search(sentence)
            if age:
                said["postnatal_weeks"] = round(int(age["n"]) * WEEKS[age["unit"][0]])

    @staticmethod
    def _pressure(told: Told, limits: dict[str, Any]) -> None:
        sentence = told.text
        match = _PRESSURE.search(sentence)
        high = low = 0
        if match and (_PRESSURE_WORD.search(sentence) or (int(match["high"]) >= 100 and "/" in match.group())):
            high, low = int(match["high"]), int(match["low"])
        elif single := _SYSTOLIC.search(sentence):
            match, high = single, int(single["high"])
        if not match or not high:
            return
        said = told.of(match.start())
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
