"""The only writer of HTML: pure functions from records to escaped markup.

Guarantees: everything that comes from a person, a document or a model is escaped; links lead to http(s) addresses
only; no result holds a line break, so that a Markdown reader passes it through as one block of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from assistant.models import (
    Answer,
    Citation,
    Part,
    PartKind,
    Precaution,
    Review,
    SafetyFinding,
    Sentence,
    SourceReference,
    Status,
    Urgency,
)
from ui.texts import Call, Region, Texts
from ui.visits import Turn

_ICONS = {
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>',
    "up": '<path d="M7 11v9H4v-9zM7 11l4-8c1.5 0 2.5 1 2.5 2.500V9H19a2 2 0 0 1 2 2.300l-1.2 7A2 2 0 0 1 17.8 20H7"/>',
    "down": '<path d="M7 13V4H4v9zM7 13l4 8c1.5 0 2.5-1 2.5-2.500V15H19a2 2 0 0 0 2-2.300l-1.2-7A2 2 0 0 0 17.8 4H7"/>',
    "again": '<path d="M20 11a8 8 0 1 0-2.3 6.300M20 5v6h-6"/>',
    "warn": '<path d="M12 3 2 20h20zM12 10v4M12 17.300v.2"/>',
    "stop": '<circle cx="12" cy="12" r="9"/><path d="M6 18 18 6"/>',
    "help": '<path d="M5 4h4l2 5-2.5 1.500a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2"/>',
    "dose": '<circle cx="12" cy="13" r="8"/><path d="M12 9v4l2.5 2M9 2h6"/>',
    "note": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 7.800V8"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "bin": '<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6"/>',
    "next": '<path d="M5 12h14M13 6l6 6-6 6"/>',
}
_NUMBER_BEFORE = r"(?<![\w.,/-])"
_NUMBER_AFTER = r"(?!\w|[.,/-]\d)"


def icon(name: str) -> str:
    """Return a line drawing that says nothing to a screen reader."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_ICONS[name]}</svg>'
    )


def plain(text: str) -> str:
    """Escape a text and fold its white space."""
    return escape(" ".join(text.split()), quote=True)


def safe_url(url: str) -> str:
    """Return the address if it is an http(s) one with a host, else an empty string."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def link(reference: SourceReference, texts: Texts) -> str:
    """Return a source as publisher and title, linked where it has an address."""
    words = plain(reference.title)
    url = safe_url(reference.url)
    if url:
        words = (
            f'<a class="outside" href="{plain(url)}" target="_blank" rel="noopener noreferrer">{words}'
            f'<span class="unseen"> ({plain(texts.new_tab)})</span></a>'
        )
    publisher = f'<span class="publisher">{plain(reference.publisher)}</span> ' if reference.publisher else ""
    return publisher + words


def calls_in(text: str, region: Region) -> list[Call]:
    """Return the region's numbers that a text names, in the order of their first mention."""
    places = {call.label: match.start() for call in region.calls if (match := _named(call).search(text))}
    return sorted((call for call in region.calls if call.label in places), key=lambda call: places[call.label])


def with_calls(text: str, region: Region) -> str:
    """Escape a text and turn the region's telephone numbers in it into ``tel:`` links."""
    folded = " ".join(text.split())
    pattern = re.compile("|".join(f"(?P<n{index}>{_named(call).pattern})" for index, call in enumerate(region.calls)))
    pieces: list[str] = []
    at = 0
    for match in pattern.finditer(folded):
        call = region.calls[int((match.lastgroup or "n0")[1:])]
        pieces += [
            escape(folded[at : match.start()], quote=True),
            f'<a class="tel" href="tel:{escape(call.dialled)}">{escape(match.group())}</a>',
        ]
        at = match.end()
    return "".join(pieces) + escape(folded[at:], quote=True)


def _named(call: Call) -> re.Pattern[str]:
    shown = r"[\s-]?".join(re.escape(group) for group in re.split(r"[\s-]", call.shown))
    return re.compile(_NUMBER_BEFORE + shown + _NUMBER_AFTER)


def page_title(texts: Texts, clinic: str) -> str:
    """Return what a page is called (not HTML)."""
    return texts.title_clinic.format(clinic=clinic) if clinic else texts.title


