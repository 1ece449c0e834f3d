"""A question with its answer, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.models import Urgency
from ui.rendering.surroundings import ask_button
from ui.telephones import Region
from ui.texts import Texts
from ui.visits import Turn

if TYPE_CHECKING:
    from ui.feedback.keeper import Keeper

from ui.rendering.answer import body
from ui.rendering.circumstances import about
from ui.rendering.feedback import feedback_form
from ui.rendering.markup import icon, plain


def log(turns: Iterable[Turn], texts: Texts, region: Region, keeper: Keeper | None = None) -> str:
    """Return earlier turns."""
    return "".join(turn(one, texts, region, last=False, keeper=keeper) for one in turns)


def turn(one: Turn, texts: Texts, region: Region, *, last: bool, keeper: Keeper | None = None) -> str:
    """Return a question with its answer; only the last one offers chips, suggestions and another try.

    `keeper`: of a clinic that keeps feedback.
    """
    answer = one.answer
    urgency = answer.urgency.value if answer else "none"
    return (
        f'<article class="turn" id="turn-{one.number}" data-turn="{one.number}" data-state="{one.state}" '
        f'data-urgency="{urgency}" data-question="{plain(one.question)}" aria-labelledby="asked-{one.number}">'
        f'<div class="asked"><h2 id="asked-{one.number}" tabindex="-1"><span class="unseen">{plain(texts.asked)}: </span>'
        f"{plain(one.question)}</h2></div>"
        + about(one, texts, last=last)
        + f'<div class="answer">{body(one, texts, region)}</div>'
        + _ending(one, texts, keeper, last=last)
        + "</article>"
    )


def _ending(one: Turn, texts: Texts, keeper: Keeper | None, *, last: bool) -> str:
    again = f'<button type="button" class="strong" data-do="retry">{icon("again")}<span>{plain(texts.try_again)}</span></button>'
    if one.state in ("stopped", "incomplete", "failed", "refused"):
        words = one.error or {"stopped": texts.stopped, "incomplete": texts.incomplete}.get(one.state, texts.failed)
        return f'<div class="broken {one.state}"><p>{icon("warn")}<span>{plain(words)}</span></p>{again if last else ""}</div>'
    if one.answer is None:
        return f'<div class="broken incomplete cut" hidden><p>{icon("warn")}<span>{plain(texts.lost_incomplete)}</span></p>{again}</div>'
    if one.answer.urgency is Urgency.EMERGENCY:
        return ""
    asked = one.answer.suggestions if last else ()
    suggestions = (
        f'<div class="next"><h3 id="next-{one.number}">{plain(texts.suggestions_heading)}</h3>'
        f'<ul class="asks" aria-labelledby="next-{one.number}">{"".join(ask_button(words, texts) for words in asked)}</ul></div>'
        if asked
        else ""
    )
    return _actions(one, texts, last=last) + feedback_form(one, keeper, texts) + suggestions


def _actions(one: Turn, texts: Texts, *, last: bool) -> str:
    def thumb(value: str, words: str) -> str:
        pressed = "true" if one.rating == value else "false"
        return (
            f'<button type="button" class="quiet" data-do="rate" data-value="{value}" aria-pressed="{pressed}">'
            f"{icon(value)}<span>{plain(words)}</span></button>"
        )

    again = (
        f'<button type="button" class="quiet" data-do="retry">{icon("again")}<span>{plain(texts.ask_again)}</span></button>'
        if last
        else ""
    )
    return (
        f'<div class="actions" role="group" aria-label="{plain(texts.actions)}">'
        f'<button type="button" class="quiet" data-do="copy">{icon("copy")}<span>{plain(texts.copy)}</span></button>'
        f"{thumb('up', texts.helpful)}{thumb('down', texts.not_helpful)}{again}"
        '<span class="noted"></span></div>'
    )
