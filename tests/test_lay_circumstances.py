"""Operations, injuries and conditions told in the words of people who never read a word list."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.circumstances import CircumstanceReader
from assistant.circumstances.words import PersonalWords
from assistant.errors import DocumentError

KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"


@pytest.fixture(scope="module")
def reader() -> CircumstanceReader:
    return CircumstanceReader(KNOWLEDGE)


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ("smashed the top of my shin bone, plates and screws, 5 weeks, hopping with crutches", "leg-fracture-early"),
        ("smashed the top of my shin bone, plates and screws, 5 weeks, hopping with crutches", "non-weight-bearing"),
        ("two plates in my collarbone three weeks", "arm-fracture-early"),
        ("pinned hip two weeks ago, she is allowed only to touch the toe on floor", "touch-weight-bearing"),
        ("they sewed the root of my meniscus 4 weeks ago", "meniscus-repair-early"),
        ("L4/5 fused 4 weeks back", "spinal-surgery-early"),
        ("two crushed bones in me spine from osteo", "spinal-fracture"),
        ("dexa came back minus 3.2, no breaks yet", "osteoporosis"),
        ("section 3 wks ago, mainly want planks back", "abdominal-surgery-early"),
        ("5 wks post birth, tore bad, third degree, stitched in theatre", "perineal-repair"),
        ("baby 10 weeks and belly does a shark fin down the middle when i sit up", "tummy-muscle-gap"),
        ("30 weeks with no 2 home ab video", "pregnancy-later"),
        ("placenta is over the exit (praevia), 26 wk", "pregnancy-complicated"),
        ("RA 25 yrs, hospital said top two neck bones slide", "unstable-neck"),
        ("leg off below knee two weeks ago", "leg-amputation"),
        ("dad had the reversed kind of shoulder replaced 5 weeks ago", "reverse-shoulder-early"),
        ("big toe joint got done 2 weeks back", "foot-surgery-early"),
        ("skin graft on the back of knee after burn, day 5", "skin-graft-early"),
        ("got an icd, they set it to fire at 165", "heart-shock-device"),
        ("pd 8 years, i freeze in doorways", "parkinsons"),
        ("well controlled asthma, 30", "asthma"),
        ("elbow screwed back together 2 wks", "arm-fracture-early"),
        ("quad tendon sewn back on 5 weeks ago", "tendon-repair-early"),
        ("broke 4 ribs last week falling off a ladder", "recent-fracture"),
        ("had my retina stuck back on last thursday", "eye-surgery-early"),
        ("cervical laminoplasty 2 wk", "neck-surgery-early"),
        ("6 weeks post partum, prolapsed a bit says the midwife", "prolapse"),
        ("carotid artery cleaned out 9 days ago", "unlisted-condition"),
    ],
)
def test_what_is_told_is_heard(reader: CircumstanceReader, told: str, holds: str) -> None:
    assert holds in reader.active(reader.read([told]))


@pytest.mark.parametrize(
    ("told", "not_held"),
    [
        ("thin bones, no fractures", "recent-fracture"),
        ("I broke my diet and my knee aches", "recent-fracture"),
        ("no 2 knee brace or the other one", "pregnancy"),
        ("my knees crack when I squat", "recent-fracture"),
        ("elbow screwed back together 2 wks", "spinal-surgery-early"),
        ("the drain was cleaned out last week", "unlisted-condition"),
        ("my placement at work is over", "pregnancy"),
        ("a section of the leaflet was about two weeks of rest", "abdominal-surgery-early"),
        ("I have had a kidney infection", "abdominal-surgery-early"),
        ("my jumper shrank, the left sleeve went in the wash", "stroke"),
    ],
)
def test_what_is_not_told_is_not_heard(reader: CircumstanceReader, told: str, not_held: str) -> None:
    assert not_held not in reader.active(reader.read([told]))


@pytest.mark.parametrize(
    ("turns", "weeks"),
    [
        (["groin hernia fixed with mesh a fortnight ago feeling mint. deadlift 100k monday?"], 2.0),
        (["prostate out by robot 4 wks", "long bike ride saturday 40k?"], 4.0),
        (["knee replacement 3 weeks ago", "sorry, it was 5 weeks ago"], 5.0),
    ],
)
def test_a_day_on_which_something_is_planned_is_no_date_of_the_operation(
    reader: CircumstanceReader, turns: list[str], weeks: float
) -> None:
    assert reader.read(turns)["weeks_since"] == weeks


def test_a_child_who_is_lifted_is_not_the_patient(reader: CircumstanceReader) -> None:
    said = reader.read(["section 3 wks ago, toddler is 14 kilo and wants uppies all day"])
    assert "asking_for" not in said
    assert "age" not in said
    assert reader.active(said) >= {"abdominal-surgery-early", "postnatal"}
    assert reader.read(["my son is 14 and fell off his bike"])["asking_for"] == "son"


def test_nothing_wrong_is_kept_only_of_somebody_who_told_of_nothing(reader: CircumstanceReader) -> None:
    assert reader.read(["im 70 fit, no illness"])["healthy"] is True
    assert "healthy" not in reader.read(["hip replacement 3 weeks ago, no other problems"])


def test_a_narrower_operation_is_reported_under_its_wider_name(reader: CircumstanceReader) -> None:
    said = reader.read(["I had a bunion operation 3 weeks ago"])
    assert (said["procedure"], said["operated"]) == ("other-surgery", "foot-surgery")
    assert "other-recent-surgery" not in reader.active(said)
    assert "operated" not in reader.read(
        ["I had a bunion operation 3 years ago", "I had a hernia operation 2 weeks ago"]
    )


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Leave vacuuming for about three months after a knee replacement.", True),
        ("After a hip or knee replacement, ask about the bath.", True),
        ("Short walks are encouraged.", False),
        ("After a caesarean, lift nothing heavier than the baby.", False),
    ],
)
def test_a_sentence_on_another_operation_is_told_apart(reader: CircumstanceReader, sentence: str, other: bool) -> None:
    said = reader.read(["c section 2 weeks ago"])
    assert reader.of_other_operation(sentence, said) is other
    assert not reader.of_other_operation(sentence, {})


def test_a_shared_pattern_that_does_not_exist_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "safety"
    folder.mkdir()
    written = (KNOWLEDGE / "safety" / "circumstance-words.toml").read_text(encoding="utf-8")
    (folder / "circumstance-words.toml").write_text(written.replace("@broke@", "@brake@", 1), encoding="utf-8")
    with pytest.raises(DocumentError, match="brake"):
        PersonalWords(tmp_path)


@pytest.mark.parametrize(
    ("told", "age"),
    [
        ("im 14 and my knee hurts", 14),
        ("my 8 year old has flat feet", 8),
        ("Kai is 9, he broke his elbow", 9),
        ("daughter 12 gymnast has a sore knee", 12),
        ("is ten enough", None),
        ("we play at 5 a side on fridays", None),
        ("explain it like im five", None),
        ("my limit is 10, is that ok", None),
        ("im 71 and stiff", 71),
    ],
)
def test_a_low_number_is_an_age_by_a_word_for_one(reader: CircumstanceReader, told: str, age: int | None) -> None:
    assert reader.read([told]).get("age") == age


@pytest.mark.parametrize(
    ("told", "weeks"),
    [
        ("meniscus trimmed two years back, no pain now", 104.0),
        ("baby is 9 months, had a section, signed off", 39.0),
        ("knee arthroscopy, the pain started two years back", None),
    ],
)
def test_a_denied_complaint_and_a_birth_date_the_operation(
    reader: CircumstanceReader, told: str, weeks: float | None
) -> None:
    assert reader.read([told]).get("weeks_since") == weeks
