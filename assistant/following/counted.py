"""Numbers in a follow-up: "3 x 15, is that 45?", "is ten enough?", "my hospital sheet says 20"."""

from __future__ import annotations

import re

from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.questions import Questions
from assistant.following.thread import Followed, Thread

_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|a (?:dozen|hundred|few|couple))"
_LEAD = r"(?:(?:and|so|but|ok|well|no|sorry|though) )*"
_WHOSE = r"(?:(?:my|the|her|his|our|mums|dads|own|hospitals?|physios?|clinics?|wards?|nhs|exercise|other|what) )*"
_TELLER = r"(?:sheet|leaflet|booklet|paper|handout|letter|hospital|ward|clinic|team|physio\w*|surgeon|consultant|doctor|nurse|therapist)"
_SAYS = r"(?:says?|said|asks?(?: for)?|asked(?: for)?|gives?|gave(?: me)?|wants?|puts?|told (?:me|her|him|us)|tells (?:me|her|him|us)|has(?: me)?(?: down)?)"
_RATE = r"(?:times?|reps?|goes|of (?:them|those|these|each|it)|each|every|a|an|per|the|day|hour|hourly|daily|week|set|session|side|leg|at a time|in one go|though|not \d+)"
_SETS = re.compile(
    rf"\b{_NUMBER} ?(?:x|by|times|sets? of|lots? of|goes of) ?{_NUMBER}\b(?=.*\b(?:altogether|total|in all|in one go|is that|is it|does that|do i do|makes?|means?|equals?|so)\b)"
    rf"|\b(?:is|does|means?|what) {_NUMBER} ?(?:x|sets? of|lots? of) ?{_NUMBER}\b"
)
_ENOUGH = re.compile(
    rf"{_LEAD}(?:is|are|would|will|should) (?:just |only |doing )*{_NUMBER}(?: (?:of (?:them|those|these|it|each)|times|reps|goes|a day|each|in one go|at a time))* (?:be )?(?:enough|too many|too much|too few|plenty|ok|okay|fine|all right|alright|right|about right|sufficient)(?: (?:then|for now|for me|a day|each|do you think))*"
)
_TOLD_NUMBER = re.compile(
    rf"{_LEAD}{_WHOSE}{_TELLER}(?: \w+)? {_SAYS}(?: (?:to|do|it|its|is|that|about|only|just|me|every|for|hold|of))* {_NUMBER}(?: (?:{_RATE}|hours?|days?|seconds?|secs?|minutes?|mins?))*"
)
_AS_IT_SHOULD = re.compile(
    rf"{_LEAD}(?:is|was) (?:that|it|this) (?:(?:about|all|where|what|how|good|far|as) )*(?:it should be|i should be|she should be|he should be|normal|enough|ok|okay|good|right|fine|all right|alright|on track|expected|usual|far enough)(?: (?:by|at|for|so|right) (?:now|far|this (?:stage|point|time)|then|me))*(?: then)?"
)
_MEASURED = re.compile(
    r"\b(?:bends?|straightens?|lifts?|reach(?:es)?|walks?|raises?)\b.* \d{1,3}\b|\b\d{2,3} degrees\b"
)
"""What somebody can do, told as a figure."""
WHAT_SETS_ARE = "What does 3 sets of 10 mean?"
"""The stored question on sets and repetitions."""


def counted(flat: str, thread: Thread, questions: Questions, weeks: float | None = None) -> Followed | None:
    """Return what is meant by the number in `flat`, a turn mended; None where it says more, or nothing was spoken of.

    `weeks`: since the person's operation or injury, where they were told.
    """
    if not thread.query:
        return None
    if _SETS.search(flat) and len(flat.split()) <= 14:
        return Followed(WHAT_SETS_ARE, "", thread.exercise, follows=True, leaves=True)
    if _TOLD_NUMBER.fullmatch(flat):
        return Followed(flat, turn="team", follows=True)
    before = mend(thread.query)
    if weeks is not None and not thread.exercise and _AS_IT_SHOULD.fullmatch(flat) and _MEASURED.search(before):
        # "Is that what it should be by now?" is asked of the figure, at this time.
        asked = before if "week" in before else f"{before} at week {max(1, round(weeks))}"
        return Followed(sentence(f"{asked} is that what it should be"), thread.frame, follows=True, leaves=True)
    if thread.exercise and _ENOUGH.fullmatch(flat):
        return questions.ask("many", thread.exercise, thread)
    return None
