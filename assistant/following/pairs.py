"""Which of two: a question that compares the exercises spoken of last ("which is kinder on the knees?")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.following.mending import mend
from assistant.following.naming import Names, sentence
from assistant.following.questions import Questions
from assistant.following.thread import Followed, Thread
from assistant.vocabulary import exercises_of

_LEAD = r"(?:(?:and|so|or|but|ok|then|hm) )*"
_DIFFERENCE = re.compile(
    rf"{_LEAD}(?:(?:whats|what is|what are|is there (?:a|any)|are there any|tell me) )?(?:the )?differences?(?: (?:between|in) (?:them|the two|those|these|it|that|both))?(?: (?:then|though|please))?"
    rf"|{_LEAD}how (?:are they|do they|is (?:it|that|this)) (?:different|differ)(?: (?:then|though|from (?:each other|the other|the other one|the first|the first one)))?"
    rf"|{_LEAD}are they (?:not )?(?:the same|any different|different)(?: (?:thing|exercise|then))*"
)
_BETTER = r"(?:better|best|worse|easier|easiest|harder|hardest|safer|safest|gentler|gentlest|kinder|kindest|lighter|quicker|stronger|softer|(?:more|less|most|least) \w+)"
_WHICH = re.compile(
    rf"{_LEAD}(?:which|what|whats)(?: (?:one|ones|exercise|of (?:them|these|those|the two|the 2|both)))*(?: (?:is|are|would be|would you say is|works?|do you think is))?(?: the)? (?P<how>{_BETTER})(?P<rest>(?: .*)?)"
)
_CHOOSE = re.compile(
    rf"{_LEAD}which(?: (?:one|exercise|of (?:them|these|those|the two)))*(?: (?:(?:should|do|would|shall) (?:i|we|she|he) (?:do|choose|pick|go for)|is))?(?P<rest>(?: (?:for|on|if|with|after) .*)?)(?: (?:then|please))?"
)
_THEM = r"(?:it|that|them|those|these|that one|this|the other|the other one|the others)"
_BEATS = re.compile(
    rf"{_LEAD}(?:(?:would|will|do|does|is|are|could|can) )?(?P<what>.+?) (?:really |actually |be |work |do |any |much )*(?:beat|beats|outdo|better than|as good as|worse than|stronger than|do better than|preferable to) {_THEM}(?: (?:then|though|for me|please))*"
    rf"|{_LEAD}(?:versus|vs|v|compared (?:to|with)|as opposed to|against|or is it) (?P<other>.+)"
    rf"|{_LEAD}(?:is|are|would|will|might) (?P<bare>.+?) (?:be )?(?:any |a bit |much )?better(?: (?:then|though|instead|for me|choice|option))*"
)
"""Another thing held against the one spoken of."""
_ACTIVITY = re.compile(
    r"\b(?:bike|biking|cycling|cycle|swim|swimming|walking|walks?|yoga|pilates|tai chi|rowing|running|jogging|heat|ice|rest|surgery|injections?|stick|crutch|frame)\b"
)
_OF_THEM = re.compile(r"\b(?:of (?:them|these|those|the two|both)|then|please|though|to (?:do|start with))\b")


def compared(flat: str, thread: Thread, names: Names, named_before: Sequence[str]) -> Followed | None:
    """Return the question that compares the two exercises spoken of last, or None where `flat`, a turn mended, asks none.

    `named_before`: ids of the documents that the last question names.
    """
    pair = _pair(thread, named_before)
    if pair is None:
        return None
    one, other = names.definite(pair[0]), names.definite(pair[1])
    if _DIFFERENCE.fullmatch(flat):
        return Followed(sentence(f"what is the difference between {one} and {other}"), "best", pair[1], follows=True)
    found = _WHICH.fullmatch(flat)
    how = found["how"] if found else "better"
    if found is None:
        found = _CHOOSE.fullmatch(flat)
    if found is None:
        return None
    rest = " ".join(_OF_THEM.sub(" ", found["rest"]).split())
    return Followed(
        sentence(f"which is {' '.join((how, rest)).strip()}, {one} or {other}"), "best", pair[1], follows=True
    )


def held_against(flat: str, thread: Thread, questions: Questions, exercises: Sequence[str]) -> Followed | None:
    """Return the question that holds `exercises`, which `flat`, a turn mended, names, against what was spoken of: "versus walking?".

    None where it compares nothing, or nothing was spoken of that it could be held against.
    """
    found = _BEATS.fullmatch(flat)
    if found is None or not thread.query:
        return None
    names = questions.names
    other = next((one for one in exercises if one != thread.exercise), "")
    named_before = exercises_of(questions.named(thread.query))
    own = thread.exercise or next((one for one in named_before if one != other), "")
    said = found["what"] or found["other"] or found["bare"]
    if found["bare"] and not (other and own):
        return None
    if not other and thread.exercise:
        # "Slow heavy ones" are called by what sets them apart from the one spoken of.
        near = [one for one in names.choices(thread.query, thread.exercise, thread.offered) if one != thread.exercise]
        other = names.described(said, near, thread.query)
    purpose = names.phrase(thread.condition) if thread.condition else ""
    if other and own:
        return questions.which(own, other, purpose)
    held = next((one[0] for one in [_ACTIVITY.search(mend(thread.query))] if one), "")
    if held:
        asked = f"is {held} or {said} better {purpose}"
        return Followed(sentence(asked), "best", other, follows=True)
    return None


def _pair(thread: Thread, named_before: Sequence[str]) -> tuple[str, str] | None:
    both = exercises_of(named_before)
    if len(both) == 2:
        return both[0], both[1]
    if len(thread.offered) == 2 and not thread.exercise:
        return thread.offered[0], thread.offered[1]
    if thread.exercise and thread.earlier:
        return thread.earlier, thread.exercise
    return None
