"""Marks in an answer, and the list of what they point to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.models import Citation, Review
from ui.rendering.markup import foreign, link, plain
from ui.texts import Texts


def mark_of(mark: int, cited: Mapping[int, Citation], number: int, texts: Texts, *, linked: bool) -> str:
    citation = cited.get(mark)
    if not linked or citation is None:
        return f'<span class="mark pending">{mark}</span>'
    label = plain(texts.mark.format(number=mark, title=citation.title, heading=citation.heading))
    return f'<a class="mark" href="#cite-{number}-{mark}" aria-label="{label}" title="{label}">{mark}</a>'


def sources(citations: Iterable[Citation], number: int, texts: Texts) -> str:
    """Return the folded list of what the marks of an answer point to."""
    items = [_source(citation, number, texts) for citation in citations]
    if not items:
        return ""
    return (
        f'<details class="sources"><summary>{plain(texts.sources.format(count=len(items)))}</summary>'
        f"<ol>{''.join(items)}</ol></details>"
    )


def _source(citation: Citation, number: int, texts: Texts) -> str:
    place = f"{citation.title}, {citation.heading}" if citation.heading else citation.title
    if citation.page is not None:
        place += f", {texts.page_number.format(page=citation.page)}"
    if citation.publisher:
        place += f" ({citation.publisher})"
    rests = (
        f'<p class="rests">{plain(texts.rests_on)}:</p><ul class="references">'
        + "".join(f"<li>{link(reference, texts)}</li>" for reference in citation.sources)
        + "</ul>"
        if citation.sources
        else ""
        if citation.publisher
        else f'<p class="rests">{plain(texts.no_reference)}</p>'
    )
    return (
        f'<li id="cite-{number}-{citation.number}" value="{citation.number}" class="source" tabindex="-1" '
        f'data-document="{plain(citation.document_id)}" data-start="{citation.start}" data-end="{citation.end}" '
        f'data-number="{citation.number}">'
        f"<blockquote{foreign(texts)}>{plain(citation.quote)}</blockquote>"
        f'<p class="place">{plain(texts.quoted_from)} {plain(place)}</p>{rests}'
        f'<p class="review {citation.review.status}">{plain(review(citation.review, texts))}</p>'
        f'<button type="button" class="quiet" data-do="open">{plain(texts.open_passage)}'
        f'<span class="unseen"> ({citation.number})</span></button></li>'
    )


def review(status: Review, texts: Texts) -> str:
    """Return a review status in words (not HTML)."""
    if status.status == "not-reviewed":
        return texts.not_reviewed
    words = texts.reviewed if status.status == "reviewed" else texts.review_expired
    return words.format(by=status.by, date=status.date)
