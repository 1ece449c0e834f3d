"""A topic left on purpose: "different thing: his ankle is sprained", "unrelated, but which leg goes first?"."""

from __future__ import annotations

import re

_SWITCH = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|so|well|oh|(?:thanks?(?: you)?|thx|ta|cheers)(?: (?:luv|love|dear|duck|pet|mate|hun|darling|so much|very much|a lot|for (?:that|this)))*|great|brilliant|lovely|perfect|got it|and|but|anyway|now|sorry)\b[\s,.!:;-]*)*"
    r"(?:(?:this is |its |it's |on )?(?:an? |the )?(?:(?:completely|totally|quite|very) )?(?:different|separate|unrelated|another|other|new) (?:thing|question|topic|subject|matter|q|note|problem|one)(?: (?:now|entirely|altogether|please|for you))?"
    r"|(?:topic|subject) change|change (?:of|the) (?:topic|subject)|(?:changing|switching) (?:the )?(?:topic|subject|topics|subjects)|off topic|(?:completely |totally )?unrelated"
    r"|(?:next|new) (?:q|question|topic|thing|problem)|on to (?:something|another thing|the next thing)(?: else)?|something (?:else|different) (?:entirely|altogether|now)|moving on)"
    r"\b(?:\s*,?\s*but\b)?[\s,.:;!-]+(?=\S)",
    re.IGNORECASE,
)
"""How people say that what follows has nothing to do with what came before."""
FEWEST = 2
"""Words that must follow: "another one, please" asks for one more of the same."""


def after_a_switch(text: str) -> str:
    """Return what `text`, as typed, asks after leaving the topic on purpose; empty where it does not leave it."""
    found = _SWITCH.match(text)
    rest = text[found.end() :].strip() if found else ""
    return rest if len(rest.split()) >= FEWEST else ""
