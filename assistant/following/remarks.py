"""Remarks on the answer itself: said again, shorter, in plainer words, doubted, told that it was none."""

from __future__ import annotations

import re
from typing import Literal

from assistant.following.mending import mend

Kind = Literal["again", "shorter", "simpler", "doubt", "no-help", "team"]

_ASK = r"(?:(?:can|could|would|will) you |please |just |sorry |but |so |ok )*"
_END = r"(?: (?:please|pls|then|now|lol|in plain english|in english|for me|to me|thanks|thank you|if you can|i (?:missed|forgot|have forgotten) (?:it|that)))*"
_THAT = r"(?:that|it|this|all that|the last (?:bit|part|one)|what you (?:just )?said)"
_TEAM = r"(?:physio\w*|doctor|doc|dr|gp|surgeon|consultant|specialist|nurse|therapist|hospital|clinic|ward|team)"
_OTHERS = r"(?:friend|neighbou?r|husband|wife|son|daughter|sister|brother|mum|mother|dad|mate|trainer|internet|google|leaflet)"
_PLAIN = r"(?:simpler|simply|simple|plain|plainer|plainly|easier|everyday|lay|normal|basic)"

_REMARKS: tuple[tuple[Kind, str], ...] = (
    (
        "no-help",
        rf"(?:no |sorry |but |well )*(?:{_THAT}|you|thats|its)(?: (?:really|still|just))*(?: (?:doesnt|does not|didnt|did not|isnt|wasnt|hasnt|havent|have not|not))(?: (?:really|even|actually|very|any|much))*"
        r" (?:answer\w*|help\w*|what i (?:asked|meant|mean|wanted)|useful|of use|use|make (?:any )?sense|listen\w*|understand\w*|the answer|an answer)(?: (?:me|it|that|this|my question|the question|anything|at all|my worry|much|for|to me))*"
        rf"|not (?:what i (?:asked|meant)|(?:very |much |really )*helpful|an answer)|(?:thats )?(?:no (?:help|use|good)|useless|rubbish|unhelpful)|(?:youre|you are) (?:not (?:listening|helping)|misunderst\w+)|wrong (?:answer|question)|i (?:already )?(?:know|knew) that(?: already)?",
    ),
    (
        "simpler",
        rf"(?:what|whats|how) (?:is|does|was|do) (?:{_THAT} )?(?:again )?(?:mean )?in (?:plain|simple|normal|everyday) (?:english|words|terms)|whats {_THAT}(?: again)? in (?:plain|simple|normal|everyday) (?:english|words|terms)"
        rf"|{_ASK}(?:(?:say|put|explain|tell me|write|give me|make|have) )?(?:{_THAT} )?(?:again )?(?:(?:in|more|a bit|much|using|a) )*{_PLAIN}(?: (?:words|terms|english|language|version))+"
        rf"|{_ASK}(?:say|put|explain|write)(?: {_THAT})?(?: again)?(?: (?:in|more|a bit|much|a lot))* {_PLAIN}(?: way)?"
        rf"|{_ASK}(?:more )?(?:simpler|simply|in simple|in plain|plain english)|(?:i )?(?:still )?(?:dont|didnt|do not|cant) (?:understand|get|follow)(?: (?:{_THAT}|a word|you|any of (?:it|that)))?|(?:{_THAT} is |thats |its )?(?:a bit |far |much )?(?:too )?(?:complicated|confusing|technical|much jargon|wordy)"
        rf"|(?:what|whats) (?:does )?(?:{_THAT} )?(?:all )?mean(?: in (?:plain |simple )?english)?|too many (?:big |long )?words|you(?:ve| have)? lost me|im (?:lost|confused|muddled)",
    ),
    (
        "shorter",
        rf"{_ASK}(?:(?:make|say|keep|put|give me|gimme|just) )?(?:{_THAT} )?(?:(?:a|the|in|bit|lot|much|more) )*(?:shorter|briefer|brief|briefly|short|quick|nutshell|summary|short answer|one (?:line|sentence|word))(?: (?:version|answer|one|summary))?"
        rf"|{_ASK}(?:summari[sz]e|sum up|shorten|cut)(?: {_THAT})?(?: up| short| down)?|(?:just )?the (?:main|key|important) (?:points?|bits?|things?)|(?:thats |its |it is |that is )?(?:far |way |a bit )?too (?:long|much (?:to (?:read|take in)|text|writing|info\w*))|(?:less|fewer) words|tl ?dr",
    ),
    (
        "again",
        rf"{_ASK}(?:say|tell me|repeat|show me|explain|give me)(?: {_THAT})? again|{_ASK}repeat(?: {_THAT})?|pardon(?: me)?|come again|say again|what did you (?:just )?say(?: again)?|i (?:missed|forgot|have forgotten|cant remember) (?:that|it|what you said)|(?:once more|one more time)",
    ),
    (
        "doubt",
        rf"(?:oh |but |so )*(?:really|seriously|honestly|are you (?:really |quite |absolutely )?(?:sure|certain)|you sure|is that (?:really |actually )?(?:true|right|correct|so)|i (?:dont|cant) believe (?:{_THAT}|you)|(?:says who|who says)(?: so| that)?|how do you know(?: that)?|where (?:does|did|do) (?:that|you|this|it) (?:come from|get (?:that|it)(?: from)?)|whats your source|(?:that|it) (?:doesnt|cant) (?:sound|be) right|i doubt (?:it|that)|surely not|no way)"
        rf"(?: (?:about (?:that|this|it)|though|then))?(?: (?:but )?(?:my |a |the )?{_OTHERS}(?: \w+)? (?:says?|said|told|reckons?|thinks?).{{0,40}})?"
        rf"|(?:but |really )*(?:my |a |the )?{_OTHERS}(?: \w+)? (?:says?|said|told (?:me|her|him)|reckons?|thinks?) (?:it|its|they|theyre|that|thats|different|otherwise|the opposite|not|no|yes|so|i|you|never)\b.{{0,30}}",
    ),
    (
        "team",
        rf"(?:but |well |no )*(?:my |the |her |his |mums |dads |our )?(?:own )?{_TEAM}(?: \w+)? (?:(?:has|have) )?(?:says?|said|told (?:me|her|him|us)|wants (?:me|her|him)|advised|disagrees?|thinks?|reckons?)(?: (?:me|that))?(?: (?:something )?(?:different(?:ly)?|otherwise|the opposite|else|not to|no|dont|never|(?:its|it is|thats) (?:fine|ok|okay|safe|all right|alright)|i (?:can|could|may|should|shouldnt|cant|mustnt|must))\b.{{0,30}})?",
    ),
)
_REASON = re.compile(
    r"\b(?:english|language|memory|eyes|glasses|read|remember|head|brain|dizzy|tired|old|words?|phone|screen|line|lot|in|sorry|please|ta|love|lol|thanks?|what|it)\b"
)
"""What people say to excuse that they ask again."""
_COMPILED = tuple((kind, re.compile(rf"(?:{pattern}){_END}")) for kind, pattern in _REMARKS)
_ASKED = re.compile(
    r"^.{0,60}?\b(?:i (?:had )?(?:asked|wanted to know|was asking|am asking|want to know|need to know|only want to know)|im asking|my question (?:was|is)|the question (?:was|is))(?: you)?(?: (?:about|for|if|whether))? "
)


