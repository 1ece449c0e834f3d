"""Forgetting one thing of what a person has said: a whole entry by its key, or one of several by ``key:value``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def names_of(said: Mapping[str, Any]) -> set[str]:
    """Return every name by which something of `said` can be removed."""
    return set(said) | {
        name_of(key, one) for key, values in said.items() if isinstance(values, list | tuple) for one in values
    }


def name_of(key: str, value: object) -> str:
    """Return the name of one of the several values of `key`."""
    return f"{key}:{value}"


def without(known: Mapping[str, Any], removed: Collection[str]) -> dict[str, Any]:
    """Return `known` without what is named in `removed`."""
    left = {}
    for key, value in known.items():
        if key in removed:
            continue
        if isinstance(value, list | tuple):
            value = [one for one in value if name_of(key, one) not in removed]
            if not value:
                continue
        left[key] = value
    return left
