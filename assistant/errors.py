"""The error tree. Every message names the thing that is wrong and says what to do next."""

from __future__ import annotations

from pathlib import Path


class RehabError(Exception):
    """Root of every error that this project raises on purpose; its text is fit to be shown to a person."""


class ConfigurationError(RehabError):
    """A setting is missing, unknown or has a value that cannot be used."""

    def __init__(self, key: str, value: object, advice: str) -> None:
        super().__init__(f"setting {key} = {value!r}: {advice}")
        self.key = key


class DocumentError(RehabError):
    """A document cannot be read or breaks the format; carries the path and, where known, the line (1-based)."""

    def __init__(self, path: Path | str, line: int | None, problem: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {problem}")
        self.path = str(path)
        self.line = line
        self.problem = problem


class ModelError(RehabError):
    """The embedding model is missing, damaged or not the one that was asked for."""


class StoreError(RehabError):
    """The vector store cannot be reached, read or written."""


class IndexMissingError(StoreError):
    """No index has been built at the configured place."""

    def __init__(self, place: str) -> None:
        super().__init__(f"no index at {place}: run `rehab index` to build one")


class IndexingElsewhereError(StoreError):
    """Another process is indexing into the same place."""

    def __init__(self, place: str) -> None:
        super().__init__(f"another process is indexing into {place}: wait until it has finished")


class CitationError(RehabError):
    """A sentence does not stand at the place that its citation names."""


class InputError(RehabError):
    """What a person or a file gave cannot be used as a question."""
