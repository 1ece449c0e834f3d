"""The only writer of HTML: what it escapes, links, leaves out and marks."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.config import Settings
from assistant.models import (
    Answer,
    Citation,
    Part,
    Precaution,
    Review,
    SafetyFinding,
    Sentence,
    SentenceReady,
    SourceReference,
    Status,
    Urgency,
)
from tests.browser import fake
from ui import rendering as render
from ui.telephones import read_region
from ui.texts import ENGLISH, script_texts, texts_for, with_names
from ui.visits import Turn

UK = read_region(Settings().knowledge, "UK")


class _Reader(HTMLParser):
    """Collects tags, attributes and text, and checks that tags are closed in order."""

    void = frozenset({"path", "rect", "circle", "i"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"path", "rect", "circle"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"path", "rect", "circle"}:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert "\n" not in html
    return reader


def done(answer: Answer, question: str = "A question", **more: Any) -> Turn:
    return Turn(number=1, question=question, state="done", answer=answer, circumstances=answer.circumstances, **more)


def shown(answer: Answer, last: bool = True, **more: Any) -> str:
    return render.turn(done(answer, **more), ENGLISH, UK, last=last)


def text_of(html: str) -> str:
    return " ".join(read(html.replace("</h3>", " </h3>").replace("</p>", " </p>")).text.split())


@given(st.text(), st.text(), st.text())
def test_no_text_becomes_markup(words: str, quote: str, name: str) -> None:
    citation = Citation(
        number=1,
        document_id=name,
        title=words,
        heading=quote,
        quote=quote,
        start=0,
        end=1,
        publisher=name,
        sources=(SourceReference(id="S", title=words, publisher=name, url=words),),
        review=Review(status="reviewed", by=words, date=name),
    )
    answer = Answer(
        status=Status.ANSWERED,
        urgency=Urgency.URGENT,
        text=words,
        parts=(Part(kind="steps", sentences=(Sentence(text=words, citations=(1,)),)),),
        citations=(citation,),
        findings=(SafetyFinding(rule="r", urgency=Urgency.URGENT, message=quote, matched=name),),
        circumstances={"procedure": words, "new key": name},
        disclaimer=name,
        suggestions=(words,),
    )
    allowed = {tag for tag, _ in read(shown(fake.clamshell({"procedure": "x"}))).tags} | {"h2", "p", "div"}
    turn = done(answer, words)
    for html in (render.turn(turn, ENGLISH, UK, last=True), render.notice([turn], ENGLISH, UK)):
        for tag, attributes in read(html).tags:
            assert tag in allowed
            assert not [key for key in attributes if key.startswith("on")]
            if tag == "a" and "outside" in (attributes.get("class") or ""):
                assert (attributes["href"] or "").startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://x.org", "", "http://", "http://[", " x"]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    reference = SourceReference(id="S", title="A title", publisher="P", url=url)
    assert "<a" not in render.link(reference, ENGLISH)
    assert "A title" in render.link(reference, ENGLISH)


def test_every_kind_of_block_has_its_own_form() -> None:
    html = shown(fake.clamshell({"procedure": "hip-replacement", "weeks_since": 6.0}))
    reader = read(html)
    assert html.count("<ol>") == 2
    assert ("section", {"class": "part dose"}) in reader.tags
    assert "How much" in reader.text
    assert "Take care" in reader.text
    assert "When to get help" in reader.text


def test_every_mark_leads_to_its_source() -> None:
    html = shown(fake.clamshell({"procedure": "hip-replacement"}))
    reader = read(html)
    ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    marks = [attributes for tag, attributes in reader.tags if tag == "a" and attributes.get("class") == "mark"]
    assert len(marks) == 8
    for mark in marks:
        assert (mark["href"] or "").removeprefix("#") in ids
        assert (mark["aria-label"] or "").startswith("Source ")
    sources = [attributes for tag, attributes in reader.tags if tag == "li" and attributes.get("class") == "source"]
    assert [source["data-document"] for source in sources] == ["exercises/clamshell"] * 8
    assert "Sources (8)" in reader.text
    assert reader.text.count("Not yet reviewed by a clinician") == 8


def test_marks_lead_nowhere_while_sentences_arrive() -> None:
    turn = Turn(number=1, question="A question")
    assert "Looking through the library" in text_of(render.turn(turn, ENGLISH, UK, last=True))
    turn.titles = ("Clamshell",)
    for words in ("One.", "Two."):
        turn.add(SentenceReady(part="steps", sentence=Sentence(text=words, citations=(1,))))
    html = render.turn(turn, ENGLISH, UK, last=True)
    assert html.count("<li>") == 2
    assert "Reading: Clamshell" in html
    assert 'class="mark pending"' in html
    assert "#cite-" not in html
    assert 'data-state="streaming"' in html


def test_an_emergency_shows_the_card_and_no_exercise() -> None:
    turn = done(fake.emergency())
    html = render.turn(turn, ENGLISH, UK, last=True)
    assert fake.STEPS[0] not in html
    assert "data-do" not in html
    card = render.notice([turn], ENGLISH, UK)
    assert 'role="alert"' in card
    assert card.index('href="tel:999"') > 0
    assert "I may have cauda equina syndrome" in card
    assert "You wrote: “numb between my legs”" in text_of(card)


def test_the_emergency_number_is_offered_even_where_the_message_names_none() -> None:
    answer = fake.emergency()
    bare = answer.findings[0].model_copy(update={"message": "Get help at once."})
    turn = done(answer.model_copy(update={"findings": (bare,)}))
    for name, number in (("UK", "999"), ("US", "911"), ("EU", "112"), ("AU", "000")):
        assert f'href="tel:{number}"' in render.notice([turn], ENGLISH, read_region(Settings().knowledge, name))


def test_a_graver_notice_stays_in_short_beside_a_new_one() -> None:
    emergency, urgent, calm = done(fake.emergency()), done(fake.urgent()), done(fake.declined())
    both = render.notice([emergency, urgent], ENGLISH, UK)
    assert "You described an emergency." in both
    assert "Get advice today" in both
    assert both.count('role="alert"') == 1
    assert "You described an emergency." in render.notice([emergency, calm], ENGLISH, UK)
    assert render.notice([urgent, emergency], ENGLISH, UK).count('class="notice ') == 1
    assert render.notice([calm], ENGLISH, UK) == ""
    assert render.notice([], ENGLISH, UK) == ""


def test_what_the_notice_says_is_not_said_twice() -> None:
    answer = fake.urgent()
    message = answer.findings[0].message
    repeated = answer.model_copy(update={"parts": (Part(kind="help", sentences=(Sentence(text=message),)),)})
    assert message not in text_of(shown(repeated))


def test_cautions_are_marked_in_words() -> None:
    html = shown(fake.soon())
    words = text_of(html)
    assert "Not now Leave out deep squats" in words
    assert "Take care Do less for two days" in words
    assert "Arrange to be seen soon Speak to your physiotherapist" in words
    assert html.count("Speak to your physiotherapist") == 1


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Call 999 now.", ["999"]),
        ("Ring NHS 111, or 999.", ["111", "999"]),
        ("Samaritans: 116 123.", ["116123"]),
        ("Do 10 to 1110 steps, 99.9 or 999.5 of 1999", []),
        ("R999 999mg", []),
    ],
)
def test_telephone_numbers_become_links(text: str, linked: list[str]) -> None:
    assert re.findall(r'href="tel:(\d+)"', render.with_calls(text, UK)) == linked
    assert text_of(render.with_calls(text, UK)) == text


def test_circumstances_become_chips() -> None:
    named = with_names(ENGLISH, {"hip-replacement": "a hip replacement"})
    circumstances = {
        "procedure": "hip-replacement",
        "weeks_since": 1.0,
        "precautions": False,
        "conditions": ["poor-balance", "stroke"],
        "weight_bearing": "partial",
        "age": 74,
        "left_handed": True,
        "nothing": None,
        "hobby": "golf",
    }
    assert render.chips(circumstances, named) == [
        ("procedure", "Hip replacement"),
        ("weeks_since", "7 days ago"),
        ("precautions", "Hip precautions: no"),
        ("conditions:poor-balance", "Poor balance"),
        ("conditions:stroke", "Stroke"),
        ("weight_bearing", "Weight-bearing: part"),
        ("age", "Age 74"),
        ("left_handed", "Left handed"),
        ("hobby", "Hobby: golf"),
    ]
    assert render.chips({"weeks_since": 6.0}, named) == [("weeks_since", "6 weeks ago")]
    assert render.chips({"weeks_since": 208}, named) == [("weeks_since", "4 years ago")]


def test_only_the_last_turn_can_be_changed() -> None:
    answer = fake.clamshell({"procedure": "hip-replacement"})
    assert 'data-do="remove"' in shown(answer)
    assert 'data-do="retry"' in shown(answer)
    earlier = shown(answer, last=False)
    assert 'data-do="remove"' not in earlier
    assert 'data-do="retry"' not in earlier
    assert "You could ask next" not in earlier
    assert 'data-do="rate"' in earlier


@pytest.mark.parametrize("state", ["stopped", "incomplete", "failed"])
def test_an_answer_that_is_not_whole_says_so(state: Any) -> None:
    turn = Turn(number=1, question="A question", state=state)
    html = render.turn(turn, ENGLISH, UK, last=True)
    assert getattr(ENGLISH, state) in html
    assert 'data-do="retry"' in html
    assert 'data-do="rate"' not in html


def test_review_status_in_words() -> None:
    reviewed = Review(status="reviewed", by="Physiotherapist, Riverside", date="2026-10-01")
    assert render.review(reviewed, ENGLISH) == "Reviewed by Physiotherapist, Riverside, 2026-10-01"
    assert "expired" in render.review(reviewed.model_copy(update={"status": "expired"}), ENGLISH)
    assert render.review(Review(), ENGLISH) == "Not yet reviewed by a clinician"


def test_a_clinics_own_document_is_named() -> None:
    citation = fake.clamshell({}).citations[0].model_copy(update={"publisher": "Riverside", "page": 3, "sources": ()})
    html = render.sources([citation], 1, ENGLISH)
    assert "page 3 (Riverside)" in html
    assert ENGLISH.no_reference not in html


def test_the_frame_of_the_page() -> None:
    assert "Riverside exercise assistant" in text_of(render.header(ENGLISH, "Riverside"))
    assert "<h1>Exercise assistant</h1>" in render.header(ENGLISH, "")
    assert 'href="tel:112"' in render.standing(ENGLISH, read_region(Settings().knowledge, "EU"))
    assert 'data-text="Why?"' in render.welcome(ENGLISH, ["Why?"])
    read(render.footing(ENGLISH, "Riverside"))


def test_languages() -> None:
    assert texts_for("en-GB") is ENGLISH
    assert texts_for("xx") is ENGLISH
    assert script_texts(ENGLISH)["lost"] == ENGLISH.lost


def test_precautions_are_one_block_a_verdict_the_stronger_first() -> None:
    told = [("caution", "Ask first."), ("not_now", "No <running>."), ("caution", "Go slowly.")]
    precautions = tuple(
        Precaution.model_validate({"rule": f"r{n}", "verdict": verdict, "exercise": "", "message": message})
        for n, (verdict, message) in enumerate(told)
    )
    answer = fake.clamshell({}).model_copy(update={"precautions": precautions})
    html = render.turn(Turn(number=1, question="x", state="done", answer=answer), ENGLISH, UK, last=True)
    blocks = re.findall(r'<section class="part caution.*?</section>', html)
    ours = [read(block).text for block in blocks if "Ask first" in block or "running" in block]
    assert ours == ["Not nowNo <running>.", "Take careAsk first.Go slowly."]
