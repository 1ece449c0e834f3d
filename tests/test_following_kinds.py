"""Kinds of follow-up over the real library: what each becomes, or what its answer rests on."""

from __future__ import annotations

import pytest

from assistant.conversation import Assistant
from assistant.models import Answer, Status

pytestmark = pytest.mark.model


def last(assistant: Assistant, *turns: str) -> Answer:
    conversation = assistant.conversation()
    return [conversation.ask(turn) for turn in turns][-1]


@pytest.mark.parametrize(
    ("turns", "query"),
    [
        (("my physio gave me step ups", "owt lower impact?"), "What is easier than the step-up?"),
        (("calf stretch, how do i do it", "both sides?"), "Should I do the calf stretch with the knee straight with the other leg too?"),
        (("when can i drive after knee replacement", "and fly?"), "When can I fly after a knee replacement?"),
        (("after an ankle break when can i drive", "and cycle"), "When can I cycle after an ankle fracture?"),
        (("how do i use a crutch on stairs", "brilliant cheers x and when do i get rid of it"), "When do I stop using the crutch?"),
        (("what is the bridge for", "how does it compare to the clam thing"), "How does the bridge compare to the clam thing?"),
        (("which hand for my stick, my right hip is bad", "no the other leg, its the left one i had done"), "Which hand for my stick my left hip is bad?"),
        (("how many toe raises a day for balance", "not up on tiptoes. the other sort"), "How many standing toe raises should I do?"),
        (("how to do calf raises", "no worktop, caravan. table with wheels do?"), "Can I hold on to a table for the heel raise?"),
        (("whats a good stretch for plantar fasciitis", "and how long for"), "How long should I hold the stretches for heel pain under the foot?"),
        (("whats a single leg bridge", "and for mum whos 80?"), "Can mum do the single-leg bridge?"),
        (("i broke my hip 2 weeks ago", "mini squats?"), "Can I do the mini-squat after a broken hip?"),
        (("rest day after leg day, yes or no", "n arms same?"), "Rest day after arm day yes or no?"),
        (("will I be able to kneel on my new knee", "I need to know about KNEELING not exercises"), "will I be able to kneel on my new knee"),
        (("how do I do ankle pumps", "he has leg ulcers, is it still on?"), "Can I do ankle pumps if he has leg ulcers?"),
        (("knee osteoarthritis exercise", "pool instead"), "Is exercise in a pool good for knee arthritis?"),
        (("my shoulder is sore", "no not shoulder, my elbow"), "Exercises for my sore elbow?"),
        (("show me a hamstring stretch lying down", "and how many times a day"), "How often should I do hamstring stretches lying down?"),
        (("how do i do step downs", "my knee clicks"), "Is it normal that my knee clicks when I do the step-down?"),
        (("heel drops for achilles", "i only have 5 minutes"), "Is five minutes of exercise worth it?"),
        (("hip replacement precautions", "for how long"), "For how long (hip replacement precautions)?"),
        (("inner range quads please", "what can i use instead of a rolled towel"), "What can I use instead of a rolled towel for inner-range quads?"),
        (("how do i do step ups", "what height"), "What height (the step-up)?"),
        (("how do i do pelvic tilts", "i have a hip replacement done last month", "still fine?"), "Can I do the pelvic tilt after a hip replacement?"),
        (("is it ok to cross legs with a new knee", "why not"), "Why should I not cross legs with a new knee?"),
        (("exercises for back pain", "sorry, upper back"), "Exercises for upper back pain?"),
        (("bridge with feet on a ball", "ball's burst. plain one?"), "How do I do the bridge?"),
        (("whats the reverse clam", "no, the ordinary one"), "How do I do the clamshell?"),
        (("explain hip abduction in standing", "my mother uses a frame, can she hold that"), "Can I hold on to a frame for the standing leg lift to the side?"),
        (("my toes tingle when i do the slump stretch", "is that normal"), "My toes tingle when I do the slump stretch is that normal?"),
        (("hip flexor stretch, how", "not kneeling. the one off the edge of the bed"), "How do I do the Thomas stretch?"),
        (("how do i do squats", "what can I do in their place"), "What can I do instead of the body-weight squat?"),
        (("how do i do ankle pumps", "do I still need them once I'm walking"), "For how many weeks should I do ankle pumps?"),
        (("how do i do wall push ups", "what next"), "How do I make the wall push-up harder?"),
        # What was not meant makes room for what is.
        (("tell me about knee squeezes for my thigh", "no I mean the bottom ones"), "How do I do static glutes?"),
        (("hip replaced through the back last week, what must i avoid", "oh sorry, it was the front"), "Hip replaced through the front last week what must I avoid?"),
        # Numbers.
        (("how many heel slides", "2 x 12, does that make 24 in all?"), "What does 3 sets of 10 mean?"),
        (("how do i do sit to stands", "is eight enough"), "How many sit to stands should I do?"),
        (("knee replacement 10 days ago", "it bends to 84", "is that normal by now?"), "It bends to 84 after a knee replacement at week 1 is that what it should be?"),
        # One thing held against another.
        (("how do i do a bridge", "would clams beat that?"), "Which is better the bridge or the clamshell?"),
        (("is swimming good for hip arthritis", "vs walking?"), "Is swimming or walking better for hip arthritis?"),
        # The same movement, or the same muscle, in another position; and without what it needs.
        (("how do i lift my leg sideways lying on my side", "and standing up?"), "How do I do the standing leg lift to the side?"),
        (("how do i do the thigh squeeze", "anything for that muscle sitting down?"), "How do I do seated knee straightening?"),
        (("how do i do the band row", "we dont own a band and theres no door i could tie one to"), "What can I do instead of the band row without a band?"),
        (("how do i do the bridge", "is there something for the same muscle standing"), "How do I do the standing leg lift to the back?"),
        (("step ups for knee arthritis", "are squats better"), "Which is better the step-up or the body-weight squat for knee arthritis?"),
        (("when can i drive after a new knee", "sorry i meant hip"), "When can I drive after a hip replacement?"),
        (("new hip, what must i not do", "it was through the front"), "Had a hip replacement through the front, what must I not do?"),
        # What hangs on something that was told before.
        (("stairs with one stick, bad left knee", "and when walking which hand"), "Which hand for one stick bad left knee?"),
        (("how do i do clams", "which side do i lie on"), "Which side do I lie on for the clamshell?"),
        (("exercises for knee arthritis", "and now my shoulder hurts at night, anything for that?"), "Exercises for my sore shoulder at night?"),
        (("my hip fracture was in Feb. can I do the single leg bridge", "not told to. just saw it online"), "my hip fracture was in Feb. can I do the single leg bridge"),
    ],
)  # fmt: skip
def test_a_kind_of_follow_up(assistant: Assistant, turns: tuple[str, ...], query: str) -> None:
    assert last(assistant, *turns).query == query


