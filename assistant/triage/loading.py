"""A triage made of the files below knowledge/safety/, once for each region."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.errors import RehabError
from assistant.triage.engine import Triage
from assistant.triage.figures import NAMES
from assistant.triage.foreign import read_foreign
from assistant.triage.rules import Concepts, read_concepts, read_cues, read_numbers, read_rules, read_sources

if TYPE_CHECKING:
    from assistant.triage.examples import Embedder


@lru_cache(maxsize=16)
def _load(knowledge: Path, region: str, repair: bool, manner: bool) -> Triage:
    folder = knowledge / "safety"
    sources = read_sources(knowledge)
    numbers = read_numbers(folder, region)
    rules = read_rules(folder, numbers, sources)
    concepts = read_concepts(folder)
    foreign = read_foreign(folder / "red-flags-languages.toml", numbers, sources)
    named = {name for rule in rules for c in rule.conditions for term in c.terms for names in term for name in names}
    named |= {name for rule in rules for c in rule.conditions for name in c.absent}
    _check(named, concepts)
    return Triage(rules, concepts, read_cues(folder), foreign, repair=repair, manner=manner)


def _check(named: set[str], concepts: Concepts) -> None:
    unknown = sorted(named - concepts.matcher.names - NAMES)
    if unknown:
        raise RehabError(f"red-flag rules name concepts that no pattern gives: {', '.join(unknown)}")


def load_triage(
    settings: Settings, embedder: Embedder | None = None, *, repair: bool = True, manner: bool = True
) -> Triage:
    """Return the triage for the region in `settings`.

    With an `embedder` whose vectors the examples were learned from, messages are compared with those too; without, the
    rules stand alone. `repair` and `manner` switch off spelling repair and the reading of denials, questions and the
    past, so that an evaluation can measure what each adds.
    """
    triage = _load(settings.knowledge, settings.region, repair, manner)
    if embedder is None:
        return triage
    from assistant.triage.examples import FILE, Examples

    examples = Examples(settings.knowledge / "safety" / FILE, embedder)
    return triage.with_examples(examples) if examples.fingerprint == embedder.fingerprint else triage
