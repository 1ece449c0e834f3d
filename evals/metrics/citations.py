"""Metrics of citations: does each sentence stand where it says, and does its quote carry it?

Citation recall and precision: T. Gao et al., ALCE, EMNLP 2023, with "entails" replaced by containment of the sentence in the
quote, which suits quotations. The reply has no error when these are called.
"""

from __future__ import annotations

from assistant.models import Answer, Citation, Sentence
from evals.cases import Case
from evals.outcomes import Metric, Outcome, World, share
from evals.replies import Reply


def faithfulness(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the cited sentences of all turns that stand, word for word, in their document's file at the cited place."""
    good, faults, total = 0, [], 0
    for answer in reply.answers:
        by_number = {citation.number: citation for citation in answer.citations}
        for sentence in sentences_of(answer):
            if not sentence.citations:
                continue
            total += 1
            fault = _fault(sentence, by_number, answer, world)
            good += not fault
            if fault:
                faults.append(fault)
    found = share(good, total, "quotations stand where they say")
    return Outcome(found.value, "; ".join([found.explanation, *faults[:3]]))


def citation_recall(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the evidence sentences of the last answer whose quotes, together, hold the sentence."""
    answer = reply.answers[-1]
    by_number = {citation.number: citation for citation in answer.citations}
    evidence = _evidence(answer)
    held = [sentence for sentence in evidence if _supported(sentence, _quotes(sentence, by_number))]
    return share(len(held), len(evidence), "evidence sentences carried by their quotes")


def citation_precision(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the citations of evidence sentences that are needed or hold the sentence by themselves."""
    answer = reply.answers[-1]
    by_number = {citation.number: citation for citation in answer.citations}
    good = total = 0
    for sentence in _evidence(answer):
        quotes = _quotes(sentence, by_number)
        total += len(sentence.citations)
        if not _supported(sentence, quotes):
            continue
        for index, quote in enumerate(quotes):
            alone = _supported(sentence, [quote])
            rest = _supported(sentence, quotes[:index] + quotes[index + 1 :])
            good += alone or not rest
    return share(good, total, "citations to the point")


def sentences_of(answer: Answer) -> list[Sentence]:
    return [sentence for part in answer.parts for sentence in part.sentences]


def _evidence(answer: Answer) -> list[Sentence]:
    """The assistant's own framing (help, note, and warnings by rule) is no evidence unless it cites."""
    return [
        sentence
        for part in answer.parts
        for sentence in part.sentences
        if sentence.citations or part.kind in ("steps", "dose", "options")
    ]


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _quotes(sentence: Sentence, by_number: dict[int, Citation]) -> list[str]:
    return [by_number[number].quote if number in by_number else "" for number in sentence.citations]


def _supported(sentence: Sentence, quotes: list[str]) -> bool:
    return plain(sentence.text) in plain(" ".join(quotes))


def _fault(sentence: Sentence, by_number: dict[int, Citation], answer: Answer, world: World) -> str:
    """Return what is wrong with the citations of `sentence`, or an empty string."""
    for number in sentence.citations:
        citation = by_number.get(number)
        if citation is None:
            return f"[{number}] has no citation"
        document = world.documents.get(citation.document_id)
        if document is None:
            return f"[{number}] quotes {citation.document_id}, whose file was not kept"
        if document.text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
            return f"[{number}] does not stand at {citation.document_id}:{citation.start}-{citation.end}"
    if answer.answerer == "extractive" and not _supported(sentence, _quotes(sentence, by_number)):
        return f"not a quotation: {sentence.text[:60]!r}"
    return ""


def _answered(case: Case, reply: Reply) -> bool:
    return reply.through == "assistant"


METRICS = (
    Metric(
        "faithfulness",
        "Quotations stand where they say",
        "cited sentences found verbatim in the file at the cited place / cited sentences, mean over cases; refusals left out",
        _answered,
        faithfulness,
        passing=1.0,
        invariant=True,
        binary=False,
    ),
    Metric(
        "citation_recall",
        "Citation recall",
        "evidence sentences held by their quotes / evidence sentences, mean over cases; refusals left out",
        _answered,
        citation_recall,
        passing=1.0,
        invariant=True,
        binary=False,
    ),
    Metric(
        "citation_precision",
        "Citation precision",
        "citations to the point / citations, mean over cases; refusals left out",
        _answered,
        citation_precision,
        binary=False,
    ),
)
