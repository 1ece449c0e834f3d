"""What is kept as CSV, as JSON Lines, and one question as a line of an evaluation suite."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.errors import InputError
from assistant.models import Status
from ui.feedback.store import Kept

COLUMNS = "conversation turn at expires question answer status urgency documents rating reason words case".split()
"""Of a row of an export, in order."""
_DOCUMENT = re.compile(r"[\w.-]+(?:/[\w.-]+)+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _plain(row: Kept) -> dict[str, str | int]:
    found = {name: getattr(row, name) for name in COLUMNS}
    for name in ("at", "expires"):
        found[name] = datetime.fromtimestamp(found[name], UTC).isoformat()
    return found


def as_csv(rows: Sequence[Kept]) -> str:
    """Return `rows` as CSV with a head line; what a spreadsheet would run as a formula is made text."""
    sink = io.StringIO()
    writer = csv.DictWriter(sink, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {key: f"'{value}" if str(value).startswith(_FORMULA) else value for key, value in _plain(row).items()}
        )
    return sink.getvalue()


def as_jsonl(rows: Sequence[Kept]) -> str:
    """Return `rows` as JSON Lines."""
    return "".join(f"{json.dumps(_plain(row), ensure_ascii=False)}\n" for row in rows)


def as_case(turns: Sequence[Kept], status: str, documents: Sequence[str] = (), author: str = "clinic") -> str:
    """Return the line of a suite (``dev``) that asks what `turns` (oldest first) asked; raises `InputError`.

    `status`: what is expected of the last answer. `documents`: ids of documents that hold the answer, any of them.
    """
    if not turns:
        raise InputError("there is no such question any more: it has expired or was deleted")
    if status not in {one.value for one in Status}:
        raise InputError(f"{status!r} is no status: {', '.join(one.value for one in Status)}")
    odd = next((one for one in documents if not _DOCUMENT.fullmatch(one)), "")
    if odd:
        raise InputError(f"{odd!r} is no document: write its folder and name, such as exercises/clamshell")
    last = turns[-1]
    identity = case_id(last)
    expect: dict[str, object] = {"status": [status]}
    if documents:
        expect["documents"] = list(documents)
    case = {
        "id": identity,
        "scenario_id": identity,
        "turns": [row.question for row in turns],
        "tags": ["feedback"],
        "split": "dev",
        "author": author,
        "source_ref": "visitor's question, kept with consent, redacted",
        "expect": expect,
    }
    return json.dumps(case, ensure_ascii=False)


def case_id(row: Kept) -> str:
    """Return the id of the case that is made of `row`."""
    return f"kept-{row.conversation.replace('-', '').lower()}-{row.turn}"
