"""`rehab check`: every rule that a library document must keep, each finding with path and line (knowledge/README.md)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DocumentError
from assistant.library import HEADINGS, line_of, parse_library_document
from assistant.models import Document, Section, SectionKind, Source, Statement
from assistant.readability import reading_grade, words
from assistant.registers import Circumstance, Movement, read_circumstances, read_movements, read_sources

MAX_WORDS = 30
"""Longest sentence in words."""
MAX_GRADE = 8.0
"""Highest reading grade of a document."""

BODY_REGIONS = frozenset(
    """
    hip knee ankle foot thigh calf groin back neck shoulder arm chest trunk whole-body
    """.split()
)
POSITIONS = frozenset(
    """
    lying side-lying prone sitting standing all-fours kneeling walking floor
    """.split()
)
EQUIPMENT = frozenset(
    """
    none band towel chair high-chair step stairs worktop ball pillow ankle-weight weights machine bike belt wall
    bed mat partner bench stick sliding-surface
    """.split()
)
EXERCISE_FIELDS = ("tier", "position", "equipment", "weight_bearing", "muscles")

_DANGLING = re.compile(r"^(it|its|it's|this|that|they|their|these|those|he|she|such)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"^(the same \w+|the other (hospital|sheet|study|trial)|neither (is|are|of|cures|was)|both (are|is|of|were)|another (?!way\b|choice\b))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d|\b(once|twice|three times|four times|hourly)\b", re.IGNORECASE)
_OWNED_BY_ONE_CLINIC = re.compile(
    r"\b(one|two|some|a few|several|another)\b[^.]*\b(clinic|sheet|page|site|blog|programme|expert)", re.IGNORECASE
)
_NEEDS_STRONG_SOURCE = {SectionKind.DOSE, SectionKind.AVOID, SectionKind.ASK_FIRST, SectionKind.DURATION}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend."""

    path: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}"


@dataclass(frozen=True)
class Registers:
    """The controlled lists that documents are checked against."""

    sources: dict[str, Source]
    circumstances: dict[str, Circumstance]
    movements: dict[str, Movement]


def read_registers(knowledge: Path) -> Registers:
    """Return the controlled lists below `knowledge`; raises `DocumentError`."""
    return Registers(read_sources(knowledge), read_circumstances(knowledge), read_movements(knowledge))


def check_library(knowledge: Path, only: Iterable[Path] = ()) -> tuple[list[Finding], list[Document]]:
    """Check the library below `knowledge` and return what is to be mended, with the documents that could be read.

    `only`: files whose findings are wanted; by default all, and then also what concerns the library as a whole.
    Raises `DocumentError` when a controlled list cannot be read.
    """
    registers = read_registers(knowledge)
    findings: list[Finding] = []
    documents: list[Document] = []
    for kind in ("exercises", "conditions", "guidance"):
        for path in sorted((knowledge / kind).glob("*.md")):
            name = path.relative_to(knowledge).as_posix()
            try:
                document = parse_library_document(path.read_bytes().decode("utf-8"), name)
            except DocumentError as error:
                findings.append(Finding(name, error.line or 1, error.problem))
                continue
            except UnicodeDecodeError as error:
                findings.append(Finding(name, 1, f"not UTF-8 text ({error.reason} at byte {error.start})"))
                continue
            documents.append(document)
    by_id = {document.id: document for document in documents}
    for document in documents:
        findings.extend(_check_front_matter(document, by_id, registers))
        findings.extend(_check_sections(document))
        findings.extend(_check_statements(document, by_id, registers))
    findings.extend(_check_names(documents))
    wanted = {path.resolve().relative_to(knowledge.resolve()).as_posix() for path in only}
    if wanted:
        findings = [finding for finding in findings if finding.path in wanted]
    else:
        findings.extend(_check_unused_sources(knowledge, documents, registers))
    return sorted(set(findings)), documents


def _key(document: Document, key: str) -> int:
    for number, line in enumerate(document.text.splitlines(), start=1):
        if line.startswith(f"{key}:"):
            return number
    return 1


