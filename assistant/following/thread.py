"""What a conversation is about between two turns, and how a turn was understood against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.models import Record


class Shelf(Record):
    """The last list of exercises, kept while other things are spoken of."""

    offered: tuple[str, ...] = ()
    """Ids of the exercises on it, in their order."""
    listed: str = ""
    """The question whose answer it was."""
    source: str = ""
    """Id of the document that it stands in."""


class Thread(Record):
    """What a conversation is about, between two turns. Plain data."""

    query: str = ""
    """The last question that was answered, standing alone."""
    frame: str = ""
    """What it asked for (`Phrase.frame`), or empty."""
    document: str = ""
    """Id of the document that the answer was about."""
    exercise: str = ""
    """Id of the exercise that is being spoken of, or empty."""
    earlier: str = ""
    """Id of the exercise that was spoken of before it, or empty."""
    condition: str = ""
    """Id of the condition that the question named, or empty."""
    offered: tuple[str, ...] = ()
    """Ids of the exercises that were offered last, in their order."""
    seen: tuple[str, ...] = ()
    """Ids of all exercises that were offered for `listed`."""
    listed: str = ""
    """The question whose answer offered them."""
    source: str = ""
    """Id of the document whose list they stand in."""
    suggested: tuple[str, ...] = ()
    """Questions that were suggested last."""
    waiting: str = ""
    """A question that waits for what the assistant asked back, or empty."""
    said: tuple[str, ...] = ()
    """Places that the last answer quoted, as ``document:start``."""
    shelf: Shelf = Shelf()
    """The last list, whatever was spoken of since."""

    def about(self, told: str) -> str:
        """Return the id of the condition that is spoken of, else `told`, the one that the person has told of."""
        return self.document if self.document.startswith("conditions/") else self.condition or told


@dataclass(frozen=True)
class Followed:
    """How a turn is understood."""

    query: str
    """A question that stands alone; the turn itself where nothing was left out."""
    frame: str = ""
    """What it asks for, where that is known."""
    exercise: str = ""
    """Id of the exercise meant, where that is known."""
    wanted: tuple[str, ...] = ()
    """Ids of the exercises that a changed list is made of."""
    turn: Literal[
        "question", "thanks", "greeting", "reset", "unclear", "unlisted", "noted", "which", "no-help", "team", "chat"
    ] = "question"
    """`Question.turn`."""
    brief: bool = False
    """`Question.brief`."""
    follows: bool = False
    """Whether it was read with the help of what was said before."""
    leaves: bool = False
    """Whether it puts something in the place of what was spoken of, so that it means nothing else."""
    others: tuple[Followed, ...] = ()
    """What else it may mean, likeliest first."""
    subject: tuple[str, ...] = ()
    """`Question.subject`."""
    again: bool = False
    """`Question.again`."""
    loose: str = ""
    """`Question.loose`."""
    guessed: bool = False
    """`Question.guessed`."""
    beside: str = ""
    """Id of the document that was spoken of, where the turn names nothing of its own: what that says of it is looked at first."""

    def meant_by(self, query: str) -> Followed:
        """Return the reading that `query`, the one that was answered, belongs to."""
        found = next((one for one in (self, *self.others) if one.query == query), None)
        if found is not None or not self.subject:
            return found or self
        # A question of the library's own was put in its place: what was spoken of still is.
        exercise = self.subject[0] if self.subject[0].startswith("exercises/") else ""
        return Followed(query, exercise=exercise, follows=True)
