"""Whose sign it is: a grandson's fever is not put together with the knee replacement of the person who writes.

Only what stands in different messages is kept apart: inside one message "he", "she" and "I" are too often about the
same person. A sign whose person is not said belongs with everybody.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.normalising import Text

SELF, CHILD, ADULT, SOMEBODY = "self", "child", "adult", "somebody"
"""Who writes; a child or an adult whom the message names; one of them ("he", "she")."""

VIEWS = ((SELF,), (CHILD, SOMEBODY), (ADULT, SOMEBODY))
"""People who may be one and the same."""

_KIN: Mapping[str, str] = {
    **dict.fromkeys(
        """son daughter child kid boy girl lad toddler baby grandson granddaughter grandchild teenager newborn infant
        nephew niece""".split(),
        CHILD,
    ),
    **dict.fromkeys(
        """mum mom mam mother dad father nan gran granny grandma grandad grandpa grandmother grandfather husband wife partner
        sister brother aunt auntie uncle neighbour neighbor friend boyfriend girlfriend cousin colleague""".split(),
        ADULT,
    ),
}
# "my 4 year old", "my youngest"
_YOUNG = frozenset(
    "little wee youngest eldest oldest teen two three four five six seven eight nine ten eleven twelve fourteen".split()
)
_THEY = frozenset("he she him his her hers".split())
_MINE = frozenset("my me mine myself".split())
# "my wife says I ...", "I think he ...": who speaks or looks, not who is ill.
_OBSERVES = frozenset(
    """say says said think thinks thought notice notices noticed see sees saw tell tells told take took measure measured check
    checked worry worried wonder know help look looks looked call called ring rang do did want reckon reckons lift
    care carry carried am at with""".split()
)


def people_of(text: Text) -> tuple[str | None, ...]:
    """Return for each token of `text` whose words it belongs to: the nearest person named before it in its sentence.

    Before the first "I" or "my" of a sentence that names nobody else, it is the writer.
    """
    tokens = text.tokens
    people: list[str | None] = []
    begin = 0
    person: str | None = None
    for index, token in enumerate(tokens):
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
        if token.mark and token.word in ".;!?\n…":
            _fill(people, begin)
            begin, person = index, None
        else:
            person = _named(token.word, following) or person
        people.append(person)
    _fill(people, begin)
    return tuple(people)


def _named(word: str, following: str) -> str | None:
    """Return whom `word` names, unless it is only who speaks of somebody."""
    if following in _OBSERVES:
        return None
    if word in _KIN:
        return _KIN[word]
    if word in _THEY:
        return None if following in _KIN else SOMEBODY
    if word == "my" and (following in _YOUNG or (following.isdigit() and int(following) < 18)):
        return CHILD
    if word in _MINE or word == "i":
        return None if following in _KIN else SELF
    return None


def _fill(people: list[str | None], begin: int) -> None:
    if set(people[begin:]) == {None, SELF}:
        people[begin:] = [SELF] * (len(people) - begin)
