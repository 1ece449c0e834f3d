"""What is not answered: declined or out of scope, each with its own short message and where to go instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DocumentError
from assistant.models import Status
from assistant.registers import read_toml


@dataclass(frozen=True)
class ScopeRule:
    """One thing that the assistant does not answer."""

    id: str
    status: Status
    message: str
    any: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]

    def matches(self, text: str) -> bool:
        """Tell whether the rule applies to `text` (repaired, lower case, no apostrophes)."""
        return any(pattern.search(text) for pattern in self.any) and not any(
            pattern.search(text) for pattern in self.unless
        )


class Scope:
    """The rules of knowledge/safety/scope.toml, in their order."""

    def __init__(self, knowledge: Path) -> None:
        """`knowledge`: the library's folder. Raises `DocumentError`."""
        path = knowledge / "safety" / "scope.toml"
        self.rules: list[ScopeRule] = []
        for identity, values in read_toml(path).items():
            try:
                self.rules.append(
                    ScopeRule(
                        identity,
                        Status(values["status"]),
                        values["message"],
                        tuple(re.compile(pattern) for pattern in values["any"]),
                        tuple(re.compile(pattern) for pattern in values["unless"]),
                    )
                )
            except (KeyError, ValueError, re.error) as error:
                raise DocumentError(path, None, f"[{identity}]: {error}") from error

    def rule_for(self, text: str) -> ScopeRule | None:
        """Return the first rule that applies to `text` (repaired, lower case), or None."""
        plain = re.sub(r"['’]", "", text.lower())
        return next((rule for rule in self.rules if rule.matches(plain)), None)
