"""A list of exercises that was offered, changed as the person asks: easier, shorter, without a band, another for number three."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.following.phrases import ordinal_in
from assistant.kit import NO, can_do_without, missing_kit
from assistant.models import Document
from assistant.plans.wishes import LONGEST_LIST, MINUTES_EACH, avoided_in, figure, minutes_in
from assistant.stages import stages_for

SHORTEST = 2
"""Exercises that a shortened list keeps at least."""
HARDEST = "T3"
"""Tier of exercises that are taught by somebody who is there; no list is made harder by them."""
FEW_WORDS = 2
"""Words up to which a position alone says what a list is to keep to."""

_SWAP = re.compile(
    r"\b(?:swap|swop|change|replace|switch|substitute|skip|leave out|drop|hate|dont like|do not like|cant do|cant manage|something else|instead of|different|not)\b"
)
_POSTURES = {
    "standing": ("standing", "walking"),
    "sitting": ("sitting",),
    "lying": ("lying", "side-lying", "prone"),
    "floor": ("floor", "all-fours", "kneeling"),
    "kneeling": ("kneeling", "all-fours"),
    "prone": ("prone",),
}
_POSTURE_WORDS = {
    "standing": r"stand(?:ing)?(?: up)?|on my feet|upright",
    "sitting": r"(?:sit(?:ting)?|sat)(?: down)?|seated|in (?:a|my|the) chair|chair|at (?:the|my|a) (?:office|desk|computer)|at work|on the bus",
    "lying": r"l(?:ie|ying|aying)(?: down| flat)?|in bed|on (?:the|my) bed|on my back",
    "floor": r"(?:on|down to|onto) the floor|floor",
    "kneeling": r"kneel(?:ing)?|on my knees|(?:on )?all fours",
    "prone": r"on my (?:front|tummy|stomach|belly)|face down",
}
_ONLY = re.compile(
    r"\b(?:only|just|all|(?:can|could) be done|can (?:i|we|she|he|they|mum|dad) do (?:them|these|those|it|any|some)(?: of them)?|ones i can do|something|ones? (?:i can|to) do|ones? please|in bed|instead|any of (?:those|these|them)|which(?: (?:one|ones|of|can|could|are|is|do)\b.*)?)\b"
)
_LED = re.compile(
    r"\b(?:and|or|but|so|ok|what about|how about|the|ones?|exercises?|please|then|too|in|on|at|a|my|her|his|chair|bed|only|just|some|any)\b"
)
"""Words that may stand beside a position which says what a list is to keep to."""
_WHICH_OF = re.compile(
    r"\bwhich(?: ones?)? of (?:those|these|them|the(?:se|m)? (?:exercises|stretches|ones))\b|\bare any of (?:those|these|them)\b"
)
"""What picks from the list and wants nothing new."""
_RESTS = re.compile(
    r"^(?:should|shall|must|do|is it|can|may|could|would|will)\b(?!.* do (?:them|these|those|it|any|some)\b).*\b(?:lie|lying|stay|staying|rest|resting|sleep|sleeping)\b"
)
"""A question about rest: no list is changed by it."""
_FIGURE = r"(\d|two|three|four|five|six|seven|eight)"
_COUNT = re.compile(
    rf"\b(?:give me|just|only(?: do| want)?|show me|want|pick|choose|make it|cut (?:it|that|them) (?:down )?to|top|best|say) (?:the |me )?(?:top |best |first )?{_FIGURE}(?! ?(?:times?|min|reps?|sets?|weeks?|days?|months?|a day|seconds?|secs?|legs?|sides?|hours?|foot|feet|leg|arm|more|one))\b"
    rf"|\b{_FIGURE} (?:things|exercises|ones|will do|max|please|is enough|are enough|is plenty|only)\b"
    r"|\b(?:just|only|give me|show me|pick|choose) (one)(?: (?:exercise|thing|of them|please|will do))*$"
)
"""How many exercises a list is to hold."""
_LESS = re.compile(
    r"\b(?:shorter|shorten|quicker|fewer|too many|not so many|less of them|a short one|too long|cut (?:it|that|them) down|trim|half|thats long|only \w+ min\w*|min(?:s|utes?)? (?:only|instead|max|please|a day)|\d+ ?min\w*|(?:five|ten|fifteen|twenty|thirty) min\w*)\b"
)
_MORE = re.compile(
    r"\b(?:longer|more of them|add (?:some|a few|one|two|another)|(?:one|two|three|a few|some) more|extra)\b"
)


@dataclass(frozen=True)
class Listed:
    """What was offered, and what may be offered in its place."""

    offered: tuple[str, ...]
    """Ids of the exercises on the list now."""
    seen: tuple[str, ...]
    """Ids of all that were on it before."""
    source: str
    """Id of the document whose list it is."""
    documents: Mapping[str, Document]
    """The documents by id."""
    fits: Callable[[Document], bool]
    """Whether an exercise may be offered to this person."""
    weeks: float | None = None
    """Weeks since the person's operation or injury, where they were told."""

    def others(self) -> list[str]:
        """Return the exercises of the same document that are not on the list and fit, in the order of this person's weeks."""
        document = self.documents.get(self.source)
        if document is None:
            return []
        stages = stages_for(document, self.weeks, further=True)
        tags = [statement.tag for number in stages for statement in document.sections[number].statements]
        return [one for one in dict.fromkeys(tags) if one not in self.offered and self._may(one)]

    def easier_than(self, identity: str) -> list[str]:
        """Return easier versions of an exercise that fit, those first that are not on the list."""
        return [one for one in self.documents[identity].easier if self._may(one)]

    def harder_than(self, identity: str) -> list[str]:
        """Return harder versions of an exercise that fit, in the same position and not on one leg alone."""
        places = set(self.documents[identity].position)
        harder = [self.documents[one] for one in self.documents[identity].harder if self._may(one)]
        return [
            one.id
            for one in harder
            if one.tier != HARDEST and one.weight_bearing != "single-leg" and places & set(one.position)
        ]

    def _may(self, identity: str) -> bool:
        document = self.documents.get(identity)
        return document is not None and document.kind == "exercise" and self.fits(document)


