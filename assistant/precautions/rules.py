"""The general rules of knowledge/safety/precautions.toml, read and checked, and which of them hold for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from assistant.config import ROOT
from assistant.errors import DocumentError
from assistant.models import Document, Record
from assistant.registers import read_toml

SHIPPED = ROOT / "knowledge"
"""The library that ships with the assistant."""


class Rule(Record):
    """A general precaution of knowledge/safety/precautions.toml."""

    id: str
    """Its id, shown as ``rule`` in an answer."""
    when: tuple[str, ...]
    """Circumstances, one of which must hold."""
    verdict: Literal["caution", "not_now"]
    """``not_now``: leave it out; ``caution``: only as the message says."""
    message: str
    """The reason and where to ask."""
    sources: tuple[str, ...]
    """Ids of the sources that say it; ``HOUSE`` where no source need say it."""
    movements: tuple[str, ...] = ()
    """Movement ids, each of which is enough."""
    weight_bearing: tuple[str, ...] = ()
    """What an exercise asks the leg to carry, each of which is enough."""
    tiers: tuple[str, ...] = ()
    """Safety tiers, each of which is enough."""
    positions: tuple[str, ...] = ()
    """Positions: enough when the exercise has no other kind of position."""
    everything: bool = False
    """Whether it speaks against any exercise and movement."""
    except_: tuple[str, ...] = ()
    """Ids of exercises that it leaves alone."""
    alternatives: tuple[str, ...] = ()
    """Exercises that the rule itself does not forbid."""
    leads: bool = False
    """Whether its sentence comes before the answer, not after it."""
    team_first: bool = False
    """Whether what it speaks of is listed only in a sentence that says itself who must agree to it first."""

    def speaks_of(self, document: Document) -> bool:
        """Tell whether the rule concerns what `document`, an exercise, asks of the body."""
        if document.id in self.except_:
            return False
        return (
            self.everything
            or bool(set(self.movements) & set(document.movements))
            or document.weight_bearing in self.weight_bearing
            or document.tier in self.tiers
            or (bool(document.position) and set(document.position) <= set(self.positions))
        )


def read_rules(knowledge: Path) -> tuple[Rule, ...]:
    """Return the general rules of the library at `knowledge`; raises `DocumentError` naming the entry."""
    path = knowledge / "safety" / "precautions.toml"
    return tuple(_rule(path, key, entry) for key, entry in read_toml(path)["rules"].items())


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """Return the general rules that ship with the library."""
    return read_rules(SHIPPED)


def applying(rules: Sequence[Rule], held: set[str]) -> Iterable[tuple[Rule, str]]:
    """Yield the rules that hold for somebody with `held`, each with the circumstance that makes it hold."""
    for rule in rules:
        if held.isdisjoint(rule.when):
            continue
        circumstance = next((one for one in rule.when if one in held), None)
        if circumstance is not None:
            yield rule, circumstance


def _rule(path: Path, key: str, entry: dict[str, Any]) -> Rule:
    values = {("except_" if name == "except" else name): value for name, value in entry.items()}
    try:
        return Rule.model_validate({"id": key, **values})
    except ValidationError as error:
        first = error.errors()[0]
        raise DocumentError(path, None, f"[rules.{key}] {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
