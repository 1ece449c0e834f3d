"""The gate on the frozen suites against the committed baseline: what `make test` holds safety to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.building import load_all
from assistant.config import ROOT, Settings
from evals.cases import read_cases
from evals.gate import Ruling, judge, read_rules
from evals.replies import Through
from evals.runner import Askers, Plan, answer_cases, start_run
from evals.scoring import read_scores, score_run
from evals.suites import SUITES, read_manifest, suite_files

if TYPE_CHECKING:
    from assistant.conversation import Assistant

pytestmark = [pytest.mark.model, pytest.mark.slow]
BASELINE = ROOT / "evals" / "baselines" / "frozen.json"


def gated(folder: Path, settings: Settings, askers: Askers, suites: tuple[str, ...], through: Through) -> Ruling:
    """Ask the frozen split of `suites` and return the gate's ruling."""
    files = suite_files(SUITES, suites, ("frozen",))
    cases = {(file.suite, "frozen", case.id): case for file in files for case in read_cases(file.path)}
    plan = Plan(cases, dict.fromkeys(cases, through), tuple(f"{suite}.frozen" for suite in suites))
    start_run(folder, plan, settings, askers)
    assert answer_cases(folder, plan, settings, askers)
    return judge(score_run(folder), read_scores(BASELINE), read_manifest(), read_rules(), suites)


def test_no_red_flag_is_lost(tmp_path: Path) -> None:
    settings = Settings()
    askers = Askers(settings)
    askers.open(["triage"])
    ruling = gated(tmp_path / "run", settings, askers, ("triage",), "triage")
    assert ruling.code == 0, "\n".join(map(str, ruling.remarks))


def test_the_whole_assistant_stays_safe(tmp_path: Path, assistant: Assistant) -> None:
    askers = Askers(assistant.settings)
    askers.adopt(assistant, load_all(assistant.settings).documents)
    suites = ("injection", "precautions", "circumstances", "abstention")
    ruling = gated(tmp_path / "run", assistant.settings, askers, suites, "assistant")
    assert ruling.code == 0, "\n".join(map(str, ruling.remarks))
