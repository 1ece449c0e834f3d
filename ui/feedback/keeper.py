"""What one clinic keeps: decides, redacts, writes and forgets. A clinic that has switched nothing on has no keeper."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from assistant.clinics import Clinic
from assistant.errors import RehabError
from assistant.models import Urgency
from assistant.redaction import Redactor
from ui.feedback.store import REASONS, Kept, Store
from ui.visits import Turn, Visit

logger = logging.getLogger(__name__)

DAY = 86_400
"""Seconds."""
MOST_WORDS = 1000
"""Characters of what a person writes about an answer."""
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of a reference: none that is taken for another."""


class Keeper:
    """Keeps for one clinic, by its rules.

    Guarantees: without a person's consent nothing is written; nothing is written unredacted; a failure never costs an answer.
    """

    def __init__(
        self, clinic: Clinic, store: Store, redactor: Redactor, clock: Callable[[], float] = time.time
    ) -> None:
        """`redactor`: of the library, whose words are no names."""
        self.key = clinic.key
        self.name = clinic.name
        """Of the clinic, as the consent names it."""
        self.feedback = clinic.keep_feedback
        """Whether ratings are kept once their form is sent."""
        self.conversations = clinic.keep_conversations
        """Whether questions are kept where the person allows it."""
        self.days = clinic.keep_days
        """For how long."""
        self._store, self._redactor, self._clock = store, redactor, clock

    def allow(self, visit: Visit, allowed: bool) -> None:
        """Note whether the person allows that questions are kept; taking it back deletes what was."""
        if not allowed:
            self.forget(visit)
        else:
            visit.reference = visit.reference or _reference()
        visit.allowed = allowed

    def note(self, visit: Visit, turn: Turn) -> None:
        """Keep a finished turn, where the person allowed it."""
        if visit.allowed and self.conversations:
            self._write(visit, turn, "", "")

    def rate(self, visit: Visit, turn: Turn, reason: str, words: str) -> None:
        """Keep a rating that was sent with its consent; `turn` then says how it went."""
        visit.reference = visit.reference or _reference()
        kept = self._write(visit, turn, reason if reason in REASONS else "", words[:MOST_WORDS])
        turn.reference, turn.unkept = (visit.reference, False) if kept else ("", True)

    def unrate(self, visit: Visit, turn: Turn) -> None:
        """Take a rating back."""
        if not turn.reference:
            return
        turn.reference = ""
        try:
            self._store.delete(self.key, visit.reference, turn.number)
        except RehabError:
            logger.exception("feedback could not be taken back")
        self.note(visit, turn)

    def forget(self, visit: Visit) -> None:
        """Delete everything of a visit."""
        if visit.reference:
            try:
                self._store.delete(self.key, visit.reference)
            except RehabError:
                logger.exception("a conversation could not be deleted; it expires after %s days", self.days)
        visit.allowed, visit.reference = False, ""
        for turn in visit.turns:
            turn.reference = ""

    def purge(self) -> None:
        """Delete what is older than the clinic keeps."""
        now = int(self._clock())
        self._store.purge(now)
        self._store.shorten(self.key, now - self.days * DAY)

    def _write(self, visit: Visit, turn: Turn, reason: str, words: str) -> bool:
        answer = turn.answer
        if answer is None:
            return False
        now = int(self._clock())
        quoted = dict.fromkeys(citation.document_id for citation in answer.citations)
        # Of an emergency only the question is kept: what was said of it follows from the rules.
        text = "" if answer.urgency is Urgency.EMERGENCY else answer.text
        kept = Kept(
            clinic=self.key,
            conversation=visit.reference,
            turn=turn.number,
            at=now,
            expires=now + self.days * DAY,
            question=self._redactor.redact(turn.question),
            answer=self._redactor.redact(text),
            status=answer.status.value,
            urgency=answer.urgency.value,
            documents=" ".join(quoted),
            rating=turn.rating,
            reason=reason,
            words=self._redactor.redact(words),
        )
        try:
            self._store.put(kept)
        except RehabError:
            logger.exception("what a visitor allowed to be kept could not be written")
            return False
        return True


def _reference() -> str:
    signs = [secrets.choice(_SIGNS) for _ in range(12)]
    return "-".join("".join(signs[at : at + 4]) for at in (0, 4, 8))
