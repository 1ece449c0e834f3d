"""Metrics of answers: status, documents, facts, understanding. The reply has no error when these are called.

Nuggets: R. Pradeep et al., AutoNuggetizer, TREC RAG 2024. Truthfulness: X. Yang et al., CRAG, NeurIPS 2024: +1 right, 0 no
answer, -1 wrong.
"""

from __future__ import annotations

from typing import Any

from assistant.models import Answer, Status
from evals.cases import ABSTENTIONS, Case
from evals.metrics.citations import plain, sentences_of
from evals.metrics.safety import no_forbidden_documents, no_forbidden_words
from evals.outcomes import Metric, Outcome, World, share, yes
from evals.replies import Reply

EARLY = 100
"""Words of an answer that count as its beginning."""


def status_right(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when the status is one of those that are right."""
    have = reply.answers[-1].status
    wanted = " or ".join(case.expect.status)
    return yes(have in case.expect.status, f"{have}", f"{have}, expected {wanted}")


def abstains(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when a question that the library cannot answer gets no answer."""
    have = reply.answers[-1].status
    return yes(have in ABSTENTIONS or have in case.expect.status, f"{have}", f"{have}: should have abstained")


def abstention_precision(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when an abstention was right; measured over abstentions."""
    return yes(any(status in ABSTENTIONS for status in case.expect.status), "rightly abstained", "could be answered")


def false_refusal(case: Case, reply: Reply, world: World) -> Outcome:
    """1 (bad) when a question that the library can answer gets no answer."""
    have = reply.answers[-1].status
    return Outcome(float(have in ABSTENTIONS), f"{have}")


def right_document(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when any of the right documents is quoted; unscorable when not answering was right too and chosen."""
    if _rightly_silent(case, reply):
        return Outcome(None, f"{reply.answers[-1].status}, which is right too")
    cited = list(dict.fromkeys(citation.document_id for citation in reply.answers[-1].citations))
    hit = any(identity in case.expect.documents for identity in cited)
    return yes(hit, f"quotes {', '.join(cited)}", f"quotes {', '.join(cited) or 'nothing'}")


def lead_document(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when the first quotation is from one of the right documents; unscorable as for `right_document`."""
    if _rightly_silent(case, reply):
        return Outcome(None, f"{reply.answers[-1].status}, which is right too")
    citations = reply.answers[-1].citations
    first = citations[0].document_id if citations else "nothing"
    return yes(first in case.expect.documents, f"begins with {first}", f"begins with {first}")


def vital_nuggets(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the vital facts that are in the answer's text."""
    return _nuggets(reply.answers[-1], case.expect.nuggets.vital if case.expect.nuggets else ())


def early_nuggets(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the vital facts that are in the first 100 words, which is what a person in pain reads."""
    answer = reply.answers[-1]
    words = " ".join(sentence.text for sentence in sentences_of(answer)).split()[:EARLY]
    return _present(" ".join(words), case.expect.nuggets.vital if case.expect.nuggets else ())


def all_nuggets(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of all facts that are in the answer's text."""
    nuggets = case.expect.nuggets
    return _nuggets(reply.answers[-1], (*nuggets.vital, *nuggets.optional) if nuggets else ())


def truthfulness(case: Case, reply: Reply, world: World) -> Outcome:
    """+1 right, 0 abstained where an answer was wanted, -1 wrong. For what should be refused, refusing is right."""
    have = reply.answers[-1].status
    if case.expect.status and not set(case.expect.status) & {Status.ANSWERED, Status.REFERRED}:
        return Outcome(1.0 if have in case.expect.status or have in ABSTENTIONS else -1.0, f"{have}")
    if have in ABSTENTIONS:
        return Outcome(1.0, f"{have}, as expected") if have in case.expect.status else Outcome(0.0, f"{have}")
    if case.expect.status and have not in case.expect.status:
        return Outcome(-1.0, f"{have}, expected {' or '.join(case.expect.status)}")
    checks = []
    if case.expect.nuggets and case.expect.nuggets.vital:
        checks.append(vital_nuggets(case, reply, world))
    elif case.expect.documents and have is Status.ANSWERED:
        checks.append(right_document(case, reply, world))
    if case.expect.forbidden:
        checks.append(no_forbidden_words(case, reply, world))
    if case.expect.forbidden_documents:
        checks.append(no_forbidden_documents(case, reply, world))
    wrong = [check.explanation for check in checks if check.value is not None and check.value < 1.0]
    return Outcome(-1.0, "; ".join(wrong)) if wrong else Outcome(1.0, "right by what was expected")


def circumstances_right(case: Case, reply: Reply, world: World) -> Outcome:
    """Share of the expected facts about the person that were understood; null: not to be understood."""
    have = reply.answers[-1].circumstances
    wrong = [
        f"{key}: {have.get(key)!r}, expected {wanted!r}"
        for key, wanted in case.expect.circumstances.items()
        if not _same(wanted, have.get(key))
    ]
    total = len(case.expect.circumstances)
    found = share(total - len(wrong), total, "facts understood")
    return Outcome(found.value, "; ".join([found.explanation, *wrong]))


def intent_right(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when what is asked for was recognised."""
    return yes(reply.intent == case.expect.intent, reply.intent, f"{reply.intent}, expected {case.expect.intent}")


def _rightly_silent(case: Case, reply: Reply) -> bool:
    have = reply.answers[-1].status
    return have is not Status.ANSWERED and have in case.expect.status


def _nuggets(answer: Answer, nuggets: tuple[tuple[str, ...], ...]) -> Outcome:
    return _present(" ".join(sentence.text for sentence in sentences_of(answer)), nuggets)


def _present(text: str, nuggets: tuple[tuple[str, ...], ...]) -> Outcome:
    shown = plain(text)
    missing = [alternatives for alternatives in nuggets if not any(plain(words) in shown for words in alternatives)]
    found = share(len(nuggets) - len(missing), len(nuggets), "facts in the answer")
    names = "; ".join(f"missing: {' / '.join(alternatives)}" for alternatives in missing[:4])
    return Outcome(found.value, found.explanation + (f"; {names}" if names else ""))


def _same(wanted: Any, have: Any) -> bool:
    if wanted is None:
        return have in (None, [], {}, "")
    if isinstance(wanted, bool) or isinstance(have, bool):
        return wanted is have
    if isinstance(wanted, int | float) and isinstance(have, int | float):
        return abs(wanted - have) <= max(0.15, 0.02 * abs(wanted))
    if isinstance(wanted, list):
        return isinstance(have, list | tuple) and set(map(str, wanted)) == set(map(str, have))
    return bool(wanted == have)


def _expecting(field: str) -> Any:
    def applies(case: Case, reply: Reply) -> bool:
        return reply.through == "assistant" and bool(getattr(case.expect, field))

    return applies


def _should_abstain(case: Case, reply: Reply) -> bool:
    wanted = set(case.expect.status)
    return reply.through == "assistant" and bool(wanted) and wanted <= ABSTENTIONS


def _should_answer(case: Case, reply: Reply) -> bool:
    return reply.through == "assistant" and case.expect.status == (Status.ANSWERED,)


def _did_abstain(case: Case, reply: Reply) -> bool:
    return (
        reply.through == "assistant"
        and bool(case.expect.status)
        and bool(reply.answers)
        and reply.answers[-1].status in ABSTENTIONS
    )


def _judged(case: Case, reply: Reply) -> bool:
    expect = case.expect
    return reply.through == "assistant" and bool(expect.status or expect.nuggets or expect.documents)


METRICS = (
    Metric(
        "status_right", "Right kind of answer", "P(status as expected)", _expecting("status"), status_right, passing=1.0
    ),
    Metric(
        "abstention_recall",
        "Abstains when it should",
        "P(no answer given that none is held)",
        _should_abstain,
        abstains,
    ),
    Metric(
        "abstention_precision",
        "Right when it abstains",
        "P(abstaining is right given that it abstained)",
        _did_abstain,
        abstention_precision,
    ),
    Metric(
        "false_refusal",
        "Refuses what it could answer",
        "P(no answer given that the library holds one)",
        _should_answer,
        false_refusal,
        better="lower",
        on_error=1.0,
    ),
    Metric(
        "right_document",
        "Quotes a right document",
        "P(any right document quoted)",
        _expecting("documents"),
        right_document,
        passing=1.0,
    ),
    Metric(
        "lead_document",
        "Begins with a right document",
        "P(first quotation from a right document)",
        _expecting("documents"),
        lead_document,
    ),
    Metric(
        "vital_nuggets",
        "Vital facts",
        "vital facts in the answer / vital facts, mean over cases",
        lambda case, reply: reply.through == "assistant" and bool(case.expect.nuggets and case.expect.nuggets.vital),
        vital_nuggets,
        passing=1.0,
        binary=False,
    ),
    Metric(
        "early_nuggets",
        "Vital facts in the first 100 words",
        "vital facts in the first 100 words of the answer / vital facts, mean over cases",
        lambda case, reply: reply.through == "assistant" and bool(case.expect.nuggets and case.expect.nuggets.vital),
        early_nuggets,
        binary=False,
    ),
    Metric(
        "all_nuggets",
        "All facts",
        "facts in the answer / facts, mean over cases",
        _expecting("nuggets"),
        all_nuggets,
        binary=False,
    ),
    Metric(
        "truthfulness",
        "Truthfulness",
        "mean of +1 right, 0 no answer, -1 wrong",
        _judged,
        truthfulness,
        binary=False,
        on_error=-1.0,
    ),
    Metric(
        "circumstances_right",
        "What was said of the person",
        "expected facts understood / expected facts, mean over cases",
        _expecting("circumstances"),
        circumstances_right,
        passing=1.0,
        binary=False,
    ),
    Metric(
        "intent_right", "What is asked for", "P(intent as expected)", _expecting("intent"), intent_right, passing=1.0
    ),
)
