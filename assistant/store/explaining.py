"""What goes wrong inside Chroma, in words: where it happened and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import StoreError


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn whatever Chroma raises into a `StoreError` that names `place`."""
    try:
        yield
    except StoreError:
        raise
    except BaseException as error:
        # A panic inside Chroma's native code is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if place.startswith(("http://", "https://")):
            raise StoreError(f"the Chroma server at {place} cannot be used now: {error}. It is tried again") from error
        raise StoreError(f"the store at {place} failed: {error}. If this stays, run `rehab index`") from error