def _check_front_matter(document: Document, by_id: dict[str, Document], registers: Registers) -> Iterable[Finding]:
    def finding(key: str, problem: str) -> Finding:
        return Finding(document.path, _key(document, key), problem)

    if document.id != document.path.removesuffix(".md"):
        yield finding(
            "id", f"id {document.id!r} does not match the file's place: {document.path.removesuffix('.md')!r}"
        )
    if not document.written:
        yield finding("id", "no `written` date")
    lists: list[tuple[str, tuple[str, ...], Iterable[str], str]] = [
        ("body_regions", document.body_regions, BODY_REGIONS, "knowledge/README.md"),
        ("position", document.position, POSITIONS, "knowledge/README.md"),
        ("equipment", document.equipment, EQUIPMENT, "knowledge/README.md"),
        ("movements", document.movements, registers.movements, "safety/movements.toml"),
        ("avoid_when", document.avoid_when, registers.circumstances, "safety/circumstances.toml"),
        ("ask_first", document.ask_first, registers.circumstances, "safety/circumstances.toml"),
        ("circumstances", document.circumstances, registers.circumstances, "safety/circumstances.toml"),
        ("easier", document.easier, by_id, "the library"),
        ("harder", document.harder, by_id, "the library"),
        ("related", document.related, by_id, "the library"),
    ]
    for key, values, known, place in lists:
        known_ids = set(known)
        for value in values:
            if value not in known_ids:
                yield finding(key, f"{key}: {value!r} is not in {place}")
    if not document.body_regions:
        yield finding("id", "no body_regions")
    if document.kind == "exercise":
        for key in EXERCISE_FIELDS:
            if not getattr(document, key):
                yield finding("id", f"an exercise needs {key}")
        for value in set(document.avoid_when) & set(document.ask_first):
            yield finding("ask_first", f"{value!r} is in avoid_when and in ask_first")
        tagged = {
            SectionKind.AVOID: ("avoid_when", document.avoid_when),
            SectionKind.ASK_FIRST: ("ask_first", document.ask_first),
        }
        for kind, (key, values) in tagged.items():
            tags = {
                statement.tag
                for section in document.sections
                if section.kind is kind
                for statement in section.statements
                if statement.tag
            }
            for value in values:
                if value not in tags:
                    yield finding(key, f"{key}: {value!r} has no item {{{value}}} with its reason")
            for tag in tags - set(values):
                yield finding(key, f"an item is tagged {{{tag}}}, which {key} does not name")


def _check_sections(document: Document) -> Iterable[Finding]:
    expected = HEADINGS[document.kind]
    texts = [heading.text for heading in expected]
    found: list[str] = []
    for match in re.finditer(r"^## +(.+?)\s*$", document.text, re.MULTILINE):
        heading, line = match.group(1), line_of(document.text, match.start())
        if heading not in texts:
            yield Finding(document.path, line, f"heading {heading!r} is not one of this kind's: {'; '.join(texts)}")
        elif heading in found:
            yield Finding(document.path, line, f"heading {heading!r} stands twice")
        elif found and texts.index(heading) < max(texts.index(other) for other in found):
            yield Finding(document.path, line, f"heading {heading!r} is out of order")
        if heading in texts:
            found.append(heading)
    for wanted in expected:
        if wanted.required and wanted.text not in found:
            yield Finding(document.path, 1, f"missing heading {wanted.text!r}")
    questions = 0
    for section in document.sections:
        line = line_of(document.text, section.span.start) - 1
        if section.kind is SectionKind.QUESTION:
            questions += 1
            if len(section.wordings) < 2:
                yield Finding(document.path, line, f"question {section.heading!r} has no other wording (`- also: ...`)")
        if not section.statements:
            yield Finding(document.path, line, f"nothing stands below {section.heading!r}")
        if section.heading == "How to do it" and section.statements:
            steps = [statement for statement in section.statements if statement.form == "step"]
            if len(steps) < 2:
                yield Finding(document.path, line, "'How to do it' needs numbered steps")
    if questions < 3:
        yield Finding(document.path, 1, f"only {questions} questions that people ask: at least 3")


def _check_statements(document: Document, by_id: dict[str, Document], registers: Registers) -> Iterable[Finding]:
    sentences: list[str] = []
    for section in document.sections:
        for statement in section.statements:
            text = document.text[statement.span.start : statement.span.end]
            sentences.append(text)
            line = line_of(document.text, statement.span.start)
            for problem in _problems(document, section, statement, text, by_id, registers):
                yield Finding(document.path, line, problem)
    grade = reading_grade(sentences)
    if grade > MAX_GRADE:
        yield Finding(
            document.path, 1, f"reading grade {grade:.1f}: at most {MAX_GRADE:.0f}; use shorter words and sentences"
        )


