"""AnswerChain: triage, then scope, retrieval, precautions, answer, verification. Nothing downstream can skip what is upstream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant import messages
from assistant.answerability import confidence, foreign_topics, informative
from assistant.answering import Answerer, Evidence
from assistant.assembling import Assembler
from assistant.brevity import shortened
from assistant.circumstances import CircumstanceReader
from assistant.citations import verify
from assistant.config import Settings
from assistant.corpus import Corpus
from assistant.errors import RehabError
from assistant.intents import LISTS, Intent, asks_something, intent_among, intent_of
from assistant.long_messages import questions_in
from assistant.models import (
    Answer,
    Event,
    Question,
    SafetyFinding,
    Source,
    Status,
    Urgency,
)
from assistant.offering import lists_for_the_part, names_a_part, near_questions
from assistant.precautions import MovementVerdict, Precautions, Verdict
from assistant.retrieval import HybridRetriever, read_query
from assistant.scope import Scope
from assistant.screening import Screen, offers
from assistant.stopwatch import Stopwatch
from assistant.stored import is_stored
from assistant.telling import Tell, Telling, events_of, while_working
from assistant.triage import Triage
from assistant.triage.heard import Heard
from assistant.triage.rules import read_numbers
from assistant.understanding import pleasantry
from assistant.vocabulary import names_in

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from assistant.store import Generation

ADULT = 16
"""Age in years from which the library speaks of a person."""
OWN_AFFAIRS = frozenset({"named-person"})
"""Rules of scope that decline what a clinic's own leaflets may hold: people, opening times, telephone numbers."""
STANDS_ALONE = 0.65
"""Cosine of a leaflet's passage from which a question that names no exercise or operation is taken to be about the leaflet."""
THE_SAME = 0.80
"""Cosine from which it is taken to be a question that general guidance answers."""
SENTENCE = 4
"""Words from which a turn may be such a question: "how many?" is none."""
RETRIEVED = 30
"""Passages that an answer is planned from."""


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
}
"""What is said to a turn that asks nothing, or nothing that can be looked for."""
_NOT_UNDERSTOOD = frozenset({"unclear", "unlisted", "which"})
_NOTHING_FOUND = _NOT_UNDERSTOOD | {"no-help"}


