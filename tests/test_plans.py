"""Plans of answers over the real library: what comes first, what is left out, and in which order."""

from __future__ import annotations

import re

import pytest

from assistant.conversation import Assistant
from assistant.messages import markdown
from assistant.models import Answer, Part, Sentence, Status, Urgency
from assistant.plans.doses import named_conditions
from assistant.plans.programme import STAGES, stage_of
from assistant.plans.wishes import wishes_in
from assistant.plans.workbench import figure


@pytest.mark.parametrize(
    ("text", "minutes", "missing", "avoided", "wanted"),
    [
        ("15 minute routine no kit", 15, {"band", "weights"}, set(), set()),
        ("ten minutes without a band please", 10, {"band"}, set(), set()),
        ("exercises in a chair", 0, {"bike"}, set(), {"sitting"}),
        ("i cant lie down, what can i do", 0, set(), {"lying", "floor"}, set()),
        ("i can't get on the floor", 0, set(), {"floor", "all-fours"}, set()),
        ("something in bed", 0, set(), set(), {"lying"}),
        ("exercises for knee arthritis", 0, set(), set(), set()),
    ],
)
def test_wishes(text: str, minutes: int, missing: set[str], avoided: set[str], wanted: set[str]) -> None:
    wishes = wishes_in(text)
    assert wishes.minutes == minutes
    assert missing <= wishes.missing
    assert avoided <= wishes.avoided
    assert wanted <= wishes.wanted
    assert bool(wishes.wanted) == bool(wanted)


def test_the_time_sets_the_length() -> None:
    assert wishes_in("5 minute routine").most < wishes_in("10 minute routine").most < wishes_in("a routine").most + 1
    assert wishes_in("60 minute routine").most == wishes_in("a routine").most


def test_operations_are_told_apart() -> None:
    assert "hip-fracture" in named_conditions("After hip fracture surgery, 20 an hour.")
    assert "hip-replacement" not in named_conditions("After hip fracture surgery, 20 an hour.")
    assert named_conditions("Do 20 an hour.") == frozenset()
    assert figure("hold for ten seconds")
    assert not figure("hold for a while")


def test_a_programme_is_a_table_in_markdown() -> None:
    rows = (
        Sentence(text="Do 10.", citations=(1,), label="Bridge", stage="Strength"),
        Sentence(text="Do 5.", citations=(2,), label="Squat", stage="Strength"),
    )
    text = markdown([Part(kind="options", sentences=rows)])
    assert text.splitlines() == [
        "| | Exercise | How much |",
        "| --- | --- | --- |",
        "| **Strength** | Bridge | Do 10. [1] |",
        "|  | Squat | Do 5. [2] |",
    ]


def ask(assistant: Assistant, *turns: str) -> Answer:
    conversation = assistant.conversation()
    return [conversation.ask(turn) for turn in turns][-1]


def rows_of(answer: Answer) -> list[Sentence]:
    return [sentence for part in answer.parts for sentence in part.sentences if sentence.label]


def first_cited(answer: Answer) -> str:
    return next(sentence.text for part in answer.parts for sentence in part.sentences if sentence.citations)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "15 minute routine for knee arthritis, no kit",
        "write me a plan for the first week after a knee replacement",
        "exercise plan for an ankle sprain",
        "10 minute plan for hip arthritis",
    ],
)
def test_a_programme_goes_from_warm_up_to_cool_down(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    rows = rows_of(answer)
    assert answer.intent == "programme"
    assert 2 <= len(rows) <= 7
    places = [STAGES.index(row.stage) for row in rows]
    assert places == sorted(places)
    assert len({row.label for row in rows}) == len(rows)
    assert set(answer.offered) <= set(assistant.retriever.corpus()[1].documents)


@pytest.mark.model
def test_a_programme_keeps_to_what_is_there(assistant: Assistant) -> None:
    documents = assistant.retriever.corpus()[1].documents
    without = ask(assistant, "plan for an ankle sprain, i have no band")
    assert without.offered
    assert not any("band" in documents[one].equipment for one in without.offered)
    seated = ask(assistant, "can you design a routine i can do sitting")
    assert seated.offered
    assert all("sitting" in documents[one].position for one in seated.offered)


@pytest.mark.model
def test_early_after_an_operation_nothing_late_is_listed(assistant: Assistant) -> None:
    early = ask(assistant, "I had a knee replacement 1 week ago, give me a plan")
    late = ask(assistant, "I had a knee replacement 9 weeks ago, give me a plan")
    assert "exercises/single-leg-stand" not in early.offered
    assert "exercises/step-up" in late.offered
    assert "exercises/step-up" not in early.offered


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("exercises while I wait for my knee replacement", "What exercises should I do before a knee replacement?"),
        ("what can i do to get fit before my hip op", "What exercises should I do before a hip replacement?"),
        ("my knee is being replaced in march. what exercises", "What exercises should I do before a knee replacement?"),
        (
            "im on the waiting list for a new hip, which exercises",
            "What exercises should I do before a hip replacement?",
        ),
    ],
)
def test_who_waits_for_an_operation_gets_what_prepares_for_it(
    assistant: Assistant, question: str, heading: str
) -> None:
    answer = ask(assistant, question)
    assert answer.citations[0].heading == heading


