"""Whether a question may be suggested to a person: it leads to nothing that they must not do now."""

from __future__ import annotations

from assistant.corpus import Corpus
from assistant.intents import Intent, intent_of
from assistant.precautions import Precautions
from assistant.stored import asked_of
from assistant.vocabulary import names_in

_TELLS = frozenset({Intent.ALTERNATIVE, Intent.WHEN, Intent.WHY, Intent.BELIEF})
"""Intents of questions whose answers tell no one to do a movement that they name."""


def offers(text: str, corpus: Corpus, rules: Precautions, active: frozenset[str]) -> bool:
    """Tell whether `text`, a question to suggest next, leads to nothing that somebody with `active` must not do now."""
    named = [corpus.documents[one] for one in names_in(corpus.vocabulary.mentions(text.lower()))]
    owners = [corpus.documents[one] for one in asked_of(corpus, text)]
    if any(not rules.allowed(one, active) or rules.team_first(one, active) for one in (*named, *owners)):
        return False
    if intent_of(text) in _TELLS and not _asks_whether(text):
        return True
    return not any(one.verdict == "not_now" for one in rules.assess_movement(text, active))


def _asks_whether(text: str) -> bool:
    return text.lower().startswith(("can i", "may i", "could i", "when can", "how soon"))
