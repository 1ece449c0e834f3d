"""Small talk in passing: the weather, a cat on the mat, a laugh at oneself. It asks nothing and tells nothing that exercise turns on."""

from __future__ import annotations

import re

from assistant.following.complaints import COMPLAINS
from assistant.intents import asks_something

LONGEST = 14
"""Words up to which a turn may be small talk."""
_CHAT = re.compile(
    r"\b(?:weather|sunny|sunshine|raining|drizzl\w*|snowing|lol|haha+|hehe|hee hee|lmao|rofl|telly|tv|radio|cuppa|cup of (?:tea|coffee)|kettle|biscuits?|cake|lunch|"
    r"grump\w*|miserable (?:so|old|git|sod)|cheeky|handsome|lovely (?:man|woman|lady|chap|girl|lad|nurse|physio|day)|nice (?:man|woman|lady|chap|girl|lad|nurse|day|weather)|"
    r"(?:my|the|our) (?:cat|dog|budgie|parrot|grandk\w+|grand(?:son|daughter)s?|great grand\w+) (?:\w+ ){0,3}(?:thinks?|laughs?|laughed|sits?|sitting|watches|watching|joins?|loves?|keeps?|copies|does it too|licks?)|"
    r"silly me|daft (?:me|old)|im so (?:clumsy|silly|daft|proud|pleased|chuffed|happy)|(?:im|i am|feel|feeling) (?:\w+ )?(?:proud|chuffed|pleased with myself|like a (?:\w+ )?(?:ballerina|dancer|gymnast|lemon|fool|idiot|wally|child|teenager|duck|penguin|frog|fish))|"
    r"made me (?:laugh|smile|giggle)|good (?:fun|laugh)|what a laugh|sleepy|nod(?:ded|ding)? off|football|cricket|bingo|strictly)\b"
)
"""Words of small talk."""
_MATTERS = re.compile(
    r"\b(?:dizzy|giddy|faint\w*|breath\w*|chest|numb\w*|tingl\w*|weak\w*|fell|fall|falls|fallen|swell\w*|swollen|blood|bleed\w*|fever|sick|burn\w*|worse|pinch\w*|click\w*|lock\w*|gives? way|cant|cannot|couldnt|"
    r"op|operation|surgery|replaced|broke|broken|fracture\w*|pregnan\w*|diabet\w*|stroke|heart|cancer|told (?:me )?(?:not|to)|not allowed|weeks?|months?|years?|days?|\d+|instead|easier|harder|without|no)\b"
)
"""Words that exercise may turn on: what holds one of them is no small talk."""


def is_chat(flat: str) -> bool:
    """Tell whether `flat`, a turn mended, is small talk and nothing else."""
    return (
        len(flat.split()) <= LONGEST
        and bool(_CHAT.search(flat))
        and not _MATTERS.search(flat)
        and not COMPLAINS.search(flat)
        and not asks_something(flat)
    )