def remark_in(text: str) -> Kind | None:
    """Return what `text`, mended, remarks on the last answer when it says nothing else; None when it is no such remark."""
    return next((kind for kind, pattern in _COMPILED if pattern.fullmatch(text)), None)


def remark_among(text: str) -> Kind | None:
    """Return the remark that one clause of `text`, as typed, is, where the others only say why: "simpler, my English is poor"."""
    clauses = [mend(one) for one in re.split(r"[,.;:!?]+|\s-+\s", text) if mend(one)]
    found = [remark_in(one) for one in clauses]
    kind = next((one for one in found if one in ("shorter", "simpler", "again")), None)
    reasons = [clause for clause, remark in zip(clauses, found, strict=True) if remark is None]
    return None if kind is None or any(not _REASON.search(one) for one in reasons) else kind


def after_no_help(text: str) -> str:
    """Return what `text`, as typed, asks after saying that the last answer was none: "that's no answer. How many weeks?"."""
    clauses = [one.strip() for one in re.split(r"[.;!?]+", text) if mend(one)]
    if len(clauses) < 2 or remark_in(mend(clauses[0])) != "no-help":
        return ""
    return ". ".join(clauses[1:])


def asked_anew(text: str) -> str:
    """Return the question that `text`, mended, puts again ("I asked how many"); empty when it does not."""
    found = _ASKED.match(text)
    return text[found.end() :].strip() if found else ""
