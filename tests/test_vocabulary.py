"""Names, abbreviations, lay words and typos."""

from __future__ import annotations

import pytest

from assistant.config import ROOT
from assistant.loading import load_library
from assistant.vocabulary import Vocabulary, names_in


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(load_library(ROOT / "knowledge").documents, ROOT / "knowledge")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("strenghten my thigh", "strengthen my thigh"),
        ("oestoarthritis", "osteoarthritis"),
        ("exersises after sugery", "exercises after surgery"),
        ("zimmer frame", "zimmer frame"),
        ("skiing and tennis", "skiing and tennis"),
        ("asdfgh", "asdfgh"),
        ("3x10 reps", "3x10 reps"),
    ],
)
def test_spelling_is_repaired_only_where_nobody_knows_the_word(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    assert vocabulary.repair(typed) == meant


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("how many clams a day", "exercises/clamshell"),
        ("bridges for my bum", "exercises/bridge"),
        ("after a TKR", "conditions/knee-replacement"),
        ("doing my heel slides", "exercises/heel-slide"),
        ("i have gtps", "conditions/gluteal-tendinopathy"),
        ("is clean and jerk ok", "exercises/clean-and-jerk"),
    ],
)
def test_names_are_found_whatever_their_form(vocabulary: Vocabulary, text: str, identity: str) -> None:
    assert identity in names_in(vocabulary.mentions(text))


def test_a_part_of_a_name_is_not_the_name(vocabulary: Vocabulary) -> None:
    assert "conditions/iliotibial-band-syndrome" not in names_in(vocabulary.mentions("with a stretchy band"))


def test_an_ambiguous_name_names_all_that_carry_it(vocabulary: Vocabulary) -> None:
    mention = next(mention for mention in vocabulary.mentions("do toe raises help") if "rais" in mention.name)
    assert mention.ambiguous
    assert {"exercises/heel-raise", "exercises/standing-toe-raise"} <= set(mention.documents)
    assert names_in([mention]) == []


def test_lay_words_and_abbreviations_are_explained(vocabulary: Vocabulary) -> None:
    meanings = vocabulary.meanings("my new hip and acl")
    assert meanings["new hip"] == "hip replacement"
    assert meanings["acl"] == "anterior cruciate ligament"
