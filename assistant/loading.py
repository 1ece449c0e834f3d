"""Files become documents: the library's Markdown exactly as written, everything else as a leaflet.

A broken file is reported with its path and line while the rest is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import DocumentError
from assistant.leaflets import READERS, read_leaflet
from assistant.library import is_library_markdown, parse_library_document
from assistant.models import Document
from assistant.readers.extraction import DocumentWarning

SKIPPED = frozenset({"README.md"})
"""Names that are never documents."""


@dataclass
class Loaded:
    """What reading a folder gave."""

    documents: list[Document] = field(default_factory=list)
    problems: list[DocumentError] = field(default_factory=list)
    warnings: list[DocumentWarning] = field(default_factory=list)
    """What to look at in documents that are used all the same."""


def document_files(root: Path) -> list[Path]:
    """Return the files below `root` that can be documents, in a fixed order; hidden files and links out are left out."""
    found = []
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if any(part.startswith((".", "~")) for part in relative.parts) or path.name in SKIPPED:
            continue
        if path.is_file() and path.suffix.lower() in READERS and path.resolve().is_relative_to(root.resolve()):
            found.append(path)
    return found


def load_library(knowledge: Path, progress: Callable[[int, int], None] | None = None) -> Loaded:
    """Read the library's documents below `knowledge`; `progress` is called with files done and files in all."""
    files = [path for kind in ("exercises", "conditions", "guidance") for path in document_files(knowledge / kind)]
    return _load(knowledge, files, "", progress)


def load_folder(
    root: Path, publisher: str = "", prefix: str = "", progress: Callable[[int, int], None] | None = None
) -> Loaded:
    """Read every document below `root`.

    `publisher`: who stands behind the documents. `prefix`: put before each id, so that folders do not collide.
    Raises `DocumentError` when `root` is not a folder.
    """
    if not root.is_dir():
        raise DocumentError(root, None, "there is no such folder of documents")
    return _load(root, document_files(root), publisher, progress, prefix)


def _load(
    root: Path,
    files: Iterable[Path],
    publisher: str,
    progress: Callable[[int, int], None] | None,
    prefix: str = "",
) -> Loaded:
    loaded = Loaded()
    files = list(files)
    taken: dict[str, str] = {}
    for done, path in enumerate(files, start=1):
        name = path.relative_to(root).as_posix()
        warnings: list[DocumentWarning] = []
        try:
            document = read_document(path, name, publisher, prefix, warnings)
            if document.id in taken:
                raise DocumentError(name, None, f"its id {document.id!r} is already taken by {taken[document.id]}")
        except DocumentError as error:
            loaded.problems.append(error)
        else:
            taken[document.id] = name
            loaded.documents.append(document)
            loaded.warnings.extend(warnings)
        if progress:
            progress(done, len(files))
    return loaded


def read_document(
    path: Path, name: str, publisher: str = "", prefix: str = "", warnings: list[DocumentWarning] | None = None
) -> Document:
    """Return the document in the file at `path`, called `name` in messages; raises `DocumentError`.

    `warnings`: takes what a person should look at although the document is used.
    """
    if path.suffix.lower() == ".md" and not publisher and not prefix:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise DocumentError(name, None, f"not UTF-8 text ({error.reason} at byte {error.start})") from error
        except OSError as error:
            raise DocumentError(name, None, f"cannot be read ({error.strerror})") from error
        if is_library_markdown(text):
            return parse_library_document(text, name)
    return read_leaflet(path, name, publisher, prefix, warnings)
