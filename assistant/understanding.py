"""Whether a turn leans on what was said before it, or is a greeting and no question at all."""

from __future__ import annotations

import re

_POINTS_BACK = re.compile(r"\b(it|that|this|those|these|them|they|one|ones|same|both)\b")
_CARRIES_ON = re.compile(
    r"^(and|or|ok|okay|so|but|then|also|what about|how about|what else|anything else|any others?|why|why not|when|how many|how often|how long|"
    r"how much|how|which|can i|should i|with|without|instead|easier|harder|make)\b"
)
_THANKS = re.compile(
    r"^(ok(ay)? )?(many )?(thanks?|thank you|thank u|ta|cheers|thx|brilliant|great|lovely|perfect)( (so|very) much| you| a lot| again| for \w+)*$"
)
_HELLO = re.compile(r"^(hi|hello|hey|good (morning|afternoon|evening)|hiya|hullo)( there)?$")


def points_back(text: str) -> bool:
    """Tell whether `text` is short and names what it is about only by a word such as "that"."""
    lowered = text.lower().strip(" ?!.")
    return len(lowered.split()) <= 14 and bool(_POINTS_BACK.search(lowered))


def carries_on(text: str) -> bool:
    """Tell whether `text` is short and begins as a continuation of what was said."""
    lowered = text.lower().strip(" ?!.")
    return len(lowered.split()) <= 8 and bool(_CARRIES_ON.search(lowered))


def pleasantry(text: str) -> str | None:
    """Return "thanks" or "greeting" for a turn that is nothing else, or None."""
    lowered = re.sub(r"[^\w ]", "", text.lower()).strip()
    if _THANKS.match(lowered):
        return "thanks"
    return "greeting" if _HELLO.match(lowered) else None