def swaps(text: str) -> bool:
    """Tell whether `text`, mended, wants something else in the place of a thing on the list."""
    return bool(_SWAP.search(text))


def wishes(text: str, offered: Sequence[str]) -> bool:
    """Tell whether `text`, mended, says how a list of exercises is to be changed."""
    return bool(offered) and bool(
        missing_kit(text)
        or any(postures(text))
        or _LESS.search(text)
        or _MORE.search(text)
        or (_COUNT.search(text) and ordinal_in(text) is None)
        or swaps(text)
    )


def change(listed: Listed, text: str, frame: str, named: Sequence[str]) -> tuple[str, ...] | None:
    """Return the ids of the changed list, empty when nothing fits, or None when `text` (mended) does not ask for a change.

    `frame`: what the turn asks for (`Phrase.frame`); `named`: exercises that it names.
    """
    found = ordinal_in(text)
    if swaps(text) and (found is not None or named):
        gone = named[0] if named else _at(listed.offered, found[0] if found else 0)
        return _swapped(listed, gone) if gone in listed.offered else None
    if frame == "easier":
        return _filled(listed, _eased(listed))
    if frame == "harder":
        return _filled(listed, _hardened(listed))
    if frame == "else":
        return tuple(one for one in listed.others() if one not in listed.seen)[: len(listed.offered)]
    missing = missing_kit(text)
    avoided, wanted = postures(text)
    if missing or avoided or wanted:
        return _filtered(listed, missing, avoided, wanted, not _WHICH_OF.search(text))
    return _of_another_length(listed, text)


def _of_another_length(listed: Listed, text: str) -> tuple[str, ...] | None:
    """The list cut, or filled from its document, to the number or the minutes that `text` names; None where it names none."""
    if re.search(r"\bhow\b", text) or ordinal_in(text) is not None:
        return None
    counted = _COUNT.search(text)
    minutes = minutes_in(text)
    if counted:
        most = figure(counted[1] or counted[2] or counted[3])
    elif minutes and _LESS.search(text):
        most = min(LONGEST_LIST, max(SHORTEST, minutes // MINUTES_EACH))
    elif _LESS.search(text):
        most = max(SHORTEST, len(listed.offered) // 2)
    elif _MORE.search(text):
        most = len(listed.offered) + 2
    else:
        return None
    return (*listed.offered, *(one for one in listed.others() if most > len(listed.offered)))[:most]


def _at(offered: Sequence[str], place: int) -> str:
    if not place or place > len(offered):
        return ""
    return offered[place - 1 if place > 0 else -1]


def _swapped(listed: Listed, gone: str) -> tuple[str, ...]:
    """The list with something easier, else the next of its document, in the place of `gone`."""
    instead = next(
        (
            one
            for one in (*listed.easier_than(gone), *listed.others())
            if one not in listed.offered and one not in listed.seen
        ),
        "",
    )
    kept = (instead if one == gone else one for one in listed.offered)
    return tuple(one for one in kept if one)


def _eased(listed: Listed) -> Iterator[str]:
    """Easier versions in the place of what has one; what has none stays when it is of the easiest tiers."""
    for one in listed.offered:
        easier = listed.easier_than(one)
        if easier:
            yield easier[0]
        elif listed.documents[one].tier in ("T0", "T1", ""):
            yield one


def _hardened(listed: Listed) -> Iterator[str]:
    """The next harder version in the place of what has one that fits; the rest stays."""
    for one in listed.offered:
        yield next(iter(listed.harder_than(one)), one)


def _filtered(listed: Listed, missing: set[str], avoided: set[str], wanted: set[str], filled: bool) -> tuple[str, ...]:
    """The list without what does not suit; `filled`: with others in the place of those, or where nothing is left."""

    def suits(identity: str) -> bool:
        document = listed.documents[identity]
        places = set(document.position) or {"standing"}
        if not can_do_without(document.equipment, missing):
            return False
        if avoided and not places - avoided:
            return False
        return not wanted or bool(places & wanted)

    kept = [one for one in listed.offered if suits(one)]
    if kept and not filled:
        return tuple(kept)
    spare = [easier for one in listed.offered if one not in kept for easier in listed.easier_than(one)]
    spare += listed.others()
    return tuple(dict.fromkeys((*kept, *(one for one in spare if suits(one)))))[: len(listed.offered)]


def _filled(listed: Listed, chosen: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chosen))[: len(listed.offered)]


def postures(text: str) -> tuple[set[str], set[str]]:
    """Return the positions that `text`, mended, rules out, and those that it keeps to."""
    if _RESTS.match(text):
        return set(), set()
    avoided = avoided_in(text)
    wanted: set[str] = set()
    for name, words in _POSTURE_WORDS.items():
        places = set(_POSTURES[name])
        if places <= avoided or re.search(rf"\b{NO} (?:\w+ ){{0,3}}(?:{words})\b", text):
            continue
        if re.search(rf"\b(?:{words})\b", text):
            alone = not _LED.sub(" ", re.sub(rf"\b(?:{words})\b", " ", text)).strip()
            if alone or _ONLY.search(text) or len(text.split()) <= FEW_WORDS:
                wanted.update(places)
    return avoided, wanted