def header(texts: Texts, clinic: str, logo: str = "") -> str:
    """Return the head of the page: logo (a path on this server), name, one line, tools."""
    title = page_title(texts, clinic)
    picture = f'<img class="logo" src="{plain(logo)}" alt="">' if logo else ""
    return (
        f'<div class="head"><div class="brand">{picture}'
        f'<h1>{plain(title)}</h1><p class="tagline">{plain(texts.tagline)}</p></div>'
        f'<div class="tools"><div class="sizes" role="group" aria-label="{plain(texts.text_size)}">'
        f'<button type="button" class="tool" data-do="smaller" aria-label="{plain(texts.smaller)}" '
        f'title="{plain(texts.smaller)}"><span aria-hidden="true" class="small-a">A</span></button>'
        f'<button type="button" class="tool" data-do="larger" aria-label="{plain(texts.larger)}" '
        f'title="{plain(texts.larger)}"><span aria-hidden="true" class="large-a">A</span></button></div>'
        f'<button type="button" class="tool printer" data-do="print" aria-label="{plain(texts.print)}">{icon("print")}<span>{plain(texts.print)}</span></button>'
        f'<button type="button" class="tool forget" data-do="forget">{icon("bin")}<span>{plain(texts.forget)}</span></button>'
        "</div></div>"
    )


def standing(texts: Texts, region: Region) -> str:
    """Return the line that is always in view."""
    return f'<p class="standing">{_with_call(texts.standing, region)}</p>'


def _with_call(template: str, region: Region) -> str:
    before, _, after = template.partition("{call}")
    call = region.emergency
    tel = f'<a class="tel" href="tel:{escape(call.dialled)}">{escape(call.shown)}</a>'
    return f"{plain(before)} {tel}{plain(after)}"


def welcome(texts: Texts, examples: Iterable[str], greeting: str = "", contact: str = "") -> str:
    """Return what an empty conversation shows: the clinic's own first words and how to reach it, where it has some."""
    lines = (*((greeting,) if greeting else ()), *texts.welcome)
    reach = f'<p class="contact">{plain(texts.contact.format(contact=contact))}</p>' if contact else ""
    asks = "".join(_ask_button(question) for question in examples)
    return (
        f'<section class="welcome" aria-labelledby="welcome-heading"><h2 id="welcome-heading">'
        f"{plain(texts.welcome_heading)}</h2>"
        + "".join(f"<p>{plain(line)}</p>" for line in lines)
        + f'<h3 id="examples-heading">{plain(texts.examples_heading)}</h3>'
        f'<ul class="asks" aria-labelledby="examples-heading">{asks}</ul>{reach}</section>'
    )


def _ask_button(question: str) -> str:
    words = plain(question)
    return (
        f'<li><button type="button" class="ask-this" data-do="ask" data-text="{words}">'
        f"<span>{words}</span>{icon('next')}</button></li>"
    )


def log(turns: Iterable[Turn], texts: Texts, region: Region) -> str:
    """Return earlier turns."""
    return "".join(turn(one, texts, region, last=False) for one in turns)


def turn(one: Turn, texts: Texts, region: Region, *, last: bool) -> str:
    """Return a question with its answer; only the last one offers chips, suggestions and another try."""
    answer = one.answer
    urgency = answer.urgency.value if answer else "none"
    return (
        f'<article class="turn" id="turn-{one.number}" data-turn="{one.number}" data-state="{one.state}" '
        f'data-urgency="{urgency}" data-question="{plain(one.question)}" aria-labelledby="asked-{one.number}">'
        f'<div class="asked"><h2 id="asked-{one.number}" tabindex="-1"><span class="unseen">{plain(texts.asked)}: </span>'
        f"{plain(one.question)}</h2></div>"
        + _about(one, texts, last=last)
        + f'<div class="answer">{_body(one, texts, region)}</div>'
        + _ending(one, texts, last=last)
        + "</article>"
    )


