"""Whom a message is about: the writer, or somebody the writer cares for."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SELF = "self"
SOMEBODY = "somebody else"

_REPORTING = (
    r"(?: and \w+)? (?:says?|said|thinks?|told|tells|keeps?|wants?|wanted|reckons?|asked|asks|suggests?|suggested|recommends?|recommended|shared|shares|sent|sends|posts|posted|swears by|invited|invites|teaches|follows|bought|gave|gives|"
    r"showed|shows|helps?|will help|can help|worries|drives|makes|insists?|is a (?:nurse|physio|doctor)|was a|got me|took me|found me|read|heard)\b"
)
_MALE = frozenset({"father", "husband", "son", "grandfather", "brother", "uncle", "father-in-law"})
_FEMALE = frozenset({"mother", "wife", "daughter", "grandmother", "sister", "aunt", "mother-in-law"})
_PROFESSIONAL = re.compile(
    r"\b(?:physio\w*|surgeon|doctor|consultant|nurse|gp|specialist|therapist|trainer|instructor|osteopath|chiropractor|dr)\b"
)
_PRONOUN = re.compile(r"\b(?P<pronoun>she|shes|her|hers|he|hes|his|him)\b(?P<report>" + _REPORTING + r")?")
_HANDLED = re.compile(
    r"\b(?:mum|dad|mother|father|parent|nan|gran\w*) (?:of|to) (?:(?:a|an|one|two|three|\d|small|young|little|busy) )*$|"
    r"\b(?:lift|carry|pick|hold|play|chas|hug|push|bath|visit|see|live)\w*(?: up| with| after)?(?: (?:my|our|the|a) (?:\w+ ){0,3}?)$"
)
_LIFTED = re.compile(
    r"\b(?:lift|carry|pick|hold|push|join|copy|follow|race|keep up with|play with|dance with)\w*(?: up)? $"
)
"""What the writer does to a child: "can I lift him" asks about the writer."""
_YOUNG = frozenset({"child", "son", "daughter"})
_BURDEN = re.compile(
    r"\b\d{1,2} ?(?:kg|kilos?|stone|lbs?|pounds)\b|\bwants? (?:to be )?(?:up\w*|carr\w+|lift\w+|picking up|cuddles?)\b|\bto be (?:picked|lifted|carried)\b"
)
"""Words that make a child what the writer lifts: "my toddler is 14 kilos and wants uppies"."""
_ARRIVED = re.compile(r" (?:came|was born|born|arrived|was delivered|delivered)\b")
"""A birth, which is told of the mother."""
_FIRST = re.compile(r"\b(?:i|im|ive|id|ill|me|my|mine|myself)\b")
_ONESELF = re.compile(
    r"\b(?:(?:im|i am)(?! (?:her|his|their|worried|looking|caring|asking|helping|trying|not sure|a|the|posting|writing)\b)|i (?:just |only )?have\b(?! to\b)|ive (?:got|had)\b|"
    r"my own\b|mine (?:is|was)\b|im asking about my\b|i (?:myself|had)\b)"
)
"""The writer's own state, said after somebody else's."""
_QUESTION = re.compile(
    r"(?:^|, |\band |\bso |\bbut |\bplease )(?:how|what|which|when|why|can|could|should|shall|is it|is|are|do|does|may|will|would|any|exercises? for|give|show|tell)\b"
)
_MY_BODY = re.compile(
    r"\bmy (?:(?:new|bad|sore|left|right|own|operated|stiff) )*(?:hips?|knees?|legs?|shins?|ankles?|foot|feet|back|shoulders?|arms?|thighs?|calf|calves|neck)\b"
)
"""Somebody else does something to the writer: "can my husband push my shin"."""
_PIECES = re.compile(r", |; | but | and (?=(?:i|im|ive|my|she|he|her|his|shes|hes)\b)| because | cos ")


@dataclass
class Speaking:
    """Who is spoken of, as a conversation goes on."""

    people: Mapping[str, str]
    """Word -> relation."""
    subject: str = SELF
    """Whom the conversation is about now."""
    others: list[str] = field(default_factory=list)
    """Relations mentioned, latest last."""

    def __post_init__(self) -> None:
        names = sorted(self.people, key=len, reverse=True)
        self._relation = re.compile(
            r"(?P<for>\b(?:for|about|after|of|with|helping|is) )?(?P<my>\b(?:my|our|a|the) (?:\w+ ){0,4}?|\bme |^|\b(?:for|is|and|can|how|has|does|should|when) )"
            r"\b(?P<name>"
            + "|".join(names)
            + r")\b(?! (?:pose|seat|lock|minder|care|(?:of|to) (?:a|an|one|\d|two|three|twins|small|young|the kids?)\b))(?P<report>"
            + _REPORTING
            + r")?"
        )

    def pieces(self, sentence: str) -> list[tuple[int, int, str]]:
        """Return (start, end, subject) for the stretches of `sentence`; the subject holds until another is named."""
        bounds = [0, *(match.start() for match in _PIECES.finditer(sentence)), len(sentence)]
        current = self.subject
        found = []
        for start, end in itertools.pairwise(bounds):
            named = self._named(sentence[start:end], sentence)
            current = named or current
            found.append((start, end, current))
        return found

    def turn(self, sentences: list[str]) -> None:
        """Settle whom the message is about: the subject of its question, else the first that it names."""
        explicit = [(sentence, self._named_in(sentence)) for sentence in sentences]
        asked = [
            named for sentence, named in explicit if named and (_QUESTION.search(sentence) or sentence.endswith("?"))
        ]
        first = next((named for _, named in explicit if named), None)
        if not asked and first not in (None, SELF, "patient") and self._comes_back(sentences):
            first = SELF
        if first == SELF and "patient" in self.others:
            first = "patient"
        self.subject = (asked[-1] if asked else first) or self.subject

    @staticmethod
    def _comes_back(sentences: list[str]) -> bool:
        """Tell whether a message about somebody else ends with the writer's own state: "mum had it too. I'm 45 and well"."""
        last = sentences[-1]
        first_break = _PIECES.search(last)
        piece = last if len(sentences) > 1 else last[first_break.end() :] if first_break else ""
        return bool(_ONESELF.search(piece))

    def _named_in(self, sentence: str) -> str | None:
        bounds = [0, *(match.start() for match in _PIECES.finditer(sentence)), len(sentence)]
        pieces = [sentence[start:end] for start, end in itertools.pairwise(bounds)]
        named = [(piece, self._named(piece, sentence)) for piece in pieces]
        asked = [who for piece, who in named if who and _QUESTION.search(piece)]
        others = [who for _, who in named if who and who != SELF]
        if asked and asked[-1] != SELF:
            return asked[-1]
        if asked:
            return SELF if not others or _FIRST.search(next(p for p, w in named if w == SELF)) else others[-1]
        return next((who for _, who in named if who), None)

    def _named(self, piece: str, whole: str) -> str | None:
        piece = piece.strip(" ,;")
        for match in self._relation.finditer(piece):
            if match["report"] or _HANDLED.search(piece[: match.start("name")]):
                continue
            relation = self.people[match["name"]]
            if relation in _YOUNG and (_BURDEN.search(piece) or _ARRIVED.match(piece[match.end("name") :])):
                continue
            rest = piece[: match.start()] + piece[match.end() :]
            caring = bool(match["for"])
            if not caring and (re.search(r"\b(?:me|with me|us)\b", rest) or _MY_BODY.search(rest)):
                continue
            if match["for"] and match["for"].strip() == "with" and not re.search(r"\bhelp", piece):
                continue
            if relation not in self.others or self.others[-1] != relation:
                self.others.append(relation)
            return relation
        for match in _PRONOUN.finditer(piece):
            if match["report"] or (_PROFESSIONAL.search(whole) and not self.others):
                continue
            if _LIFTED.search(piece[: match.start()]):
                continue
            if not self.others and _MY_BODY.search(piece):
                # "Can his brother pull my arm up": the arm is the writer's, whoever he is.
                continue
            female = match["pronoun"].startswith("s") or match["pronoun"].startswith("her")
            fitting = [one for one in reversed(self.others) if one not in (_MALE if female else _FEMALE)]
            if fitting:
                return fitting[0]
            self.others.append(SOMEBODY)
            return SOMEBODY
        return SELF if _FIRST.search(piece) else None


