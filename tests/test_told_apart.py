"""What a question asks beside the names in it decides which passage answers; measured over the real library."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from assistant.answering import Quote
from assistant.conversation import Assistant
from assistant.models import Answer, Status
from assistant.plans.complaint import complains
from assistant.plans.narrowing import for_this_age
from assistant.plans.workbench import Workbench
from assistant.scope import is_readable

pytestmark = pytest.mark.model


def _lead(answer: Answer) -> str:
    return next(part.sentences[0].text for part in answer.parts if part.kind == "lead")


def _documents(answer: Answer) -> set[str]:
    return {citation.document_id for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        ("how can I sleep with hip bursitis", "guidance/sleep-positions", "lie on"),
        ("is a treadmill walk ok with plantar fasciitis", "conditions/plantar-heel-pain", "walk"),
        ("doing my cat cow, what should I feel", "exercises/cat-cow", "stretch"),
        ("standing on one foot, is a wall or chair better to hold", "exercises/single-leg-stand", "worktop"),
        ("how long do I ice my knee", "guidance/ice-and-heat", "10 to 20 minutes"),
        ("when can i run again after ACL recon", "conditions/acl-reconstruction", "run"),
        (
            "my brother in law says exercise wears out arthritic joints faster",
            "conditions/knee-osteoarthritis",
            "worse",
        ),
    ],
)
def test_what_is_asked_beside_the_names_is_answered(
    assistant: Assistant, question: str, document: str, said: str
) -> None:
    answer = assistant.conversation().ask(question)
    assert document in _documents(answer)
    assert said in _lead(answer)


def test_a_named_exercise_is_shown_whatever_else_is_told(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("How do I do the bridge lying in bed, mattress is very soft")
    assert "A bed or a mat on the floor will both do" in _lead(answer)
    assert _documents(answer) == {"exercises/bridge"}


@pytest.mark.parametrize("question", ["teach me the butterfly stroke", "how do I do a bridge after a bypass"])
def test_but_not_where_what_is_told_is_another_thing(assistant: Assistant, question: str) -> None:
    assert assistant.conversation().ask(question).status in (Status.NO_EVIDENCE, Status.OUT_OF_SCOPE)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("what does SLR mean", "“SLR” usually means “straight leg raise”."),
        ("TKE with band whats that stand for", "“TKE” usually means “terminal knee extension”."),
        ("QS x10, what does it mean", "“QS” usually means “static quads”."),
    ],
)
def test_an_abbreviation_that_is_asked_about_is_spelled_out(assistant: Assistant, question: str, meant: str) -> None:
    assert meant in assistant.conversation().ask(question).text


def test_an_abbreviation_that_is_only_used_is_not(assistant: Assistant) -> None:
    assert "usually means" not in assistant.conversation().ask("how many SLR a day").text


def test_a_row_of_abbreviations_is_a_question(assistant: Assistant) -> None:
    assert not is_readable("ROM ex's + TKE")
    assert is_readable("ROM ex's + TKE", {"rom", "exs", "tke"})
    assert not is_readable("rom qwrtz plkjh zxcvb gfdsq", {"rom"})
    assert assistant.conversation().ask("ROM ex's + TKE").status is Status.ANSWERED


def test_a_norm_by_age_is_that_of_the_age_told(assistant: Assistant) -> None:
    text = assistant.conversation().ask("how many sit to stands should a 75 year old do in half a minute").text
    assert "75 to 79" in text
    assert "65 to 69" not in text
    assert "65 to 69" in assistant.conversation().ask("How many chair stands should I be able to do?").text


@pytest.mark.parametrize(("asked", "kept"), [("i am 82 how many", [1]), ("how many", [0, 1]), ("i am 30", [0, 1])])
def test_the_age_picks_the_sentence(asked: str, kept: list[int]) -> None:
    texts = ["At 75 to 79, fewer than 11.", "At 80 to 84, fewer than 10."]
    quotes = [Quote("guidance/sit-to-stand-test", 0, index) for index in range(len(texts))]
    bench = SimpleNamespace(
        evidence=SimpleNamespace(reading=SimpleNamespace(text=asked)), text=lambda quote: texts[quote.statement]
    )
    assert [quote.statement for quote in for_this_age(cast(Workbench, bench), quotes)] == kept


def test_a_knee_is_not_answered_with_a_hip(assistant: Assistant) -> None:
    assert "replaced hip clunks" not in assistant.conversation().ask("my new knee makes a clunk on the bike").text
    assert "replaced hip clunks" in assistant.conversation().ask("my new hip clicks").text


def test_a_choice_within_one_turn_is_no_follow_up(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("knee brace or exercise for arthritis which first")
    assert _documents(answer) == {"conditions/knee-osteoarthritis"}


def test_another_operations_dose_is_not_given(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("my dad had a hip replacement last week, how often should he exercise")
    assert "conditions/hip-fracture" not in _documents(answer)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("butterfly stretch hurts my knees", "exercises/butterfly-stretch"),
        ("single leg bridge cramp hamstring", "exercises/single-leg-bridge"),
        ("my knee aches after squats", "exercises/squat"),
    ],
)
def test_a_complaint_about_an_exercise_is_told_when_to_stop_and_what_is_easier(
    assistant: Assistant, question: str, document: str
) -> None:
    answer = assistant.conversation().ask(question)
    assert document in _documents(answer)
    assert _lead(answer).startswith("Stop")
    assert any(part.kind == "options" for part in answer.parts)


@pytest.mark.parametrize(
    ("text", "told"),
    [("clams hurt my hip", True), ("my leg won't lift", True), ("press ups for back pain", False), ("a bridge", False)],
)
def test_what_a_complaint_is(text: str, told: bool) -> None:
    assert complains(text) is told


def test_how_many_is_not_answered_with_how_fast(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("eccentric heel drop how many")
    assert "3 sets of 15" in _lead(answer)


def test_who_should_not_do_it_is_no_comparison(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("heel drop bent knee or straight")
    assert "straight knee" in _lead(answer)


def test_weeks_are_after_the_operation(assistant: Assistant) -> None:
    assert "before ACL surgery" not in _lead(assistant.conversation().ask("acl week 2 exercises"))


def test_two_conditions_are_set_side_by_side(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("runners knee or itb how do i tell")
    assert {"conditions/patellofemoral-pain", "conditions/iliotibial-band-syndrome"} <= _documents(answer)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("trochanteric bursitis walking", "conditions/gluteal-tendinopathy"),
        ("side lying with pillow hip pain", "guidance/sleep-positions"),
    ],
)
def test_what_one_does_with_a_condition_is_more_than_the_condition(
    assistant: Assistant, question: str, document: str
) -> None:
    answer = assistant.conversation().ask(question)
    assert document in _documents(answer)
    assert not any(part.kind == "options" for part in answer.parts)


def test_the_back_of_going_back_is_no_part_of_the_body(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("can I work at my desk job 4 weeks after knee replacement")
    assert _documents(answer) == {"conditions/knee-replacement"}
    assert "work" in _lead(answer)


def test_what_is_asked_weighs_more_than_what_is_told_before(assistant: Assistant) -> None:
    answer = assistant.conversation().ask(
        "had my rotator cuf stitched 2 weeks ago and im in a sling. can i start with the rubber band turning my arm out"
    )
    assert "exercises/band-shoulder-external-rotation" in {one.exercise for one in answer.precautions} | _documents(
        answer
    )
