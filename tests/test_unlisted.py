"""Illnesses and operations that the library has no rules for: heard in the person's words, and said to be so."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.circumstances import CircumstanceReader
from assistant.conversation import Assistant

KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"


@pytest.fixture(scope="module")
def reader() -> CircumstanceReader:
    return CircumstanceReader(KNOWLEDGE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I've got a brain tumour, can I do heel raises", "brain tumour"),
        ("my consultant says I've got syringomyelia", "syringomyelia"),
        ("diagnosed with porphyria last year, which exercises can I do", "porphyria"),
        ("I had an op on my tongue 2 weeks ago", "op on your tongue"),
        ("on chemo at the moment, how do I do a bridge", "chemo"),
    ],
)
def test_it_is_kept_in_the_person_s_words(reader: CircumstanceReader, text: str, name: str) -> None:
    said = reader.read([text])
    assert said["others"] == [name]
    assert "unlisted-condition" in reader.active(said)


@pytest.mark.parametrize(
    "text",
    [
        "I had a hip replacement 3 weeks ago",
        "my physio says I've got patellofemoral pain, how do I do a squat",
        "diagnosed with knee arthritis last year",
        "do I have cancer",
        "my mum died of cancer, how do I do a bridge",
        "I don't have cancer",
        "how do I do a clamshell",
        "I've got sciatica and the doctor says it is a slipped disc",
    ],
)
def test_what_the_library_knows_or_nobody_has_is_left_alone(reader: CircumstanceReader, text: str) -> None:
    assert "unlisted-condition" not in reader.active(reader.read([text]))


@pytest.mark.model
def test_gentle_is_taught_with_a_word_first_and_heavy_waits(assistant: Assistant) -> None:
    for told in ("I have syringomyelia.", "I have a brain tumour."):
        conversation = assistant.conversation()
        conversation.ask(told)
        gentle = conversation.ask("how do I do a bridge")
        assert gentle.parts[0].kind == "caution"
        assert "holds no precautions for" in gentle.text
        assert any(part.kind == "steps" for part in gentle.parts)
        heavy = conversation.ask("how do I do a deadlift")
        assert not any(part.kind == "steps" for part in heavy.parts)
        assert [one.verdict for one in heavy.precautions if one.rule == "not-held-hard"] == ["not_now"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("I've got a stoma, can I do sit ups", "stoma-care"),
        ("glaucoma. headstand class for core", "eye-pressure"),
        ("mastectomy and nodes out 1 wk ago. can I raise my arm over my head", "breast-surgery-reach"),
        ("I've got an aortic aneurysm, can I do deadlifts", "aneurysm"),
        ("I've had a dvt, can I massage the calf", "clot-massage"),
        ("new knee 2 weeks ago, can I sleep with a pillow under my knee", "new-knee-pillow"),
    ],
)
def test_what_has_a_rule_gets_it(assistant: Assistant, text: str, rule: str) -> None:
    answer = assistant.conversation().ask(text)
    assert rule in {one.rule for one in answer.precautions}
