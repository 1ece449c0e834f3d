"""Metrics of what is quoted: the right place, for this person's operation and week, and whole? A true quotation can still be wrong.

The reply has no error when these are called.
"""

from __future__ import annotations

import re

from assistant.models import Answer, Citation
from evals.cases import Case, ExpectedSpan
from evals.metrics.citations import plain, sentences_of
from evals.outcomes import Metric, Outcome, World, share
from evals.replies import Reply, RunDocument

QUALIFIERS = frozenset("not never no unless until only except without before if avoid".split())
"""Words whose loss turns advice around."""
OPERATIONS = {
    "hip-fracture": {"hip-fracture"},
    "hemiarthroplasty": {"hip-fracture", "hip-replacement"},
    "hip-replacement": {"hip-replacement"},
    "knee-replacement": {"knee-replacement"},
    "partial-knee-replacement": {"knee-replacement"},
    "acl-reconstruction": {"acl-reconstruction"},
}
"""Operation that a person names -> operations whose documents speak of them. Vague ones (a hip operation) contradict nothing."""
ADVICE = ("lead", "steps", "dose", "options")
"""Blocks that tell the person what to do; a warning may well quote another phase."""
SLACK = 0.15
"""Weeks by which a time may be off."""
_OPERATED = frozenset().union(*OPERATIONS.values())
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_BOUNDARY = re.compile(r"[.!?](?=\s)|\n")


def right_evidence(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when a quotation overlaps a stretch that holds the answer."""
    gold = standing(case, world)
    for citation in reply.answers[-1].citations:
        if any(_overlaps(citation, span) for span in gold):
            return Outcome(1.0, f"quotes {citation.document_id}:{citation.start}-{citation.end}")
    return Outcome(0.0, "no quotation overlaps a stretch that holds the answer")


def phase_mismatch(case: Case, reply: Reply, world: World) -> Outcome:
    """1 (bad) when advice is quoted from a document for another operation, or for other weeks, than the person's.

    What is expected to be understood of the person counts before what was. Unscorable when neither operation nor week is
    known, or nothing is quoted.
    """
    answer = reply.answers[-1]
    person = {**answer.circumstances, **case.expect.circumstances}
    named = [person.get("procedure"), *(person.get("earlier_procedures") or ())]
    accepted = set().union(*(OPERATIONS.get(str(name), set()) for name in named))
    vague = any(name and str(name) not in OPERATIONS for name in named)
    weeks = person.get("weeks_since")
    if not (accepted or weeks is not None):
        return Outcome(None, "neither operation nor week is known")
    wrong, total = [], 0
    for citation in _advised(answer):
        document = world.documents.get(citation.document_id)
        if document is None:
            continue
        total += 1
        about = {name.removesuffix("-early") for name in document.circumstances} & _OPERATED
        if accepted and not vague and about and not about & accepted:
            wrong.append(f"[{citation.number}] is for {', '.join(sorted(about))}")
        elif document.weeks is not None and weeks is not None and not _within(float(weeks), document.weeks):
            wrong.append(
                f"[{citation.number}] is for weeks {document.weeks[0]:g} to {document.weeks[1]:g}, not {weeks:g}"
            )
    if not total:
        return Outcome(None, "nothing is quoted as advice")
    return Outcome(float(bool(wrong)), "; ".join(wrong) or f"{total} quotations suit operation and week")


def qualifiers_kept(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the quotations that kept the qualifying words (not, unless, until ...) of the sentence they were cut from."""
    lost, total = [], 0
    for citation in reply.answers[-1].citations:
        document = world.documents.get(citation.document_id)
        if document is not None:
            total += 1
            lost += _cut(citation, document)
    found = share(total - len(lost), total, "quotations whole")
    return Outcome(found.value, "; ".join([found.explanation, *lost[:3]]))


def qualifier_loss(case: Case, reply: Reply, world: World) -> Outcome:
    """1 (bad) when a quotation was cut from its "not", or the quoted stretch that holds the answer says "unless" and the answer does not."""
    answer = reply.answers[-1]
    pairs = [(citation, world.documents.get(citation.document_id)) for citation in answer.citations]
    lost = [fault for citation, document in pairs if document is not None for fault in _cut(citation, document)]
    shown = set(_WORD.findall(plain(" ".join(sentence.text for sentence in sentences_of(answer)))))
    for span in standing(case, world):
        document = world.documents.get(span.document)
        if document is not None and any(_overlaps(citation, span) for citation in answer.citations):
            missing = QUALIFIERS & set(_WORD.findall(document.text[span.start : span.end].lower())) - shown
            lost += [f"{span.document}:{span.start} says {', '.join(sorted(missing))}"] if missing else []
    if not answer.citations:
        return Outcome(None, "nothing is quoted")
    return Outcome(float(bool(lost)), "; ".join(lost[:3]) or f"{len(answer.citations)} quotations whole")


def standing(case: Case, world: World) -> list[ExpectedSpan]:
    """Return the stretches that hold the answer where they stand now; those whose words are gone are left out."""
    found = []
    for span in case.expect.spans:
        document = world.documents.get(span.document)
        place = span.within(document.text) if document else (span.start, span.end)
        if place:
            found.append(span.model_copy(update={"start": place[0], "end": place[1]}))
    return found


def _overlaps(citation: Citation, span: ExpectedSpan) -> bool:
    return citation.document_id == span.document and min(citation.end, span.end) > max(citation.start, span.start)


def _advised(answer: Answer) -> list[Citation]:
    numbers = {
        number
        for part in answer.parts
        if part.kind in ADVICE
        for sentence in part.sentences
        for number in sentence.citations
    }
    return [citation for citation in answer.citations if citation.number in numbers]


def _within(weeks: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] - SLACK <= weeks <= bounds[1] + SLACK


def _cut(citation: Citation, document: RunDocument) -> list[str]:
    """Return what the quotation lost of its sentence, in a sentence; empty when it lost nothing."""
    begin, end = _whole_sentence(document.text, citation.start, citation.end)
    around = document.text[begin : citation.start] + " " + document.text[citation.end : end]
    cut = QUALIFIERS & set(_WORD.findall(around.lower()))
    return [f"[{citation.number}] lost {', '.join(sorted(cut))}"] if cut else []


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
        "phase_mismatch",
        "Advice for another phase or operation",
        "P(advice quoted from a document for another operation or other weeks, given that either is known)",
        _answered,
        phase_mismatch,
        better="lower",
        on_error=1.0,
    ),
    Metric(
        "qualifiers_kept",
        "Qualifying words kept",
        "quotations that lost no 'not', 'unless', 'until' of their sentence / quotations, mean over cases",
        _answered,
        qualifiers_kept,
        binary=False,
    ),
    Metric(
        "qualifier_loss",
        "A qualifying word lost",
        "P(any quotation lost a qualifying word, or the answer lacks one of the stretch that holds it)",
        _answered,
        qualifier_loss,
        better="lower",
        on_error=1.0,
    ),
)
