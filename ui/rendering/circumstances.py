"""What was understood about the person, as chips that can be removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.circumstances import name_of
from ui.rendering.markup import icon, plain
from ui.texts import Texts
from ui.visits import Turn


def about(one: Turn, texts: Texts, *, last: bool) -> str:
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
    """Return (name, words) for each circumstance that is worth a chip; each of several conditions has its own."""
    found: list[tuple[str, str]] = []
    for key, value in circumstances.items():
        if isinstance(value, list | tuple) and len(value) > 1:
            for one in value:
                found.extend((name_of(key, one), label) for _, label in chips({key: one}, texts))
            continue
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
    return unit[_form(count, len(unit))].format(count=count)


def _form(count: int, forms: int) -> int:
    """Return which form of a noun goes with `count`: one, (in Polish) two to four, more."""
    if count == 1:
        return 0
    few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
    return 1 if few or forms == 2 else 2


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
