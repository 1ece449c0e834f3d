"""What kit is missing, and what can be done without it."""

from __future__ import annotations

import pytest

from assistant.kit import BOUGHT, can_do_without, kit_named, missing_kit


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("i have no band", {"band"}),
        ("ive not got a chair or a step", {"chair"}),
        ("no bands or weights", {"band", "weights"}),
        ("without any weights", {"weights"}),
        ("i dont have any equipment", set(BOUGHT)),
        ("ive not got any equipment at home", set(BOUGHT)),
        ("do i not need any equipment", set()),
        ("with a band please", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_missing_kit(text: str, missing: set[str]) -> None:
    assert missing_kit(text) == missing


def test_what_can_be_done_without() -> None:
    assert can_do_without(("bed", "sliding-surface"), {"sliding-surface"})
    assert not can_do_without(("band", "chair"), {"band"})
    assert not can_do_without(("chair",), {"chair"})
    assert can_do_without((), {"band"})


def test_kit_named() -> None:
    assert kit_named("is a rolled up towel ok") == {"towel"}
