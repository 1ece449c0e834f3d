"""The words in which people speak of themselves, made plain: spelling, numbers, and whether a thing is denied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from assistant.normalising import clean
from assistant.registers import read_toml
from assistant.spelling import Speller

RECENT = 64
"""Texts whose plain words are kept: a turn is read for what it says, what it adds and what it asks."""
LONGEST = 2000
"""Characters of one message that are read for circumstances."""

_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_TENS = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](one|two|three|four|five|six|seven|eight|nine)\b"
)
_NUMBER = re.compile(r"\b(" + "|".join(word for word in _NUMBERS if word != "one") + r")\b")
_SHARED = re.compile(r"@([a-z-]+)@")
"""A pattern that many share, by its name in the word list."""
_DECADE = re.compile(r"\b(twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies\b")
_UNIT = r"(?:days?|weeks?|wks?|wk|months?|mths?|years?|yrs?|yr)"
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"\b(?:a |one )?fortnight\b", "2 weeks"),
        (r"\bfirst of (?=[a-z])", "1st of "),
        (r"\bhalf a year\b", "6 months"),
        (r"\b(?:a |one )?(month|year|week) and a half\b", r"1.5 \1s"),
        (r"\b(\d{1,2}) and (?:a )?half\b|\b(\d{1,2})½", r"\1\2.5"),
        (rf"\b(?:a )?couple (?:of )?({_UNIT})\b", r"2 \1"),
        (rf"\b(?:a )?few ({_UNIT})\b(?! ago\b.{{0,3}}years)", r"3 \1"),
        (rf"\bseveral ({_UNIT})\b", r"4 \1"),
        (
            r"\b(?:a|an|one) (day|week|month|year)\b(?= ago| post| after| since| out| on\b| back| now| today| tomorrow| yesterday)",
            r"1 \1",
        ),
        (rf"\b1 ?({_UNIT})\b", r"1 \1"),
        (r"\b(?:rite|rt|r) (?=hip|knee|leg|ankle|foot|shoulder|arm|side|one)", "right "),
        (r"\b(?:lt|l) (?=hip|knee|leg|ankle|foot|shoulder|arm|side|one)", "left "),
        (r"\b(\d{1,3}) ?(wks|wk)\b", r"\1 weeks"),
        (r"\bwks?\b", "week"),
        (r"\b(?:xray|x ray)\b", "x ray"),
        (r"\bbout\b", "about"),
        (r"\bweight ?(?:baring|barring|bareing|bairing|baering|beering)\b", "weight bearing"),
        (
            r"\bme (?=(?:(?:new|left|right|bad|own|old|poor) )*(?:hips?|knees?|legs?|side|back|shoulders?|ankles?|foot|feet|arms?|wrists?|neck|spine|belly|tummy|stomach|chest|eyes?|heart|mum|dad|"
            r"husband|wife|op|operation|physio|socks|shoes|laces|achilles)\b)",
            "my ",
        ),
        (r"\b(?:a|1) week (last|past) (?=mon|tue|wed|thu|fri|sat|sun)", r"1 week before \1 "),
    )
)
_DENIAL = re.compile(
    r"\b(?:no (?:signs? of |history of |known |sign of )?|not |never |without |nor |neither |free of |ruled out |negative for |rather than |instead of |"
    r"(?:dont|do not|doesnt|havent|have not|hasnt|didnt|never) (?:think )?(?:\w+ )?(?:have|had|got|suffer|suffered|get|broken?|break)?(?: any| a| an| from)* |"
    r"(?:isnt|is not|wasnt|was not|arent|aint) (?:\w+ )?)(?:(?:any|a|an|the|my|got|have|had|really|actually|got any) )*"
    r"(?:\w+ (?:or|nor|and) )?$"
)
_NOT_DENIAL = re.compile(
    r"\b(?:not only|not just|not sure (?:if|whether)|not being|no thanks to|no doubt|not exercising|not surprising)\b"
)
_GENERAL = re.compile(
    r"(?:^|\b(?:and|but|so|please) )(?:what (?:is|are|does|causes?)|whats|define|explain|how (?:common|do you get|do i know if)|who gets|"
    r"(?:do|have|did|could|might|does|has|may) (?:i|he|she|it|this|that)(?: \w+){0,2}? (?:have|got|be|get|tear|torn|broken|fractured)|is (?:it|this|that)|"
    r"difference between|tell me (?:about|what))(?: (?:an?|the|my|any|exactly|meant by|it|this|that|with))* $"
)
_AVOIDING = re.compile(
    r"\b(?:prevent\w*|avoid\w*|reduc\w*|lower|risk of|protect (?:me )?(?:from|against)|cause|causes|causing|lead to|scared of|afraid of|worried about|instead of|"
    r"help (?:with )?(?:to )?prevent|stop me|chance of|likely to get|if i (?:ever )?(?:needed|need|get|got|had to have))(?: (?:an?|the|my|getting|another|having|new|future))* $"
)
_QUESTION_OF_TERM = re.compile(
    r"^(?:\w+ ){0,2}?(?:common|hereditary|genetic|contagious|painful|serious|reversible|curable|mean)\b"
)
_SETTLED = re.compile(
    r"^(?: (?:\w+ ){0,2}?)(?:has |have |had |is |are |was |were |s )?(?:all |now |fully |completely |finally )*"
    r"(?:gone|cleared(?: up)?|settled|healed|resolved|disappeared|ruled out|over(?! (?:the|my|his|her|a|an)\b)|better now|passed|history|sorted|under control|well controlled)\b"
)


@lru_cache(maxsize=RECENT)
def plain(text: str, speller: Speller) -> str:
    """Return `text` in lower case without hidden characters, apostrophes and hyphens, numbers as digits, typos repaired.

    Sentence marks stay. At most `LONGEST` characters are read. Cost is linear in the length.
    """
    lowered, _ = clean(text[:LONGEST])
    lowered = re.sub(r"['’`]", "", lowered.lower())
    lowered = re.sub(r"(?<=\w)[-‐‑–](?=\w)", " ", lowered)
    lowered = re.sub(r"\b(wk|week|day|d)(\d)", r"\1 \2", lowered)
    lowered = re.sub(r"(\d)(wks?|weeks?|days?|months?|mths?|yrs?|years?)\b", r"\1 \2", lowered)
    lowered = re.sub(r"[a-z]{4,}", lambda match: speller.repair(match.group()), lowered)
    lowered = _TENS.sub(lambda match: str(_NUMBERS[match[1]] + _NUMBERS[match[2]]), lowered)
    lowered = _NUMBER.sub(lambda match: str(_NUMBERS[match[1]]), lowered)
    lowered = re.sub(rf"\bone(?= {_UNIT}\b| out of)", "1", lowered)
    lowered = re.sub(r"[^\S\n]+", " ", lowered)
    lowered = _DECADE.sub(lambda match: f"{_NUMBERS[match[1] + 'y']}s", lowered)
    for pattern, new in _REWRITES:
        lowered = pattern.sub(new, lowered)
    return lowered.strip()


def denied(before: str, after: str) -> bool:
    """Tell whether what stands between `before` and `after` is denied: "no osteoporosis", "it isn't arthritis"."""
    clause = re.split(r"[,:]| but ", before[-80:])[-1]
    return bool(_DENIAL.search(clause)) and not _NOT_DENIAL.search(clause)


def settled(after: str) -> bool:
    """Tell whether the words `after` a condition say that it is over: "my sciatica has gone"."""
    return bool(_SETTLED.match(after[:60]))


def general(before: str, after: str) -> bool:
    """Tell whether a thing is only asked about or wished away: "what is osteoporosis", "to prevent falls", "do I have X"."""
    return (
        bool(_GENERAL.search(before[-80:]))
        or bool(_AVOIDING.search(before[-80:]))
        or (before.strip() in ("is", "are", "how does", "does") and bool(_QUESTION_OF_TERM.match(after.strip()[:40])))
    )


@dataclass(frozen=True)
class Procedure:
    """An operation or injury with stages, as knowledge/safety/circumstance-words.toml has it."""

    id: str
    """What ``procedure`` says."""
    joint: str
    """Part of the body; empty when any."""
    pattern: re.Pattern[str]
    """How it is said."""
    active: tuple[str, ...]
    """Circumstances that hold as long as the person lives with it."""
    early: tuple[str, ...]
    """Circumstances that hold for the first `weeks`, and when the time is not known."""
    weeks: float
    """Length of the early stage in weeks."""
    vague: bool
    """Whether it leaves open which operation it was ("my hip op")."""
    first: tuple[str, ...] = ()
    """Circumstances that hold for the first `first_weeks` of the early stage, and when the time is not known."""
    first_weeks: float = 0.0
    """Length of the first stage in weeks."""
    name: str = ""
    """How a question to the library names it; empty where it holds nothing about it."""
    of: str = ""
    """Id of the operation that it is a kind of, which ``procedure`` then says; ``operated`` says this one."""


class PersonalWords:
    """Word lists of knowledge/safety/circumstance-words.toml, compiled."""

    def __init__(self, knowledge: Path) -> None:
        """`knowledge`: the library's folder. Raises `DocumentError` naming the entry that cannot be read."""
        self.path = knowledge / "safety" / "circumstance-words.toml"
        values = read_toml(self.path)
        self._values = values
        self._shared: dict[str, str] = values.get("shared", {})
        self.speller = Speller(set(values["spelling"]["words"]))
        self.conditions = {key: self._compile(key, patterns) for key, patterns in values["conditions"].items()}
        self.equipment = {key: self._compile(key, patterns) for key, patterns in values["equipment"].items()}
        self.weight_bearing = {key: self._compile(key, patterns) for key, patterns in values["weight-bearing"].items()}
        self.healthy = self._compile("healthy", values["healthy"]["words"])
        self.precautions_on = self._compile("precautions", values["precautions"]["on"])
        self.precautions_off = self._compile("precautions", values["precautions"]["off"])
        self.approach = {key: self._compile(key, patterns) for key, patterns in values["approach"].items()}
        self.people: dict[str, str] = {word: relation for relation, names in values["people"].items() for word in names}
        self.procedures: dict[str, Procedure] = {
            key: Procedure(
                key,
                entry.get("joint", ""),
                self._compile(key, entry["any"]),
                tuple(entry.get("active", ())),
                tuple(entry.get("early", ())),
                float(entry.get("weeks", 0)),
                bool(entry.get("vague", False)),
                tuple(entry.get("first", ())),
                float(entry.get("first_weeks", 0)),
                entry.get("name", ""),
                entry.get("of", ""),
            )
            for key, entry in values["procedures"].items()
        }

    @cached_property
    def implied_by_figures(self) -> dict[str, Any]:
        """Thresholds of blood pressure and pulse; source M2M for the highest."""
        figures: dict[str, Any] = self._values["figures"]
        return figures

    def _compile(self, key: str, patterns: list[str]) -> re.Pattern[str]:
        try:
            written = "|".join(f"(?:{pattern})" for pattern in patterns)
            return re.compile(_SHARED.sub(lambda match: self._shared[match[1]], written))
        except KeyError as error:
            raise DocumentError(
                self.path, None, f"[{key}] speaks of @{error.args[0]}@, which [shared] lacks"
            ) from error
        except re.error as error:
            raise DocumentError(self.path, None, f"[{key}]: {error}") from error
