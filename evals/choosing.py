"""Which cases a run asks, and what each is put to."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.errors import RehabError
from evals.cases import Case, SuiteError, read_cases
from evals.replies import Through, read_run
from evals.runner import Key, Plan
from evals.suites import SuiteFile, manifest_beside, read_manifest, suite_files


def make_plan(given: argparse.Namespace) -> Plan:
    """Return what `run` is to ask; raises `SuiteError` for the first fault in a suite."""
    path = manifest_beside(given.suites_folder)
    manifest = read_manifest(path) if path.is_file() else {}
    cases: dict[Key, Case] = {}
    through: dict[Key, Through] = {}
    complete: list[str] = []
    for file in suite_files(given.suites_folder, given.suites, tuple(given.split or ("dev", "frozen"))):
        every = read_cases(file.path)
        chosen = [case for case in every if not given.filter or set(given.filter) & set(case.tags)]
        chosen = chosen[: given.limit] if given.limit else chosen
        if given.only_triage:
            chosen = [case for case in chosen if case.expect.urgency is not None]
        if len(chosen) == len(every):
            complete.append(f"{file.suite}.{file.split}")
        _enter(file, chosen, cases)
        entry = manifest.get(file.suite)
        for case in chosen:
            usual: Through = entry.through if entry else "assistant"
            through[file.suite, file.split, case.id] = "triage" if given.only_triage else usual
    if not cases:
        raise RehabError("no case fits: see `rehab eval list`, and the tags in the suites")
    return Plan(cases, through, tuple(complete))


def _enter(file: SuiteFile, chosen: list[Case], cases: dict[Key, Case]) -> None:
    for case in chosen:
        key = (file.suite, file.split, case.id)
        if key in cases:
            raise SuiteError(file.path, None, "id", f"{case.id!r} is used twice")
        cases[key] = case


def resumed_plan(folder: Path, suites: Path) -> Plan:
    """Return the plan of a run that was stopped; cases that are no longer there are left to scoring, which names them."""
    run = read_run(folder)
    known = {
        (file.suite, file.split, case.id): case
        for file in suite_files(suites, splits=("dev", "frozen", "hidden"))
        for case in read_cases(file.path)
    }
    through = {(entry.suite, entry.split, entry.id): entry.through for entry in run.selected}
    return Plan({key: known[key] for key in through if key in known}, through, run.complete_suites)
