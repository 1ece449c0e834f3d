"""Whether a turn is a greeting or thanks and no question at all."""

from __future__ import annotations

import re

_THANKS = re.compile(
    r"^(ok(ay)? )?(many )?(thanks?|thank you|thank u|ta|cheers|thx|brilliant|great|lovely|perfect)"
    r"( (so|very) much| you| a lot| again| for \w+|,? ?(thats|that is|thats all|its|it is)?,? ?(all )?(perfect|great|brilliant|lovely|fine|grand|helpful|clear|useful|all|ta|thanks|thank you|cheers))*$"
)
_HELLO = re.compile(r"^(hi|hello|hey|good (morning|afternoon|evening)|hiya|hullo)( there)?$")


def pleasantry(text: str) -> str | None:
    """Return "thanks" or "greeting" for a turn that is nothing else, or None."""
    lowered = re.sub(r"[^\w ]", "", text.lower()).strip()
    if _THANKS.match(lowered):
        return "thanks"
    return "greeting" if _HELLO.match(lowered) else None