@pytest.mark.model
def test_exercises_for_after_the_operation_may_be_asked_before_it(assistant: Assistant) -> None:
    answer = ask(assistant, "I am having my knee replaced next month. Which exercises will I do afterwards?")
    assert all("before a knee replacement" not in one.heading for one in answer.citations)


def test_every_exercise_has_a_stage(assistant: Assistant) -> None:
    documents = assistant.retriever.corpus()[1].documents
    stages = {one.id: stage_of(one) for one in documents.values() if one.kind == "exercise"}
    assert stages["exercises/squat"] == "Strength"
    assert stages["exercises/tandem-stand"] == "Balance"
    assert stages["exercises/calf-stretch-straight-knee"] == "Cool down"
    assert stages["exercises/walking-programme"] == "Warm up"


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("how many ankle pumps should i do", r"\d"),
        ("how many clams a day", r"\d"),
        ("how long do i hold a calf stretch", r"second|minute"),
        ("how often should i do balance exercises", r"week|day"),
        ("how many times should i do thigh squeezes after my knee replacement", r"[Kk]nee replacement"),
    ],
)
def test_how_many_begins_with_the_number(assistant: Assistant, question: str, unit: str) -> None:
    first = first_cited(ask(assistant, question))
    assert figure(first)
    assert re.search(unit, first)


@pytest.mark.model
def test_two_things_are_both_spoken_of(assistant: Assistant) -> None:
    answer = ask(assistant, "are clams and fire hydrants the same thing")
    assert {"exercises/clamshell", "exercises/fire-hydrant"} <= {one.document_id for one in answer.citations}
    stored = ask(assistant, "wall sit or squat, which is better")
    assert "wall sit" in stored.text.lower()
    assert "squat" in first_cited(stored).lower()


@pytest.mark.model
def test_what_to_avoid_is_no_list_of_what_to_do(assistant: Assistant) -> None:
    answer = ask(assistant, "outer hip pain which exercises to avoid")
    assert first_cited(answer).startswith("Do not")


@pytest.mark.model
def test_may_i_is_answered_before_how_many(assistant: Assistant) -> None:
    first = first_cited(ask(assistant, "I had a hip replacement 2 weeks ago, can i do clams yet"))
    assert "ask your team" in first


@pytest.mark.model
def test_the_joint_that_was_named_is_answered(assistant: Assistant) -> None:
    answer = ask(assistant, "wich exersise for a wobbly ankel after sprain")
    assert {one.document_id for one in answer.citations} == {"conditions/ankle-sprain"}


