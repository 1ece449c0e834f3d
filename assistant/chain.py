"""AnswerChain: triage, then scope, retrieval, precautions, answer, verification. Nothing downstream can skip what is upstream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant import messages
from assistant.admitting import Admission, Admitted, Remark, fitting
from assistant.answerability import confidence
from assistant.answering import Answerer, Draft, Evidence
from assistant.asking_again import RETRIEVED
from assistant.assembling import Assembler
from assistant.brevity import shortened
from assistant.circumstances import CircumstanceReader
from assistant.citations import verify
from assistant.config import Settings
from assistant.corpus import Corpus
from assistant.errors import RehabError
from assistant.intents import intent_among, intent_of
from assistant.models import (
    Answer,
    Event,
    Passage,
    Question,
    SafetyFinding,
    Source,
    Status,
    Urgency,
)
from assistant.offering import is_unclear, lists_for_the_part, near_questions
from assistant.precautions import MovementVerdict, Precautions, Verdict, naming
from assistant.retrieval import HybridRetriever, Reading, read_query
from assistant.scope import Scope
from assistant.screening import Permission, Screen, offers
from assistant.second_look import SecondLook
from assistant.simpler_questions import SimplerQuestions
from assistant.stopwatch import Stopwatch
from assistant.telling import Tell, Telling, events_of, while_working
from assistant.triage import Triage
from assistant.triage.heard import Heard
from assistant.triage.rules import read_numbers
from assistant.vocabulary import names_in

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from assistant.store import Generation


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
        self._circumstances = circumstances
        self._precautions = precautions
        self._retriever = retriever
        self._answerer = answerer
        numbers = read_numbers(settings.knowledge / "safety", settings.region)
        self._sources = sources
        self._assembler = Assembler(sources, messages.disclaimer(numbers["emergency"]), answerer.name)
        self._look = SecondLook(retriever, answerer)
        self._simpler = SimplerQuestions(circumstances, retriever, answerer)
        self._admission = Admission(scope, precautions, messages.CHILD.format_map(numbers))

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
        generation, corpus = self._retriever.corpus()
        admitted = self._admission.consider(
            question, corpus, active, lambda: bool(self._rules_on(question, corpus, active))
        )
        if isinstance(admitted, Remark):
            near_by = self._near_what_is_declined(question, generation, corpus, active) if admitted.near else ()
            return self._note(question, admitted.status, admitted.text, findings, watch, near_by, admitted.asks)
        reading = read_query(corpus, admitted.query)
        watch.mark("understanding")
        found = fitting(admitted, corpus, reading, self._found(generation, corpus, reading))
        intent = intent_among(admitted.query, found)
        evidence = Evidence(question, reading, intent, found, corpus, active, self._precautions)
        watch.mark("retrieval")
        screen = Screen(evidence)
        # A guess may give way to another reading, so nothing of it is told before it is finished.
        telling = Telling(tell, screen, corpus, self._sources, findings) if tell and not question.guessed else None
        draft = screen.apply(self._answerer.draft(evidence, telling))
        draft, evidence = self._look.again(draft, evidence, generation)
        question = evidence.question
        if draft.unanswered and not (admitted.own or admitted.leans):
            may_do = not any(one.shown and one.verdict.verdict == "not_now" for one in draft.precautions)
            draft, evidence = self._simpler.asked(evidence, generation, may_do) or (draft, evidence)
        if draft.unanswered and not (admitted.own or admitted.leans):
            draft, evidence = self._simpler.closest(evidence, generation) or (draft, evidence)
        if not draft.unanswered and not (admitted.own or admitted.leans):
            draft = Permission(evidence).instead_of(draft)
        if question.brief:
            draft = shortened(draft, corpus.documents.get(question.about))
        watch.mark("answering")
        looked_up = {"confidence": confidence(corpus, evidence.reading, evidence.passages)}
        said = any(warned.shown for warned in draft.precautions)
        permission = Permission(evidence).word() if draft.unanswered and not (admitted.own or admitted.leans) else ""
        if permission:
            draft = replace(draft, framing=permission, unanswered=False)
        elif draft.unanswered and said:
            draft = Screen(evidence).with_standing(draft)
        elif draft.unanswered:
            answer = self._unanswered(evidence, generation, admitted, findings, watch)
            return answer if admitted.leans else answer.model_copy(update=looked_up)
        answer = self._assembler.answer(question, evidence.intent, draft, corpus, findings, admitted.left_out, watch)
        verify(answer, corpus.documents)
        return answer.model_copy(update={**looked_up, "elapsed_ms": watch.stop("verification")})

    def _found(self, generation: Generation, corpus: Corpus, reading: Reading) -> tuple[Passage, ...]:
        return tuple(self._retriever.find(generation, corpus, reading, RETRIEVED))

    def _unanswered(
        self,
        evidence: Evidence,
        generation: Generation,
        admitted: Admitted,
        findings: tuple[SafetyFinding, ...],
        watch: Stopwatch,
    ) -> Answer:
        """Return what is said where the library holds no answer."""
        question, rule = evidence.question, admitted.half.rule
        if admitted.leans:
            return self._note(question, Status.NO_EVIDENCE, admitted.leans, findings, watch)
        if rule is not None and (admitted.half.inside or admitted.own):
            return self._note(question, rule.status, rule.message, findings, watch)
        screen = Screen(evidence)
        standing = screen.standing()
        unclear = is_unclear(evidence, admitted.query)
        if unclear and not standing:
            text = messages.WHICH_CONDITION
            near_by = lists_for_the_part(evidence, screen.offers) or messages.CONDITION_QUESTIONS
            return self._note(question, Status.NO_EVIDENCE, text, findings, watch, near_by, text)
        near_by = near_questions(evidence.passages, screen.offers)
        # What lies near is for others where something is forbidden to this person.
        forbids = any(one.verdict.verdict == "not_now" for one in standing)
        nearest = None if forbids else self._look.nearest_said(evidence, generation)
        if standing or nearest is not None:
            # What they asked about is not known, but what holds for them whatever they do is, and what comes nearest to it.
            draft = screen.apply(nearest) if nearest is not None else Draft()
            draft = replace(
                draft, precautions=standing or draft.precautions, unanswered=True, suggestions=list(near_by)
            )
            corpus = evidence.corpus
            answer = self._assembler.answer(
                question, evidence.intent, draft, corpus, findings, admitted.left_out, watch
            )
            verify(answer, corpus.documents)
            return answer
        return self._note(question, Status.NO_EVIDENCE, messages.NO_EVIDENCE, findings, watch, near_by)

    def _near_what_is_declined(
        self, question: Question, generation: Generation, corpus: Corpus, active: frozenset[str]
    ) -> tuple[str, ...]:
        """Return what may be asked of the thing that a declined question names."""
        reading = read_query(corpus, question.text)
        if not names_in(reading.mentions):
            return ()
        passages = self._found(generation, corpus, reading)
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
        movements = self._precautions.assess_movement(question.text, active)
        found: list[Verdict | MovementVerdict] = [*verdicts, *movements]
        return [naming(one, question.circumstances) for one in found]

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
