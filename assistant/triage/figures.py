"""Red flags that are numbers: blood pressure (mmHg), pulse (beats a minute), temperature (°C or °F), oxygen (%), age, sugar."""

from __future__ import annotations

from assistant.normalising import Text

NAMES = frozenset(
    """pressure_high pressure_raised pressure_severe pressure_low oxygen_low oxygen_very_low pulse_fast fever sugar_off
    ketones_high ketones_raised inr_high weeks_term elderly child many_pills""".split()
)
"""Concepts that this module finds."""

_WINDOW = 8
_PAST = frozenset("ago post since after on out in into back".split())
_ELSEWHERE = frozenset(("pool", "water", "room", "outside", "outdoor", "air", "weather", "oven", "sauna"))

# "140/100 kg", "90/60 minutes": two numbers that are no pressure.
_OTHER_UNITS = frozenset(
    """kg kgs kilo kilos lb lbs pound pounds mg ml reps rep sets w watts minutes min mins seconds secs degrees percent km miles m
    metres steps calories days weeks year years""".split()
)

# "38.9" alone is a temperature, "BMI 38.5" and "5k in 38.5" are not.
_BARE_NO = frozenset(
    """bmi weight weigh waist size age time pace score hba1c length cm inch inches in mmol litres l cal calories euros pounds £ k 5k
    10k run ran lap laps chest shoe distance""".split()
)

_PILLS = tuple(
    """tablet pill painkiller paracetamol ibuprofen codeine cocodamol codamol tramadol morphine naproxen aspirin
    capsule tylenol advil acetaminophen zapain diazepam amitriptyline gabapentin pregabalin sleeping""".split()
)


def measured(text: Text) -> list[tuple[str, int, int]]:
    """Return (concept, first token, one past the last) of each number that is a sign by itself.

    ``pressure_high``: 180 systolic or 100 diastolic and more; ``pulse_fast``: above 100 at rest (BACPR/ACSM exercise
    limits as given by Motivate2Move); of two numbers that belong together ``pressure_raised``: 140 or 90 and more, and
    ``pressure_severe``: 160 or 110 and more (the levels of NICE NG133 in pregnancy), ``pressure_low``: 90 systolic and less
    (NEWS2); ``oxygen_low``: 92 % and less, ``oxygen_very_low``: 87 % and less (GPDIRECT-OXIM; NICE aims at 88 to 92 % in COPD);
    ``fever``: 38 °C or 100.4 °F and more; ``sugar_off``: below 4 or above 15 mmol/l; ``ketones_high``: 3 mmol/l and more,
    ``ketones_raised``: 1.6 and more; ``inr_high``: an INR of 5 and more;
    ``weeks_term``: 12 to 42 weeks that are not said to be past; ``elderly``: 65 years and more; ``child``: below 17;
    ``many_pills``: five tablets and more.
    """
    found: list[tuple[str, int, int]] = []
    words = [token.word for token in text.tokens]
    for index, word in enumerate(words):
        if not word[0].isdigit():
            continue
        try:
            value = float(word.replace(",", "."))
        except ValueError:
            continue
        before = words[max(0, index - _WINDOW) : index]
        after = words[index + 1 : index + 4]
        found.extend((name, index, index + 1) for name in _names(value, before, after, words, index))
    return found


