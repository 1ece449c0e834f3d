"""`rehab check` finds each kind of fault, with path and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checking import check_library


def problems(root: Path, name: str = "exercises/clamshell.md") -> list[str]:
    findings, _ = check_library(root, [root / name])
    return [f"{finding.line}: {finding.problem}" for finding in findings]


def edit(root: Path, old: str, new: str, name: str = "exercises/clamshell.md") -> int:
    """Replace `old` once and return the line it stands on."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.fixture
def library(small_library: Path) -> Path:
    """The small library with its links to documents that were not copied taken out."""
    for path in (small_library / "exercises").glob("*.md"):
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("easier:", "harder:", "related:")):
                line = line.split(":")[0] + ": []"
            if line.startswith(("- {exercises/", "- {conditions/", "- {guidance/")):
                line = "- " + line.split("} ", 1)[1]
            lines.append(line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return small_library


def test_the_small_library_is_clean(library: Path) -> None:
    assert problems(library) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[MSD-CLM, SELK13]", "[NO-SUCH]", "source 'NO-SUCH' is not in sources.toml"),
        ("## Common mistakes", "## Common errors", "missing heading 'Common mistakes'"),
        ("Rest your head", "It helps to rest your head", "begins with 'It'"),
        (
            "Rest your head on a pillow or on your arm.",
            "Rest your head on a pillow or on your arm and " + "then wait " * 12 + "here.",
            "words in a sentence: at most 30",
        ),
        ("Rest your head on a pillow or on your arm. [HOUSE]", "Rest your head on a pillow.", "no source id"),
        (
            "Rest your head on a pillow or on your arm. [HOUSE]",
            "Rest your head for 9 seconds. [HOUSE]",
            "a figure needs a source",
        ),
        ("avoid_when: [", "avoid_when: [moonlight, ", "'moonlight' is not in safety/circumstances.toml"),
        ("- {hip-fracture} ", "- ", "'hip-fracture' has no item"),
        ("related: []", "related: [exercises/moonwalk]", "'exercises/moonwalk' is not in the library"),
        ("tier: T1\n", "", "an exercise needs tier"),
        ("## How much\n", "## How much\n\nOne leaflet says: rest. Then go on. [UHB-L]\n", "more than one sentence"),
        ("id: exercises/clamshell", "id: exercises/clam", "does not match the file's place"),
    ],
)
def test_each_fault_is_found(library: Path, old: str, new: str, expected: str) -> None:
    edit(library, old, new)
    assert any(expected in problem for problem in problems(library)), problems(library)


def test_the_line_is_the_sentence_s(library: Path) -> None:
    line = edit(library, "Rest your head on", "They rest the head on")
    assert [problem for problem in problems(library) if problem.startswith(f"{line}: begins with 'They'")]


def test_an_alias_belongs_to_one_document(library: Path) -> None:
    edit(library, "aliases: [clam,", "aliases: [ankle pumps, clam,")
    assert any("also claimed by exercises/ankle-pumps" in problem for problem in problems(library))


def test_a_hard_document_fails(library: Path) -> None:
    hard = "Individualised proprioceptive neuromuscular facilitation methodologies necessitate multidisciplinary supervision. [UHB-L]\n"
    edit(library, "## How it should feel\n", "## How it should feel\n\n" + hard * 40)
    assert any("reading grade" in problem for problem in problems(library))


def test_a_source_that_nobody_uses_is_named(library: Path) -> None:
    findings, _ = check_library(library)
    unused = [finding for finding in findings if "is never used" in finding.problem]
    assert unused
    assert all(finding.path == "sources.toml" and finding.line > 1 for finding in unused)


def test_a_file_that_is_not_text_is_reported_and_the_rest_is_read(library: Path) -> None:
    (library / "exercises" / "broken.md").write_bytes(b"---\nid: \xff\xfe\n---\n")
    findings, documents = check_library(library)
    assert any(finding.path == "exercises/broken.md" and "not UTF-8" in finding.problem for finding in findings)
    assert len(documents) == 3
