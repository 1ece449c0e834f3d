"""Intents and follow-ups in lay words."""

from __future__ import annotations

import pytest

from assistant.understanding import Intent, carries_on, intent_of, pleasantry, points_back


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how do i do a bridge", Intent.HOW_TO),
        ("how many clams after my new hip?", Intent.DOSE),
        ("how long do i hold a stretch for", Intent.DOSE),
        ("which exercises help knee arthritis", Intent.OPTIONS),
        ("is it safe to squat after hip fracture", Intent.SAFE),
        ("when can i drive after hip replacement", Intent.WHEN),
        ("my hip clicks when i do leg raises, normal?", Intent.NORMAL),
        ("why do i have to squeeze my bum cheeks", Intent.WHY),
        ("wall sit or squat, which is better", Intent.COMPARE),
        ("instead of clams what can i do", Intent.ALTERNATIVE),
        ("do i need a resistance band", Intent.EQUIPMENT),
        ("how do i make sit to stand harder", Intent.PROGRESS),
        ("15 minute routine for knee arthritis no kit", Intent.PROGRAMME),
        ("what is a heel slide", Intent.DEFINITION),
        ("is it true that the hip has three movements", Intent.BELIEF),
        ("had my knee replaced two weeks ago", Intent.GENERAL),
    ],
)
def test_intents(text: str, intent: Intent) -> None:
    assert intent_of(text) is intent


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
