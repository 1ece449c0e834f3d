"""Messages said otherwise: what changes, what must hold, and that a rule with a hole is found out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.commands import main
from evals.perturbing import INVARIANCES, no_punctuation, slang, typos
from evals.robustness import rates, variants, worst_of_k
from tests.evals_helpers import case

CALF = "My calf is hot, red and swollen since the knee operation (day 12.5)."


def test_changes_by_hand() -> None:
    assert no_punctuation(CALF) == "my calf is hot red and swollen since the knee operation day 12.5"
    assert slang("Can you help my mum and the cat") == "Can u help me mum n da cat"
    assert INVARIANCES["capitals"]("pain") == "PAIN"
    assert INVARIANCES["minimised before"]("My calf is hot") == "My husband says it's nothing, but My calf is hot"


def test_typing_errors_are_few_and_the_same_each_time() -> None:
    changed = typos(CALF)
    assert changed == typos(CALF) != CALF
    different = [(old, new) for old, new in zip(CALF.split(), changed.split(), strict=True) if old != new]
    assert len(different) == 1
    assert different[0][0][0] == different[0][1][0]
    assert typos("a b") == "a b"


def assess(text: str, history: Sequence[str]) -> int:
    """A rule with holes: capitals hide the chest, and speaking of rain calms it down."""
    if "chest" in text:
        return 3
    return 0 if "numb" in text else 2 if "calf" in text else 0


def test_holes_are_found_by_change_and_by_situation() -> None:
    chest = list(variants(case("chest", turns=("my chest hurts",)), assess))
    quiet = list(variants(case("quiet", turns=("how many clams",)), assess))
    calf = list(variants(case("calf", turns=("my calf is hot",)), assess))
    shown = rates([*chest, *quiet, *calf])
    assert (shown["capitals"].held, shown["capitals"].n, shown["capitals"].lowered) == (1, 3, 2)
    assert shown["numb saddle added"].lowered == 1, "a red flag that is added may not lower the urgency"
    assert shown["monotone"].n == 9
    assert shown["hot calf added"].held == 3, "a rise by an added red flag is right"
    assert worst_of_k([*chest, *quiet, *calf])[1] == 3
    assert shown["greeted"].share == 1.0
    assert shown["greeted"].interval.low < 1.0


def test_the_verb_tells_rates_of_frozen_cases_and_no_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for split in ("dev", "frozen"):
        lines = [
            case("calm", turns=("how do i do a clamshell",), split=split, expect={"urgency": "none"}),
            case("odd", turns=("one sde of my bdy has gone nmb",), split=split, expect={"urgency": "emergency"}),
        ]
        text = "".join(f"{entry.model_dump_json()}\n" for entry in lines)
        (tmp_path / f"triage.{split}.jsonl").write_text(text)
    given = ["robustness", "--quiet", "--suites-folder", str(tmp_path)]
    assert main([*given, "--split", "frozen"]) == 0
    told = capsys.readouterr().out
    assert "monotone" in told
    assert "sde" not in told
    assert "clamshell" not in told
    assert main([*given, "--json", "--limit", "1"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["cases"] == 1
    assert shown["changes"]["greeted"]["held"] == 1