@dataclass
class Memory:
    """What is known of each person in a conversation."""

    speaking: Speaking
    """Who is spoken of."""
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Subject -> what was said of them."""

    def copy(self) -> Memory:
        """Return a copy to which can be added."""
        speaking = copy.copy(self.speaking)
        speaking.others = list(speaking.others)
        return Memory(speaking, copy.deepcopy(self.known))

    def of(self, subject: str) -> dict[str, Any]:
        """Return what is known of `subject`, to be added to."""
        return self.known.setdefault(subject, {})


class Told:
    """One sentence, and whose each stretch of it is."""

    def __init__(self, text: str, memory: Memory) -> None:
        """`text`: a sentence in plain words; `memory`: what is known so far."""
        self.text = text
        self._memory = memory
        self._pieces = memory.speaking.pieces(text)

    def subject(self, place: int) -> str:
        """Return whom the words at character `place` are about."""
        return next((who for start, end, who in self._pieces if start <= place < end), self._pieces[-1][2])

    def of(self, place: int) -> dict[str, Any]:
        """Return what is known of the one whom the words at `place` are about, to be added to."""
        return self._memory.of(self.subject(place))

    def of_subject(self) -> dict[str, Any]:
        """Return what is known of the one whom the conversation is about, to be added to."""
        return self._memory.of(self._memory.speaking.subject)
