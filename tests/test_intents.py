"""What a question asks for, in lay words."""

from __future__ import annotations

import pytest

from assistant.intents import Intent, asks_something, cues_in, intent_among, intent_of
from assistant.models import Chunk, Passage, SectionKind, Span


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how do i do a bridge", Intent.HOW_TO),
        ("how many clams after my new hip?", Intent.DOSE),
        ("how long do i hold a stretch for", Intent.DOSE),
        ("which exercises help knee arthritis", Intent.OPTIONS),
        ("is it safe to squat after hip fracture", Intent.SAFE),
        ("when can i drive after hip replacement", Intent.WHEN),
        ("my hip clicks when i do leg raises, normal?", Intent.NORMAL),
        ("why do i have to squeeze my bum cheeks", Intent.WHY),
        ("wall sit or squat, which is better", Intent.COMPARE),
        ("instead of clams what can i do", Intent.ALTERNATIVE),
        ("do i need a resistance band", Intent.EQUIPMENT),
        ("how do i make sit to stand harder", Intent.PROGRESS),
        ("15 minute routine for knee arthritis no kit", Intent.PROGRAMME),
        ("what is a heel slide", Intent.DEFINITION),
        ("is it true that the hip has three movements", Intent.BELIEF),
        ("had my knee replaced two weeks ago", Intent.GENERAL),
        ("wich exersises r good 4 a bad hip", Intent.OPTIONS),
        ("howmany pelvic tilts a day", Intent.DOSE),
        ("what does 3 sets of 10 mean", Intent.DEFINITION),
        ("how long till i can walk without a stick", Intent.WHEN),
        ("how long should i hold it", Intent.DOSE),
        ("why is it normal to ache", Intent.WHY),
        ("my neighbour reckons ice is bad for a sprain", Intent.BELIEF),
        ("it is week 12 since my hip op, what next", Intent.PROGRAMME),
        ("can i use tins of beans as weights", Intent.EQUIPMENT),
        ("and how many? (Clamshell)", Intent.DOSE),
    ],
)
def test_intents(text: str, intent: Intent) -> None:
    assert intent_of(text) is intent


def test_a_stored_question_speaks_where_the_wording_says_little() -> None:
    def passage(question: str, dense: float) -> Passage:
        chunk = Chunk(
            id="x",
            document_id="d",
            heading=question,
            kind=SectionKind.QUESTION,
            span=Span(start=0, end=1),
            text="x",
            embedded="x",
        )
        return Passage(chunk=chunk, title="t", score=1.0, dense=dense, question=question)

    assert intent_of("is a foam roller on the scar a thing") is Intent.GENERAL
    near = [passage("Is it safe to use a foam roller on the scar?", 0.95)]
    assert intent_among("is a foam roller on the scar a thing", near) is Intent.SAFE
    assert (
        intent_among("is a foam roller on the scar a thing", [near[0].model_copy(update={"dense": 0.5})])
        is Intent.GENERAL
    )
    assert intent_among("foam roller scar", near) is Intent.GENERAL


def test_weights_add_up_within_an_intent() -> None:
    cues = cues_in("what is the difference between a bridge and a hip thrust, which is better")
    assert max(cues, key=lambda intent: cues[intent]) is Intent.COMPARE
    assert cues[Intent.COMPARE] > 7.0


def test_statements_do_not_ask() -> None:
    assert not asks_something("had my knee replaced two weeks ago")
    assert asks_something("is it safe")
    assert asks_something("really?")
