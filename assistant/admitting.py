"""What is looked up for a turn, and what is answered without looking: pleasantries, what the library is not for, children."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant import messages
from assistant.answerability import informative
from assistant.circumstances.figures import ADULT
from assistant.corpus import Corpus
from assistant.models import Passage, Question, Status
from assistant.precautions import Precautions
from assistant.retrieval import Reading
from assistant.scope import Half, Scope
from assistant.stored import is_stored
from assistant.understanding import pleasantry

OWN_AFFAIRS = frozenset({"named-person"})
"""Rules of scope that decline what a clinic's own leaflets may hold: people, opening times, telephone numbers."""
STANDS_ALONE = 0.65
"""Cosine of a leaflet's passage from which a question that names no exercise or operation is taken to be about the leaflet."""
THE_SAME = 0.80
"""Cosine from which it is taken to be a question that general guidance answers."""
SENTENCE = 4
"""Words from which a turn may be such a question: "how many?" is none."""

_TURNS = {
    "thanks": messages.THANKS,
    "greeting": messages.GREETING,
    "reset": messages.STARTED_OVER,
    "noted": messages.NOTED,
    "unclear": messages.UNCLEAR,
    "unlisted": messages.UNLISTED,
    "which": messages.WHICH_CONDITION,
    "no-help": messages.NO_HELP,
    "team": messages.TEAM_FIRST,
    "chat": messages.CHAT,
}
"""What is said to a turn that asks nothing, or nothing that can be looked for."""
_NOT_UNDERSTOOD = frozenset({"unclear", "unlisted", "which"})
_NOTHING_FOUND = _NOT_UNDERSTOOD | {"no-help"}


@dataclass(frozen=True)
class Remark:
    """What is said to a turn that nothing is looked up for."""

    status: Status
    text: str
    asks: str = ""
    """What is asked back, or empty."""
    near: bool = False
    """Whether questions about what it names may be offered: it was declined for what it asks of that."""


@dataclass(frozen=True)
class Admitted:
    """A turn that something is looked up for."""

    query: str
    """What is looked up."""
    half: Half
    """What of the turn is inside the library's field."""
    own: bool
    """Whether only a clinic's own leaflets can answer it."""
    leans: str
    """What to say where nothing stands alone that answers it: it leans on something that was not said. Empty for other turns."""

    @property
    def left_out(self) -> str:
        """What is said of the half that is not answered."""
        return self.half.rule.message if self.half.rule is not None and self.half.inside else ""


class Admission:
    """Tells turns that are looked up from those that are not. Thread-safe."""

    def __init__(self, scope: Scope, precautions: Precautions, child: str) -> None:
        """`child`: what is said where the question is about a child."""
        self._scope = scope
        self._precautions = precautions
        self._child = child

    def consider(
        self, question: Question, corpus: Corpus, active: frozenset[str], barred: Callable[[], bool]
    ) -> Admitted | Remark:
        """Return what becomes of `question`, which has words.

        `active`: circumstances that hold now. `barred`: whether it names something that this person must not do.
        """
        kind = (pleasantry(question.text) or "question") if question.turn == "question" else question.turn
        if kind in _NOT_UNDERSTOOD and is_stored(corpus, question.text):
            kind = "question"
        # "How long is the first visit?" leans on nothing where the clinic has a leaflet about it, and "what if it hurts
        # when I exercise?" is a question that the library's general guidance answers.
        leans = kind == "unclear" and (corpus.has_leaflets or len(question.text.split()) >= SENTENCE)
        # A turn that was not understood, or taken for talk, may still name what this person must not do now: "play football".
        if kind in _TURNS and not leans and not (kind in (*_NOT_UNDERSTOOD, "chat") and active and barred()):
            status = Status.NO_EVIDENCE if kind in _NOTHING_FOUND else Status.OUT_OF_SCOPE
            return Remark(status, _TURNS[kind], _TURNS[kind] if kind == "which" else "")
        if question.circumstances.get("age", ADULT) < ADULT:
            return Remark(Status.DECLINED, self._child)
        half = self._scope.consider(question.text, corpus.vocabulary.repair)
        if half.rule is not None and half.rule.held_for & active:
            half = Half(None, question.text)
        followed = bool(question.query) and question.query != question.text
        own = half.rule is not None and not half.inside and half.rule.id in OWN_AFFAIRS and corpus.has_leaflets
        # What was typed may be too little to read ("an how mny") and still be understood from what came before.
        if not half.inside and not own and not (followed and half.rule is self._scope.unreadable):
            assert half.rule is not None
            # A task outside the library's field may still be one that this person must not do now.
            if half.rule.status is not Status.OUT_OF_SCOPE or not self._precautions.assess_movement(
                question.text, active
            ):
                return Remark(half.rule.status, half.rule.message, near=half.rule.status is Status.DECLINED)
        query = question.query if followed else half.inside or question.text
        return Admitted(query, half, own, _TURNS[kind] if leans else "")


def fitting(admitted: Admitted, corpus: Corpus, reading: Reading, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Return those of `passages` that may answer a turn that was admitted."""
    if admitted.own or admitted.leans:
        passages = tuple(
            passage
            for passage in passages
            if corpus.is_leaflet(passage) or (admitted.leans and passage.chunk.document_id.startswith("guidance/"))
        )
    if admitted.leans:
        own_words = bool(informative(reading))
        close = any(
            passage.dense >= (STANDS_ALONE if corpus.is_leaflet(passage) else THE_SAME)
            and (own_words or not corpus.is_leaflet(passage))
            for passage in passages
        )
        return passages if close else ()
    return passages