def _body(one: Turn, texts: Texts, region: Region) -> str:
    answer = one.answer
    if answer is None:
        words = texts.reading.format(titles=", ".join(one.titles)) if one.titles else texts.searching
        waiting = (
            f'<p class="waiting"><span>{plain(words)}</span><span class="dots" aria-hidden="true">'
            "<i></i><i></i><i></i></span></p>"
            if one.running
            else ""
        )
        return parts(one.shown_parts(), {}, one.number, texts, region, linked=False) + waiting
    if answer.urgency is Urgency.EMERGENCY:
        return f'<p class="see-notice">{icon("warn")}<span>{plain(texts.emergency_only)}</span></p>'
    cited = {citation.number: citation for citation in answer.citations}
    first = ""
    if answer.urgency is Urgency.URGENT:
        first = f'<p class="see-notice">{icon("warn")}<span>{plain(texts.urgent_read_first)}</span></p>'
    soon = "".join(
        f'<section class="part soon"><h3>{icon("help")}{plain(texts.soon_heading)}</h3>'
        f"<p>{with_calls(finding.message, region)}</p>{_finding_source(finding, texts)}</section>"
        for finding in answer.findings
        if finding.urgency is Urgency.SOON
    )
    said = _said_elsewhere(answer.findings)
    shown = tuple(
        part.model_copy(update={"kind": "lead"})
        if part.kind == "note" and answer.status is not Status.ANSWERED
        else part
        for part in (_without(part, said) for part in answer.parts)
        if part.sentences
    )
    return (
        first
        + soon
        + precautions(answer, cited, one.number, texts)
        + parts(shown, cited, one.number, texts, region, linked=True)
        + sources(answer.citations, one.number, texts)
        + f'<p class="disclaimer">{plain(answer.disclaimer)}</p>'
    )


def _said_elsewhere(findings: Iterable[SafetyFinding]) -> frozenset[str]:
    return frozenset(" ".join(finding.message.split()) for finding in findings)


def _without(part: Part, said: frozenset[str]) -> Part:
    kept = tuple(sentence for sentence in part.sentences if " ".join(sentence.text.split()) not in said)
    return part if len(kept) == len(part.sentences) else part.model_copy(update={"sentences": kept})


def parts(
    blocks: Iterable[Part],
    cited: Mapping[int, Citation],
    number: int,
    texts: Texts,
    region: Region,
    *,
    linked: bool,
) -> str:
    """Return the blocks of an answer. `linked`: whether the marks lead somewhere yet."""
    return "".join(_part(block, cited, number, texts, region, linked=linked) for block in blocks)


_PART_ICONS: dict[PartKind, str] = {"caution": "warn", "help": "help", "dose": "dose", "note": "note"}


def _part(
    block: Part, cited: Mapping[int, Citation], number: int, texts: Texts, region: Region, *, linked: bool
) -> str:
    heading = texts.parts[block.kind]
    drawn = icon(_PART_ICONS[block.kind]) if block.kind in _PART_ICONS else ""
    top = f"<h3>{drawn}{plain(heading)}</h3>" if heading else ""
    lines = [_sentence(one, cited, number, texts, region if block.kind == "help" else None, linked=linked)
             for one in block.sentences]  # fmt: skip
    if any(one.label for one in block.sentences):
        body = _rows(block, lines, texts)
    elif block.kind == "steps":
        body = "<ol>" + "".join(f"<li>{line}</li>" for line in lines) + "</ol>"
    elif block.kind == "options" or (block.kind != "lead" and len(lines) > 1):
        body = "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    elif block.kind == "lead":
        body = f"<p>{' '.join(lines)}</p>"
    else:
        body = "".join(f"<p>{line}</p>" for line in lines)
    return f'<section class="part {block.kind}">{top}{body}</section>'


def _rows(block: Part, lines: list[str], texts: Texts) -> str:
    """Return a programme as a table: a row an exercise, the stage as a heading over its rows."""
    rows = []
    stage = ""
    for one, line in zip(block.sentences, lines, strict=True):
        if one.stage and one.stage != stage:
            rows.append(f'<tr class="stage"><th scope="rowgroup" colspan="2">{plain(one.stage)}</th></tr>')
        stage = one.stage
        rows.append(f'<tr><th scope="row">{plain(one.label)}</th><td>{line}</td></tr>')
    head = f'<tr><th scope="col">{plain(texts.exercise)}</th><th scope="col">{plain(texts.how_much)}</th></tr>'
    return f'<table class="programme"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _sentence(
    one: Sentence, cited: Mapping[int, Citation], number: int, texts: Texts, region: Region | None, *, linked: bool
) -> str:
    words = with_calls(one.text, region) if region else plain(one.text)
    marks = "".join(_mark(mark, cited, number, texts, linked=linked) for mark in one.citations)
    return f'{words}<span class="marks">{marks}</span>' if marks else words


