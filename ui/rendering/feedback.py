"""Asking before anything is kept: the form under a rated answer, and whether questions may be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.rendering.markup import plain
from ui.texts import Texts
from ui.visits import Turn, Visit

if TYPE_CHECKING:
    from ui.feedback.keeper import Keeper

MOST_WORDS = 1000
"""Characters of what a person writes about an answer."""


def feedback_form(one: Turn, keeper: Keeper | None, texts: Texts) -> str:
    """Return the form under a rated answer, or what became of it; empty where no feedback is kept."""
    if keeper is None or not keeper.feedback or not one.rating:
        return ""
    if one.reference:
        words = texts.feedback_sent.format(reference=one.reference)
        return f'<p class="feedback-done" id="feedback-{one.number}" tabindex="-1" role="status">{plain(words)}</p>'
    failed = f'<p class="broken">{plain(texts.feedback_failed)}</p>' if one.unkept else ""
    reasons = (
        f'<ul class="reasons" aria-labelledby="feedback-{one.number}">'
        + "".join(
            f'<li><button type="button" class="quiet" data-do="reason" data-value="{reason}" aria-pressed="false">'
            f"<span>{plain(words)}</span></button></li>"
            for reason, words in texts.reasons.items()
        )
        + "</ul>"
        if one.rating == "down"
        else ""
    )
    heading = texts.feedback_heading if one.rating == "down" else texts.helpful
    consent = texts.feedback_consent.format(clinic=keeper.name or texts.keep_this_clinic, days=keeper.days)
    return (
        f'<section class="feedback" aria-labelledby="feedback-{one.number}">'
        f'<h3 id="feedback-{one.number}" tabindex="-1">{plain(heading)}</h3>{failed}{reasons}'
        f'<label for="words-{one.number}">{plain(texts.feedback_words)}</label>'
        f'<textarea id="words-{one.number}" rows="3" maxlength="{MOST_WORDS}" autocomplete="off" '
        f'aria-describedby="consent-{one.number}"></textarea>'
        f'<p class="consent" id="consent-{one.number}">{plain(consent)}</p>'
        f'<div class="choices"><button type="button" class="strong" data-do="feedback">{plain(texts.feedback_send)}</button>'
        f'<button type="button" class="quiet" data-do="unrate">{plain(texts.feedback_cancel)}</button></div></section>'
    )


def keeping(visit: Visit | None, keeper: Keeper | None, texts: Texts) -> str:
    """Return the question whether what is asked may be kept, or that it is; empty where no conversations are kept."""
    if keeper is None or not keeper.conversations:
        return ""
    filled = {"clinic": keeper.name or texts.keep_this_clinic, "days": keeper.days}
    if visit is not None and visit.allowed:
        words = f"{texts.keep_on.format(**filled)} {texts.keep_reference.format(reference=visit.reference)}"
        return (
            f'<section class="keeping" aria-label="{plain(texts.keep_heading)}"><p>{plain(words)}</p>'
            f'<button type="button" class="quiet" data-do="keep" data-value="no">{plain(texts.keep_stop)}</button></section>'
        )
    return (
        f'<section class="keeping" aria-labelledby="keeping"><h3 id="keeping">{plain(texts.keep_heading)}</h3>'
        f"<p>{plain(texts.keep_consent.format(**filled))}</p>"
        f'<button type="button" class="quiet" data-do="keep" data-value="yes">{plain(texts.keep_yes)}</button></section>'
    )