@pytest.mark.model
def test_a_list_without_a_condition_is_asked_about(assistant: Assistant) -> None:
    answer = ask(assistant, "build me a session without lying down")
    assert answer.status is Status.NO_EVIDENCE
    assert "Which condition" in answer.text


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "how do i do a bridge",
        "i have osteoporosis, can i do sit ups",
        "exercises for knee arthritis",
        "i had a hip replacement 3 weeks ago, how do i do squats",
        "why do i squeeze my bum cheeks",
        "is it normal that my muscles ache after exercise",
        "plan for an ankle sprain",
    ],
)
def test_every_suggestion_is_answered_and_not_barred(assistant: Assistant, question: str) -> None:
    conversation = assistant.conversation()
    answer = conversation.ask(question)
    assert 2 <= len(answer.suggestions) <= 3
    for suggestion in answer.suggestions:
        fresh = assistant.conversation()
        fresh.ask(question)
        found = fresh.ask(suggestion)
        assert found.status is Status.ANSWERED, suggestion
        assert found.urgency is Urgency.NONE, suggestion
        taught = any(part.kind == "steps" for part in found.parts)
        assert not (taught and any(one.verdict == "not_now" for one in found.precautions)), suggestion


def _first_sentence(answer: Answer) -> str:
    return next(sentence.text for part in answer.parts for sentence in part.sentences if sentence.citations)


@pytest.mark.parametrize(
    ("question", "not_about"),
    [
        ("is swimming good for hip arthritis", "turning"),
        ("can i swim with a rotator cuff tear", "out of shape"),
        ("is pilates good for back pain", "bed"),
    ],
)
def test_may_i_is_not_answered_for_another_thing(assistant: Assistant, question: str, not_about: str) -> None:
    assert not_about not in assistant.conversation().ask(question).text


@pytest.mark.parametrize(
    ("question", "exercise"),
    [
        ("is straight leg raise safe for mcl sprain", "straight leg raise"),
        ("are step ups good for arthritis", "step-up"),
    ],
)
def test_a_condition_lists_the_exercise_that_is_asked_about(assistant: Assistant, question: str, exercise: str) -> None:
    answer = assistant.conversation().ask(question)
    assert "holds this exercise" in answer.text or "holds that exercise" in answer.text
    assert exercise in _first_sentence(answer).lower()


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("hip stretches", {"exercises/butterfly-stretch", "exercises/figure-four-stretch"}),
        ("stretches for tight calves", {"exercises/calf-stretch-bent-knee", "exercises/calf-stretch-straight-knee"}),
    ],
)
def test_stretches_of_a_part_are_a_list(assistant: Assistant, question: str, held: set[str]) -> None:
    answer = assistant.conversation().ask(question)
    assert held <= {citation.document_id for citation in answer.citations}
    assert any(part.kind == "options" for part in answer.parts)


