"""Answers put together: parts in their order, each sentence with its citation, and what every answer has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant import messages
from assistant.answering import Draft, Quote, offered_in
from assistant.citations import CitationList
from assistant.corpus import Corpus
from assistant.intents import Intent, intent_of
from assistant.models import (
    Answer,
    Part,
    PartKind,
    Precaution,
    Question,
    SafetyFinding,
    Sentence,
    Source,
    Status,
    Urgency,
)
from assistant.precautions import MovementVerdict, Verdict
from assistant.stopwatch import Stopwatch


class Assembler:
    """Writes `Answer` records."""

    def __init__(self, sources: Mapping[str, Source], disclaimer: str, answerer: str) -> None:
        """`disclaimer`: stands under every answer; `answerer`: name of what writes the sentences."""
        self._sources = sources
        self._disclaimer = disclaimer
        self._answerer = answerer

    def answer(
        self,
        question: Question,
        intent: Intent,
        draft: Draft,
        corpus: Corpus,
        findings: tuple[SafetyFinding, ...],
        left_out: str,
        watch: Stopwatch,
    ) -> Answer:
        """Return `draft` with its citations; `left_out`: what is said of the part of a question that is not answered."""
        citations = CitationList(self._sources)

        def cite(quote: Quote) -> Sentence:
            document = corpus.documents[quote.document_id]
            section = document.sections[quote.section]
            sentence = citations.cite(document, section, section.statements[quote.statement])
            if not quote.about:
                return sentence
            label = corpus.documents[quote.about].name
            return sentence.model_copy(update={"label": label, "stage": quote.stage})

        def own(kind: PartKind, texts: Iterable[str]) -> None:
            said = tuple(Sentence(text=text) for text in dict.fromkeys(texts) if text)
            if said:
                parts.append(Part(kind=kind, sentences=said))

        parts: list[Part] = []
        own("help", (finding.message for finding in findings))
        shown = [warned.verdict for warned in draft.precautions if warned.shown]
        own("caution", (verdict.message for verdict in shown if verdict.verdict == "not_now"))
        mild = [verdict for verdict in shown if verdict.verdict == "caution"]
        own("caution", (verdict.message for verdict in mild if verdict.leads))
        own("note", (left_out, draft.framing))
        for writing, sentences in draft.written:
            told = []
            for written in sentences:
                marks = tuple(dict.fromkeys(number for quote in written.quotes for number in cite(quote).citations))
                told.append(Sentence(text=written.text, citations=marks))
            parts.append(Part(kind=writing, sentences=tuple(told)))
        # The answer comes before what it takes care for, unless that bars it.
        first = [(kind, quotes) for kind, quotes in draft.parts if kind not in ("caution", "help", "note")]
        barred = any(verdict.verdict == "not_now" for verdict in shown) or (
            bool(draft.parts) and draft.parts[0][0] == "caution"
        )
        planned = draft.parts if barred else [*first, *(part for part in draft.parts if part not in first)]
        begin = 0 if barred or draft.unanswered else len(first)
        for kind, quotes in planned[:begin]:
            parts.append(Part(kind=kind, sentences=tuple(cite(quote) for quote in quotes)))
        own("caution", (verdict.message for verdict in mild if not verdict.leads))
        for kind, quotes in planned[begin:]:
            parts.append(Part(kind=kind, sentences=tuple(cite(quote) for quote in quotes)))
        # What is barred is what there is to say, so it comes first.
        own("note", (messages.NOTHING_MORE if draft.unanswered else "",))
        own("note", (draft.asks,))
        precautions = tuple(
            Precaution(
                rule=warned.verdict.rule,
                verdict=warned.verdict.verdict,
                exercise=warned.verdict.document.id if isinstance(warned.verdict, Verdict) else "",
                message=warned.verdict.message,
                citations=cite(warned.quote).citations if warned.quote else (),
                sources=() if warned.quote else citations.references(warned.verdict.sources),
                alternatives=warned.alternatives,
            )
            for warned in draft.precautions
        )
        return self._answer(
            question,
            Status.NO_EVIDENCE if draft.unanswered else Status.ANSWERED,
            parts,
            findings,
            watch,
            intent=intent,
            citations=citations.citations,
            precautions=precautions,
            asks=draft.asks,
            offered=offered_in(draft.parts, corpus.documents),
            suggestions=tuple(draft.suggestions),
            answerer=draft.answerer,
            dropped=draft.dropped,
        )

    def referral(
        self,
        question: Question,
        findings: tuple[SafetyFinding, ...],
        barred: Iterable[Verdict | MovementVerdict],
        watch: Stopwatch,
    ) -> Answer:
        """Return where the person must go: no exercise text under a red flag that needs somebody today.

        `barred`: what must not be done until then, which is noted.
        """
        shown = [finding for finding in findings if finding.urgency is findings[0].urgency]
        parts = [Part(kind="help", sentences=tuple(Sentence(text=finding.message) for finding in shown))]
        references = CitationList(self._sources).references
        precautions = tuple(
            Precaution(
                rule=verdict.rule,
                verdict=verdict.verdict,
                exercise=verdict.document.id if isinstance(verdict, Verdict) else "",
                message=verdict.message,
                sources=references(verdict.sources),
            )
            for verdict in barred
        )
        return self._answer(question, Status.REFERRED, parts, findings, watch, precautions=precautions)

    def note(
        self,
        question: Question,
        status: Status,
        text: str,
        findings: tuple[SafetyFinding, ...],
        watch: Stopwatch,
        suggestions: tuple[str, ...] = (),
        asks: str = "",
    ) -> Answer:
        """Return an answer of the assistant's own words, under what triage found; `asks`: what is asked back."""
        parts = [Part(kind="note", sentences=(Sentence(text=text),))]
        if findings:
            parts.insert(0, Part(kind="help", sentences=tuple(Sentence(text=finding.message) for finding in findings)))
        return self._answer(
            question,
            status,
            parts,
            findings,
            watch,
            suggestions=suggestions,
            asks=asks,
        )

    def _answer(
        self,
        question: Question,
        status: Status,
        parts: Sequence[Part],
        findings: tuple[SafetyFinding, ...],
        watch: Stopwatch,
        **more: Any,
    ) -> Answer:
        """What every answer has, the disclaimer first of all; `more` are fields of `Answer`."""
        more.setdefault("answerer", self._answerer)
        more.setdefault("intent", intent_of(question.query or question.text))
        return Answer(
            status=status,
            urgency=findings[0].urgency if findings else Urgency.NONE,
            text=messages.markdown(parts),
            parts=tuple(parts),
            findings=findings,
            circumstances=question.circumstances,
            disclaimer=self._disclaimer,
            query=question.query or question.text,
            elapsed_ms=watch.stop("assembling"),
            **more,
        )
