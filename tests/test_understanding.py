"""Follow-ups and pleasantries in lay words."""

from __future__ import annotations

from assistant.understanding import carries_on, pleasantry, points_back


def test_what_leans_on_the_turn_before() -> None:
    assert points_back("is that ok with my bad back?")
    assert carries_on("and how many?")
    assert carries_on("why?")
    assert not carries_on("bridges after a hip replacement")
    assert not points_back("how many clams after my new hip")


def test_pleasantries() -> None:
    assert pleasantry("Thanks!") == "thanks"
    assert pleasantry("ok thank you so much") == "thanks"
    assert pleasantry("Hello there") == "greeting"
    assert pleasantry("thanks, and how many clams?") is None
