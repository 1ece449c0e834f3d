"""Reading the marked texts and measuring the redactor on them. What stays can name a person; what goes wrongly is only lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.redaction import Redactor
from evals.cases import SuiteError
from evals.statistics import clopper_pearson

FOLDER = Path(__file__).parent
KINDS = ("name", "phone", "address", "email", "date", "number", "link")
_MARK = re.compile(r"\{(\w+):([^{}]+)\}")
_WORD = re.compile(r"[^\W_]+")
_TELL_NOTHING = frozenset("the of at dot my mr mrs ms miss dr prof sister nurse".split())
_PLACEHOLDER = re.compile(r"\[[a-z-]+\]")


@dataclass(frozen=True)
class Marked:
    """A text as a person might type it, and what in it must not be kept."""

    text: str
    """Without the marks."""
    secrets: tuple[tuple[str, str], ...]
    """Kind and words of each, in order."""
    rest: tuple[str, ...]
    """Words in lower case that may stay."""


@dataclass(frozen=True)
class Redacted:
    """What became of a text."""

    marked: Marked
    text: str
    """After redaction."""
    left: tuple[tuple[str, str], ...]
    """Secrets of which a word is still there."""
    lost: tuple[str, ...]
    """Words that may stay and went."""


def read_texts(split: str, folder: Path = FOLDER) -> list[Marked]:
    """Return the texts of ``SPLIT.txt``, one a line; raises `SuiteError` with file and line."""
    path = folder / f"{split}.txt"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SuiteError(path, None, "", f"cannot be read ({error.strerror})") from error
    texts = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#") or line in ("", "--"):
            continue
        unknown = {match[1] for match in _MARK.finditer(line)} - set(KINDS)
        rest = _MARK.sub(" ", line)
        if unknown or "{" in rest or "}" in rest:
            raise SuiteError(path, number, "", f"marks are written {{KIND:words}}, with a kind of {', '.join(KINDS)}")
        secrets = tuple((match[1], match[2]) for match in _MARK.finditer(line))
        texts.append(Marked(_MARK.sub(lambda match: match[2], line), secrets, tuple(_words(rest))))
    return texts


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def judged(redactor: Redactor, texts: Iterable[Marked]) -> list[Redacted]:
    """Return each text redacted, with what was left and what was lost.

    A secret is left when any word of it is still there that the rest of the text does not also hold; single signs and words such
    as "the" and titles tell nothing.
    """
    found = []
    for marked in texts:
        text = redactor.redact(marked.text)
        stays = Counter(_words(_PLACEHOLDER.sub(" ", text)))
        rest = Counter(marked.rest)
        left = tuple(
            secret
            for secret in marked.secrets
            if any(
                len(word) > 1 and word not in _TELL_NOTHING and stays[word] > rest[word] for word in _words(secret[1])
            )
        )
        found.append(Redacted(marked, text, left, tuple((rest - stays).elements())))
    return found


def table(found: Sequence[Redacted]) -> str:
    """Return recall by kind and what was lost as lines of text, with exact 95 % intervals."""
    lines = []
    for kind in (*KINDS, "all"):
        all_of = [secret for one in found for secret in one.marked.secrets if kind in (secret[0], "all")]
        left = [secret for one in found for secret in one.left if kind in (secret[0], "all")]
        if all_of:
            lines.append(_share(f"taken out, {kind}", len(all_of) - len(left), len(all_of)))
    holding = [one for one in found if one.marked.secrets]
    plain = [one for one in found if not one.marked.secrets]
    lines.append(_share("texts with nothing left in them", sum(not one.left for one in holding), len(holding)))
    lines.append(_share("texts without anything, unchanged", sum(not one.lost for one in plain), len(plain)))
    words = sum(len(one.marked.rest) for one in found)
    lines.append(f"{'other words lost':36} {sum(len(one.lost) for one in found)} of {words}")
    return "\n".join(lines)


def _share(name: str, count: int, of: int) -> str:
    interval = clopper_pearson(count, of)
    return f"{name:36} {count:3} of {of:3} [{interval.low:.1%}, {interval.high:.1%}]"