def _problems(
    document: Document,
    section: Section,
    statement: Statement,
    text: str,
    by_id: dict[str, Document],
    registers: Registers,
) -> Iterable[str]:
    length = len(words(text)) + len(re.findall(r"\b\d+\b", text))
    if length > MAX_WORDS:
        yield f"{length} words in a sentence: at most {MAX_WORDS}"
    if _DANGLING.match(text):
        yield f"begins with {text.split()[0]!r}: name the subject, since the sentence is quoted alone"
    if _RELATIVE.match(text) and statement.form != "step":
        yield f"begins with {' '.join(text.split()[:2])!r}, which leans on another sentence: name it, since the sentence is quoted alone"
    if not text.endswith((".", "?", "!", ".”", ".'")):
        yield "does not end with a full stop"
    if re.search(r"[.!?] +[A-Z]", re.sub(r"\b(e\.g|i\.e|Dr|vs|St)\.", "", text)):
        yield "more than one sentence on the line: each sentence needs its own line and sources"
    if re.search(r"[\[\]{}<>`*]|https?:", text):
        yield "holds a mark or link that would be shown as it stands"
    if not statement.sources:
        yield "no source id at the end, such as [UHB-L]"
    unknown = [source for source in statement.sources if source not in registers.sources]
    for missing in unknown:
        yield f"source {missing!r} is not in sources.toml"
    cited = [registers.sources[source] for source in statement.sources if source in registers.sources]
    for source in cited:
        if source.extent == "none":
            yield f"source {source.id!r} was never read (extent none): find one that was"
    figure = bool(_FIGURE.search(text))
    if cited and not unknown and all(source.id == "HOUSE" for source in cited) and re.search(r"\d", text):
        yield "a figure needs a source other than HOUSE"
    if (
        cited
        and all(source.grade == "C" or source.id == "HOUSE" for source in cited)
        and any(source.grade == "C" for source in cited)
        and (
            section.kind in _NEEDS_STRONG_SOURCE
            and (figure or section.kind in (SectionKind.AVOID, SectionKind.ASK_FIRST))
        )
        and not _OWNED_BY_ONE_CLINIC.search(text)
    ):
        yield "a grade C source stands alone for a dose, a precaution or a time"
    tag = statement.tag
    if tag and tag not in registers.circumstances and tag not in by_id:
        yield f"tag {{{tag}}} is neither a circumstance nor a document"
    if section.kind is SectionKind.EXERCISES and document.kind == "condition":
        if tag not in by_id:
            yield "an exercise in a programme begins with its {exercises/...} tag"
        else:
            forbidden = set(by_id[tag].avoid_when) & set(document.circumstances)
            if forbidden:
                yield f"{tag} is not for people with {', '.join(sorted(forbidden))}, whom this document is about"


def _check_names(documents: list[Document]) -> Iterable[Finding]:
    """Report names that two documents claim without being marked ambiguous."""
    owners: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for name in {alias.lower().strip() for alias in (document.title, *document.aliases)}:
            owners[name].append(document)
        for name in set(document.ambiguous):
            if name.lower() in {alias.lower() for alias in document.aliases}:
                yield Finding(
                    document.path, _key(document, "aliases"), f"{name!r} is an alias and ambiguous: choose one"
                )
    for name, claimants in owners.items():
        if len(claimants) > 1:
            for document in claimants:
                others = ", ".join(other.id for other in claimants if other is not document)
                yield Finding(
                    document.path,
                    _key(document, "aliases"),
                    f"alias {name!r} is also claimed by {others}: give it to one, or list it under `ambiguous` in both",
                )


def _check_unused_sources(knowledge: Path, documents: list[Document], registers: Registers) -> Iterable[Finding]:
    used = {
        source
        for document in documents
        for section in document.sections
        for statement in section.statements
        for source in statement.sources
    }
    for path in sorted((knowledge / "safety").glob("*.toml")):
        used.update(re.findall(r'"([A-Z][A-Z0-9-]+)"', path.read_text(encoding="utf-8")))
    text = (knowledge / "sources.toml").read_text(encoding="utf-8")
    for source in registers.sources:
        if source not in used:
            place = re.search(rf"^\[{re.escape(source)}\]", text, re.MULTILINE)
            yield Finding(
                "sources.toml", line_of(text, place.start()) if place else 1, f"source {source!r} is never used"
            )
