"""What triage makes of one person's messages: each as it was read, and the red flags that stand."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from assistant.models import SafetyFinding
from assistant.normalising import Text


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept found in one message."""

    concept: str
    """Its name."""
    turn: int
    """Number of the message, from 0."""
    first: int
    """First token."""
    after: int
    """One past the last token."""
    clause: int
    """Clause of its first token."""
    sentence: int
    """Sentence of its first token."""
    lone: bool
    """Whether no part of the body is named in its clause, so that it may belong to one named elsewhere."""
    person: str | None
    """Whose it is, see `triage_people`; None when it is not said."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, understood."""

    text: Text
    """The message and its tokens."""
    mentions: tuple[Mention, ...]
    """What it says to be so."""
    regions: frozenset[str]
    """Parts of the body that it names."""
    clears: frozenset[str] | None
    """Regions that it says a clinician has seen to (empty: all); None when it says nothing of the kind."""
    reopens: bool
    """Whether it says that something is back or worse."""
    calm: bool
    """Whether it says that what it names is over, as always, seen to or nobody's."""
    unsaid: frozenset[int]
    """Tokens of what it does not say to be so now: denied, asked about, long past, figures of speech."""


@dataclass(slots=True)
class Heard:
    """All that was heard from one person so far. Belongs to one conversation; `Triage.hear` adds to it."""

    messages: int = 0
    """How many messages were heard."""
    readings: list[Reading] = field(default_factory=list)
    """The latest of them, oldest first."""
    standing: dict[str, SafetyFinding] = field(default_factory=dict)
    """Rule -> red flag that was raised and still stands."""
    asleep: dict[str, SafetyFinding] = field(default_factory=dict)
    """Rule -> red flag that a clinician has seen to; it stands again when the complaint comes back."""
    regions: dict[str, frozenset[str]] = field(default_factory=dict)
    """Rule -> parts of the body that were named where it was raised."""
    cleared: int = 0
    """Number of the first message whose complaints no clinician has seen to."""

    def copy(self) -> Heard:
        """Return a copy to which messages can be added."""
        other = copy.copy(self)
        other.standing, other.asleep, other.regions = dict(self.standing), dict(self.asleep), dict(self.regions)
        return other
