"""What is shown of what a model wrote: quotations stand in for what did not follow, no step is missing, nothing dangles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answering import Quote, Written
from assistant.model_text import finished
from assistant.writing import SupportedSentences, blocks, leans

QUOTES = {number: Quote("exercises/bridge", 0, number) for number in range(1, 6)}


def supporting(text: str, numbers: Sequence[int]) -> tuple[Quote, ...]:
    return () if "lie" in text.lower() else tuple(QUOTES[number] for number in numbers)


def standing_in(numbers: Sequence[int]) -> Written | None:
    return Written(f"No, quotation {numbers[0]}.", (QUOTES[numbers[0]],)) if numbers else None


def shown(said: str, whole: bool = True) -> list[str]:
    found = SupportedSentences(supporting, standing_in)
    found.take(said)
    return [one.text for _, one in found.shown(whole)]


def test_a_quotation_stands_in_for_what_did_not_follow_from_it() -> None:
    said = "1. Bend the knees [1].\n2. Lie for an hour [2].\n3. Lift [3]."
    assert shown(said) == ["Bend the knees.", "Quotation 2.", "Lift."]
    assert shown(said, whole=False) == ["Bend the knees.", "Lift."]


def test_a_quotation_does_not_say_again_what_a_sentence_says() -> None:
    assert shown("A lie [1]. Walk a little [1]. Rest [2].") == ["Walk a little.", "Rest."]


def test_a_step_that_is_missing_is_known() -> None:
    found = SupportedSentences(supporting, standing_in)
    found.take("1. Bend [1].\n2. A lie.\n3. Lift [3].")
    assert found.lacks_a_step
    assert (found.supported, found.dropped) == (2, 1)


def test_nothing_leans_on_a_sentence_that_is_gone() -> None:
    assert shown("Walk [1]. A lie. However, rest at noon [2].") == ["Walk.", "Rest at noon."]
    assert shown("Walk [1]. A lie. They help the blood flow [2].") == ["Walk.", "Quotation 2."]
    assert shown("Walk [1]. They help the blood flow [2].") == ["Walk.", "They help the blood flow."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is why.", True),
        ("It helps.", True),
        ("It is normal to ache.", False),
        ("It's not safe.", False),
        ("Walk.", False),
    ],
)
def test_what_leans_on_the_sentence_before(text: str, expected: bool) -> None:
    assert leans(text) is expected


def test_steps_and_sentences_are_told_apart() -> None:
    one, two = (Written(text, (QUOTES[1],)) for text in ("Bend.", "Rest."))
    assert [(kind, len(found)) for kind, found in blocks([(True, one), (True, two), (False, two)])] == [
        ("steps", 2),
        ("lead", 1),
    ]


def blocks_of(said: str) -> list[tuple[str, list[str]]]:
    found = SupportedSentences(supporting, standing_in)
    for length in range(0, len(said), 7):
        found.take(said[: finished(said[:length])])
    found.take(said)
    return [(kind, [one.text for one in written]) for kind, written in blocks(found.shown(whole=True))]


def test_paragraphs_and_lists_stay_apart() -> None:
    said = (
        "Yes, walk [1]. Rest at noon [2].\n\nA stick helps [3].\n\n1. Bend [1].\n\n2. Lift [2].\n\n"
        "- Ask us about stairs [4].\n- Bring shoes [5].\nWear them [3].\n"
    )
    assert blocks_of(said) == [
        ("lead", ["Yes, walk.", "Rest at noon."]),
        ("lead", ["A stick helps."]),
        ("steps", ["Bend.", "Lift."]),
        ("lead", ["Ask us about stairs."]),
        ("lead", ["Bring shoes."]),
        ("lead", ["Wear them."]),
    ]


def test_a_paragraph_without_a_supported_sentence_leaves_no_gap() -> None:
    assert blocks_of("Walk [1].\n\nA lie.\n\nRest [2].") == [("lead", ["Walk."]), ("lead", ["Rest."])]


def test_a_quotation_stands_in_the_paragraph_of_what_it_replaces() -> None:
    assert blocks_of("Walk [1]. A lie [2].\n\nRest [3].") == [
        ("lead", ["Walk.", "Quotation 2."]),
        ("lead", ["Rest."]),
    ]
