"""What a message says to be over, as always, or only studied: the same words then raise nothing, in either net.

A sign that has gone is no sign only where its going settles it: a swelling, a numb hand, a wound that wept. What may go
and come back with worse (a collapse, jumbled speech, pain in the chest) counts even when it has gone, so the signs that each
cue settles are data (``settles`` in ``red-flags-language.toml``), and every other sign stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.normalising import Text
from assistant.triage.language import Manner

NEAR = 18
"""Farthest that a sign may stand before the words that say it has gone, in tokens."""
BESIDE = 12
"""Farthest that a sign may stand from the words that say it is as always, in tokens."""


@dataclass(frozen=True, slots=True)
class Settles:
    """Names of the concepts that are settled by what is said of them."""

    gone: frozenset[str]
    """Over once they have gone."""
    usual: frozenset[str]
    """No sign when they are as they always were."""


def read_settles(data: Mapping[str, str]) -> Settles:
    """Return the names in the table ``settles``; what is over once gone is also no sign when it is as always."""
    gone = frozenset(data.get("gone", "").split())
    return Settles(gone, gone | frozenset(data.get("usual", "").split()))


def is_over(text: Text, manner: Manner, settles: Settles, name: str, first: int, after: int) -> bool:
    """Whether the concept `name` at the tokens from `first` to `after` is said to have gone or to be as always.

    Not where the text goes on that it is back or worse.
    """
    if name in settles.gone:
        for start, stop in manner.gone:
            if any(place >= stop for place in manner.reopened):
                continue
            # "the feeling has gone by lunch": there the going is the sign.
            if not first <= start < after and start - NEAR <= first < stop and _goes_on(text, manner, first, start):
                return True
    if name in settles.usual and not manner.reopened and not manner.new:
        clause, sentence = manner.layout.clause, manner.layout.sentence
        for start, _ in manner.usual:
            # Behind the cue a comma or "but" may open another matter: "always sore, cannot feel my foot".
            reach = sentence if start >= first else clause
            if reach[start] == reach[first] and abs(start - first) <= BESIDE:
                return True
    return False


def is_in_care(text: Text, manner: Manner, first: int) -> bool:
    """Whether a named tear at token `first` is the one that is being treated: out of the boot, or treated and dated.

    Not where its clause says "today" or "again", nor where nobody has seen to it or it is back.
    """
    if manner.untreated or manner.reopened or not (manner.released or manner.treated):
        return False
    clause, sentence = manner.layout.clause, manner.layout.sentence
    if any(token.word in _AFRESH and clause[place] == clause[first] for place, token in enumerate(text.tokens)):
        return False
    return manner.released or any(sentence[start] == sentence[first] for start, _, _ in manner.settled)


_AFRESH = frozenset("today tonight yesterday again just suddenly morning afternoon evening".split())


def is_nobodys(text: Text, manner: Manner, first: int) -> bool:
    """Whether the sign at token `first` is said to be nobody's, and no "my" or "I" in its clause claims it."""
    if not manner.disowned:
        return False
    clause = manner.layout.clause
    return not any(
        token.word in _CLAIMS and clause[place] == clause[first]
        for place, token in enumerate(text.tokens[max(0, first - BESIDE) : first], max(0, first - BESIDE))
    )


_CLAIMS = frozenset("i my me we our he she his her".split())


def _goes_on(text: Text, manner: Manner, first: int, start: int) -> bool:
    """Whether the cue at token `start` is about the sign at `first`: in its sentence, or where the next one opens."""
    sentence = manner.layout.sentence
    if sentence[first] == sentence[start]:
        return True
    opening = next(place for place in range(len(text.tokens)) if sentence[place] == sentence[start])
    return sentence[start] - sentence[first] <= 1 and start - opening <= 3
