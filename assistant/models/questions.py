"""What a person asks, with what is known of them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from assistant.models.records import Record


class Question(Record):
    """What a person asks, with what is known of them."""

    text: str
    """As typed."""
    query: str = ""
    """The stand-alone reading of it; empty means the text itself."""
    circumstances: dict[str, Any] = Field(default_factory=dict)
    """What the person has said of themselves (keys: see circumstances/)."""
    history: tuple[str, ...] = ()
    """What the same person typed before, oldest first."""
    said_now: tuple[str, ...] = ()
    """Ids of the conditions that the person named in this turn."""
    asked: tuple[str, ...] = ()
    """Questions that the assistant has put to the person; none is put twice."""
    turn: Literal[
        "question", "thanks", "greeting", "reset", "unclear", "unlisted", "noted", "which", "no-help", "team", "chat"
    ] = "question"
    """What kind of turn it is: ``unclear`` leans on something that was never said, ``unlisted`` wants what no list holds,
    ``which`` wants exercises and does not say for what, ``no-help`` says that the last answer was none, ``team`` tells that
    somebody who treats the person says otherwise, ``chat`` is small talk."""
    brief: bool = False
    """Whether a shorter answer was asked for."""
    about: str = ""
    """Id of the exercise that a follow-up is about, or empty."""
    wanted: tuple[str, ...] = ()
    """Ids of the exercises that a list is to be made of, in order; empty leaves the choice to the answerer."""
    subject: tuple[str, ...] = ()
    """Ids of the documents that are spoken of, the nearest first, where the question may be one about them; empty otherwise."""
    others: tuple[str, ...] = ()
    """Other stand-alone readings of a follow-up, likeliest first: tried where `query` finds no answer or only the one just given."""
    loose: str = ""
    """The words typed beside the subject: a reading that holds only where an answer speaks of one of them. Empty for none."""
    guessed: bool = False
    """Whether `query` is no more than the words that were typed."""
    again: bool = False
    """Whether `query` is the last question, which the turn did not ask again in so many words."""
    said: tuple[str, ...] = ()
    """Places that the last answer quoted (``document:start``): the same again answers no new question."""