def _mark(mark: int, cited: Mapping[int, Citation], number: int, texts: Texts, *, linked: bool) -> str:
    citation = cited.get(mark)
    if not linked or citation is None:
        return f'<span class="mark pending">{mark}</span>'
    label = plain(texts.mark.format(number=mark, title=citation.title, heading=citation.heading))
    return f'<a class="mark" href="#cite-{number}-{mark}" aria-label="{label}" title="{label}">{mark}</a>'


def precautions(answer: Answer, cited: Mapping[int, Citation], number: int, texts: Texts) -> str:
    """Return what does not suit this person now, leaving out what a sentence of the answer already says."""
    said = {" ".join(sentence.text.split()) for part in answer.parts for sentence in part.sentences}
    return "".join(
        _precaution(one, cited, number, texts)
        for one in answer.precautions
        if " ".join(one.message.split()) not in said
    )


def _precaution(one: Precaution, cited: Mapping[int, Citation], number: int, texts: Texts) -> str:
    not_now = one.verdict == "not_now"
    heading = texts.not_now if not_now else texts.caution
    marks = "".join(_mark(mark, cited, number, texts, linked=True) for mark in one.citations)
    return (
        f'<section class="part caution{" not_now" if not_now else ""}"><h3>{icon("stop" if not_now else "warn")}{plain(heading)}</h3>'
        f'<p>{plain(one.message)}<span class="marks">{marks}</span></p></section>'
    )


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
        f"<blockquote>{plain(citation.quote)}</blockquote>"
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


def _about(one: Turn, texts: Texts, *, last: bool) -> str:
    known = chips(one.circumstances, texts)
    if not known and not (one.removed and last):
        return ""
    removable = last and not one.running
    items = "".join(_chip(key, label, texts, removable=removable) for key, label in known)
    listed = (
        f'<h3 id="about-{one.number}">{plain(texts.about_you)}</h3>'
        f'<ul class="chips" aria-labelledby="about-{one.number}">{items}</ul>'
        if items
        else ""
    )
    again = (
        f'<p class="removed"><span>{plain(texts.removed)}</span> <button type="button" class="quiet" '
        f'data-do="retry">{plain(texts.ask_without)}</button></p>'
        if one.removed and last
        else ""
    )
    return f'<div class="about">{listed}{again}</div>'


def _chip(key: str, label: str, texts: Texts, *, removable: bool) -> str:
    if not removable:
        return f'<li class="chip">{plain(label)}</li>'
    name = plain(texts.remove.format(label=label))
    return (
        f'<li class="chip removable"><button type="button" data-do="remove" data-key="{plain(key)}" '
        f'aria-label="{name}" title="{name}"><span>{plain(label)}</span>{icon("cross")}</button></li>'
    )


def chips(circumstances: Mapping[str, Any], texts: Texts) -> list[tuple[str, str]]:
    """Return (key, words) for each circumstance that is worth a chip."""
    found = []
    for key, value in circumstances.items():
        template = texts.circumstances.get(key)
        if value is None or value in ("", [], (), {}) or (value is False and template is None):
            continue
        if key == "weeks_since" and isinstance(value, int | float):
            found.append((key, _ago(float(value), texts)))
            continue
        words = _value(value, texts)
        if template is not None:
            label = template.format(value=words)
        elif value is True:
            label = _spoken(key)
        else:
            label = f"{_spoken(key)}: {words}"
        found.append((key, label[:1].upper() + label[1:]))
    return found


def _ago(weeks: float, texts: Texts) -> str:
    if weeks < 2:
        count, unit = round(weeks * 7), texts.days
    elif weeks < 104:
        count, unit = round(weeks), texts.weeks
    else:
        count, unit = round(weeks / 52), texts.years
    return unit[0 if count == 1 else 1].format(count=count)


