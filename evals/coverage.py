"""Asks every document the everyday questions that belong to its kind, and lists those that get no answer of its own
(`python -m evals.coverage`).

For each exercise and each aspect of it (how, how much, where it is felt, faults, breathing, speed, ...), and for each condition and
its aspects, two wordings are put to one assistant. An answer counts when it cites that document and, where the aspect has telling
words, says one of them. The list shows the author of a document what is still missing; nothing is scored by it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.config import read_settings
from assistant.conversation import Assistant
from assistant.models import Answer, Document, Status

ANY = ""
"""Telling words of an aspect whose answer may be worded in any way."""


@dataclass(frozen=True)
class Aspect:
    """One thing that people ask of a document."""

    name: str
    wordings: tuple[str, str]
    """With `{name}` in the place of the document's name."""
    said: str = ANY
    """A pattern that an answer holds."""


EXERCISE = (
    Aspect("how", ("how do i do {name}", "whats the right way to do {name}, i want to get it right")),
    Aspect("dose", ("how many {name} should i do", "reps and sets for {name}?"), r"\d|\b(?:one|two|three|four|five|ten)\b|\bonce\b|\btwice\b"),
    Aspect("week", ("how many days a week do i do {name}", "is {name} an every day thing"), r"\bday|\bdaily|\bweek|\btimes\b|\bhour"),
    Aspect("hold", ("how long do i hold {name} for", "how many seconds in {name} before i let go"), r"\bsecond|\bminute|\bhold|\bcount|\bpause|\bstop\b"),
    Aspect("feel", ("where should i feel {name}", "i do {name} and feel it in the wrong place, where is it meant to work"), r"\bfe[el]l|\bwork|\bstretch|\bpull|\bstrength|\btrain"),
    Aspect("mistakes", ("what am i doing wrong in {name}", "what do people get wrong with {name}, what should i watch out for"), r"\bnot\b|\bkeep|\bavoid|\bso\b|\btoo\b|\bdo not|\blet"),
    Aspect("breathing", ("how should i breathe during {name}", "do i breathe in or out when doing {name}"), r"\bbreath"),
    Aspect("speed", ("how fast should i do {name}", "should {name} be slow or quick"), r"\bslow|\bfast|\bquick|\bsecond|\bcount|\bpace|\bspeed|\bbrisk|\bsteady|\brush|\bjerk|\bstill\b|\bhold"),
    Aspect("range", ("how far should i go in {name}", "how big should the movement be in {name}"), r"\bfar|\bhigh|\blow|\bsmall|\bbig|\bdegrees?\b|\binch|\bcm\b|\bonly as|\bcomfort|\bno higher|\blevel|\blittle|\bheight|\bwide|\blong|\bstraight|\bdeep"),
    Aspect("why", ("what is {name} for", "why have i been given {name}")),
    Aspect("easier", ("{name} is too hard for me, what is easier", "is there a gentler version of {name}")),
    Aspect("harder", ("{name} is too easy now, what next", "how do i make {name} harder")),
    Aspect("kit", ("do i need any kit for {name}", "can i do {name} without equipment")),
    Aspect("bed", ("can i do {name} in bed", "can i do {name} on the mattress rather than the floor"), r"\bbed|\bmattress|\bfloor|\blie|\blying|\bstand|\bsit|\bchair"),
    Aspect("chair", ("can i do {name} in a chair", "is there a sitting version of {name}"), r"\bchair|\bsit|\bseat|\bstand|\blying|\blie|\bbed"),
    Aspect("hurts", ("{name} hurts, should i stop", "i get pain when i do {name}, is that ok"), r"\bpain|\bhurt|\bsore|\bstop\b|\bache"),
    Aspect("when", ("when should i not do {name}", "who should not do {name}")),
)  # fmt: skip
CONDITION = (
    Aspect("can-i", ("can i exercise with {name}", "is it safe to exercise with {name}")),
    Aspect("which", ("which exercises help {name}", "what can i do for {name}")),
    Aspect("how-long", ("how long does {name} take to get better", "when will {name} be better")),
    Aspect("normal", ("what is normal with {name}", "{name} still hurts, is that normal")),
    Aspect("first", ("what should i do first for {name}", "where do i start with {name}")),
    Aspect("avoid", ("what should i not do with {name}", "what makes {name} worse")),
    Aspect("bed", ("how should i sleep with {name}", "how do i get in and out of bed with {name}"), r"\bbed|\bsleep|\bnight|\blie|\blying"),
    Aspect("stairs", ("how do i do stairs with {name}", "are stairs ok with {name}"), r"\bstair|\bstep"),
    Aspect("driving", ("when can i drive with {name}", "is it ok to drive with {name}"), r"\bdriv|\bcar\b"),
    Aspect("work", ("when can i go back to work with {name}", "can i work with {name}"), r"\bwork|\bjob"),
    Aspect("sport", ("when can i play sport again with {name}", "can i do sport with {name}"), r"\bsport|\brun|\bplay|\bgolf|\bswim"),
    Aspect("walking", ("should i walk with {name}", "how much should i walk with {name}"), r"\bwalk"),
    Aspect("dose", ("how often should i exercise with {name}", "how many of each exercise for {name}"), r"\d|\b(?:one|two|three|four|five|ten)\b|\bonce\b|\btwice\b|\bday|\bweek|\btimes"),
    Aspect("pain", ("how much pain is ok when i exercise with {name}", "exercise makes my {name} hurt more, should i stop"), r"\bpain|\bhurt|\bsore|\bstop\b"),
)  # fmt: skip
ASPECTS = {"exercise": EXERCISE, "condition": CONDITION}


