"""Telephone numbers that people are told to call, by region, as the library's safety file has them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.errors import ConfigurationError, DocumentError

FILE = Path("safety") / "emergency-numbers.toml"
"""Below the library's folder."""


@dataclass(frozen=True)
class Call:
    """A telephone number that people are told to call."""

    shown: str
    """As people know it, such as ``116 123``."""
    name: str = ""
    """Who answers, such as ``Samaritans``; empty where the number says it all."""
    international: str = ""
    """As it is dialled where that differs, such as ``+18002221222``."""

    @property
    def dialled(self) -> str:
        """What follows ``tel:``."""
        return self.international or "".join(sign for sign in self.shown if sign.isdigit())


@dataclass(frozen=True)
class Region:
    """The telephone numbers of a region."""

    emergency: Call
    """Ambulance, always offered in an emergency."""
    others: tuple[Call, ...] = ()
    """Numbers that become links where a message names them."""

    @property
    def calls(self) -> tuple[Call, ...]:
        """All numbers, the emergency number first."""
        return (self.emergency, *self.others)


@cache
def read_region(knowledge: Path, name: str) -> Region:
    """Return the numbers of the region called `name`; raises `ConfigurationError` or `DocumentError`.

    `knowledge`: folder of the library.
    """
    path = knowledge / FILE
    try:
        numbers = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(path, None, f"the emergency numbers cannot be read ({error})") from error
    if name not in numbers:
        raise ConfigurationError("region", name, f"no emergency numbers; known: {', '.join(sorted(numbers))}")
    table = numbers[name]
    lines = [Call(one["number"], one.get("name", ""), one.get("dial", "")) for one in table.get("lines", ())]
    return Region(Call(table["emergency"], table.get("emergency_name", "")), tuple(lines))
