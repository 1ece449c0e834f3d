"""The verifier: what it lets through, what it stops and why, and its errors on the labelled pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import ROOT, Settings
from assistant.conversation import Assistant
from assistant.query_model import make_exact_embedder
from assistant.verification import Verifier
from assistant.verification.order import causes_exchanged, reordered, resequenced
from assistant.verification.polarity import contradiction, denied
from assistant.verification.quantities import disagreement, exchanged, quantities
from evals.cases import SuiteError
from evals.pairs.measuring import errors, read_pairs, verdicts
from evals.pairs.mutating import RIGHT, WRONG, measured


@pytest.fixture(scope="module")
def verifier(real_settings: Settings) -> Verifier:
    return Verifier(ROOT / "knowledge", make_exact_embedder(real_settings))


@pytest.mark.parametrize(
    ("sentence", "quote", "wrong"),
    [
        ("Do it twice a day.", "Do it 2 times daily.", ""),
        ("Do it three times a week.", "Do it 3 times a day.", "each week"),
        ("Hold for 2 to 3 seconds.", "Hold for 2 to 3 minutes.", "2 second"),
        ("Do up to 10 a day.", "Do at least 10 a day.", "most 10"),
        ("One clinic gives 5.", "A clinic gives 5.", ""),
        ("From week 6.", "From about 6 weeks.", ""),
        ("From week 6.", "From about 6 months.", "6 week"),
        ("It takes 12 weeks.", "It takes twelve weeks.", ""),
        ("Pain of 4 out of 10.", "Pain of 4 out of 5.", "10 whole"),
    ],
)
def test_numbers_count_with_what_they_count(sentence: str, quote: str, wrong: str) -> None:
    assert disagreement(sentence, quote) == wrong


def test_quantities_have_value_unit_and_bound() -> None:
    found = quantities("Do at least 3 sets of ten, then rest 30 seconds.")
    assert [(one.value, one.unit, one.bound) for one in found] == [
        (3.0, "set", "least"),
        (10.0, "", ""),
        (30.0, "second", ""),
    ]


def test_numbers_of_two_groups_may_not_be_exchanged() -> None:
    quote = "51 of 66 felt better with exercise, and 38 of 65 with an injection."
    assert exchanged("51 of 66 felt better with an injection, and 38 of 65 with exercise.", quote)
    assert not exchanged("With exercise 51 of 66 felt better, and with an injection 38 of 65.", quote)


@pytest.mark.parametrize(
    ("sentence", "quote", "against"),
    [
        ("Drive while you take them.", "Do not drive while you take them.", True),
        ("Avoid driving while you take them.", "Do not drive while you take them.", False),
        ("Leave Copenhagens out with a new hip.", "With a new hip, do no Copenhagens.", False),
        ("Have it checked before the curls.", "Do no curls until it has been checked.", False),
        ("Do the curls before it is checked.", "Do no curls until it has been checked.", True),
        ("Lie on the side that hurts.", "Lie on the side that does not hurt.", True),
    ],
)
def test_denials(sentence: str, quote: str, against: bool) -> None:
    assert bool(contradiction(sentence, quote)) is against


def test_what_is_denied_ends_with_the_clause() -> None:
    no, yes = denied("Do not squat, but walk every day.")
    assert set(no) == {"squat"}
    assert "walk" in yes


def test_the_two_sides_of_before_may_not_be_exchanged() -> None:
    assert reordered("Wall slides come before a check of the knee.", "Have the knee checked before wall slides.")
    assert not reordered("Get the knee checked before wall slides.", "Have the knee checked before wall slides.")


def test_steps_keep_their_order() -> None:
    quote = "The crutch goes first, then the bad leg, then the good leg."
    assert resequenced("The crutch goes first, then the good leg, then the bad leg.", quote)
    assert not resequenced("First the crutch goes, then the bad leg, and then the good leg.", quote)


def test_a_reason_is_no_consequence() -> None:
    quote = "Use a towel with the leg straight, because crossing the legs can bring pain on."
    assert causes_exchanged("Cross the legs, because a towel with the leg straight can bring pain on.", quote)
    assert not causes_exchanged("Crossing the legs can bring pain on, so use a towel with the leg straight.", quote)


@pytest.mark.model
def test_two_quotations_may_support_a_sentence_together(verifier: Verifier) -> None:
    quotes = ["Keep both feet flat, with the weight on your heels.", "Push through your feet to stand up."]
    good = "Keep both feet flat with your weight on your heels, then push through your feet to stand up."
    assert verifier.supporting(good, quotes, ["squat", "squat"]) == (0, 1)
    assert verifier.supporting("Push through your feet to stand up.", quotes, ["squat", "squat"]) == (1,)
    assert verifier.supporting(good.replace("heels", "toes"), quotes, ["squat", "squat"]) == ()


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "quote", "reason"),
    [
        ("Do 10 clamshells, three times a day.", "Do 10 clamshells, three times a day.", ""),
        ("Do 20 clamshells, three times a day.", "Do 10 clamshells, three times a day.", "number"),
        (
            "After a knee replacement, do no curls.",
            "After a hip replacement, do no curls.",
            "subject|not in the source",
        ),
        ("Squats are always safe.", "Squats may help the thigh.", "stronger"),
        ("Bend the right knee slowly.", "Bend the left knee slowly.", "opposite"),
        ("Walk as far as you can.", "Stop and call 999 for chest pain.", "not in|denial|help|words|left out"),
        ("", "Do 10.", "nothing"),
    ],
)
def test_the_reason_is_named(verifier: Verifier, sentence: str, quote: str, reason: str) -> None:
    support = verifier.judge(sentence, quote)
    assert support.supported is (not reason)
    assert not reason or any(part in support.reason for part in reason.split("|")), support.reason


@pytest.mark.model
def test_the_labelled_pairs_of_the_frozen_split(verifier: Verifier) -> None:
    found = {row.label: row for row in errors(verdicts(verifier, read_pairs("frozen")))}
    accepted = sum(row.wrong for label, row in found.items() if label != "supported")
    assert accepted <= 1
    assert found["supported"].wrong <= 6


@pytest.mark.model
def test_sentences_of_the_library_changed_by_rule(verifier: Verifier, assistant: Assistant) -> None:
    _, corpus = assistant.retriever.corpus()
    found = measured(verifier, corpus, 150)
    for kinds, most in ((WRONG, 0.02), (RIGHT, 0.02)):
        wrong = [row[-1] for row in found if row[0] in kinds]
        assert len(wrong) > 80
        assert sum(wrong) <= most * len(wrong), [row for row in found if row[-1] and row[0] in kinds]


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "quote", "reason"),
    [
        (
            "Hold the stick on the same side as the bad leg.",
            "Hold the stick on the other side from the bad leg.",
            "opposite",
        ),
        (
            "For a bad right hip, hold the stick in your right hand.",
            "For a bad right hip, hold the stick in your left hand.",
            "something else|opposite|another word",
        ),
        (
            "In a squat the knees stay still, while in a hinge the knees bend a lot.",
            "In a hinge the knees stay still, while in a squat the knees bend a lot.",
            "something else",
        ),
        (
            "After a broken hip, drive when you can stop without pain.",
            "After a broken hip, drive only when your surgeon agrees and you can stop without pain.",
            "left out",
        ),
        ("Call 999 unless the chest pain goes on.", "Call 999 if the chest pain goes on.", "exception"),
        ("Do no curls until your physio agrees.", "Do no curls until your surgeon agrees.", "not in the source"),
        ("After a cast it will last a year.", "After a cast it can last up to a year.", "will"),
        ("Ride less if you are sorer the next week.", "Ride less if you are sorer the next morning.", "another time"),
        ("Swinging uses muscle in place of speed.", "Swinging uses speed in place of muscle.", "other way|denial"),
        (
            "Turning the head while sitting is easier if lying on a pillow hurts.",
            "Turning the head while lying on a pillow is easier if sitting hurts.",
            "something else",
        ),
        ("Take your tablets only when it hurts.", "Take your tablets regularly.", "only"),
        ("In the trial the injection beat exercise.", "In the trial exercise beat the injection.", "other way"),
        ("Lift about 10 centimetres.", "Lift about 10 cm.", ""),
        ("You're to lie on the side that isn't sore.", "Lie on the side that does not hurt.", ""),
        ("Pain for 12 months is normal.", "Pain for a year is normal.", ""),
        ("Hold it for half a minute, three times daily.", "Hold it for 30 seconds, 3 times a day.", ""),
        ("It happened to 1% of people in one trial.", "It happened to 1 in 100 people in one trial.", ""),
    ],
)
def test_what_is_said_of_what(verifier: Verifier, sentence: str, quote: str, reason: str) -> None:
    support = verifier.judge(sentence, quote)
    assert support.supported is (not reason), support.reason
    assert not reason or any(part in support.reason for part in reason.split("|")), support.reason


def test_a_pair_that_is_not_valid_is_named(tmp_path: Path) -> None:
    (tmp_path / "verification.dev.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(SuiteError, match=r"verification\.dev\.jsonl"):
        read_pairs("dev", tmp_path)
