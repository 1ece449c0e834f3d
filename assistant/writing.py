"""What may be shown of what a chat model has written: its supported sentences, and quotations in the place of the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from assistant.answering import Quote, Written
from assistant.model_text import told_in

MOST_SENTENCES = 10
_LEANS = re.compile(
    r"(?:This|That|These|Those|They|He|She|Both|Such|Doing (?:this|that|so)|In that case|Otherwise|"
    r"It(?![’']?s? (?:is |isn[’']t |was |not )?(?:\w+ )?(?:normal|common|usual|rare|fine|ok|important|best|better|safe|advised|possible|helpful)))\b"
)
"""Opens a sentence that says nothing without the one before it."""
_JOINS = re.compile(r"(?:However|Instead|Also|But|And|So|Then|In addition|Additionally)\b,? ")
"""Ties a sentence to the one before it, and can go where that is gone."""
_VERDICT = re.compile(r"(?:Yes|No), ")


def leans(text: str) -> bool:
    """Whether a sentence says nothing without the one before it ("They help ...")."""
    return bool(_LEANS.match(text))


class SupportedSentences:
    """The supported sentences of what a model has said so far, with quotations in the place of those that were not."""

    def __init__(
        self,
        supporting: Callable[[str, Sequence[int]], tuple[Quote, ...]],
        standing_in: Callable[[Sequence[int]], Written | None],
    ) -> None:
        """`supporting`: from a sentence and the numbers it cites to the quotations that support it; `standing_in`: from such numbers
        to a quotation that can stand in its place.
        """
        self._supporting = supporting
        self._standing_in = standing_in
        self._read = 0
        self._seen: set[str] = set()
        self._kept: list[tuple[bool, Written, bool]] = []
        """Each with whether it is a step, and whether it stands in the place of another one."""
        self._broken = False
        """Whether the sentence before the next one was dropped and nothing stands in its place."""
        self.supported = 0
        """How many sentences were supported."""
        self.dropped = 0
        """How many were not."""
        self.lacks_a_step = False
        """Whether a step was dropped and nothing stands in its place."""

    def take(self, said: str) -> bool:
        """Read on in `said`, which begins with what was taken before; tell whether a supported sentence has come."""
        sentences = told_in(said)
        before = self.supported
        for step, text, numbers, paragraph in sentences[self._read :]:
            same = " ".join(text.lower().split())
            if same in self._seen:
                continue
            self._seen.add(same)
            self._sentence(step, text, numbers, paragraph)
        self._read = len(sentences)
        return self.supported > before

    def _sentence(self, step: bool, text: str, numbers: Sequence[int], paragraph: int) -> None:
        supporting = self._supporting(text, numbers) if len(self._kept) < MOST_SENTENCES else ()
        alone = self._broken or not self._kept
        if supporting and not (self._broken and leans(text)):
            self.supported += 1
            shown = _JOINS.sub("", text, count=1) if alone and _JOINS.match(text) else text
            self._kept.append((step, Written(shown[:1].upper() + shown[1:], supporting, paragraph), False))
            self._broken = False
            return
        self.dropped += 1
        other = self._standing_in(numbers) if len(self._kept) < MOST_SENTENCES else None
        if other is not None:
            quoted = _without_verdict(other) if self._kept else other
            self._kept.append((step, replace(quoted, paragraph=paragraph), True))
        self.lacks_a_step |= step and other is None
        self._broken = other is None

    def shown(self, whole: bool) -> list[tuple[bool, Written]]:
        """Return the sentences to show, each with whether it is a step.

        `whole`: whether the model has ended: only then is it known which quotation no later sentence says in other words.
        """
        said = {quote for _, one, stands_in in self._kept if not stands_in for quote in one.quotes}
        kept = []
        for step, one, stands_in in self._kept:
            if stands_in and (not whole or set(one.quotes) & said):
                continue
            said |= set(one.quotes) if stands_in else set()
            kept.append((step, one))
        return kept


def _without_verdict(written: Written) -> Written:
    """Return a quotation without the "No" or "Yes" that answers another question than the one that was asked."""
    text = _VERDICT.sub("", written.text, count=1)
    return Written(text[:1].upper() + text[1:], written.quotes)


def blocks(kept: Sequence[tuple[bool, Written]]) -> list[tuple[Literal["lead", "steps"], list[Written]]]:
    """Gather steps that follow one another, and sentences of one paragraph."""
    found: list[tuple[Literal["lead", "steps"], list[Written]]] = []
    for step, written in kept:
        kind: Literal["lead", "steps"] = "steps" if step else "lead"
        if not found or found[-1][0] != kind or (not step and found[-1][1][-1].paragraph != written.paragraph):
            found.append((kind, []))
        found[-1][1].append(written)
    return found
