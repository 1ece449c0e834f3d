"""Metrics of citations: does each sentence stand where it says, whole, and does its quote carry it?

Citation recall and precision: T. Gao et al., ALCE, EMNLP 2023, with "entails" replaced by containment of the sentence in the
quote, which suits quotations. The reply has no error when these are called.
"""

from __future__ import annotations

import re

from assistant.models import Answer, Citation, Sentence
from evals.cases import Case
from evals.outcomes import Metric, Outcome, World, share
from evals.replies import Reply

QUALIFIERS = frozenset("not never no unless until only except without before if avoid".split())
"""Words whose loss turns advice around."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_BOUNDARY = re.compile(r"[.!?](?=\s)|\n")


def right_evidence(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when a quotation overlaps a stretch that holds the answer."""
    for citation in reply.answers[-1].citations:
        for span in case.expect.spans:
            if (
                citation.document_id == span.document
                and min(citation.end, span.end) - max(citation.start, span.start) > 0
            ):
                return Outcome(1.0, f"quotes {span.document}:{citation.start}-{citation.end}")
    return Outcome(0.0, "no quotation overlaps a stretch that holds the answer")


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


def qualifiers_kept(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the quotations that kept the qualifying words (not, unless, until ...) of the sentence they were cut from."""
    lost, total = [], 0
    for citation in reply.answers[-1].citations:
        document = world.documents.get(citation.document_id)
        if document is None:
            continue
        total += 1
        begin, end = _whole_sentence(document.text, citation.start, citation.end)
        around = document.text[begin : citation.start] + " " + document.text[citation.end : end]
        cut = QUALIFIERS & set(_WORD.findall(around.lower()))
        if cut:
            lost.append(f"[{citation.number}] lost {', '.join(sorted(cut))}")
    found = share(total - len(lost), total, "quotations whole")
    return Outcome(found.value, "; ".join([found.explanation, *lost[:3]]))


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


def _whole_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence(s) that ``text[start:end]`` is cut from; a line ends a sentence."""
    begin = 0
    for match in _BOUNDARY.finditer(text, 0, start):
        begin = match.end()
    tail = text[end - 1 : end]
    if tail in ".!?":
        return begin, end
    after = _BOUNDARY.search(text, end)
    return begin, after.end() if after else len(text)


def _answered(case: Case, reply: Reply) -> bool:
    return reply.through == "assistant"


def _located(case: Case, reply: Reply) -> bool:
    return reply.through == "assistant" and bool(case.expect.spans)


METRICS = (
    Metric(
        "right_evidence",
        "Quotes the right place",
        "P(a quotation overlaps a stretch that holds the answer)",
        _located,
        right_evidence,
        passing=1.0,
    ),
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
    Metric(
        "qualifiers_kept",
        "Qualifying words kept",
        "quotations that lost no 'not', 'unless', 'until' of their sentence / quotations, mean over cases",
        _answered,
        qualifiers_kept,
        binary=False,
    ),
)
