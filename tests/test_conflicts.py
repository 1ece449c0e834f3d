"""What in a leaflet speaks against the library is found, shown to staff with the library's words, and never quoted."""

from __future__ import annotations

import pytest

from assistant.chunking import chunk_document
from assistant.config import ROOT, Settings
from assistant.documents.conflicts import Conflict, ConflictFinder, statements_of, without
from assistant.leaflets import leaflet_from_text
from assistant.loading import load_folder, load_library
from assistant.models import Document
from assistant.query_model import make_exact_embedder

pytestmark = [pytest.mark.model, pytest.mark.slow]
ARTICLE = ROOT / "tests" / "documents" / "bad-article.txt"


@pytest.fixture(scope="module")
def finder(real_settings: Settings) -> ConflictFinder:
    library = load_library(real_settings.knowledge).documents
    return ConflictFinder(real_settings.knowledge, library, lambda: make_exact_embedder(real_settings))


def leaflet(text: str) -> Document:
    return leaflet_from_text(text, "clinic/x", "x.md", "Hill Clinic")


def conflicts(finder: ConflictFinder, text: str) -> list[Conflict]:
    return finder.find(leaflet(text))


@pytest.mark.parametrize(
    ("text", "reason", "source"),
    [
        ("# After a broken hip\n\nClean and jerks bring back your power.\n", "recommends", "exercises/clean-and-jerk"),
        ("# Hip fracture sheet\n\nDo three sets of deadlifts.\n", "deadlift", "exercises/deadlift"),
        ("# New hip\n\nAfter a hip replacement, cross your legs to stretch the outer hip.\n", "hip adduction", ""),
        ("# Strong bones\n\nPeople with osteoporosis should do sit-ups every morning.\n", "osteoporosis", "exercises/"),
        ("# Hips\n\nThe hip joint has only three movements.\n", "corrects", "guidance/misconceptions"),
        ("# Squats\n\nTurn the hips inwards while you squat.\n", "corrects", "guidance/misconceptions"),
        ("# Legs\n\nThe hamstrings begin at the outer side of the hip.\n", "corrects", "guidance/misconceptions"),
        (
            "# Squats\n\nIn a squat the inner edge of the foot should touch the floor first.\n",
            "corrects",
            "guidance/misconceptions",
        ),
    ],
)
def test_a_contradiction_is_found(finder: ConflictFinder, text: str, reason: str, source: str) -> None:
    found = [one for one in conflicts(finder, text) if one.kind == "contradiction"]
    assert len(found) == 1
    assert reason in found[0].reason
    assert found[0].document_id.startswith(source)
    assert found[0].correction


@pytest.mark.parametrize(
    "text",
    [
        "# After a broken hip\n\nDo not do clean and jerks.\n",
        "# After a broken hip\n\nLeave deadlifts out until your physiotherapist has shown you.\n",
        "# After a broken hip\n\n## What to avoid\n\n- Clean and jerks\n- Deadlifts\n",
        "# After a broken hip\n\nPump your ankles ten times an hour.\n",
        "# Strength for runners\n\nDeadlifts twice a week make the back of the leg stronger.\n",
        "# Legs\n\nThe hamstrings start at the sitting bone, at the bottom of the pelvis.\n",
        "# Squats\n\nKeep the whole foot flat on the floor during a squat.\n",
        "# Hips\n\nThe hip bends, straightens, moves out and in, and turns both ways.\n",
    ],
)
def test_a_sound_sentence_is_none(finder: ConflictFinder, text: str) -> None:
    assert [one for one in conflicts(finder, text) if one.kind == "contradiction"] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# Feet\n\nDo 9 sets of towel curls.\n", "gives 9 sets for towel curls"),
        ("# Clamshells\n\nDo 200 repetitions of the clamshell.\n", "gives 200 repetitions for clamshell"),
    ],
)
def test_a_dose_far_from_the_library_s_is_shown_and_still_quoted(
    finder: ConflictFinder, text: str, reason: str
) -> None:
    found = conflicts(finder, text)
    assert [one.kind for one in found] == ["differs"]
    assert reason in found[0].reason


def test_good_leaflets_contradict_nothing(finder: ConflictFinder) -> None:
    documents = load_folder(ROOT / "tests" / "documents" / "leaflets", "Harbour Road Clinic", "clinic/").documents
    assert len(documents) >= 24
    assert [one for document in documents for one in finder.find(document) if one.kind == "contradiction"] == []


def test_the_false_claims_of_an_article_are_found(finder: ConflictFinder) -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    document = leaflet(text)
    found = finder.find(document)
    wrong = " ".join(one.sentence for one in found if one.kind == "contradiction")
    for claim in (
        "three different motions",
        "clean and jerks",
        "outer side of the hip",
        "greater quadriceps",
        "natural internal rotation",
        "inside of the foot touches the ground first",
        "knee should be internally rotated",
        "alternate the directions",
        "body is erect at all times",
        "seated hamstring raise",
        "much faster",
    ):
        assert claim in wrong, claim
    used = without(document, [one.span for one in found if one.kind == "contradiction"])
    quotable = " ".join(text for _, _, text in statements_of(used))
    chunks = " ".join(chunk.text for chunk in chunk_document(used))
    for one in found:
        assert one.sentence not in quotable
        assert one.sentence not in " ".join(chunks.split())


def test_what_is_taken_out_divides_its_section() -> None:
    document = leaflet("# Hips\n\nWalk daily. Lift weights. Rest at night.\n")
    span = next(statement.span for _, statement, text in statements_of(document) if text == "Lift weights.")
    used = without(document, [span])
    assert [text for _, _, text in statements_of(used)] == ["Walk daily.", "Rest at night."]
    assert [chunk.text for chunk in chunk_document(used)] == ["Walk daily.", "Rest at night."]
    assert used.text == document.text
