"""The notice of danger that stays in view."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.models import Answer, SafetyFinding, Urgency
from ui.rendering.markup import foreign, icon, link, plain
from ui.rendering.telephones import call_words, calls_in, with_calls, with_emergency
from ui.telephones import Region
from ui.texts import LIBRARY, Texts
from ui.visits import Turn


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
    messages = {finding.message: language_of(finding) for finding in findings} or dict.fromkeys(
        _spoken_help(answer), LIBRARY
    )
    numbers = calls_in(" ".join(messages), region)
    if emergency:
        numbers = [region.emergency, *(call for call in numbers if call != region.emergency)]
    buttons = [
        f'<a class="call" href="tel:{escape(call.dialled)}">{icon("help")}<span>{plain(call_words(call, texts))}</span></a>'
        for call in numbers
    ]
    said = "".join(
        f'<p class="message"{foreign(texts, language)}>{with_calls(message, region)}</p>'
        for message, language in messages.items()
    )
    if texts.language not in messages.values():
        do = texts.emergency_do if emergency else texts.urgent_do
        said = f'<p class="message">{with_emergency(do, region)}</p>{said}'
    why = "".join(
        f'<p class="matched">{plain(texts.you_wrote.format(words=words))}</p>'
        for words in dict.fromkeys(finding.matched for finding in findings if finding.matched)
    ) + "".join(finding_source(finding, texts) for finding in findings[:1])
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


def language_of(finding: SafetyFinding) -> str:
    """Return the language of a finding's message: rules for another language than the library's carry it in their id."""
    name = finding.rule.rpartition(".")[2]
    return name if "." in finding.rule and len(name) == 2 else LIBRARY


def finding_source(finding: SafetyFinding, texts: Texts) -> str:
    if finding.source is None:
        return ""
    return f'<p class="finding-source">{plain(texts.finding_source)}: {link(finding.source, texts)}</p>'