def _value(value: object, texts: Texts) -> str:
    if isinstance(value, bool):
        return texts.values[str(value).lower()]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Mapping):
        return (
            str(value["label"]) if "label" in value else ", ".join(f"{k} {_value(v, texts)}" for k, v in value.items())
        )
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_value(one, texts) for one in value)
    words = str(value)
    return texts.values.get(words, _spoken(words))


def _spoken(identifier: str) -> str:
    return identifier.split("/")[-1].replace("_", " ").replace("-", " ") if " " not in identifier else identifier


def _ending(one: Turn, texts: Texts, *, last: bool) -> str:
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
        f'<ul class="asks" aria-labelledby="next-{one.number}">{"".join(map(_ask_button, asked))}</ul></div>'
        if asked
        else ""
    )
    return _actions(one, texts, last=last) + suggestions


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


def notice(turns: Sequence[Turn], texts: Texts, region: Region) -> str:
    """Return the notice that stays in view: the last turn's in full, and an earlier, graver one in short."""
    earlier = max(turns[:-1], key=_level, default=None)
    last = turns[-1] if turns else None
    shown = ""
    if earlier is not None and _level(earlier) >= Urgency.URGENT.level and _level(earlier) > _level(last):
        shown += _notice(earlier, texts, region, full=False)
    if last is not None and _level(last) >= Urgency.URGENT.level:
        shown += _notice(last, texts, region, full=True)
    return f'<div class="notices">{shown}</div>' if shown else ""


def _level(one: Turn | None) -> int:
    return one.answer.urgency.level if one is not None and one.answer is not None else 0


def _notice(one: Turn, texts: Texts, region: Region, *, full: bool) -> str:
    answer = one.answer
    if answer is None:
        return ""
    findings = [finding for finding in answer.findings if finding.urgency.level >= Urgency.URGENT.level]
    emergency = answer.urgency is Urgency.EMERGENCY
    messages = [finding.message for finding in findings] or _spoken_help(answer)
    numbers = calls_in(" ".join(messages), region)
    if emergency:
        numbers = [region.emergency, *(call for call in numbers if call != region.emergency)]
    buttons = [
        f'<a class="call" href="tel:{escape(call.dialled)}">{icon("help")}<span>{plain(call.label)}</span></a>'
        for call in numbers
    ]
    said = "".join(f'<p class="message">{with_calls(message, region)}</p>' for message in dict.fromkeys(messages))
    why = "".join(
        f'<p class="matched">{plain(texts.you_wrote.format(words=words))}</p>'
        for words in dict.fromkeys(finding.matched for finding in findings if finding.matched)
    ) + "".join(_finding_source(finding, texts) for finding in findings[:1])
    kind = "emergency" if emergency else "urgent"
    if full:
        heading = texts.emergency_heading if emergency else texts.urgent_heading
        return (
            f'<div class="notice {kind}" role="alert" data-turn="{one.number}">'
            f"<h2>{icon('warn')}{plain(heading)}</h2>"
            f'<div class="calls">{"".join(buttons)}</div>{said}<div class="why">{why}</div></div>'
        )
    words = texts.emergency_earlier if emergency else texts.urgent_earlier
    return (
        f'<div class="notice {kind} short" role="note" data-turn="{one.number}"><p class="earlier">{icon("warn")}'
        f"<strong>{plain(words)}</strong></p>{''.join(buttons[:1])}"
        f"<details><summary>{plain(texts.what_to_do)}</summary>"
        f'{said}<div class="calls">{"".join(buttons[1:])}</div></details></div>'
    )


def _spoken_help(answer: Answer) -> list[str]:
    return [sentence.text for part in answer.parts if part.kind in ("help", "lead") for sentence in part.sentences]


def _finding_source(finding: SafetyFinding, texts: Texts) -> str:
    if finding.source is None:
        return ""
    return f'<p class="finding-source">{plain(texts.finding_source)}: {link(finding.source, texts)}</p>'


def footing(texts: Texts, clinic: str) -> str:
    """Return what only the printed page shows."""
    return f'<div class="printed-only"><p>{plain(texts.printed_note)}</p><p>{plain(clinic)} <span class="printed-on"></span></p></div>'
