"""A word that no rule speaks against what somebody asked whether they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant import messages
from assistant.answering import Draft, Evidence
from assistant.intents import Intent
from assistant.models import SectionKind
from assistant.screening.asked import Asked

_NO_LEAVE = frozenset({Intent.OPTIONS, Intent.PROGRAMME, Intent.COMPARE, Intent.WHY, Intent.DEFINITION})
"""Intents to which a word that nothing speaks against it is no answer: "breathing exercises for asthma", "brace or exercise first?"."""
UNLISTED = "unlisted-condition"
"""The circumstance of which the library knows no rules."""


def undated_operation(said: Mapping[str, Any]) -> bool:
    """Tell whether an operation was told without its weeks: how fresh it is decides what may be done."""
    return "procedure" in said and "weeks_since" not in said


class Permission:
    """Whether what one message asks about may be called harmless for this person, by the rules that the library holds."""

    def __init__(self, evidence: Evidence) -> None:
        """`evidence`: what was found for the question."""
        self._evidence = evidence
        self._rules = evidence.precautions
        self._active = evidence.active
        self._said = evidence.question.circumstances
        self._exercises = Asked(evidence).exercises

    def word(self) -> str:
        """A word that no rule speaks against what was asked about; empty where one does, or where it was not understood.

        Only for everyday things and exercises of the library, and only to somebody whose circumstances have rules.
        """
        told = self._active or "procedure" in self._said or "healthy" in self._said
        if not told or UNLISTED in self._active or self._evidence.intent in _NO_LEAVE:
            return ""
        if self._exercises and undated_operation(self._said):
            return ""
        text = self._evidence.question.text
        movements = self._rules.movements_in(text)
        if self._rules.assess_movements(movements, self._active):
            return ""
        barred = any(self._rules.assess(document, self._active) for document in self._exercises)
        if barred or not (self._exercises or self._rules.everyday(text)):
            return ""
        return messages.NOTHING_AGAINST

    def instead_of(self, draft: Draft) -> Draft:
        """Return `draft`, or a word that no rule speaks against what was asked, where the draft is about something else.

        "Can I wash up at the sink?" is no wish for exercises, however near they lie.
        """
        text = self._evidence.question.text
        if self._evidence.intent is not Intent.SAFE or self._exercises or not self._rules.everyday(text):
            return draft
        word = self.word()
        if not word or self._speaks_of(text, draft):
            return draft
        return Draft(framing=word, suggestions=draft.suggestions, asks=draft.asks)

    def _speaks_of(self, text: str, draft: Draft) -> bool:
        """Whether the first sentences of `draft` answer a question about the same activity."""
        asked = set(self._rules.everyday_words(text))
        documents = self._evidence.corpus.documents
        for kind, quotes in draft.parts:
            for quote in quotes if kind == "lead" else ():
                document = documents[quote.document_id]
                section = document.sections[quote.section]
                span = section.statements[quote.statement].span
                stored = section.kind is SectionKind.QUESTION
                words = section.heading if stored else document.text[span.start : span.end]
                if asked & set(self._rules.everyday_words(words)):
                    return True
        return False
