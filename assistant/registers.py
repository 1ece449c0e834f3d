"""The controlled lists of the library: sources, circumstances, movements."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from assistant.errors import DocumentError
from assistant.models import Record, Source


class Circumstance(Record):
    """Something that may be true of a person and changes which exercises are right for them."""

    id: str
    """Id used in documents and rules."""
    label: str
    """How it is said to a person."""
    kind: Literal["surgery", "injury", "condition", "limit", "state"]
    """What sort of thing it is."""
    implies: tuple[str, ...] = ()
    """Circumstances that are true whenever this one is."""


class Movement(Record):
    """Something that an exercise asks of the body."""

    id: str
    """Id used in documents and rules."""
    label: str
    """How it is said to a person."""
    words: tuple[str, ...] = ()
    """How people ask about it: regular expressions over plain text."""


T = TypeVar("T", bound=Record)


def read_toml(path: Path) -> dict[str, Any]:
    """Return the TOML file at `path`; raises `DocumentError` with path and line when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DocumentError(path, None, "there is no such file") from error
    except UnicodeDecodeError as error:
        raise DocumentError(path, None, f"not UTF-8 text ({error.reason})") from error
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", None)
        raise DocumentError(path, line, f"not valid TOML ({error})") from error


def _table(path: Path, record: type[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, values in read_toml(path).items():
        try:
            found[key] = record.model_validate({"id": key, **values})
        except (ValidationError, TypeError) as error:
            first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
            field = ".".join(str(part) for part in first["loc"])
            raise DocumentError(path, None, f"[{key}] {field}: {first['msg']}") from error
    return found


def read_sources(knowledge: Path) -> dict[str, Source]:
    """Return the sources of the library by id."""
    return _table(knowledge / "sources.toml", Source)


def read_circumstances(knowledge: Path) -> dict[str, Circumstance]:
    """Return the controlled list of circumstances by id."""
    return _table(knowledge / "safety" / "circumstances.toml", Circumstance)


def read_movements(knowledge: Path) -> dict[str, Movement]:
    """Return the controlled list of movements by id."""
    return _table(knowledge / "safety" / "movements.toml", Movement)
