"""How a thing is said: asked about, long past, seen to by a clinician, or a figure of speech; `denial` reads denials.

A red flag counts only where the person says that it is so now. The cues are data (``red-flags-language.toml``); this
module decides which stretch of a text each cue governs. Where it cannot tell, the flag counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.normalising import Text
from assistant.triage.patterns import FILLERS, Matcher, stream_of

WEEKS, SIX_WEEKS, MONTHS, YEARS, NEVER = 1, 2, 3, 4, 5
"""How long ago a time in the past lies; nothing lies as long ago as `NEVER`."""

_SUBJECTS = frozenset("i my he she his her it they we there now our mum dad also its".split())
_SPLITTERS = frozenset("but however although though because while whereas except".split())


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the clauses and sentences of a text are."""

    clause: tuple[int, ...]
    """For each token, the number of its clause."""
    sentence: tuple[int, ...]
    """For each token, the number of its sentence."""


def layout_of(text: Text) -> Layout:
    """Return clauses and sentences: a sentence ends at a full stop, a clause also at a comma or before a new subject."""
    clause = sentence = 0
    clauses: list[int] = []
    sentences: list[int] = []
    tokens = text.tokens
    for index, token in enumerate(tokens):
        if token.mark:
            if token.word in ".;!?\n…:":
                sentence += 1
            clause += 1
        elif token.word in _SPLITTERS:
            clause += 1
        elif token.word in ("and", "so", "or", "then", "now") and index + 1 < len(tokens):
            following = tokens[index + 1].word
            if following in _SUBJECTS and not (following == "now" and token.word == "or"):
                clause += 1
        clauses.append(clause)
        sentences.append(sentence)
    return Layout(tuple(clauses), tuple(sentences))


@dataclass(frozen=True, slots=True)
class Manner:
    """What governs which tokens of one text."""

    layout: Layout
    """Its clauses and sentences."""
    masked: frozenset[int]
    """Tokens inside figures of speech."""
    asked: frozenset[int]
    """Tokens inside a question for information or a supposition."""
    settled: tuple[tuple[int, int, int], ...]
    """(first, after, age) of each time in the past; age is one of `WEEKS` to `YEARS`."""
    cleared: tuple[tuple[int, int], ...]
    """(first, after) of each statement that a clinician has seen to it."""
    reopened: tuple[int, ...]
    """First token of each statement that it is back or worse."""
    anecdotes: frozenset[int]
    """Sentences about somebody else's past, or about an animal."""
    treated: bool
    """Whether it tells of treatment: a boot, an operation, a physiotherapist."""
    untreated: bool
    """Whether it says that nobody has seen to it, or that the writer only thinks so."""
    gone: tuple[tuple[int, int], ...] = ()
    """(first, after) of each statement that something has stopped."""
    usual: tuple[tuple[int, int], ...] = ()
    """(first, after) of each statement that something is as it always was."""
    new: bool = False
    """Whether it says that something is new or sudden."""
    disowned: bool = False
    """Whether it says that nobody has it: asked for a course, seen on television, denied outright."""
    released: bool = False
    """Whether it says that a boot, cast or sling has come off, as it does at the end of treatment."""
    followed: bool = False
    """Whether it tells of a known injury or event that is being cared for."""

    @property
    def calm(self) -> bool:
        """Whether it says that what it names is over, as always, seen to, cared for or nobody's, and not that it is back or new."""
        said = self.gone or self.usual or self.cleared or self.disowned or self.followed
        return bool(said) and not self.reopened and not self.new


def read_manner(text: Text, cues: Matcher, enabled: bool = True) -> Manner:
    """Return what the `cues` govern in `text`; nothing when not `enabled` (to measure what this layer adds)."""
    layout = layout_of(text)
    if not enabled:
        return Manner(layout, frozenset(), frozenset(), (), (), (), frozenset(), False, False)
    stream = stream_of(((token.word, token.mark) for token in text.tokens), keep=FILLERS)
    found: dict[str, list[tuple[int, int]]] = {}
    for name, first, after in cues.find(stream, {}):
        span = (stream.origin[first], stream.origin[after - 1] + 1)
        found.setdefault(name, []).append(span)
    masked = frozenset(index for first, after in found.get("figure", ()) for index in range(first, after))
    asked: set[int] = set()
    for first, _ in found.get("question", ()):
        if text.tokens[first].word in _INVERTED and not _opens(text, first):
            continue
        asked.update(_asked(text, layout, first, found))
    for first, after in found.get("supposition", ()):
        stop = after
        while stop < len(text.tokens) and layout.clause[stop] == layout.clause[after - 1]:
            stop += 1
        if not any(token.word == "now" for token in text.tokens[after:stop]):
            asked.update(range(first, stop))
    long = [(first, after, YEARS) for first, after in found.get("long_ago", ())]
    lately = [(first, after, MONTHS) for first, after in found.get("a_while_ago", ())]
    lately += [(first, after, SIX_WEEKS) for first, after in found.get("six_weeks_ago", ())]
    lately += [(first, after, WEEKS) for first, after in found.get("weeks_ago", ())]
    told = {layout.sentence[first] for first, _ in found.get("somebody", ())}
    dated = {layout.sentence[first] for first, _, _ in long + lately}
    dated |= {layout.sentence[first] for first, _ in found.get("told", ())}
    animals = {layout.sentence[first] for first, after in found.get("animal", ()) if not _claims(text, layout, after)}
    return Manner(
        layout,
        masked,
        frozenset(asked),
        tuple(sorted(long + lately)),
        tuple(sorted(span for span in found.get("cleared", ()) if not _is_own_feeling(text, *span))),
        tuple(sorted(first for first, after in found.get("reopened", ()) if not _comes_out_well(text, after))),
        frozenset(told & dated | animals),
        "treated" in found and "untreated" not in found,
        "untreated" in found,
        tuple(sorted(found.get("gone", ()))),
        tuple(sorted(found.get("usual", ()))),
        "new" in found,
        "disowned" in found,
        "released" in found,
        "followed" in found and "untreated" not in found,
    )


