"""Suites: the files of cases, what the manifest expects of them, and the checks that keep them honest."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evals.cases import Case, SuiteError, scan_cases

FOLDER = Path(__file__).resolve().parent
SUITES = FOLDER / "suites"
"""Folder of the suites."""
MANIFEST = FOLDER / "manifest.toml"
"""Expected counts, so that a suite that was emptied is noticed."""
SPLITS = ("dev", "frozen", "hidden")
_NAME = re.compile(r"^(?P<suite>[a-z][a-z0-9_-]*)\.(?P<split>dev|frozen|hidden)\.jsonl$")


@dataclass(frozen=True)
class SuiteFile:
    """One split of a suite."""

    suite: str
    """Name of the suite."""
    split: str
    """``dev``, ``frozen`` or ``hidden``."""
    path: Path
    """Where its cases are."""


@dataclass(frozen=True)
class Expected:
    """What the manifest says of a suite."""

    counts: dict[str, int]
    """Cases by split."""
    through: Literal["assistant", "search"]
    """What the cases are put to: the whole assistant, or the search alone."""
    safety: bool
    """Whether it is one of the suites whose cases may not go from passed to failed."""


def suite_files(
    folder: Path = SUITES, names: Sequence[str] = (), splits: Sequence[str] = ("dev", "frozen")
) -> list[SuiteFile]:
    """Return the suite files below `folder`, by name and split; raises `SuiteError` for a name that is not there."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        match = _NAME.match(path.name)
        if match is None:
            raise SuiteError(path, None, "", "suite files are called NAME.dev.jsonl, NAME.frozen.jsonl")
        found.append(SuiteFile(match["suite"], match["split"], path))
    known = {file.suite for file in found}
    for name in names:
        if name not in known:
            raise SuiteError(folder, None, "", f"no suite {name!r}; there are: {', '.join(sorted(known)) or 'none'}")
    return [file for file in found if (not names or file.suite in names) and file.split in splits]


def read_manifest(path: Path = MANIFEST) -> dict[str, Expected]:
    """Return what the manifest expects, by suite; raises `SuiteError`."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SuiteError(path, None, "", f"cannot be read ({error})") from error
    expected: dict[str, Expected] = {}
    for suite, entry in values.items():
        through = entry.get("through", "assistant")
        if through not in ("assistant", "search"):
            raise SuiteError(path, None, f"{suite}.through", "must be assistant or search")
        counts = {split: entry[split] for split in SPLITS if split in entry}
        if not all(isinstance(count, int) and count > 0 for count in counts.values()):
            raise SuiteError(path, None, suite, "counts must be whole numbers above 0")
        expected[suite] = Expected(counts, through, bool(entry.get("safety", False)))
    return expected


def manifest_beside(suites: Path) -> Path:
    """Return the manifest that belongs to a folder of suites."""
    return MANIFEST if suites.resolve() == SUITES.resolve() else suites / "manifest.toml"


def write_manifest(files: Iterable[tuple[SuiteFile, int]], path: Path = MANIFEST) -> None:
    """Write the counts of `files` into the manifest and keep what it says otherwise."""
    known = read_manifest(path) if path.is_file() else {}
    counts: dict[str, dict[str, int]] = {suite: dict(entry.counts) for suite, entry in known.items()}
    for file, count in files:
        counts.setdefault(file.suite, {})[file.split] = count
    lines = ["# Cases that each suite holds. `rehab eval validate --update` writes the counts; review the change."]
    for suite, by_split in sorted(counts.items()):
        entry = known.get(suite)
        lines += ["", f"[{suite}]"]
        lines += [f"{split} = {by_split[split]}" for split in SPLITS if split in by_split]
        lines.append(f'through = "{entry.through if entry else "assistant"}"')
        lines.append(f"safety = {'true' if entry and entry.safety else 'false'}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def count_problems(manifest: dict[str, Expected], files: Iterable[tuple[SuiteFile, int]]) -> list[str]:
    """Return what differs between the manifest and the suites that are there."""
    there = {(file.suite, file.split): count for file, count in files}
    problems = []
    for suite, entry in manifest.items():
        for split, count in entry.counts.items():
            found = there.pop((suite, split), 0)
            if found != count:
                problems.append(f"{suite}.{split}: {found} cases, the manifest expects {count}")
    problems += [f"{suite}.{split}: {count} cases, not in the manifest" for (suite, split), count in there.items()]
    return problems


def check_suites(
    files: Sequence[SuiteFile], document_ids: frozenset[str] | None = None
) -> tuple[dict[SuiteFile, list[Case]], list[SuiteError]]:
    """Return the cases of `files` and every fault: of a line, between lines, between splits, and missing data cards.

    `document_ids`: ids of the library, against which expected documents are checked; None leaves that out.
    """
    read: dict[SuiteFile, list[Case]] = {}
    problems: list[SuiteError] = []
    for file in files:
        read[file], faults = scan_cases(file.path)
        problems += faults
        card = file.path.parent / f"{file.suite}.md"
        if not card.is_file():
            problems.append(SuiteError(card, None, "", "the suite has no data card"))
        for identity, times in Counter(case.id for case in read[file]).items():
            if times > 1:
                problems.append(SuiteError(file.path, None, "id", f"{identity!r} is used {times} times"))
        for case in read[file]:
            problems += _case_faults(file, case, document_ids)
    homes: dict[tuple[str, str], str] = {}
    for file, cases in read.items():
        for scenario in dict.fromkeys(case.scenario_id for case in cases):
            home = homes.setdefault((file.suite, scenario), file.split)
            if home != file.split:
                problem = f"{scenario!r} is in {home} and in {file.split}: the split leaks"
                problems.append(SuiteError(file.path, None, "scenario_id", problem))
    return read, problems


def _case_faults(file: SuiteFile, case: Case, document_ids: frozenset[str] | None) -> list[SuiteError]:
    faults = []
    if case.split != file.split:
        faults.append(SuiteError(file.path, None, f"{case.id}.split", f"{case.split}, but the file is {file.split}"))
    if not any(turn.strip() for turn in case.turns) and not case.expect.status:
        faults.append(SuiteError(file.path, None, f"{case.id}.turns", "every turn is empty"))
    if case.expect == type(case.expect)():
        faults.append(SuiteError(file.path, None, f"{case.id}.expect", "nothing is expected"))
    if document_ids is not None:
        named = [*case.expect.documents, *(span.document for span in case.expect.spans)]
        named += [precaution.exercise for precaution in case.expect.precautions if precaution.exercise]
        for identity in named:
            if identity not in document_ids:
                problem = f"the library has no document {identity!r}"
                faults.append(SuiteError(file.path, None, f"{case.id}.expect", problem))
    return faults
