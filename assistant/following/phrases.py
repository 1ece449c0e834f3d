"""How people carry on a conversation: the words of a follow-up, without the topic that they leave out.

Everything here looks at one turn alone. What the turn is about is for `follower.py` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.following.frames import frame_in
from assistant.following.mending import mend

_FILLER = re.compile(
    r"^(?:(?:ok(?:ay)?|k|oh|ah|aw|right|righto|well|so|and|but|then|also|plus|thanks?(?: you| u)?(?: (?:love|dear|darling|pet|mate|duck|hun|doc|doctor|hen|son|sweetheart|my (?:love|dear|friend)))?(?: (?:so|very) much| a lot| again| loads| for (?:that|this|your help|the help|all that))?|"
    r"many thanks|ta|cheers|thx|ty|brilliant|great|lovely|perfect|good|fab|nice|super|excellent|amazing|yes|yeah|yep|yup|aye|hm+|um+|er+|erm|lol|haha|please|hi|hello|hey|hiya|got it|gotcha|i see|fine|sure|cool|"
    r"wonderful|(?:thats|that is|this is|its|it is|youre|you are|been|very|really|so|most|all)? ?(?:great|good|perfect|helpful|really helpful|very helpful|so helpful|lovely|brilliant|fine|useful|clear|kind|a star|a great help|interesting)|makes sense|wow|dear|"
    r"just|next (?:q|question|one|thing)|one more (?:thing|question)|another question|quick question|can i ask|may i ask|i wonder|i was wondering|out of interest|in that case|bye|goodbye|good ?bye|see you|night|good ?night|"
    r"x+|xo+|i will try (?:it|that|them)|ill try (?:it|that|them)|will do|no problem|no worries|understood|done|done that|god bless|bless you)\b[ ]*)+"
)
_FAREWELL = re.compile(
    r"\b(?:thank|thanks|thx|ta|ty|cheers|bye|goodbye|brilliant|great|lovely|perfect|helpful|fab|super|excellent|amazing|wonderful|useful|bless)\b"
)
_CLAUSE = re.compile(r"\s*([^.!?]{2,60})([.!])\s*(\S.{5,})$", re.DOTALL)
_PRAISE = re.compile(
    r"(?:(?:oh|ah|ok|well|many|so|very|really|that|thats|this|is|its|was|all|been|a|great|big|it|you|are|youre|u|r|for|the|your|so|much|dear|love|duck|pet|mate|info\w*|help|answer|tip|tips|advice) )*"
    r"(?:thanks?|thank you|ta|cheers|thx|brilliant|smashing|lovely|great|perfect|helpful|useful|grand|super|fab|fabulous|excellent|wonderful|amazing|champion|ace|spot on|star|gem|kind|good|clear|marvellous)"
    r"(?: (?:thanks?|thank you|ta|cheers|you|so|very|much|indeed|that|thats|this|is|was|it|its|all|really|for|the|your|a|lot|smashing|brilliant|lovely|great|perfect|helpful|useful|dear|love|duck|pet|mate|info\w*|help|answer|tips?|advice|x+))*"
)
"""A clause of thanks or praise."""
_RESET = re.compile(
    r"^(?:(?:ok|okay|please|no|right|can we|lets|let us|i want to|sorry) )*(?:start (?:over|again|afresh|from scratch|from the beginning)|begin again|forget (?:(?:all|about) )*(?:that|everything|it|this|what i (?:said|told you|wrote))|reset|clear (?:everything|all|it|chat|this)|new (?:question|topic|chat|conversation|person)|different (?:topic|person)|scrap (?:all )?that|change (?:the )?(?:topic|subject))(?: (?:please|now|then|all))*(?= |$)"
)
_ACCEPT = re.compile(
    r"^(?:(?:oh|ok|okay|well) )*(?:yes|yeah|yep|yup|aye|please|sure|go on(?: then)?|go ahead|please do|that one|do that|id(?: like that)?|yes id|sounds good|id like that|go for it)(?: (?:please|pls|then|do|go on|id|thanks|thank you|ok|that one|show me))*$"
)
_REFUSE = re.compile(r"^(?:no|nope|nah|not really|no thanks?|no thank you|none|neither|no ta)(?: thanks?| thank you)?$")
_CORRECTS = re.compile(
    r"^(?:(?:no|nope|sorry|oops|wait|scrap that|cancel that|never ?mind|changed my mind|actually|correction|my mistake|not that(?: one)?|ah|oh|hang on|wrong one|i (?:meant|mean)|i was (?:asking|talking) about|its|it was|it is|thats wrong|the other one)\b ?)+"
)
_SAYS_NO = re.compile(r"(?:no|nope|actually|wait|oh)\b")
_PART = re.compile(
    r"\b(?:hips?|knees?|ankles?|shoulders?|neck|back|heels?|foot|feet|elbows?|wrists?|calf|thigh|groin|leg|arm)\b"
)
_MEANT = re.compile(r"\b(?:i meant|i mean|sorry|wrong one|not that|oops|my mistake|correction)\b")
_ORDINALS = {
    "first": 1, "1st": 1, "one": 1, "1": 1, "second": 2, "2nd": 2, "two": 2, "2": 2, "third": 3, "3rd": 3, "three": 3, "3": 3,
    "fourth": 4, "4th": 4, "four": 4, "4": 4, "fifth": 5, "5th": 5, "five": 5, "5": 5, "sixth": 6, "6th": 6, "six": 6, "6": 6,
    "last": -1, "final": -1, "bottom": -1, "top": 1, "former": 1, "latter": 2,
}  # fmt: skip
_ORDINAL = re.compile(
    r"\b(?:the |that |your |exercise |option )*(?:(?P<word>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|last|final|top|bottom|former|latter)(?: (?:one|exercise|option|stretch|of those|of these|on the list|in the list|thing))*"
    r"|(?:number|no|nr|num|option|exercise|#) ?(?P<number>one|two|three|four|five|six|[1-6]))\b(?: (?:one|on the list|in the list|please|pls|then))*"
)
_BARE_NUMBER = re.compile(r"^(?:number )?([1-6])$")
_NOT_ORDINAL = re.compile(
    r"\b(?:at|in the|for the|the very) (?:first|last)(?! (?:one|thing you))\b|\blast (?:week|month|year|night|tuesday|monday|wednesday|thursday|friday|saturday|sunday|time)\b|\bfirst (?:thing(?! (?:you|on|of))|few|aid|time|week|days?|two|three|month)\b|\bsecond (?:opinion|hand|time)\b|\bseconds\b"
)
_QUESTION_WORDS = re.compile(r"\b(?:how|what|why|when|can|should|is|does|do|which)\b")


@dataclass(frozen=True)
class Phrase:
    """One turn, read by itself."""

    text: str
    """Without greeting, thanks and marks; repaired, lower case, no apostrophes."""
    frame: str
    """What it asks for when it says nothing but that (``many``, ``why``, ``easier``, ...), or empty."""
    led: bool
    """Whether it begins as a continuation ("and ...", "what about ...", "with ...")."""
    polite: bool
    """Whether it holds thanks or a goodbye."""
    whole: bool = True
    """Whether the frame covers all of it; else it is the end of something longer."""


def read_phrase(text: str) -> Phrase:
    """Return how `text`, a turn as typed, is read without its topic."""
    flat = mend(text)
    left = _FILLER.sub("", flat).strip()
    led = bool(
        re.match(
            r"^(?:(?:ok|okay|oh|right|well|yes|yeah|no|thanks|thank you) )*(?:and|or|but|so|what about|how about|with|without|same|also|then)\b",
            flat,
        )
    ) or left.startswith(("what about", "how about", "same", "with ", "without "))
    # "so can i", "what for" and the like are whole as they stand.
    frame = frame_in(flat) or frame_in(left)
    whole = True
    if not frame and len(left.split()) > 6:
        for word in _QUESTION_WORDS.finditer(left):
            frame = frame_in(left[word.start() :])
            if frame:
                left, whole = left[word.start() :], False
                break
    if not frame:
        # "That's too much for me, gentler one?": what is asked stands last.
        last = _FILLER.sub("", mend(re.split(r"[.,;!?]+ |[.,;!?]$| - ", text.strip(" ?.!,;"))[-1])).strip()
        if last and last != left and frame_in(last) not in ("", "normal", "safe", "pain", "hurting", "when"):
            frame, left, whole = frame_in(last), last, False
    return Phrase(left, frame, led, bool(_FAREWELL.search(flat)), whole)


def without_praise(text: str) -> str:
    """Return `text`, as typed, without a first clause that is thanks or praise and nothing else: "ta, thats smashing. does ...?"."""
    first, mark, rest = _CLAUSE.match(text).groups() if _CLAUSE.match(text) else ("", "", "")  # type: ignore[union-attr]
    return rest if mark and rest and _PRAISE.fullmatch(mend(first)) else text


def reset_in(text: str) -> str | None:
    """Return what `text`, mended, asks after "start over", empty when it asks nothing; None when it does not begin so."""
    found = _RESET.match(text)
    return text[found.end() :].strip().removesuffix(" instead") if found else None


def accepts(text: str) -> bool:
    """Tell whether `text`, mended, says yes to what was offered and nothing else."""
    return bool(_ACCEPT.match(text))


def refuses(text: str) -> bool:
    """Tell whether `text`, mended, says no to what was offered and nothing else."""
    return bool(_REFUSE.match(text))


def corrects(text: str) -> str | None:
    """Return what is left of `text`, mended, after "no, I meant"; None when it corrects nothing."""
    found = _CORRECTS.match(text)
    if not found:
        return None
    left = text[found.end() :].strip()
    outright = _MEANT.search(text) or found.group().strip() in ("no", "nope", "actually", "wait", "not that one")
    # "No, it's fine" corrects nothing; "actually it's my neck" does.
    if outright or (_SAYS_NO.match(found.group()) and _PART.search(left)):
        return left
    return None


def ordinal_in(text: str) -> tuple[int, str] | None:
    """Return which of a list `text`, mended, means, counted from 1 or -1 for the last, and what else it says."""
    bare = _BARE_NUMBER.match(text)
    if bare:
        return int(bare[1]), ""
    if _NOT_ORDINAL.search(text):
        return None
    found = _ORDINAL.search(text)
    if found is None:
        return None
    # "put the foot down first" counts nothing.
    alone = not re.match(r"the |that |your |exercise |option ", found[0]) and found[0].strip() == (found["word"] or "")
    if found["word"] and alone and len(text.split()) > 3:
        return None
    place = _ORDINALS[found["word"] or found["number"]]
    return place, " ".join(f"{text[: found.start()]} it {text[found.end() :]}".split())