def test_stretches_after_a_broken_hip_are_those_of_its_list(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("I broke my hip 3 weeks ago, any hip stretches")
    assert "exercises/knee-to-chest" not in {citation.document_id for citation in answer.citations}


@pytest.mark.parametrize("question", ["hip exercises", "knee exercises", "exercises for my sore hip"])
def test_a_part_alone_is_asked_about_with_its_own_conditions(assistant: Assistant, question: str) -> None:
    answer = assistant.conversation().ask(question)
    assert answer.status is Status.NO_EVIDENCE
    assert answer.asks
    part = "knee" if "knee" in question else "hip"
    assert answer.suggestions
    assert any(part in suggestion for suggestion in answer.suggestions)


def test_how_high_is_answered_with_how_high(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("how high should i lift my leg in a straight leg raise")
    assert "no higher than" in _first_sentence(answer)
    assert not any(part.kind == "steps" for part in answer.parts)


def test_what_is_said_of_an_operation_nobody_spoke_of_comes_last(assistant: Assistant) -> None:
    assert "without surgery" in _first_sentence(assistant.conversation().ask("is clicking in my knee bad"))


def test_a_declined_question_offers_what_may_be_asked_of_the_same_thing(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("i have a meniscus tear should i have surgery")
    assert answer.status is Status.DECLINED
    assert any("meniscus" in suggestion for suggestion in answer.suggestions)


def test_no_weight_is_not_answered_with_weight_as_comfort_allows(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("what does NWB mean")
    assert "no weight at all" in _first_sentence(answer)
    assert "as comfort allows" not in answer.text


def test_the_question_in_a_letter_is_found_however_much_is_told_before_it(assistant: Assistant) -> None:
    letter = (
        "Hi, I'm Margaret, 79, had my right hip done by Mr Jones on the 3rd. I live alone and I'm a bit worried about "
        "the stairs, which leg first? Thanks"
    )
    assert "good leg goes first" in _first_sentence(assistant.conversation().ask(letter))


@pytest.mark.parametrize(
    "question", ["shoulder hurts", "what about my shoulder", "knee pain", "my knee is really sore"]
)
def test_a_bare_complaint_is_asked_about(assistant: Assistant, question: str) -> None:
    answer = assistant.conversation().ask(question)
    assert (answer.status, bool(answer.asks)) == (Status.NO_EVIDENCE, True)


def test_a_condition_that_is_told_gets_its_list_and_not_its_emergency(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("sciatica down left leg")
    assert any(part.kind == "options" for part in answer.parts)


def test_a_chair_list_is_for_the_part_that_is_named(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("im in a wheelchair what can i do for my shoulders")
    assert {citation.document_id for citation in answer.citations} <= {
        "exercises/scapular-squeeze",
        "exercises/band-row",
        "exercises/band-shoulder-external-rotation",
    }


def test_a_muscle_that_the_library_lacks_is_not_answered_for_another(assistant: Assistant) -> None:
    for question in ("pulled my calf what exercises", "I want to get back to running after my calf strain"):
        assert "groin" not in assistant.conversation().ask(question).text


def test_an_exercise_that_is_to_be_asked_about_first_says_so_where_it_is_not_named(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("i dislocated my shoulder 3 weeks ago, band exercises?")
    assert {entry.rule for entry in answer.precautions} == {
        "exercises/band-shoulder-external-rotation:shoulder-dislocation"
    }


def test_a_bypass_is_a_heart_operation(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("hubby had a bypass 5 weeks ago wants to do pressups")
    assert any(entry.rule == "breastbone" and entry.verdict == "not_now" for entry in answer.precautions)


def test_an_exercise_that_is_barred_does_not_answer_where_it_is_not_named(assistant: Assistant) -> None:
    answer = assistant.conversation().ask(
        "i broke my wrist 2 weeks ago, it is in a cast, how do i make my core stronger"
    )
    barred = {entry.exercise for entry in answer.precautions if entry.verdict == "not_now"}
    assert "exercises/front-plank" not in {citation.document_id for citation in answer.citations} - barred


def test_down_the_stairs_is_said_beside_up(assistant: Assistant) -> None:
    text = assistant.conversation().ask("which leg goes first on the stairs").text
    assert "Going up stairs, the good leg" in text
    assert "Going down stairs, the crutch" in text


def test_a_break_that_the_library_lacks_gets_no_list_of_another(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("i broke my pelvis 3 weeks ago")
    assert conversation.ask("what exercises should i do").status is Status.NO_EVIDENCE


def test_a_number_asked_for_is_kept_and_a_tuck_is_no_muscle(assistant: Assistant) -> None:
    listed = assistant.conversation().ask("give me 3 exercises for weak thighs")
    assert len(listed.offered) == 3
    assert assistant.conversation().ask("exercises after a tummy tuck").status is Status.NO_EVIDENCE


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("weak knees", "conditions/knee-osteoarthritis"),
        ("up with the good", "guidance/stairs"),
        ("Bad hip at night?", "conditions/hip-osteoarthritis"),
        ("shoulder hurts at night", "conditions/rotator-cuff-shoulder-pain"),
    ],
)
def test_what_the_library_stores_word_for_word_is_answered_from_there(
    assistant: Assistant, question: str, document: str
) -> None:
    answer = assistant.conversation().ask(question)
    assert {citation.document_id for citation in answer.citations} == {document}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("what exercises should i avoid with side of hip tendon problem", "Do not"),
        ("knee replaced, how far should it bend", "110 to 120 degrees"),
        ("Four weeks on my scar is tight and a bit numb, usual?", "Numb skin near the scar is common"),
        ("T-score in the osteoporosis range: which activities build bone?", "mix is best for osteoporosis"),
    ],
)
def test_the_first_sentence_answers(assistant: Assistant, question: str, first: str) -> None:
    assert first in _first_sentence(assistant.conversation().ask(question))


def test_an_oftener_word_wins_among_slips(assistant: Assistant) -> None:
    answer = assistant.conversation().ask("Wife's leg is weak since her strok, may we practise at home?")
    assert "exercises/single-leg-stand" not in {citation.document_id for citation in answer.citations}