def test_what_is_picked_from_a_list_is_of_that_list(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    offered = conversation.ask("5 stretches for hip arthritis pls").offered
    picked = conversation.ask("which of those are standing up").offered
    assert picked
    assert set(picked) < set(offered)


def test_one_of_a_list_is_left_out_and_the_rest_is_kept(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    offered = conversation.ask("give me exercises for a knee replacement").offered
    rest = conversation.ask("not the ankle one, what else").offered
    assert rest == tuple(one for one in offered if one != "exercises/ankle-pumps")


def test_one_of_a_list_is_left_out_by_what_it_does(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    offered = conversation.ask("exercises for neck arthritis").offered
    rest = conversation.ask("leave out the turning one").offered
    assert rest == tuple(one for one in offered if one != "exercises/neck-rotation")


def test_one_of_a_list_that_was_never_given_is_asked_back(assistant: Assistant) -> None:
    assert last(assistant, "lovely thank you", "which was the one for the thigh").citations == ()


def test_a_question_about_bed_rest_changes_no_list(assistant: Assistant) -> None:
    answer = last(assistant, "exercises for a sore back", "should i lie in bed")
    assert answer.parts[0].kind == "lead"
    assert answer.parts[0].sentences[0].text.startswith("No,")


def test_what_is_told_of_the_person_is_judged_for_the_exercise_spoken_of(assistant: Assistant) -> None:
    told = "my other hip is a metal one, done in march, still on the no crossing rule till xmas"
    answer = last(assistant, "How do I do the figure four stretch", told)
    assert answer.parts[0].sentences[0].text.startswith("No figure-four stretch while hip precautions apply")


def test_a_list_is_judged_anew_for_what_is_told(assistant: Assistant) -> None:
    answer = last(assistant, "Good exercises for the back please", "im 30 weeks pregnant btw is that still ok")
    assert "pregnancy" in answer.text
    assert "exercises/prone-press-up" not in answer.offered


def test_a_swimmer_s_stroke_is_no_stroke(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("can i swim with back pain")
    conversation.ask("what stroke")
    assert "stroke" not in conversation.circumstances.get("conditions", ())


def test_what_is_told_finds_what_the_page_says_of_it(assistant: Assistant) -> None:
    answer = last(assistant, "sit to stand, how many should a 84 yr old do", "she needs her hands")
    assert answer.parts[0].sentences[0].text.startswith("Use your hands")


def test_a_named_exercise_is_answered_from_what_is_said_of_it(assistant: Assistant) -> None:
    answer = last(assistant, "how do i do step ups after a broken hip")
    assert answer.citations[0].document_id == "exercises/step-up"


def test_still_all_right_with_an_illness_is_no_diagnosis(assistant: Assistant) -> None:
    answer = last(assistant, "how do i do the forward fold", "is that still ok w my osteoporosis")
    assert answer.parts[0].sentences[0].text.startswith("Leave toe touches out with thin bones")


def test_a_number_from_the_own_sheet_is_no_score_of_pain(assistant: Assistant) -> None:
    answer = last(assistant, "how many heel slides after a knee replacement", "the physio's leaflet says 15")
    assert "comes first" in answer.text
    assert "out of 10" not in answer.text


def test_what_is_told_later_changes_the_answer(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    before = conversation.ask("had my hip replaced, which exercises")
    after = conversation.ask("that was 5 months ago, the side of it is still weak")
    assert after.text != before.text
    assert "6 to 12 months" in after.text


def test_what_else_is_the_list_where_none_was_shown(assistant: Assistant) -> None:
    answer = last(assistant, "gluteal tendon starting exercise?", "what else can I do")
    assert len(answer.offered) > 2


def test_a_first_exercise_that_was_asked_for_is_spoken_of_next(assistant: Assistant) -> None:
    answer = last(assistant, "first exercise for trochanteric pain?", "how many of that one")
    assert answer.status is Status.ANSWERED
    assert any(part.kind == "dose" or "pushes" in part.sentences[0].text for part in answer.parts)


def test_the_way_in_put_right_changes_what_is_barred(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("had a hip replacement 3 wks ago, what must i not do")
    back = conversation.ask("through the back").text
    front = conversation.ask("sorry, the front approach").text
    assert "through the back" in back
    assert "through the front" in front
    assert front != back
