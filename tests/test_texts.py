"""The page's languages: every string in each, with the same placeholders, and whose language is whose."""

from __future__ import annotations

import re
import string
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings
from assistant.models import SafetyFinding, Urgency
from tests.browser import fake
from ui import rendering
from ui.feedback.store import REASONS
from ui.telephones import FILE, read_region
from ui.texts import ENGLISH, LANGUAGES, chosen, texts_for
from ui.texts.record import Texts
from ui.visits import Turn

KNOWLEDGE = Settings().knowledge
FOREIGN = [texts for texts in LANGUAGES.values() if texts is not ENGLISH]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def flat(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(key): text for key, text in value.items()}
    return {str(place): text for place, text in enumerate(value)}


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
def test_every_string_is_there_with_the_same_placeholders(texts: Texts) -> None:
    for field in fields(Texts):
        ours, theirs = getattr(texts, field.name), getattr(ENGLISH, field.name)
        if isinstance(theirs, str):
            assert bool(ours) == bool(theirs) or field.name == "answers_in", field.name
            assert placeholders(ours) == placeholders(theirs), field.name
            assert (
                ours != theirs or field.name in {"finding_source", "mark", "sources", "panel_heading"} or len(ours) < 12
            )
        elif field.name in ("days", "weeks", "years"):
            assert len(ours) == (3 if texts.language == "pl" else 2)
            assert all(placeholders(one) == {"count"} for one in ours)
        else:
            mine, original = flat(ours), flat(theirs)
            assert mine.keys() >= original.keys(), field.name
            assert all(placeholders(mine[key]) == placeholders(original[key]) for key in original), field.name
    assert tuple(texts.reasons) == REASONS


def test_no_language_repeats_a_telephone_number() -> None:
    numbers = set(re.findall(r'"\+?([\d][\d -]{2,})"', (KNOWLEDGE / FILE).read_text(encoding="utf-8")))
    assert {"999", "911", "112", "000", "116 123"} <= numbers
    folder = Path(rendering.__file__).parents[1] / "texts"
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert [number for number in numbers if re.search(rf"\b{re.escape(number)}\b", text)] == [], path.name


def test_every_number_of_a_line_is_named_by_the_region() -> None:
    text = (KNOWLEDGE / FILE).read_text(encoding="utf-8")
    for name in ("UK", "US", "EU", "AU"):
        region = read_region(KNOWLEDGE, name)
        assert len(region.calls) > 1
        for call in region.calls:
            assert text.count(call.shown) >= 2 or call is region.emergency
            assert call.dialled.lstrip("+").isdigit()


@pytest.mark.parametrize(
    ("asked", "fixed", "accepted", "language"),
    [
        ("de", "fr", "pl", "de"),
        ("", "fr-CH", "pl", "fr"),
        ("xx", "", "pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("", "", "nl,de;q=0.5,es;q=0.7", "es"),
        ("", "", "de;q=0, fr;q=0.1", "fr"),
        ("", "", "de;q=abc", "en"),
        ("", "", "", "en"),
        ("<script>", "", "*", "en"),
    ],
)
def test_the_address_decides_then_the_clinic_then_the_browser(
    asked: str, fixed: str, accepted: str, language: str
) -> None:
    assert chosen(asked, fixed, accepted) == language


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
def test_what_the_library_says_is_marked_as_english(texts: Texts) -> None:
    region = read_region(KNOWLEDGE, "UK")
    answer = fake.clamshell({"procedure": "hip-replacement"})
    turn = Turn(number=1, question="How?", state="done", answer=answer, circumstances=answer.circumstances)
    html = rendering.turn(turn, texts, region, last=True)
    for words in (fake.STEPS[0], fake.DOSE, fake.ASK, fake.DISCLAIMER):
        assert re.search(rf'lang="en">{re.escape(rendering.plain(words))}', html)
    assert texts.parts["steps"] in html
    assert texts.answers_in in rendering.welcome(texts, ["Why?"])
    assert 'lang="en"' not in rendering.turn(turn, ENGLISH, region, last=True)


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
def test_an_emergency_says_in_the_visitors_language_whom_to_call(texts: Texts) -> None:
    region = read_region(KNOWLEDGE, "EU")
    answer = fake.emergency()
    card = rendering.notice([Turn(number=1, question="x", state="done", answer=answer)], texts, region)
    plain = re.sub(r"<[^>]+>", "", card)
    assert texts.emergency_heading in card
    assert texts.emergency_do.format(call="112") in plain
    assert card.index(texts.emergency_heading) < card.index('lang="en"')
    assert texts.call.format(number="112") in plain


def test_a_message_in_the_visitors_own_language_is_marked_so_and_not_doubled() -> None:
    finding = SafetyFinding(
        rule="chest-pain.es", urgency=Urgency.EMERGENCY, message="Llame ahora al 112.", matched="me duele el pecho"
    )
    answer = fake.emergency().model_copy(update={"findings": (finding,)})
    turn = Turn(number=1, question="x", state="done", answer=answer)
    region = read_region(KNOWLEDGE, "EU")
    assert rendering.notice([turn], texts_for("es"), region).count("Llame ahora al") == 1
    assert 'lang="es">Llame ahora al' in rendering.notice([turn], ENGLISH, region)


def test_polish_counts() -> None:
    named = texts_for("pl")
    for weeks, words in (
        (2, "2 tygodnie temu"),
        (5, "5 tygodni temu"),
        (12, "12 tygodni temu"),
        (22, "22 tygodnie temu"),
    ):
        assert rendering.chips({"weeks_since": weeks}, named) == [("weeks_since", words)]
