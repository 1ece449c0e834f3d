"""What surrounds the conversation: head, first words, foot, and the line that is always in view."""

from __future__ import annotations

from collections.abc import Iterable

from ui.rendering.markup import foreign, icon, plain
from ui.rendering.telephones import with_emergency
from ui.telephones import Region
from ui.texts import LANGUAGES, LIBRARY, Texts


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
    return f'<p class="standing">{with_emergency(texts.standing, region)}</p>'


def welcome(
    texts: Texts, examples: Iterable[str], greeting: str = "", contact: str = "", language: str = LIBRARY
) -> str:
    """Return what an empty conversation shows: the clinic's own first words and how to reach it, where it has some.

    `language`: of `greeting`.
    """
    own = f"<p{foreign(texts, language)}>{plain(greeting)}</p>" if greeting else ""
    lines = (*texts.welcome, *((texts.answers_in,) if texts.answers_in else ()))
    reach = f'<p class="contact">{plain(texts.contact.format(contact=contact))}</p>' if contact else ""
    asks = "".join(ask_button(question, texts) for question in examples)
    return (
        f'<section class="welcome" data-language="{texts.language}" aria-labelledby="welcome-heading"><h2 id="welcome-heading">'
        f"{plain(texts.welcome_heading)}</h2>{own}"
        + "".join(f"<p>{plain(line)}</p>" for line in lines)
        + f'<h3 id="examples-heading">{plain(texts.examples_heading)}</h3>'
        f'<ul class="asks" aria-labelledby="examples-heading">{asks}</ul>{reach}{_languages(texts)}</section>'
    )


def _languages(texts: Texts) -> str:
    items = "".join(
        f'<li><span aria-current="true">{plain(one.name)}</span></li>'
        if one.language == texts.language
        else f'<li><a href="?lang={one.language}" lang="{one.language}" hreflang="{one.language}">{plain(one.name)}</a></li>'
        for one in LANGUAGES.values()
    )
    return f'<nav class="languages" aria-label="{plain(texts.languages)}"><ul>{items}</ul></nav>'


def ask_button(question: str, texts: Texts) -> str:
    words = plain(question)
    return (
        f'<li><button type="button" class="ask-this" data-do="ask" data-text="{words}"{foreign(texts)}>'
        f"<span>{words}</span>{icon('next')}</button></li>"
    )


def footing(texts: Texts, clinic: str) -> str:
    """Return what only the printed page shows."""
    return f'<div class="printed-only"><p>{plain(texts.printed_note)}</p><p>{plain(clinic)} <span class="printed-on"></span></p></div>'