def _names(value: float, before: list[str], after: list[str], words: list[str], index: int) -> list[str]:
    names = []
    pressure = (
        "bp" in before or "monitor" in before or ("blood" in before and "pressure" in before) or "systolic" in before
    )
    lower = _lower(words, index)
    if pressure and (
        180 <= value <= 300 or (100 <= value <= 160 and _second(words, index) and not 1900 < value < 2100)
    ):
        names.append("pressure_high")
    elif lower and (value >= 180 or lower >= 100):
        names.append("pressure_high")
        pressure = True
    if lower and (value >= 140 or lower >= 90):
        names.append("pressure_raised")
    if lower and (value >= 160 or lower >= 110):
        names.append("pressure_severe")
    if lower and value <= 90 and (pressure or words[index + 1] != "/"):
        names.append("pressure_low")
    if 50 <= value <= 92 and _is_oxygen(before, after, words[index + 1 : index + 6]):
        names.extend(("oxygen_low", "oxygen_very_low") if value <= 87 else ("oxygen_low",))
    pulse = any(word in before for word in ("pulse", "hr", "bpm")) or ("heart" in before and "rate" in before)
    if pulse and not pressure and 100 < value <= 250 and any(word.startswith(("rest", "sit", "sat")) for word in words):
        names.append("pulse_fast")
    warm = any(word in before[-5:] for word in ("temperature", "fever", "temp", "thermometer")) or any(
        word in after[:2] for word in ("fever", "temperature", "temp", "degrees")
    )
    if warm and not _ELSEWHERE & {*before, *after} and (38 <= value <= 43 or 100.4 <= value <= 108):
        names.append("fever")
    bare = not (_BARE_NO | _ELSEWHERE) & {*before, *after} and not _OTHER_UNITS & {*after[:1]}
    if "." in words[index] and 38 <= value < 42 and bare and "fever" not in names:
        names.append("fever")
    sugar = any(word in before for word in ("sugar", "sugars", "glucose", "bm", "bms"))
    if sugar and (0 < value < 4 or 15 <= value <= 60):
        names.append("sugar_off")
    if any(word.startswith("ketone") for word in before[-3:]) and 1.6 <= value <= 20:
        names.append("ketones_high" if value >= 3 else "ketones_raised")
    if "inr" in before[-3:] and 5 <= value <= 30:
        names.append("inr_high")
    if 12 <= value <= 42 and _is_term(before, after):
        names.append("weeks_term")
    if _is_age(value, before, after):
        if 65 <= value <= 110:
            names.append("elderly")
        elif value <= 16:
            names.append("child")
    of = words[index + 1 : index + 7] if after[:1] == ["of"] else after[:3]  # "20 of my mum's tablets"
    if 5 <= value <= 500 and any(word.startswith(_PILLS) for word in of) and "mg" not in after[:1]:
        names.append("many_pills")
    return names


def _is_term(before: list[str], after: list[str]) -> bool:
    """Whether the number may be the weeks of a pregnancy: "29 weeks", but not "29 weeks ago" or "for 29 weeks"."""
    return after[:1] in (["weeks"], ["week"]) and not _PAST & {*after[1:3]} and before[-1:] != ["for"]


def _lower(words: list[str], index: int) -> int:
    """Return the lower of a pressure whose upper is at `index`, "164 over 112" or "164/112"; 0 where it is none."""
    between, lower, unit = (*words[index + 1 : index + 4], "", "", "")[:3]
    if between not in ("over", "/") or not (words[index].isdigit() and lower.isdigit()) or unit in _OTHER_UNITS:
        return 0
    upper = int(words[index])
    return int(lower) if 60 <= upper <= 280 and 30 <= int(lower) <= 180 and int(lower) + 15 <= upper else 0


_OXYGEN = frozenset("oxygen o2 sats sat spo2 saturation saturations oximeter oxymeter oximetry stats".split())


def _is_oxygen(before: list[str], after: list[str], following: list[str]) -> bool:
    """Whether the number is a reading of oxygen: "oxygen 88", "sats were at 89", "89 on the oximeter"."""
    if _OTHER_UNITS & set(after[:1]) or "pulse" in before[-2:] or "heart" in before[-2:]:
        return False
    return bool(_OXYGEN & {*before[-5:]}) or bool({"oxygen", "sats", "oximeter", "saturation"} & {*following})


def _second(words: list[str], index: int) -> bool:
    """Whether the number is the lower of a pressure: "104" in "186/104", "110" in "190 over 110"."""
    return index >= 2 and words[index - 1] in ("/", "over", "on", "by") and words[index - 2][0].isdigit()


def _is_age(value: float, before: list[str], after: list[str]) -> bool:
    last = before[-1] if before else ""
    following = after[0] if after else ""
    if following in ("year", "years", "yr", "yo", "y") and (len(after) > 1 and after[1] in ("old", "olds")):
        return True
    if following in ("yo", "yrold", "yearold"):
        return True
    if last in ("aged", "age") or (
        last in ("am", "is", "turned", "he's") and following in ("", ".", ",", "and", "with", "years")
    ):
        return True
    family = (
        "mum",
        "dad",
        "nan",
        "gran",
        "mother",
        "father",
        "wife",
        "husband",
        "son",
        "daughter",
        "hubby",
        "man",
        "woman",
    )
    if last in family or (last == "(" and len(before) > 1):
        return following not in ("weeks", "week", "days", "months", "times", "years")
    return not before and following in (",", "with", "and")