@dataclass(frozen=True)
class Gap:
    """A question that got no answer out of the document that it is about."""

    document: str
    aspect: str
    question: str
    why: str
    """`no-evidence`, another status, `elsewhere` for another document's answer or `unsaid` where the telling words lack."""
    cited: tuple[str, ...]


def questions(document: Document) -> Iterator[tuple[Aspect, str]]:
    """Yield each aspect of `document` with its wordings."""
    name = document.title.split(" (")[0].split(":")[0]
    name = name if name[:2].isupper() else name[0].lower() + name[1:]
    for aspect in ASPECTS.get(document.kind, ()):
        for wording in aspect.wordings:
            yield aspect, wording.format(name=name)


def gap(document: Document, aspect: Aspect, question: str, answer: Answer) -> Gap | None:
    """Return what `answer` lacks, or None."""
    cited = tuple(dict.fromkeys(citation.document_id for citation in answer.citations))
    if answer.status is not Status.ANSWERED:
        return Gap(document.id, aspect.name, question, answer.status.value.replace("_", "-"), cited)
    if document.id not in cited:
        return Gap(document.id, aspect.name, question, "elsewhere", cited)
    if aspect.said and not re.search(aspect.said, answer.text, re.IGNORECASE):
        return Gap(document.id, aspect.name, question, "unsaid", cited)
    return None


def main(given: Sequence[str] | None = None) -> int:
    """Ask, print how many questions of each aspect have gaps, and write the gaps where asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.coverage", description=__doc__)
    parser.add_argument("--kind", choices=sorted(ASPECTS), help="only documents of this kind")
    parser.add_argument("--aspect", action="append", help="only this aspect (repeatable)")
    parser.add_argument("--every", type=int, default=1, help="only every so many documents")
    parser.add_argument("--out", type=Path, help="a file for the gaps, a JSON object a line")
    options = parser.parse_args(given)
    assistant = Assistant.open(read_settings())
    _, corpus = assistant.retriever.corpus()
    asked: Counter[tuple[str, str]] = Counter()
    found: list[Gap] = []
    kept = [one for one in corpus.documents.values() if one.kind == (options.kind or one.kind) and one.kind in ASPECTS]
    for document in kept[:: options.every]:
        for aspect, question in questions(document):
            if options.aspect and aspect.name not in options.aspect:
                continue
            asked[document.kind, aspect.name] += 1
            missing = gap(document, aspect, question, assistant.conversation().ask(question))
            if missing is not None:
                found.append(missing)
    kinds = {one.id: one.kind for one in kept}
    lacking = Counter((kinds[one.document], one.aspect, one.why) for one in found)
    for (kind, aspect_name), count in sorted(asked.items()):
        row = {why: number for (k, a, why), number in sorted(lacking.items()) if (k, a) == (kind, aspect_name)}
        sys.stdout.write(
            f"{kind:10} {aspect_name:10} asked {count:4}  "
            + "  ".join(f"{why} {number}" for why, number in row.items())
            + "\n"
        )
    sys.stdout.write(f"asked {sum(asked.values())}, without an answer of the document's own {len(found)}\n")
    if options.out:
        options.out.write_text(
            "".join(json.dumps(one.__dict__, ensure_ascii=False) + "\n" for one in found), encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
