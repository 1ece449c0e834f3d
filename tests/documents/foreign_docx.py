"""Make the Word files in `foreign/`: `python -m tests.documents.foreign_docx`, once; what it makes is committed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FOREIGN = Path(__file__).resolve().parent / "foreign"


def shoulder_phases(target: Path) -> None:
    """A plan that is one table, a row a phase."""
    import docx

    document: Any = docx.Document()
    document.add_paragraph().add_run("SHOULDER STABILISATION - THERAPY PLAN").bold = True
    document.add_paragraph("For people whose shoulder has been stabilised from the front. Larkmoor upper limb team.")
    rows = (
        ("Phase", "Sling", "Allowed", "Not allowed", "Home exercises"),
        (
            "1: weeks 0 to 3",
            "Day and night, off to wash and dress",
            "Hand at the level of the plate; typing with the elbow at the side",
            "Turning the arm outwards past straight ahead; driving",
            "Squeeze a soft ball 20 times an hour. Shrug and roll the shoulders, 10 times, 4 times a day.",
        ),
        (
            "2: weeks 4 to 6",
            "In crowds only",
            "Lifting a cup; reaching to shoulder height with the help of the other hand",
            "Reaching behind the back; carrying shopping on that side",
            "Slide a cloth up the wall, 10 times, 3 times a day. Outward turn with a stick to 30 degrees.",
        ),
        (
            "3: weeks 7 to 12",
            "None",
            "Driving, once both hands are comfortable on top of the wheel; breaststroke",
            "Front crawl; press-ups; lifting more than 5 kg",
            "Red band, inward and outward turns, 3 x 15, every other day.",
        ),
        (
            "4: from month 4",
            "None",
            "Gym below shoulder height; golf",
            "Rugby and judo before 6 months; climbing before 8 months",
            "Ball throws against a wall, 3 x 20. Plank on the hands, 30 seconds.",
        ),
    )
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph(
        "A shoulder that slips out again: support the arm and go to the emergency department. Do not try to put it back."
    )
    document.add_paragraph("Questions: 01632 960 245, afternoons.")
    document.save(str(target))


def falls_class(target: Path) -> None:
    """Fragments as on a slide: bold lines for headings, few whole sentences."""
    import docx

    document: Any = docx.Document()
    blocks = (
        (
            "Steady Steps - the class",
            (
                "Wednesdays 11 to 12, church hall, Mill Street",
                "ten weeks, then a check of your balance",
                "free, tea afterwards 50p",
            ),
        ),
        (
            "Who is it for?",
            (
                "over 65 and fallen in the last year, or afraid to",
                "able to stand for ten minutes, a stick is fine",
                "not for people who faint: see the GP about that first",
            ),
        ),
        (
            "Bring",
            (
                "flat shoes that lace or fasten, no slippers",
                "glasses for distance, NOT the varifocals",
                "list of your tablets for the nurse in week 2",
                "your GTN spray if you have one",
            ),
        ),
        (
            "At home in between",
            (
                "heel to toe along the worktop: 10 steps there, 10 back, twice a day",
                "sit to stand without hands: as many as you can up to 12, rest, again",
                "one leg stand by the sink: 10 sec each side, work up to 30",
                "ankle weights only when Jo has fitted them",
            ),
        ),
        (
            "If you go down",
            (
                "stay still and think: hurt or not?",
                "not hurt: roll on your side, crawl to a chair, one knee up, push",
                "hurt or stuck: bang on the wall, pendant, shout; keep warm with whatever is in reach",
                "on the floor more than one hour = ambulance, even if you feel all right",
            ),
        ),
        ("Lifts", ("volunteer drivers, book by Monday noon on 01632 960 251",)),
    )
    for heading, lines in blocks:
        document.add_paragraph().add_run(heading).bold = True
        for line in lines:
            document.add_paragraph(f"– {line}")
    document.save(str(target))


if __name__ == "__main__":
    shoulder_phases(FOREIGN / "shoulder-phases.docx")
    falls_class(FOREIGN / "falls-class.docx")
