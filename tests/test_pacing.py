"""A growing answer is shown at once, not too often, and never late."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from ui.pacing import paced


def test_the_latest_is_shown_though_nothing_follows() -> None:
    go_on = threading.Event()

    def events() -> Iterator[str]:
        yield "first"
        yield "second"
        yield "third"
        assert go_on.wait(10)
        yield "last"

    shown = paced(events(), 0.05)
    got = next(shown)
    while "third" not in got:  # fails by waiting for ever when it is held back until "last"
        got += next(shown)
    assert got == ["first", "second", "third"]
    go_on.set()
    assert list(shown) == [["last"]]


def test_what_comes_close_together_is_shown_together() -> None:
    lists = list(paced(iter(range(1000)), 5.0))
    assert [one for some in lists for one in some] == list(range(1000))
    assert len(lists) <= 2


def test_what_had_come_is_shown_before_the_error() -> None:
    def events() -> Iterator[int]:
        yield 1
        yield 2
        raise RuntimeError("gone")

    shown = paced(events(), 5.0)
    got = next(shown)
    if got == [1]:
        got += next(shown)
    assert got == [1, 2]
    with pytest.raises(RuntimeError, match="gone"):
        next(shown)


def test_nothing_is_read_on_once_nobody_looks() -> None:
    read: list[int] = []
    go_on = threading.Event()

    def events() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number
            assert go_on.wait(10)

    shown = paced(events(), 0.0)
    assert next(shown) == [0]
    shown.close()  # type: ignore[attr-defined]
    go_on.set()
    time.sleep(0.2)
    assert len(read) == 2
