"""What is felt, and what is held against an answer: "makes me dizzy though", "it is only 70 degrees", "it is at the front"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.questions import ASKS_HOW, LONG, YES_NO, Questions
from assistant.following.thread import Followed, Thread
from assistant.intents import asks_something
from assistant.vocabulary import exercises_of

_FEELS = re.compile(
    r"\b(?:makes?|making|made) me (?:\w+ )?(?:dizzy|giddy|sick|breathless|wobbly|faint|light ?headed|tired|sore|ache|worse)|\b(?:i|my \w+|it|they|leg|foot|arm|hand|knee|hip|back|neck|toes|fingers)(?: \w+){0,3} (?:dizzy|giddy|numb|tingl\w*|tingly|cramps?|cramping|shakes?|shaking|trembles?|clicks?|clicking|cracks?|crunch\w*|pops?|pinch\w*|burns?|pins and needles|gives? way|locks?|swells?|spasms?|twinges?)\b"
)
"""What is felt in an exercise; triage has looked for what is dangerous before."""
_NOISE = re.compile(r"\b(?:clicks?|clicking|cracks?|cracking|crunch\w*|pops?|popping|creaks?|creaking)\b")
_STARTS = re.compile(r"^(?:(?:and|but|so|ok|oh|well|yes|though|when i do (?:it|that|this|them)) )+")
_DOING = re.compile(
    r"\b(?:when(?:ever)? i (?:do|try|am doing) (?:it|this|that|them|those)|while (?:i do|doing) (?:it|them)|doing (?:it|them|this|that)|though|tho|is that (?:normal|ok|bad)|a bit)\b"
)
_ASKS_WHETHER = re.compile(
    r"\b(?:is (?:it|that)|are they|(?:can|could|should|do|am) i|will it)\b(?! normal$| ok$| bad$)"
)
_ABOUT_BEFORE = re.compile(r"\b(?:years? ago|had|used to|yesterday|last)\b")
_ONLY_SO_MUCH = re.compile(
    r"(?:(?:but|well|no|yes|ok|and) )*(?:its|it is|im|i am|thats|that is|i|ill|i will|id|would be)(?: (?:am|will|would|can|could|be|do|go|bend|lift|going|bending|lifting))* (?:only|just|not even|less than|under|about|no more than)(?: (?:about|to|by|around|a|go|bend|lift))* (?:\d+|one|two|three|five|ten|half|quarter|little|tiny|small|bit)\b(?: \w+){0,4}"
)
COMPLAINS = re.compile(
    r"\b(?:hurts?|hurting|pain\w*|sore|ache\w*|aching|stiff\w*|swollen|weak\w*|bad|tight|clicks?|giv\w+ way|trouble|problems?)\b"
)
_DETAIL = re.compile(
    r"(?:(?:its|it is|mostly|mainly|just|only|and|especially|worse|worst|usually|always) )*(?:at|in|on|the|when|going|coming|getting|after|before|during|under|behind|round|around|inside|outside|front|side|top|bottom|with|while|more|all|worse|every|left|right|both|down|up|since|for)\b"
)

_PAIN_FIGURE = re.compile(r"\b(\d{1,2}) ?(?:/|out of) ?(?:10|ten)\b")
_OF_PAIN = re.compile(r"\b(?:hurts?|hurting|pain\w*|sore|aches?)\b")
_BARE_FIGURE = re.compile(
    r"\b(?:its|it is|about|around|maybe|say|at|a|like|probably|goes to|up to) (?:an? )?(\d|10)\b(?! ?(?:weeks?|days?|months?|times|reps|min\w*|sec\w*|degrees|years?|hours?|sets|cm|inch\w*|am|pm|o))"
)
_SETTLES = re.compile(r"\b(?:settles?d?|gone|goes|wears? off|eases?d?|fine (?:by|in|the))\b")
_STAYS = re.compile(
    r"\b(?:still|worse|stiff|sore|aching|hurts?|hurting|bad|there)\b.*\b(?:morning|next day|day after|tomorrow)\b|\b(?:morning|next day|day after)\b.*\b(?:still|worse|sore|there)\b"
)
_OWN_QUESTION = re.compile(r"(?:how|what|when|where|which|why|can|should|could)\b")


class Complaints:
    """Reads turns that tell of a complaint or protest, against what was spoken of."""

    def __init__(self, questions: Questions) -> None:
        self._names = questions.names

    def felt(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """What somebody feels who does the exercise spoken of: "makes me dizzy though"."""
        if (
            not thread.exercise
            or exercises_of(named)
            or len(flat.split()) > LONG
            or ASKS_HOW.search(_DOING.sub(" ", flat))
        ):
            return None
        if not _FEELS.search(flat) or YES_NO.match(flat) or _ABOUT_BEFORE.search(flat) or _ASKS_WHETHER.search(flat):
            return None
        told = _DOING.sub(" ", _STARTS.sub("", flat)).strip()
        if not re.match(r"(?:i|my|it|im|ive|the|they)\b", told):
            told = f"it {told}"
        told = re.sub(r"\b(?:is (?:that|it|this) )?(?:normal|ok|okay|all right|alright)$", "", told).strip()
        if told != flat and re.search(r"\bnormal\b", flat):
            return None
        name = self._names.definite(thread.exercise)
        noise = _NOISE.search(told) and not _OF_PAIN.search(told)
        asked = f"what should I do if {told} during {name.removeprefix('the ')}"
        if noise:
            asked = f"is it normal that {told} when I do {name}"
        return Followed(sentence(asked), "hurting", thread.exercise, follows=True)

    def protested(self, flat: str, thread: Thread) -> Followed | None:
        """A figure held against what was just answered: "it's only 70 degrees"."""
        if not thread.query or not _ONLY_SO_MUCH.fullmatch(flat):
            return None
        return Followed(sentence(f"{mend(thread.query)} {flat}"), thread.frame, thread.exercise, follows=True)

    def of_a_statement(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """A detail of the complaint that was told in the turn before: "my knee hurts", "it's at the front"."""
        before = mend(thread.query)
        if (
            any(not one.startswith("guidance/") for one in named)
            or thread.exercise
            or not COMPLAINS.search(before)
            or asks_something(before)
        ):
            return None
        if len(flat.split()) > 6 or asks_something(flat) or not _DETAIL.match(flat):
            return None
        return Followed(f"{before} {flat}", thread.frame, follows=True)

    def of_so_much_pain(self, text: str, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """What a pain that is told as a figure means: "mine is 4 out of 10", "it's about a 6" where pain is spoken of."""
        if not thread.query or exercises_of(named) or len(flat.split()) > LONG or _OWN_QUESTION.match(flat):
            return None
        pain = _PAIN_FIGURE.search(text.lower())
        if pain is None and (thread.frame in ("pain", "hurting") or _OF_PAIN.search(mend(thread.query))):
            pain = _BARE_FIGURE.search(flat)
        if pain is None:
            return None
        if _STAYS.search(flat) and not re.search(r"\b(?:not|isnt|no longer)\b", flat):
            asked = "The pain is still worse the next morning. What should I do?"
            return Followed(asked, "pain", thread.exercise, follows=True)
        settles = " if it is gone by the next morning" if _SETTLES.search(flat) else ""
        query = f"Is pain of {pain[1]} out of 10 in exercise all right{settles}?"
        return Followed(query, "pain", thread.exercise, follows=True)