def _claims(text: Text, layout: Layout, after: int) -> bool:
    """Whether the sentence goes on from token `after` to the writer: "the dog's lead caught my ankle"."""
    sentence = layout.sentence[after - 1]
    return any(
        token.word in _WRITER and layout.sentence[place] == sentence
        for place, token in enumerate(text.tokens[after:], after)
    )


_WRITER = frozenset("i me my we us our mum dad husband wife".split())


def _is_own_feeling(text: Text, first: int, after: int) -> bool:
    """Whether what seems a clinician's word at the tokens from `first` to `after` ends in "I feel ok": that clears nothing."""
    words = [token.word for token in text.tokens[first:after]]
    place = next((place for place, word in enumerate(words) if word in _FEELS), None)
    return (
        place is not None
        and place >= len(words) - 3
        and any(token.mark for token in text.tokens[first : first + place])
    )


_FEELS = frozenset("feel feels feeling felt".split())


def _comes_out_well(text: Text, after: int) -> bool:
    """Whether what is back at the words before token `after` is good: "came back clear", "is back to normal"."""
    following = [token.word for token in text.tokens[after : after + 2]]
    return bool(following) and (following[0] in _WELL or (following[0] == "to" and following[-1] in _WELL | {"my"}))


_WELL = frozenset("clean clear negative normal fine ok okay good usual full work".split())


def _opens(text: Text, index: int) -> bool:
    """Whether a question may begin at token `index`: "is it common", but not "my knee is tender"."""
    return index == 0 or text.tokens[index - 1].mark or text.tokens[index - 1].word in _OPENERS


def _asked(text: Text, layout: Layout, first: int, found: Mapping[str, list[tuple[int, int]]]) -> range:
    """Return the tokens that a question for information governs: to the end of its sentence or to "my calf is ..."."""
    stop = first
    personal = {place for place, _ in found.get("personal", ())}
    while stop < len(text.tokens) and layout.sentence[stop] == layout.sentence[first]:
        word = text.tokens[stop].word
        before = text.tokens[stop - 1].word if stop else ""
        if stop > first + 1 and stop in personal and before not in _LEADS_ON:
            break
        if stop > first + 1 and word in ("because", "but"):
            break
        stop += 1
    return range(first, stop)


_INVERTED = frozenset("is are was were do does did can could will would might may".split())
_OPENERS = frozenset(
    "and so but or also then hi hello please well ok okay um hey now today what how why when which who where if".split()
)
# "if my calf is ...", "that my hip has ...": still part of the question.
_LEADS_ON = frozenset(
    "if whether when that should do does did can could would will how is are until while in of on for what".split()
)


def is_settled(text: Text, manner: Manner, first: int, after: int, needs: int) -> bool:
    """Whether a time in the past governs the words from token `first` to `after`.

    `needs`: the age from which such a thing is over: `YEARS` for a sign, `MONTHS` for a fall, `WEEKS` for a fracture.
    """
    clause, tokens = manner.layout.clause, text.tokens
    for start, stop, age in manner.settled:
        if age < needs:
            continue
        same = clause[start] in (clause[first], clause[after - 1])
        aside = clause[start] in (clause[first] + 1, clause[first] + 2) and (
            start == 0 or (tokens[start - 1].mark and (stop >= len(tokens) or tokens[stop].mark))
        )
        if not (same or aside) or manner.layout.sentence[start] != manner.layout.sentence[first]:
            continue
        if start >= after:
            between = {token.word for token in tokens[after:start]}
            if not between & {"since", "after", "from", "following", "until", "now", "for"} and start - after <= 12:
                return True
        elif (first >= stop and (start == 0 or clause[start - 1] != clause[start])) or (
            start >= first and stop <= after
        ):
            return True
    return False


def is_cleared(manner: Manner, first: int) -> bool:
    """Whether a clinician's all-clear in the same text governs the word at token `first`.

    It governs what was said before it and in its own sentence, unless the text goes on that it is back or worse.
    """
    for _, stop in manner.cleared:
        if any(place >= stop for place in manner.reopened):
            continue
        if first < stop or manner.layout.clause[first] in (manner.layout.clause[stop - 1],):
            return True
    return False
