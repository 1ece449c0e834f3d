"""The blocks of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.models import Answer, Citation, Part, PartKind, Precaution, SafetyFinding, Sentence, Status, Urgency
from ui.rendering.markup import foreign, icon, plain, quoted
from ui.rendering.notice import finding_source, language_of
from ui.rendering.sources import mark_of, sources
from ui.rendering.telephones import with_calls
from ui.telephones import Region
from ui.texts import Texts
from ui.visits import Turn


def body(one: Turn, texts: Texts, region: Region) -> str:
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
        f"<p{foreign(texts, language_of(finding))}>{with_calls(finding.message, region)}</p>{finding_source(finding, texts)}</section>"
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
        + f'<p class="disclaimer">{quoted(answer.disclaimer, texts)}</p>'
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
            words = quoted(one.stage, texts)
            rows.append(
                f'<tr role="row" class="stage"><th role="rowheader" scope="rowgroup" colspan="2">{words}</th></tr>'
            )
        stage = one.stage
        rows.append(
            f'<tr role="row"><th role="rowheader" scope="row">{quoted(one.label, texts)}</th><td role="cell">{line}</td></tr>'
        )
    head = "".join(
        f'<th role="columnheader" scope="col">{plain(words)}</th>' for words in (texts.exercise, texts.how_much)
    )
    return (
        f'<table role="table" class="programme"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def _sentence(
    one: Sentence, cited: Mapping[int, Citation], number: int, texts: Texts, region: Region | None, *, linked: bool
) -> str:
    words = with_calls(one.text, region) if region else plain(one.text)
    if mark := foreign(texts):
        words = f"<span{mark}>{words}</span>"
    marks = "".join(mark_of(mark, cited, number, texts, linked=linked) for mark in one.citations)
    return f'{words}<span class="marks">{marks}</span>' if marks else words


def precautions(answer: Answer, cited: Mapping[int, Citation], number: int, texts: Texts) -> str:
    """Return what does not suit this person now, leaving out what a sentence of the answer already says."""
    said = {" ".join(sentence.text.split()) for part in answer.parts for sentence in part.sentences}
    shown = [one for one in answer.precautions if " ".join(one.message.split()) not in said]
    return "".join(
        _precautions([one for one in shown if one.verdict == verdict], cited, number, texts)
        for verdict in ("not_now", "caution")
    )


def _precautions(alike: Sequence[Precaution], cited: Mapping[int, Citation], number: int, texts: Texts) -> str:
    """Return one block for all precautions with the same verdict: a wall of cards would hide the answer."""
    if not alike:
        return ""
    not_now = alike[0].verdict == "not_now"
    lines = []
    for one in alike:
        marks = "".join(mark_of(mark, cited, number, texts, linked=True) for mark in one.citations)
        lines.append(f'{quoted(one.message, texts)}<span class="marks">{marks}</span>')
    body = f"<p>{lines[0]}</p>" if len(lines) == 1 else "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    heading = plain(texts.not_now if not_now else texts.caution)
    return (
        f'<section class="part caution{" not_now" if not_now else ""}">'
        f"<h3>{icon('stop' if not_now else 'warn')}{heading}</h3>{body}</section>"
    )
