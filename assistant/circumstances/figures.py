"""Numbers that a person gives of themselves: age, pain, blood pressure, pulse, and weeks of a pregnancy or since a birth."""

from __future__ import annotations

import re
from typing import Any

from assistant.circumstances.dates import WEEKS
from assistant.circumstances.people import Told
from assistant.circumstances.words import PersonalWords, denied, general

_AGE = re.compile(
    r"(?<!pain )(?<!score )(?<!level )\b(?:im|i am|shes|hes|she is|he is|aged?|age is|am|at|turned|just turned|nearly|is) (?P<a>\d{1,3})\b(?! ?(?:\.\d|and (?:a half|\d)|weeks?|days?|months?|degrees|%|mins?|minutes|seconds|secs|reps|/|out of|stone|kg|kilos?|st\b|lbs?|pounds|th\b|times|of\b|hours|miles|steps|falls|feet|foot|ft\b|inch\w*|cm\b|met(?:re|er)s?|sets|or \d|to \d|hands?|legs?|knees?|hips?|sessions|exercises|pillows|sticks|crutches|people|per\b|a (?:day|week)|years? (?:post|ago|after|since|on|out|back)|years?\b(?! old)))"
    r"|\b(?P<b>\d{1,3}) ?(?:years? old|yrs? old|yr old|year old|yo|y/o|years young)\b|\b(?P<c>\d{2}) ?(?:m|f|male|female)\b|\bin (?:my|her|his) (?P<d>[4-9]0)s\b|(?:^|, )(?P<e>[2-9]\d)(?=, |\W*$)"
    r"|\b(?:son|daughter|boy|girl|lad|child|kid|grandson|granddaughter|nephew|niece)s?,? (?:is |who is |whos |aged )?(?P<f>1?\d)\b(?! ?(?:weeks?|days?|months?|times|/|st\b|kg|kilos?|stone|sets|reps))"
    r"|\b(?:gymnast|dancer|footballer|swimmer|runner|goalie|goalkeeper|ballerina|player),? (?:aged? )?(?P<h>\d|1[0-7])\b(?! ?(?:weeks?|days?|months?|times|/|k\b|km\b|miles?|years?))"
    r"|\b(?:child|kid|boy|girl|son|daughter|grandson|granddaughter|toddler) of (?P<g>1?\d)\b"
)
ADULT = 16
"""Age in years from which the library speaks of a person. A lower number is less readily taken for an age: it counts repeats, sides or
steps as often."""
_AGE_LEAD = re.compile(r"(?:aged?|age is|shes|hes|she is|he is|turned|just turned)\b|(?<!like )(?:im|i am)\b")
"""What is only said before an age, or mostly: "is ten enough" and "at 5 a side" are none, nor is "like im five"."""
_CHILD = re.compile(
    r"\b(?:boys?|girls?|sons?|daughters?|lads?|lass|kids?|child|grand\w+|nephew|niece|he|him|his|she|her|school|nursery|teen\w*|toddler|little one)\b"
)
_NO_AGE = re.compile(
    r" ?(?:a side|enough|ok|okay|alright|all right|too|plenty|about|right|good|better|more|less|fine|post|in a row)\b"
)
_PAIN = re.compile(
    r"(?<![\d/])\b(?P<a>10|\d) ?(?:/|out of) ?10\b|\bpain (?:score |level |is |of |scale )*(?:is |about |around |at |a )*(?P<b>10|\d)\b(?! ?(?:/|weeks?|days?|months?|years?|times|reps|minutes|seconds|of|out of|\d))"
)
_PRESSURE = re.compile(r"(?<![\d/.])(?P<high>[89]\d|1\d\d|2[0-6]\d) ?(?:/|over|on) ?(?P<low>[3-9]\d|1[0-5]\d)(?![\d/])")
_SYSTOLIC = re.compile(r"\b(?:systolic|bp|blood pressure|pressure) (?:\w+ ){0,4}?(?P<high>1[0-9]\d|2[0-6]\d)\b(?! ?/)")
_PRESSURE_WORD = re.compile(r"\b(?:bp|blood pressure|pressure|systolic|mmhg)\b")
_HIGH_PRESSURE = re.compile(
    r"\b(?:high|raised|elevated) (?:blood pressure|bp)\b|\bhypertensi(?:on|ve)\b|\b(?:bp|blood pressure) (?:tablets?|pills?|meds|medication|medicine)\b|\b(?:bp|blood pressure) (?:is )?(?:well )?(?:controlled|managed) (?:with|on|by)\b|\b(?:blood pressure|bp) (?:is |has been |s |was )?(?:\w+ )?(?:high|up|raised|through the roof|sky high)\b|\buncontrolled (?:\w+ )?(?:blood pressure|bp|hypertension)\b"
)
_UNCONTROLLED = re.compile(
    r"\b(?:uncontrolled|not (?:under |well )?controll?ed|not under control|out of control|all over the place|through the roof|sky high|cant get it down|untreated|poorly controlled|isnt controlled|wont come down|still high|not controlled)\b"
)
_PULSE = re.compile(
    r"\b(?:resting (?:pulse|heart rate)|pulse|heart rate)(?: \w+){0,4}? (?P<n>\d{2,3})\b(?! ?(?:%|/|seconds|minutes))|\b(?P<m>\d{2,3}) ?bpm\b"
)
_EFFORT = re.compile(
    r"\b(?:during|after (?:exercise|walking|climbing|running)|when i (?:exercise|walk|run|climb)|max\w*|target|on the bike|exercising|training)\b"
)
_PREGNANT_WEEK = re.compile(
    r"\b(?P<w>\d{1,2}) ?(?:weeks?|wks?|/40|/ 40)? ?(?:\+ ?\d )?(?:pregnant|gone|into (?:my |the )?pregnancy|gestation)\b|\bpregnant,? ?(?:at |with twins |now |and |im |about |nearly ){0,3}(?P<w2>\d{1,2}) ?(?:weeks?|wks?)|\b(?P<w3>\d{1,2}) ?/ ?40\b"
    r"|\b(?P<m>\d) months? (?:pregnant|gone|into)|\bpregnant,? ?(?:about |now )?(?P<m2>\d) months?"
)
_WEEKS_ALONE = re.compile(
    r"\b(?:im|i am|shes|she is) (?:now |about |nearly |just )?(?P<w>[1-3]\d) (?:weeks?|wks?)\b(?! ?(?:post|after|since|out|into (?:my|the) (?:plan|rehab|recovery)|on|in\b|old|and half post|from|of|down|pp))"
)
_BARE_WEEK = re.compile(r"\b(?P<w>\d{1,2}) ?(?:weeks?|wks?)\b(?! (?:ago|old|post|since|after|in a row))")
_TRIMESTER = re.compile(r"\b(?P<n>first|1st|second|2nd|third|3rd|last|final) trimester")
_BABY_AGE = re.compile(
    r"\b(?:baby|newborn|twins|little one) (?:is |are |now |was )*(?P<n>\d{1,2}) ?(?P<unit>weeks?|months?|days?)"
)
_WANTS_UP = re.compile(
    r"\b(?:hangs? (?:off|on|onto)|be (?:picked|lifted|scooped) up|pick (?:him|her|them) up|lift(?:ing)? (?:him|her|them)|carry(?:ing)? (?:him|her|them)|"
    r"(?:wants?|wanting) (?:up|carrying|lifting|a carry|picking up|a cuddle)|weighs? \d+)\b"
)
"""Words that make a child one who is lifted by whoever writes."""
HANDLED = 12
"""Years up to which a child who is carried or looked after is not the one whom the question is about."""
_IN_ARMS = re.compile(
    r"\b(?:(?:carry|lift|pick|hold|chas|push|run)\w*|play\w* with|look\w* after|(?:mum|mother|dad|father|parent) (?:of|to)) "
    r"(?:up |with |around |after )?(?:the |a |an |my |our |two |2 )*(?:\w+ )?$"
)
"""Words that make the age after them that of a child who is handled by the one who writes."""


def _says_an_age(sentence: str, found: re.Match[str]) -> bool:
    """Tell whether a number below `ADULT` is said as an age: by a word for one, or of somebody who may be a child."""
    if _NO_AGE.match(sentence[found.end() :]):
        return False
    return bool(_AGE_LEAD.match(sentence, found.start()) or _CHILD.search(sentence))


class FigureReader:
    """Finds numbers of a person in a sentence and records them."""

    def __init__(self, words: PersonalWords) -> None:
        """`words`: the compiled word lists."""
        self.words = words

    def read(self, told: Told) -> None:
        """Record what numbers the sentence gives."""
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
        for age in _AGE.finditer(sentence):
            years = int(next(group for group in age.groups() if group))
            if age["a"] and years < ADULT and not _says_an_age(sentence, age):
                continue
            carried = _IN_ARMS.search(sentence[: age.start()]) or _WANTS_UP.search(sentence)
            handled = years <= HANDLED and carried
            if 1 <= years <= 110 and not handled:
                told.of(age.start())["age"] = years
            break

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

    def read_pressure_words(self, told: Told) -> None:
        """Record a blood pressure that is told in words."""
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
