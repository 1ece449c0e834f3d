"""Every word of the page, by language. Answers stay in the library's own language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ui.texts.english import ENGLISH
from ui.texts.french import FRENCH
from ui.texts.german import GERMAN
from ui.texts.polish import POLISH
from ui.texts.record import Texts
from ui.texts.spanish import SPANISH

__all__ = ["ENGLISH", "LANGUAGES", "LIBRARY", "Texts", "base_of", "chosen", "script_texts", "texts_for", "with_names"]

LIBRARY = "en"
"""The language that answers are in."""
LANGUAGES = {texts.language: texts for texts in (ENGLISH, SPANISH, FRENCH, GERMAN, POLISH)}
"""The interface by language tag."""


def base_of(tag: str) -> str:
    """Return ``de`` of ``de-CH``."""
    return tag.strip().lower().split("-")[0]


def chosen(asked: str, fixed: str, accepted: str) -> str:
    """Return the language of a page: what its address asks for, else what is fixed for it, else what the browser accepts.

    `asked` and `fixed` are language tags or empty; `accepted` is an ``Accept-Language`` header. A language that there is not
    counts as none.
    """
    weighed = []
    for place, entry in enumerate(accepted.split(",")):
        tag, _, weight = entry.partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag))
        except ValueError:
            continue
    wanted = (asked, fixed, *(tag for weight, _, tag in sorted(weighed) if weight < 0))
    return next((base_of(tag) for tag in wanted if base_of(tag) in LANGUAGES), ENGLISH.language)


def texts_for(language: str) -> Texts:
    """Return the strings of `language` (``de``, ``de-CH``), or English where there are none."""
    return LANGUAGES.get(base_of(language), ENGLISH)


def with_names(texts: Texts, names: Mapping[str, str]) -> Texts:
    """Return `texts` with the library's names of circumstances ("a hip replacement" becomes "hip replacement")."""
    short = {key: re.sub(r"^an? ", "", name) for key, name in names.items()}
    return replace(texts, values={**texts.values, **short})


SCRIPT_TEXTS = (
    "copied",
    "copy_failed",
    "rated",
    "feedback_sent",
    "feedback_failed",
    "forget",
    "forget_confirm",
    "forgotten",
    "removed",
    "ask_again",
    "ask_without",
    "panel_heading",
    "panel_close",
    "panel_loading",
    "panel_missing",
    "panel_failed",
    "panel_quote",
    "quoted_from",
    "page_number",
    "rests_on",
    "no_reference",
    "new_tab",
    "not_reviewed",
    "reviewed",
    "review_expired",
    "lost",
    "lost_incomplete",
    "lost_unsent",
    "offline",
    "back",
    "restarted",
    "start_again",
    "try_again",
    "sources",
    "answer_ready",
    "printed",
    "searching",
    "language",
)
"""The strings that the page's script needs."""


def script_texts(texts: Texts) -> dict[str, str]:
    """Return the strings that the page's script needs."""
    return {name: str(getattr(texts, name)) for name in SCRIPT_TEXTS}
