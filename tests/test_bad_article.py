"""A bad article as a clinic's document: nobody is misled by any of its claims, and staff see what is wrong with it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from assistant.building import BuildReport, build_index
from assistant.config import ROOT, Settings
from assistant.conversation import Assistant

pytestmark = [pytest.mark.model, pytest.mark.slow]
ARTICLE = ROOT / "tests" / "documents" / "bad-article.txt"

# Question, and what no answer to it may say: the article's own claim.
CLAIMS = [
    ("how many movements does the hip have", r"three different motions|internal glide is (?:a|one)"),
    ("are clean and jerks good after a hip fracture", r"include deadlifts|clean and jerks are (?:good|helpful)"),
    ("which exercises help hip mobility after i broke my hip", r"clean and jerk|deadlift|single-legged squat"),
    ("do hip rotation exercises make a broken hip heal faster", r"much faster"),
    ("is a seated hamstring raise the most common hip rotation exercise", r"most common exercise for these"),
    ("where do the hamstrings start", r"originate on the outer side"),
    ("what does the greater quadriceps do", r"moves anteriorly"),
    ("should I stretch before I warm up", r"must first stretch"),
    ("must my body be erect when I stretch my hamstrings", r"erect at all times"),
    ("are bent over rows good hip rotation exercises", r"excellent hip rotation"),
    ("are squats a hip rotation exercise", r"another excellent hip rotation"),
    ("should my knees be at ninety degrees in a squat", r"slightly bent at an angle of ninety"),
    ("should my hips be turned in when I squat", r"kept in a natural internal rotation"),
    ("should the inside of my foot touch the ground first", r"touches the ground first before"),
    ("should my knees turn in so the thigh muscle rotates", r"internally rotated just enough"),
    ("should I change the direction of rotation every rep", r"advisable to alternate"),
    ("does having somebody help me stop my knees getting stiff", r"keep the knees and ankles from stiffening"),
    ("i had a hip replacement can i do deadlifts and squats from the article", r"can help improve hip mobility"),
]


@pytest.fixture(scope="module")
def clinic(real_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Assistant, BuildReport]:
    folder = tmp_path_factory.mktemp("leaflets")
    shutil.copy(ARTICLE, folder / "hip-rotation.txt")
    store = tmp_path_factory.mktemp("beside") / "store"
    shutil.copytree(Path(real_settings.store), store)
    settings = real_settings.model_copy(update={"documents": folder, "clinic": "Hill Clinic", "store": str(store)})
    report = build_index(settings, quiet=True)
    return Assistant.open(settings), report


@pytest.mark.parametrize(("question", "wrong"), CLAIMS)
def test_nobody_is_misled(clinic: tuple[Assistant, BuildReport], question: str, wrong: str) -> None:
    answer = clinic[0].conversation().ask(question)
    assert not re.search(wrong, answer.text, re.IGNORECASE), answer.text
    quoted = [one.quote for one in answer.citations if one.document_id.startswith("clinic/")]
    assert not [quote for quote in quoted if re.search(wrong, quote, re.IGNORECASE)]


def test_staff_see_the_conflicts(clinic: tuple[Assistant, BuildReport]) -> None:
    (state,) = clinic[1].states
    contradictions = [one for one in state.conflicts if one.kind == "contradiction"]
    assert len(contradictions) >= 15
    assert any("clean and jerks" in one.sentence and "hip fracture" in one.reason for one in contradictions)
    assert any(
        "three different motions" in one.sentence and "six movements" in one.correction for one in contradictions
    )
    assert {"contradiction", "reading-grade"} <= {warning.kind for warning in state.warnings}