class AnswerChain:
    """One question in, one cited and verified answer out. Thread-safe; holds nothing of a conversation."""

    def __init__(
        self,
        settings: Settings,
        triage: Triage,
        scope: Scope,
        circumstances: CircumstanceReader,
        precautions: Precautions,
        retriever: HybridRetriever,
        answerer: Answerer,
        sources: Mapping[str, Source],
    ) -> None:
        self._settings = settings
        self._triage = triage
        self._scope = scope
        self._circumstances = circumstances
        self._precautions = precautions
        self._retriever = retriever
        self._answerer = answerer
        numbers = read_numbers(settings.knowledge / "safety", settings.region)
        self._sources = sources
        self._assembler = Assembler(sources, messages.disclaimer(numbers["emergency"]), answerer.name)
        self._child = messages.CHILD.format_map(numbers)

    def invoke(self, question: Question, heard: Heard | None = None, watch: Stopwatch | None = None) -> Answer:
        """Return the answer to `question`.

        `heard`: what triage made of `question.history`, so that it need not be read again; the question is added to it.
        `watch`: has timed what came before.
        """
        return self._work(question, heard, watch or Stopwatch(), None)

    def _work(self, question: Question, heard: Heard | None, watch: Stopwatch, tell: Tell | None) -> Answer:
        """Return the answer; `tell` is told of sentences that are finished before the answer is."""
        # The whole text, however long: triage has bounds of its own, and danger may stand at the end.
        findings = self._findings(question, heard)
        watch.mark("triage")
        active = self._circumstances.active(question.circumstances)
        if findings and findings[0].urgency.level >= Urgency.URGENT.level:
            return self._refer(question, findings, watch)
        if not question.text.strip():
            return self._note(question, Status.OUT_OF_SCOPE, messages.EMPTY, findings, watch)
        if len(question.text) > self._settings.max_question:
            text = messages.TOO_LONG.format(limit=self._settings.max_question)
            return self._note(question, Status.OUT_OF_SCOPE, text, findings, watch)
        kind = (pleasantry(question.text) or "question") if question.turn == "question" else question.turn
        generation, corpus = self._retriever.corpus()
        if kind in _NOT_UNDERSTOOD and is_stored(corpus, question.text):
            kind = "question"
        # "How long is the first visit?" leans on nothing where the clinic has a leaflet about it, and "what if it hurts
        # when I exercise?" is a question that the library's general guidance answers.
        leans = kind == "unclear" and (corpus.has_leaflets or len(question.text.split()) >= SENTENCE)
        # A turn that was not understood may still name what this person must not do now.
        speaks = kind in _NOT_UNDERSTOOD and bool(active) and bool(self._rules_on(question, corpus, active))
        if kind in _TURNS and not leans and not speaks:
            status = Status.NO_EVIDENCE if kind in _NOTHING_FOUND else Status.OUT_OF_SCOPE
            asks = _TURNS[kind] if kind == "which" else ""
            return self._note(question, status, _TURNS[kind], findings, watch, asks=asks)
        if question.circumstances.get("age", ADULT) < ADULT:
            return self._note(question, Status.DECLINED, self._child, findings, watch)
        half = self._scope.consider(question.text, corpus.vocabulary.repair)
        followed = bool(question.query) and question.query != question.text
        own = half.rule is not None and not half.inside and half.rule.id in OWN_AFFAIRS and corpus.has_leaflets
        # What was typed may be too little to read ("an how mny") and still be understood from what came before.
        if not half.inside and not own and not (followed and half.rule is self._scope.unreadable):
            assert half.rule is not None
            # A task outside the library's field may still be one that this person must not do now.
            if half.rule.status is not Status.OUT_OF_SCOPE or not self._precautions.assess_movement(
                question.text, active
            ):
                declined = half.rule.status is Status.DECLINED
                near_by = self._near_what_is_declined(question, generation, corpus, active) if declined else ()
                return self._note(question, half.rule.status, half.rule.message, findings, watch, near_by)
        query = question.query if followed else half.inside or question.text
        reading = read_query(corpus, query)
        watch.mark("understanding")
        passages = self._retriever.find(generation, corpus, reading, RETRIEVED)
        if own or leans:
            passages = [
                passage
                for passage in passages
                if corpus.is_leaflet(passage) or (leans and passage.chunk.document_id.startswith("guidance/"))
            ]
        if leans:
            own_words = bool(informative(reading))
            close = any(
                passage.dense >= (STANDS_ALONE if corpus.is_leaflet(passage) else THE_SAME)
                and (own_words or not corpus.is_leaflet(passage))
                for passage in passages
            )
            passages = passages if close else []
        looked_up = {"confidence": confidence(corpus, reading, passages)}
        watch.mark("retrieval")
        intent = intent_among(query, passages)
        evidence = Evidence(question, reading, intent, tuple(passages), corpus, active, self._precautions)
        screen = Screen(evidence)
        telling = Telling(tell, screen, corpus, self._sources, findings) if tell else None
        draft = screen.apply(self._answerer.draft(evidence, telling))
        shorter = questions_in(reading, corpus) if draft.unanswered and not (own or leans) else ()
        for asked in shorter:
            read = read_query(corpus, asked)
            found = tuple(self._retriever.find(generation, corpus, read, RETRIEVED))
            put = question.model_copy(update={"query": asked})
            again = Evidence(put, read, intent_among(asked, found), found, corpus, active, self._precautions)
            drafted = Screen(again).apply(self._answerer.draft(again))
            if not drafted.unanswered:
                draft, intent, looked_up = drafted, again.intent, {"confidence": confidence(corpus, read, found)}
                break
        if question.brief:
            draft = shortened(draft, corpus.documents.get(question.about))
        watch.mark("answering")
        if draft.unanswered and not any(warned.shown for warned in draft.precautions):
            unclear = (
                intent in LISTS or (intent is Intent.GENERAL and not asks_something(query) and names_a_part(reading))
            ) and not (
                informative(reading)
                and (names_in(reading.mentions) or any(kind != "parts" for kind, _ in foreign_topics(reading)))
            )
            text = messages.WHICH_CONDITION if unclear else messages.NO_EVIDENCE
            if leans:
                return self._note(question, Status.NO_EVIDENCE, _TURNS[kind], findings, watch)
            if half.rule is not None and (half.inside or own):
                answer = self._note(question, half.rule.status, half.rule.message, findings, watch)
                return answer.model_copy(update=looked_up)
            if unclear:
                near_by = lists_for_the_part(evidence, screen.offers) or messages.CONDITION_QUESTIONS
            else:
                near_by = near_questions(passages, screen.offers)
            answer = self._note(question, Status.NO_EVIDENCE, text, findings, watch, near_by, text if unclear else "")
            return answer.model_copy(update=looked_up)
        left_out = half.rule.message if half.rule and half.inside else ""
        answer = self._assembler.answer(question, intent, draft, corpus, findings, left_out, watch)
        verify(answer, corpus.documents)
        return answer.model_copy(update={**looked_up, "elapsed_ms": watch.stop("verification")})

    def _near_what_is_declined(
        self, question: Question, generation: Generation, corpus: Corpus, active: frozenset[str]
    ) -> tuple[str, ...]:
        """Return what may be asked of the thing that a declined question names."""
        reading = read_query(corpus, question.text)
        if not names_in(reading.mentions):
            return ()
        passages = tuple(self._retriever.find(generation, corpus, reading, RETRIEVED))
        evidence = Evidence(question, reading, intent_of(question.text), passages, corpus, active, self._precautions)
        return near_questions(passages, Screen(evidence).offers)

    def as_langchain(self) -> Runnable[Question, Answer]:
        """Return this chain as LangChain's."""
        from assistant.runnables import AnswerRunnable

        return AnswerRunnable(self)

    def events(self, question: Question, heard: Heard | None = None, watch: Stopwatch | None = None) -> Iterator[Event]:
        """Yield sources found, each verified sentence, then the whole answer; `heard`, `watch`: see `invoke`.

        A model's sentences come as it writes them; should it not be trusted in the end, the whole answer does not hold them.
        """
        watch = watch or Stopwatch()
        if self._answerer.name == "generative":
            yield from while_working(lambda tell: self._work(question, heard, watch, tell))
        else:
            yield from events_of(self.invoke(question, heard, watch))

    def referral(self, question: Question, heard: Heard | None = None) -> Answer | None:
        """Return where `question` must be taken, or None where triage finds nothing; nothing else runs. `heard`: see `invoke`."""
        watch = Stopwatch()
        findings = self._findings(question, heard)
        watch.mark("triage")
        if not findings:
            return None
        active = self._circumstances.active(question.circumstances)
        return self._assembler.referral(
            question, findings, self._precautions.assess_movement(question.text, active), watch
        )

    def _findings(self, question: Question, heard: Heard | None) -> tuple[SafetyFinding, ...]:
        return self._triage.hear(question.text, self.heard(question.history) if heard is None else heard)

    def heard(self, history: Sequence[str]) -> Heard:
        """Return what triage makes of what a person typed before, oldest first."""
        return self._triage.heard(history)

    def _refer(self, question: Question, findings: tuple[SafetyFinding, ...], watch: Stopwatch) -> Answer:
        active = self._circumstances.active(question.circumstances)
        barred: Sequence[Verdict | MovementVerdict] = self._precautions.assess_movement(question.text, active)
        if active:
            # Nothing may keep a referral back: without an index only the movements are judged.
            with suppress(RehabError):
                barred = self._rules_on(question, self._retriever.corpus()[1], active)
        return self._assembler.referral(question, findings, barred, watch)

    def _rules_on(
        self, question: Question, corpus: Corpus, active: frozenset[str]
    ) -> Sequence[Verdict | MovementVerdict]:
        """What speaks against the movements and exercises that `question` names."""
        vocabulary = corpus.vocabulary
        named = names_in(vocabulary.mentions(vocabulary.repair(question.text)))
        verdicts = [one for identity in named for one in self._precautions.assess(corpus.documents[identity], active)]
        return [*verdicts, *self._precautions.assess_movement(question.text, active)]

    def _note(
        self,
        question: Question,
        status: Status,
        text: str,
        findings: tuple[SafetyFinding, ...],
        watch: Stopwatch,
        wanted: tuple[str, ...] = (),
        asks: str = "",
    ) -> Answer:
        """See `Assembler.note`; no question is offered that leads to what this person must not do now."""
        active = self._circumstances.active(question.circumstances)
        offered = wanted or messages.FIRST_QUESTIONS
        if active:
            _, corpus = self._retriever.corpus()
            fitting = [
                one for one in (*wanted, *messages.FIRST_QUESTIONS) if offers(one, corpus, self._precautions, active)
            ]
            offered = tuple(one for one in wanted if one in fitting) or tuple(fitting)
        return self._assembler.note(question, status, text, findings, watch, offered[:3], asks)
