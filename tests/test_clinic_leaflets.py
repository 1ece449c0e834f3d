"""Leaflets of many shapes (tests/documents/README.md): quotes that read well, the right page, nothing of head, foot or menu."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.chunking import chunk_document
from assistant.config import ROOT
from assistant.errors import DocumentError
from assistant.leaflets import read_leaflet
from assistant.models import Document
from assistant.readers import ocr, pdf
from assistant.readers.extraction import DocumentWarning

LEAFLETS = ROOT / "tests" / "documents" / "leaflets"


@dataclass(frozen=True)
class Expected:
    """What must be read from one leaflet."""

    title: str
    headings: tuple[str, ...]
    quotes: tuple[tuple[str, str, int | None], ...]
    """Heading, sentence as it is quoted, page."""
    absent: tuple[str, ...] = ()
    """Words of heads, feet and menus that no quote may hold."""
    warnings: tuple[str, ...] = field(default=())
    """Kinds of warnings."""


EXPECTED = {
    "hydrotherapy.pdf": Expected(
        "Warm-water pool sessions",
        (
            "Warm-water pool sessions",
            "When the sessions are",
            "What to bring",
            "Do not come to the pool if",
            "In the water",
            "Afterwards",
            "Cancelling",
        ),
        (
            ("When the sessions are", "Pool sessions run on Tuesdays at 10.15 and on Fridays at 14.30.", 1),
            ("What to bring", "Any inhaler, spray or glucose tablets that you may need.", 1),
            ("Do not come to the pool if", "you have an open wound, a rash or a verruca that is not covered;", 1),
            (
                "Afterwards",
                "If the ache goes on beyond two days, tell the physiotherapist at the next session, who will take some of the "
                "difficult exercises out of your programme.",
                2,
            ),
            ("Cancelling", "Please give us one working day's notice.", 2),
        ),
        ("Harbour Road Clinic", "Page ", "HRC/118"),
    ),
    "shockwave.pdf": Expected(
        "Shock wave treatment for heel and elbow pain",
        (
            "Shock wave treatment for heel and elbow pain",
            "How the treatment works",
            "Before your visit",
            "During your visit",
            "Your file number",
            "After your visit",
            "Benefits and risks",
            "What it costs",
        ),
        (
            (
                "Shock wave treatment for heel and elbow pain",
                "Shock wave treatment sends short pulses of sound through the skin into a painful tendon.",
                1,
            ),
            ("How the treatment works", "It is efficient, and there is no injection, no cut and no fluid.", 1),
            ("During your visit", "The physiotherapist puts gel on the skin and holds a hand piece against it.", 1),
            ("After your visit", "The skin may be red and the tendon may be sore for two to three days.", 1),
            ("What it costs", "A course of three visits costs £165.", 1),
        ),
        ("➤",),
    ),
    "kneecap-protocol.pdf": Expected(
        "After your kneecap stabilising operation (MPFL)",
        (
            "After your kneecap stabilising operation (MPFL)",
            "Plan by week",
            "Exercises in the first two weeks",
            "Washing and the brace",
            "Driving",
            "Work and sport",
            "Visits with us",
            "Call us",
        ),
        (
            (
                "Plan by week",
                "Weeks 2 to 4 – Brace: Opened to 60 degrees; Walking: Two crutches, as much weight as is comfortable; Aim: Bend to "
                "60 degrees",
                1,
            ),
            (
                "Exercises in the first two weeks",
                "Thigh squeeze – Sets: 3; Repetitions: 10; How often: three times a day",
                1,
            ),
            ("Work and sport", "Sport with turning and contact waits until nine months and a second test.", 1),
            ("Visits with us", "The stitches come out on day twelve in the dressing room on the first floor.", 3),
        ),
        ("Harbour Road Clinic", "·"),
    ),
    "class-times.pdf": Expected(
        "Exercise classes this term",
        ("Exercise classes this term", "Prices", "Good to know"),
        (
            ("Exercise classes this term", "Back basics – Day: Wednesday; Time: 18.00; Room: Gym 2", 1),
            ("Prices", "Students and over 70s, single class: £6", 1),
            ("Good to know", "Book with Tomasz at the front desk or on 01632 960 101.", 1),
        ),
        ("..",),
    ),
    "trifold.pdf": Expected(
        "Welcome to Harbour Road Clinic",
        (
            "Finding us",
            "Interpreters",
            "Opening hours",
            "Contact",
            "Welcome to Harbour Road Clinic",
            "Before you come",
            "At the first visit",
            "After the visit",
        ),
        (
            ("Finding us", "There are four parking bays for blue badge holders in the yard.", 1),
            (
                "Opening hours",
                "The front desk is open from 7.45 to 18.15 on weekdays and from 9.00 to 12.00 on Saturdays.",
                1,
            ),
            ("At the first visit", "You may bring a relative or friend into the room.", 2),
            ("After the visit", "If you cannot come, let us know before noon on the day before.", 2),
        ),
        ("2291",),
    ),
    "long-table.pdf": Expected(
        "Home programme: stiff big toe",
        ("Home programme: stiff big toe", "Shoes"),
        (
            ("Home programme: stiff big toe", "Stop if the pain in the toe goes above four out of ten.", 1),
            ("Home programme: stiff big toe", "Arch lift (short foot) – Sets: 2; Repetitions: 10; Hold: 6 seconds", 1),
            (
                "Home programme: stiff big toe",
                "Standing on a folded towel, holding on – Sets: 1; Repetitions: 3; Hold: 20 seconds",
                1,
            ),
            ("Shoes", "Our orthotics bench fits a carbon plate on Thursdays.", 2),
        ),
        ("Home programme Home", "Movement –"),
    ),
    "carpal-tunnel.pdf": Expected(
        "After your carpal tunnel operation",
        (
            "After your carpal tunnel operation",
            "The bandage",
            "Moving the hand",
            "Scar care",
            "Work and driving",
            "Who to ring",
        ),
        (
            (
                "After your carpal tunnel operation",
                "The tingling often goes within days, whereas the strength of the grip returns over approximately three months.",
                1,
            ),
            ("Moving the hand", "Lift the hand above the heart for five minutes, six times a day.", 1),
            ("Work and driving", "Manual work usually needs four to six weeks.", 2),
            ("Who to ring", "The hand unit answers on 01632 960 131 from 8.00 to 16.00.", 2),
        ),
        ("Harbour Road Clinic", "Sheet 31", "\uf0b7", "page 1"),
    ),
    "tennis-elbow.pdf": Expected(
        "Tennis elbow: our eight-week course",
        ("Why it hurts", "What we do", "The home exercises", "The strap", "What to expect", "At work"),
        (
            (
                "Why it hurts",
                "The name misleads: nineteen of twenty people who come to us do not play tennis.",
                1,
            ),
            ("The home exercises", "Forearm turn with hammer – Sets: 2; Repetitions: 8", 1),
            ("What to expect", "Four out of five people are better after a year, whatever they do.", 1),
            ("At work", "Use both hands for pans and crates.", 1),
        ),
        ("Harbour Road Clinic", "page 1"),
    ),
    "strong-bones.docx": Expected(
        "Strong bones class",
        ("Strong bones class", "What happens in the class", "The stations", "Joining"),
        (
            ("What happens in the class", "Twenty minutes of strength work with bands.", None),
            ("The stations", "Heel drop with hands on the bar – Band: none; Sets: 2; Repetitions: 12", None),
            ("Joining", "A cup of tea is served after the class in the sun room.", None),
        ),
        ("HARBOUR ROAD", "Version 2"),
    ),
    "flare.docx": Expected(
        "LIVING WITH A PAINFUL FLARE",
        ("LIVING WITH A PAINFUL FLARE", "First day", "From the third day", "Our flare line"),
        (
            ("First day", "Use the warm pack for fifteen minutes at a time.", None),
            ("From the third day", "Add five minutes of walking a day.", None),
            ("Our flare line", "Leave a message on 01632 960 177.", None),
        ),
        ("•", "2)"),
    ),
    "pessary.docx": Expected(
        "Pessary check at the women's health clinic",
        ("Pessary check at the women's health clinic", "Between the checks"),
        (
            (
                "Pessary check at the women's health clinic",
                "Some types are changed every three months instead.",
                None,
            ),
            ("Between the checks", "You may leave the pessary in during exercise and in the pool.", None),
        ),
    ),
    "seating.docx": Expected(
        "Wheelchair seating",
        ("Wheelchair seating", "Pressure care"),
        (
            ("Wheelchair seating", "A first seating visit takes ninety minutes.", None),
            ("Pressure care", "Check the skin of the seat with a mirror every evening.", None),
        ),
    ),
    "wordpress.html": Expected(
        "Sitting well at a desk",
        ("Sitting well at a desk", "Set up the desk", "The 25-minute rule", "Desk visits"),
        (
            ("Set up the desk", "Keep the keyboard a hand’s length from the edge.", None),
            ("The 25-minute rule", "Long – Minutes: 10; What to do: Walk outside", None),
            ("Desk visits", "A desk visit takes half an hour and costs £45.", None),
        ),
        ("cookie", "Posted", "Share", "Facebook", "Recent", "WordPress", "deadlift", "Tagged", "Home", "Previous"),
    ),
    "word-saved.htm": Expected(
        "Steroid injection into the shoulder",
        ("Steroid injection into the shoulder", "Before the injection", "After the injection"),
        (
            (
                "Before the injection",
                "Don’t come with a cold or an infection – ring us and we’ll find another Thursday.",
                None,
            ),
            ("After the injection", "Swimming – Wait: 5 days", None),
            (
                "After the injection",
                "We give no more than three injections into one shoulder in a year.",
                None,
            ),
        ),
        ("·", "Bea", "\xa0"),
    ),
    "font-tags.htm": Expected(
        "CARE OF A SWOLLEN ARM",
        ("The sleeve", "Skin", "The clinic"),
        (
            ("The sleeve", "Take it off at night unless the nurse has said otherwise.", None),
            (
                "The clinic",
                "The swollen-arm clinic is on the second Wednesday of the month, 13.00 to 16.00.",
                None,
            ),
        ),
        ("guestbook", "visitor", "800 x 600", "updated"),
    ),
    "layout-table.html": Expected(
        "Spinning dizziness: what we do",
        ("Spinning dizziness: what we do", "The tipping treatment", "If it comes back"),
        (
            ("The tipping treatment", "Test and first treatment – Minutes: 45; Price: £68", None),
            ("If it comes back", "Ring the balance line on 01632 960 171, Tuesdays 9 to 11.", None),
        ),
        ("Copyright", "Sitemap", "Getting here", "logo"),
    ),
    "page-builder.html": Expected(
        "Jaw joint pain",
        (
            "Jaw joint pain",
            "What we do at the first visit",
            "Eating while it is sore",
            "The tongue-up exercise",
            "Night splint",
        ),
        (
            (
                "What we do at the first visit",
                "A normal opening fits three fingers between the front teeth.",
                None,
            ),
            ("The tongue-up exercise", "Open the mouth slowly as far as the tongue stays up.", None),
            ("Night splint", "Clean it with cold water and a soft brush.", None),
        ),
        ("newsletter", "Book an appointment", "Follow us", "cookies", "rights reserved"),
        ("hidden-text",),
    ),
    "google-docs.html": Expected(
        "Running back after a stress reaction in the shin",
        ("Running back after a stress reaction in the shin", "The first three weeks", "When to stop"),
        (
            ("The first three weeks", "Week 2 – Run: 2 minutes; Walk: 3 minutes; Rounds: 5", None),
            ("When to stop", "Stop and call us if the shin aches at night after a run.", None),
            ("When to stop", "Send your diary to run@harbourroad.example every Sunday.", None),
        ),
    ),
    "taping.md": Expected(
        "Taping the kneecap",
        ("Taping the kneecap", "What you need", "Putting the tape on", "How long it stays"),
        (
            ("Taping the kneecap", "Tape can ease pain while you move.", None),
            ("Taping the kneecap", "See our films for a moving picture.", None),
            ("How long it stays", "Brown tape – Longest time: 18 hours; Rest of the skin: 6 hours", None),
            ("How long it stays", "Take it off at once if the skin burns, itches or blisters.", None),
            ("How long it stays", "We sell a roll of brown tape for £8 at the front desk.", None),
        ),
        ("*", "](", "`", "|", "author", "<br>", "[x]"),
    ),
    "nordic-walking.markdown": Expected(
        "Nordic walking group",
        ("Nordic walking group", "Poles", "Who can come"),
        (
            ("Nordic walking group", "The walk is 5 km long and takes about seventy minutes.", None),
            (
                "Poles",
                "Set the pole so that the elbow is at a right angle when the tip stands beside your foot.",
                None,
            ),
        ),
        ("===", "---"),
    ),
    "kit-loan.txt": Expected(
        "EQUIPMENT ON LOAN",
        ("EQUIPMENT ON LOAN", "WHAT YOU PAY", "CRUTCHES", "HOW TO RETURN THINGS"),
        (
            ("WHAT YOU PAY", "There is a deposit of £20 for each item.", None),
            ("CRUTCHES", "Wipe the handles with soapy water, never with bleach.", None),
            ("HOW TO RETURN THINGS", "Put the item on the trolley marked “Returns”.", None),
        ),
        ("\ufeff", "•"),
    ),
    "hand-splint.txt": Expected(
        "Your thumb splint",
        ("Your thumb splint", "Exercises", "Adjusting"),
        (
            (
                "Your thumb splint",
                "Wear the splint by day for six weeks – take it off for the exercises below.",
                None,
            ),
            ("Exercises", "Make an “O” and hold it for 5 seconds; repeat 8 times.", None),
            (
                "Adjusting",
                "Marie-José re-shapes splints on Tuesdays and Thursdays, 9.00–11.30, in room 12.",
                None,
            ),
            ("Adjusting", "A new strap costs £4.", None),
        ),
    ),
    "voice.txt": Expected(
        "Breathing after a chest operation",
        ("Breathing after a chest operation", "How to use the blue tube"),
        (
            ("Breathing after a chest operation", "Blow through the blue tube ten times every waking hour.", None),
            ("How to use the blue tube", "Rest for a minute after every three breaths.", None),
        ),
    ),
    "leg-length.txt": Expected(
        "SHOE RAISES FOR A SHORTER LEG",
        ("SHOE RAISES FOR A SHORTER LEG", "WEARING IT IN"),
        (
            ("SHOE RAISES FOR A SHORTER LEG", "Your back needs time to get used to it.", 1),
            (
                "WEARING IT IN",
                "Come to the gait room in week four: we measure the hips again and trim the raise when it is too high.",
                2,
            ),
        ),
        ("Harbour Road Clinic", "Page"),
    ),
}
SLING = Expected(
    "Looking after your sling",
    ("Looking after your sling", "Sleeping with the sling"),
    (
        ("Looking after your sling", "Wear the sling for three weeks after the shoulder procedure.", 1),
        ("Sleeping with the sling", "Ring the plaster room on 01632 960 155 if the strap is torn.", 1),
    ),
    (),
    ("recognised",),
)


def read(name: str) -> tuple[Document, list[DocumentWarning]]:
    warnings: list[DocumentWarning] = []
    return read_leaflet(LEAFLETS / name, name, "Harbour Road Clinic", "clinic/", warnings), warnings


def check(name: str, expected: Expected) -> None:
    document, warnings = read(name)
    assert document.title == expected.title
    assert tuple(dict.fromkeys(part.heading for part in document.sections)) == expected.headings
    quotes = [
        (part.heading, " ".join(document.text[one.span.start : one.span.end].split()), part.page)
        for part in document.sections
        for one in part.statements
    ]
    for quote in expected.quotes:
        assert quote in quotes
    chunks = chunk_document(document)
    for chunk in chunks:
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text
    held = "\n".join([*(text for _, text, _ in quotes), *(re.sub(r"(?m)^[*•-] ", "", chunk.text) for chunk in chunks)])
    assert not [words for words in expected.absent if words in held]
    for _, text, _ in quotes:
        # A quote is a whole sentence, step or cell: it does not begin in the middle and has no marks of its file in it.
        assert re.match(r"[A-Z0-9“‘(£]|you |your ", text), text
        assert not re.search(r"[|*`{}<>\ufb00-\ufb06\u00ad\x0c]|\.\.|  |\w- \w", text), text
        assert text.count("(") == text.count(")")
    assert tuple(warning.kind for warning in warnings) == expected.warnings


def test_every_leaflet_has_its_expectation() -> None:
    assert {path.name for path in LEAFLETS.iterdir()} == {*EXPECTED, "sling-scan.pdf"}
    assert len(EXPECTED) >= 20


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_leaflet_reads_well(name: str) -> None:
    check(name, EXPECTED[name])


def test_a_scan_is_recognised_with_the_extra() -> None:
    if not ocr.is_available():
        pytest.skip("Tesseract or the extra `ocr` is not installed")
    check("sling-scan.pdf", SLING)


def test_a_scan_without_the_extra_is_reported_with_advice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    problem = pdf.extract_pdf(LEAFLETS / "sling-scan.pdf")["error"]
    assert "scan" in problem
    assert "rehab-assistant[ocr]" in problem
    # As a whole: with no program to recognise it, the file is the problem and the others are read.
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentError, match=r"sling-scan\.pdf: its pages are pictures"):
        read("sling-scan.pdf")
