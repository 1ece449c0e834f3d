"""Normalising: hidden characters and mark-up go, slang and typos are read, and the person's own words stay findable."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.normalising import clean, plain_letters, plain_tokens, tokenise
from assistant.spelling import Speller
from assistant.word_lists import common_words, short_forms

SPELLER = Speller({"chest", "swollen", "calf", "breathing", "knee", "pain", "sciatica", "numb", "shoulder"})


def words(text: str, speller: Speller | None = SPELLER) -> list[str]:
    return [token.word for token in tokenise(text, speller).tokens if not token.mark]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("I can't feel it", ["i", "can", "not", "feel", "it"]),
        ("i cant feel it", ["i", "can", "not", "feel", "it"]),
        ("isnt swollen", ["is", "not", "swollen"]),
        ("I’ve won’t", ["i", "have", "will", "not"]),
        ("mum's knee", ["mum", "is", "knee"]),
        ("6wks post op", ["6", "weeks", "post", "operation"]),
        ("calf n knee", ["calf", "and", "knee"]),
        ("TKR", ["knee", "replacement"]),
        ("been to A&E", ["been", "to", "hospital"]),
    ],
)
def test_short_forms_and_slang(typed: str, read: list[str]) -> None:
    assert words(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("swolen", "swollen"),
        ("swolllen", "swollen"),
        ("swelling", "swelling"),
        ("brething", "breathing"),
        ("chset", "chest"),
        ("siatica", "sciatica"),
        ("sholder", "shoulder"),
        ("clamshell", "clamshell"),
        ("chess", "chess"),
        ("golf", "golf"),
        ("hi", "hi"),
    ],
)
def test_spelling_repair_reaches_the_lexicon_and_leaves_everyday_words(typed: str, read: str) -> None:
    assert words(typed) == [read]


@pytest.mark.parametrize(
    "typed",
    [
        "chest pain",
        "c\u200bhest pa\u200bin",
        "ｃｈｅｓｔ ｐａｉｎ",
        "𝐜𝐡𝐞𝐬𝐭 𝐩𝐚𝐢𝐧",
        "chеst pаin",  # Cyrillic letters
        "<b>chest</b> pain",
        "chest <!-- never mind --> pain",
        "chest&nbsp;pain",
        "c h e s t  p a i n",
        "ch3st pa1n",
        "ch-est pa.in",
        "CHEST PAIN",
    ],
)
def test_disguises_are_seen_through(typed: str) -> None:
    assert words(typed) == ["chest", "pain"]


def test_closed_comments_and_scripts_go_but_an_open_one_stays_readable() -> None:
    assert words("<script>alert('x')</script>knee") == ["knee"]
    assert "pain" in words("<!-- pain")
    assert words("pulse < 60 and > 50") == ["pulse", "60", "and", "50"]


def test_tokens_point_to_the_words_as_typed() -> None:
    text = tokenise("My <b>CALF</b> is swol\u200blen", SPELLER)
    first = next(token for token in text.tokens if token.word == "calf")
    last = text.tokens[-1]
    assert text.original[first.start : first.end] == "CALF"
    assert last.word == "swollen"
    assert text.words_between(first.start, last.end) == "CALF is swollen"


def test_other_languages_lose_accents_only() -> None:
    assert [token.word for token in plain_tokens("J'ai mal à la poitrine").tokens] == [
        "j",
        "ai",
        "mal",
        "a",
        "la",
        "poitrine",
    ]
    assert plain_letters("Łydka gorączka heiß") == "lydka goraczka heiss"


def test_lists_are_well_formed() -> None:
    assert len(common_words()) > 10_000
    assert all(word.isalpha() and word.islower() for word in common_words())
    assert all(form and replacement for form, replacement in short_forms().items())


@given(st.text(max_size=300))
def test_any_text_is_read_and_offsets_stay_inside(typed: str) -> None:
    flat, places = clean(typed)
    assert len(flat) == len(places)
    for token in tokenise(typed, SPELLER).tokens:
        assert 0 <= token.start < token.end <= len(typed)


def test_long_input_is_read_at_both_ends_in_little_time() -> None:
    started = time.process_time()
    found = words("chest " + "x" * 200_000 + " pain")
    assert found[0] == "chest"
    assert found[-1] == "pain"
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text", ["plain words", "a\x00b\x1fc\x7f\n\t", "a & b", "5 &lt; 6", "a <b>bold</b> word", "<!-- x -->"]
)
def test_plain_ascii_is_cleaned_as_any_text_is(text: str) -> None:
    # A letter beyond ASCII leads through the slower way, character by character.
    slow, places = clean("ä" + text)
    flat, own = clean(text)
    assert (flat, own) == (slow[1:], [place - 1 for place in places[1:]])
