"""Conversations over the real library: follow-ups, changed lists, memory, state."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from assistant.conversation import CARRIED, Assistant, Conversation
from assistant.models import Answer, Status, Urgency
from assistant.triage import load_triage

pytestmark = pytest.mark.model


def talk(assistant: Assistant, *turns: str) -> list[Answer]:
    conversation = assistant.conversation()
    return [conversation.ask(turn) for turn in turns]


def quoted(answer: Answer) -> set[str]:
    return {citation.document_id for citation in answer.citations}


@pytest.mark.parametrize(
    ("first", "then", "query"),
    [
        ("how do i do clams", "and how many?", "How many clamshells should I do?"),
        ("how do i do clams", "an how mny", "How many clamshells should I do?"),
        ("how do i do clams", "thanks! and how many of them", "How many clamshells should I do?"),
        ("how do i do clams", "👍 how many tho??", "How many clamshells should I do?"),
        ("how many clams after my new hip", "how often then", "How often should I do clamshells after a hip replacement?"),
        ("how do i do the thomas stretch", "how long for", "How long should I hold the Thomas stretch?"),
        ("how do i do a hip hike", "why?", "What is the hip hike good for?"),
        ("how do i do a bridge", "is that ok with my bad back?", "Is the bridge ok with my bad back?"),
        ("how do i do a bridge", "make it harder", "How do I make the bridge harder?"),
        ("how do i do a lunge", "easier one?", "What is easier than the lunge?"),
        ("how do i do a lunge", "i cant manage it", "What is easier than the lunge?"),
        ("how do i do a bridge", "with a band?", "Can I do the bridge with a band?"),
        ("how do i do ankle pumps", "can i do it in bed", "Can I do ankle pumps in bed?"),
        ("how do i do a bridge", "does it hurt", "Is it normal if the bridge hurts?"),
        ("how do i do a bridge", "what if it hurts", "Should I stop the bridge if it hurts?"),
        ("how do i do clams", "what about the other leg", "Should I do the clamshell with the other leg too?"),
        ("how do i do clams", "when can i stop", "Do I have to do my exercises for ever?"),
        ("how do i do a bridge", "no i meant the single leg one", "How do I do the single-leg bridge?"),
        ("how do i do toe raises", "the sitting one", "How do I do the seated toe raise?"),
        ("how do i do a squat", "and lunges?", "How do I do the lunge?"),
        ("when can i drive after a hip replacement", "and after a knee replacement?", "When can I drive after a knee replacement?"),
        ("what exercises for hip arthritis", "same for my knee?", "What exercises for knee arthritis?"),
        ("how many ankle pumps after a knee replacement", "sorry it was my hip", "How many ankle pumps after a hip replacement?"),
        ("exercises after a knee replacement", "number 3 please", "How do I do the heel slide?"),
        ("exercises after a knee replacement", "when will it get better", "How long does it take to get better after a knee replacement?"),
        ("how do i do a band row", "what if i havent got a band", "What can I do instead of the band row without a band?"),
    ],
)  # fmt: skip
def test_a_follow_up_becomes_a_question_that_stands_alone(
    assistant: Assistant, first: str, then: str, query: str
) -> None:
    assert talk(assistant, first, then)[-1].query == query


@pytest.mark.parametrize(
    "question",
    [
        "when can i drive after a hip replacement",
        "what is pacing",
        "is ice or heat better",
        "how do i do heel slides",
        "what exercises help sciatica",
        "how much pain is ok",
    ],
)
def test_a_question_of_its_own_is_left_as_it_is(assistant: Assistant, question: str) -> None:
    alone = talk(assistant, question)[-1]
    later = talk(assistant, "how do i do clams", "and how many?", question)[-1]
    assert later.query == question
    assert later.text == alone.text


def test_what_leans_on_nothing_is_asked_about(assistant: Assistant) -> None:
    for turn in ("how many?", "and how often", "the second one", "is it ok?", "why?", "with a band?"):
        answer = talk(assistant, turn)[-1]
        assert answer.status is Status.NO_EVIDENCE
        assert "what that is about" in answer.text
        assert answer.suggestions


def test_a_list_can_be_gone_through(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    offered = conversation.ask("exercises after a hip replacement").offered
    assert quoted(conversation.ask("show me the second one")) == {offered[1]}
    assert "How many" in conversation.ask("how many").query
    assert offered[0] in quoted(conversation.ask("and the first one")) | {""}
    last = conversation.ask("the last one")
    assert offered[-1] in quoted(last)
    assert conversation.ask("number 6").query == last.query


def test_a_list_changes_as_asked(assistant: Assistant) -> None:
    _, corpus = assistant.retriever.corpus()
    conversation = assistant.conversation()
    offered = conversation.ask("exercises for knee arthritis").offered
    swapped = conversation.ask("swap number 3").offered
    assert offered[2] not in swapped
    assert len(swapped) == len(offered)
    seated = conversation.ask("not standing up").offered
    assert seated
    assert not any(set(corpus.documents[one].position) <= {"standing", "walking"} for one in seated)
    assert 0 < len(conversation.ask("shorter, only 5 minutes").offered) < len(seated)


def test_a_list_keeps_to_the_kit_there_is(assistant: Assistant) -> None:
    _, corpus = assistant.retriever.corpus()
    answer = talk(assistant, "exercises for rotator cuff pain", "i have no band")[-1]
    assert answer.offered
    assert not any("band" in corpus.documents[one].equipment for one in answer.offered)


def test_a_changed_list_holds_nothing_that_is_barred(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("i broke my hip 2 weeks ago and must not put any weight on it, what exercises can i do")
    _, corpus = assistant.retriever.corpus()
    for change in ("what else", "make it easier", "swap number 1", "not lying down"):
        active = assistant.reader.active(conversation.circumstances)
        for identity in conversation.ask(change).offered:
            assert assistant.precautions.allowed(corpus.documents[identity], active)


def test_small_talk_is_answered_and_keeps_the_topic(assistant: Assistant) -> None:
    answers = talk(assistant, "how do i do clams", "thank you so much that is really helpful", "how many")
    assert answers[1].status is Status.OUT_OF_SCOPE
    assert "welcome" in answers[1].text
    assert "clamshells" in answers[2].query


def test_yes_takes_the_first_suggestion(assistant: Assistant) -> None:
    first, then = talk(assistant, "how do i do a bridge", "yes please")
    assert then.query == first.suggestions[0]


def test_what_is_asked_back_is_answered_in_a_word(assistant: Assistant) -> None:
    answers = talk(assistant, "can i do sit ups", "i have osteoporosis")
    assert answers[-1].query == "can i do sit ups"
    assert any("osteoporosis" in one.rule for one in answers[-1].precautions)


def test_start_over_forgets_the_person_but_no_red_flag(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("i had my hip replaced 3 weeks ago")
    conversation.ask("my calf is hot and swollen")
    assert conversation.ask("start over").urgency is Urgency.URGENT
    assert conversation.circumstances == {}
    assert conversation.ask("how many ankle pumps").status is Status.REFERRED
    conversation.forget()
    assert conversation.ask("how many ankle pumps").status is Status.ANSWERED


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    first, second, third = talk(assistant, "how do i do clams", "how many", "how many")
    assert second.text == third.text
    assert first.query == "how do i do clams"


def test_a_visit_goes_on_in_another_process(assistant: Assistant) -> None:
    one = assistant.conversation()
    one.ask("i had my hip replaced 3 weeks ago, which exercises can i do")
    one.ask("how do i do ankle pumps")
    one.remove("weeks_since")
    other = Conversation(assistant)
    other.restore(json.loads(json.dumps(one.state())))
    assert other.circumstances == one.circumstances
    assert "weeks_since" not in other.circumstances
    assert other.state() == one.state()
    assert other.ask("and how many?").query == one.ask("and how many?").query


def test_a_state_that_is_none_is_refused(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    for state in ({}, {"turns": "x"}, {**conversation.state(), "more": 1}):
        with pytest.raises(ValueError, match="not the state of a conversation"):
            conversation.restore(state)


def test_nothing_is_shared_between_visits(assistant: Assistant) -> None:
    talk(assistant, "how do i do clams")
    assert talk(assistant, "how many?")[0].status is Status.NO_EVIDENCE


def test_what_is_kept_of_earlier_turns_is_what_they_say(assistant: Assistant) -> None:
    turns = (
        "i had my left hip replaced 3 weeks ago, how do i do ankle pumps",
        "my mum has osteoporosis, which exercises can she do",
        "people with arthritis say swimming helps, does it",
        "no, i meant my knee",
        "my calf is hot and swollen",
        "the doctor checked my calf, it is not a clot. how many ankle pumps",
        "and for me, can i do squats? i have diabetes",
        "the swelling in my calf is back and worse",
        "how often",
    )
    conversation = assistant.conversation()
    triage = load_triage(assistant.settings, assistant.retriever.embedder)
    for number, turn in enumerate(turns):
        answer = conversation.ask(turn)
        known = conversation.circumstances
        assert known == assistant.reader.read(turns[: number + 1])
        flags = triage.assess(turn, turns[:number])
        assert answer.urgency is (flags[0].urgency if flags else Urgency.NONE)
        assert {finding.rule for finding in answer.findings} == {finding.rule for finding in flags}
        other = Conversation(assistant)
        other.restore(conversation.state())
        assert other.circumstances == known


def test_what_the_person_told_at_first_still_counts_after_many_turns(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("i had a hip replacement 2 weeks ago, posterior approach")
    for _ in range(25):
        conversation.ask("how do i do ankle pumps")
    assert conversation.circumstances["approach"] == "posterior"
    assert conversation.ask("can i cross my legs").precautions
    conversation.forget()
    assert conversation.circumstances == {}


def test_what_is_carried_is_bounded_and_another_process_reads_the_same_in_it(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("i had a hip replacement 2 weeks ago, posterior approach")
    for _ in range(30):
        conversation.ask("how many bridges")
    other = assistant.conversation()
    other.restore(json.loads(json.dumps(conversation.state())))
    assert other.circumstances == conversation.circumstances
    assert other.circumstances["approach"] == "posterior"
    assert other.ask("can i cross my legs").precautions
    long = {**conversation.state(), "turns": ["how many bridges"] * 300, "told": ["how many bridges"] * 300}
    other.restore(long)
    assert len(other.state()["turns"]) == CARRIED
    began = time.perf_counter()
    assert other.ask("and how often").query == "How often should I do bridges?"
    assert time.perf_counter() - began < 30


@pytest.mark.parametrize(
    ("turns", "query"),
    [
        # Another word for better, of the two spoken of last.
        (("how do i do a wall sit", "how do i do a wall slide", "which is kinder on the knees"), "Which is kinder on the knees, the wall sit or the wall slide?"),
        (("clamshell or bridge", "whats the difference"), "What is the difference between the clamshell and the bridge?"),
        (("how do i do a step up", "what if it hurts"), "Should I stop the step-up if it hurts?"),
        # Another position, another thing, another part.
        (("how do i do standing marching", "sitting instead please"), "How do I do the seated march?"),
        (("when can i go back to golf after hip replacement", "and tennis"), "When can I go back to tennis after a hip replacement?"),
        (("can i sit in a low chair after my hip replacement", "and my car?"), "Can I sit in my car after a hip replacement?"),
        (("stretches for my calf", "no not calf, hamstring"), "Stretches for my hamstring?"),
        (("how do i do a side plank", "can i do it on my knees"), "Can I do the side plank on my knees?"),
        # What was meant.
        (("exercises for back pain", "actually my neck, sorry"), "Exercises for neck pain?"),
        (("how do i do the reverse clam", "no, the ordinary one"), "How do I do the clamshell?"),
        (("which knee exercises", "arthritis"), "Which knee exercises for knee arthritis?"),
        (("toe raises how", "lying on my back", "thanks"), "thanks"),
        (("how do i do a lunge", "sorry i meant a squat"), "How do I do the body-weight squat?"),
        (("i had a hip replacement", "no sorry knee", "what exercises"), "What exercises should I do after a knee replacement?"),
        (("my knee is arthritic what can i do", "forget the knee, my ankle is sprained. what should i do"), "What exercises should I do after an ankle sprain?"),
        (("how do i do wall slides", "is it the same as a squat"), "Is the wall slide the same as a squat?"),
        (("exercises for knee arthritis", "my knee is swollen today", "should i still do them"), "My knee is swollen today should I still do them?"),
        (("i had a hip replacement, can i bend down", "through the back, 5 weeks ago"), "i had a hip replacement, can i bend down"),
        # Reasons and ends of a rule, and not of exercise.
        (("told not to cross my legs after new hip", "why not"), "Why told not to cross my legs after new hip?"),
        (("not allowed to cross legs after hip op", "for how long"), "For how long (not allowed to cross legs after hip operation)?"),
        (("i had a hip replacement 2 weeks ago. can i do deep squats", "why not", "so what instead"), "What can I do instead of the body-weight squat?"),
        # What is felt, used, held or told.
        (("how do i do ankle circles", "my foot goes numb"), "What should I do if my foot goes numb during ankle circles?"),
        (("how do i do a mini squat", "and holding tins of beans?"), "Can I do the mini-squat holding tins of beans?"),
        (("how do i do the bridge", "i have osteoporosis"), "Can I do the bridge if I have osteoporosis?"),
        (("desk job, back pain", "5 min at my desk"), "5 minute routine at my desk for low back pain?"),
        # What works, and what to leave out.
        (("heel drops for my achilles", "how long till it works"), "How long until the exercises help for Achilles tendon pain?"),
        (("exercises for frozen shoulder", "which ones shouldnt i do"), "Which exercises should I avoid for frozen shoulder?"),
        (("how do i do the bird dog", "that's hard. gentler one?"), "What is easier than the bird dog?"),
    ],
)  # fmt: skip
def test_kinds_of_follow_up(assistant: Assistant, turns: tuple[str, ...], query: str) -> None:
    assert talk(assistant, *turns)[-1].query == query


def test_a_remark_on_the_answer_is_no_question(assistant: Assistant) -> None:
    long, short = talk(assistant, "how do i do a squat", "shorter please")
    assert short.status is Status.ANSWERED
    assert len(short.text) < 0.7 * len(long.text)
    assert {part.kind for part in short.parts} >= {"lead", "help"}
    first, again = talk(assistant, "do squats damage knees", "really? my friend says they do")
    assert again.query == first.query
    apology = talk(assistant, "how do i do a lunge", "that doesn't answer it")[-1]
    assert (apology.status, apology.urgency) == (Status.NO_EVIDENCE, Urgency.NONE)
    told = talk(assistant, "how do i do a lunge", "my physio says something different")[-1]
    assert "your own team" in told.text
    asked = talk(assistant, "how do i do a lunge", "you didnt answer, i asked how many")[-1]
    assert asked.query == "How many lunges should I do?"


def test_a_shorter_answer_keeps_what_is_barred(assistant: Assistant) -> None:
    answer = talk(assistant, "i had a hip replacement 2 weeks ago", "how do i do a squat", "shorter please")[-1]
    assert any(one.verdict == "not_now" for one in answer.precautions)
    assert answer.parts[0].kind == "caution"


def test_a_time_asked_about_is_not_the_time_that_was_told(assistant: Assistant) -> None:
    answers = talk(
        assistant, "i had my knee replaced 2 weeks ago", "how much should it bend", "and by 6 weeks?", "can i kneel"
    )
    assert "6 weeks" in answers[2].query
    assert answers[-1].circumstances["weeks_since"] == 2
    conversation = assistant.conversation()
    for turn in ("i had my knee replaced 2 weeks ago", "how much should it bend", "and by 6 weeks?"):
        conversation.ask(turn)
    restored = assistant.conversation()
    restored.restore(json.loads(json.dumps(conversation.state())))
    assert restored.circumstances == conversation.circumstances
    assert restored.circumstances["weeks_since"] == 2


def test_a_slip_mended_in_the_same_turn_denies_nothing(assistant: Assistant) -> None:
    answer = talk(
        assistant, "my mum has had a knee... sorry no a hip replacement 4 weeks ago", "can she cross her legs"
    )[-1]
    assert answer.circumstances["procedure"] == "hip-replacement"


def test_the_last_list_stays_within_reach(assistant: Assistant) -> None:
    answers = talk(
        assistant,
        "exercises for hip arthritis",
        "how do i do bridges",
        "what was the first one again",
        "back to the list please",
    )
    listed = answers[0].offered
    assert answers[2].citations[0].document_id == listed[0]
    assert answers[3].offered == listed


@pytest.mark.parametrize(
    ("wish", "holds"),
    [
        ("give me just two", lambda before, after: after == before[:2]),
        ("5 minutes instead", lambda before, after: after == before[:2]),
        ("add one more", lambda before, after: after[: len(before)] == before and len(after) > len(before)),
        ("not the last one", lambda before, after: before[-1] not in after and after[:-1] == before[:-1]),
        ("swap number 2", lambda before, after: before[1] not in after and after[0] == before[0]),
        ("i hate the straight leg raise", lambda before, after: "exercises/straight-leg-raise" not in after),
    ],
)  # fmt: skip
def test_a_programme_is_changed_as_asked(
    assistant: Assistant, wish: str, holds: Callable[[tuple[str, ...], tuple[str, ...]], bool]
) -> None:
    before, after = talk(assistant, "15 minute routine for knee arthritis", wish)
    assert before.offered
    assert holds(before.offered, after.offered), after.offered


def test_changes_of_a_programme_add_up(assistant: Assistant) -> None:
    documents = assistant.retriever.corpus()[1].documents
    answers = talk(
        assistant, "routine for falls prevention for my mum 84", "all sitting please", "harder ones", "she uses a frame"
    )
    assert all("sitting" in documents[one].position for one in answers[1].offered)
    assert all(documents[one].tier != "T3" for one in answers[2].offered)
    assert all(documents[one].weight_bearing != "single-leg" for one in answers[2].offered)
    # What is told of her afterwards does not bring the first list back.
    assert answers[3].offered == answers[2].offered
    unkitted = talk(assistant, "routine for rotator cuff", "no bands or weights")[-1]
    assert unkitted.offered
    assert not any({"band", "weights"} & set(documents[one].equipment) for one in unkitted.offered)


@pytest.mark.parametrize(
    "said", ["my knee aches after exercise is that ok", "i feel wobbly on one leg at 75 is that bad"]
)
def test_that_means_what_the_same_turn_said_before_it(assistant: Assistant, said: str) -> None:
    answer = assistant.conversation().ask(said)
    assert answer.query == said
    assert answer.status is Status.ANSWERED


def test_an_operation_taken_back_is_another_one(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("i had a hip replacement")
    answer = conversation.ask("oops, sorry, it wasnt a replacement. it was broken and they pinned it")
    assert conversation.circumstances["procedure"] == "hip-fracture"
    assert {citation.document_id for citation in answer.citations} & {"conditions/hip-fracture"}
    assert not any("hip-replacement" in citation.document_id for citation in answer.citations)
