"""The report of a benchmark as Markdown: a table of figures and a table of the ratios that are aimed at."""

from __future__ import annotations

from typing import Any

ROWS = (
    ("passages_per_second", "indexing, passages/s", "{:.1f}"),
    ("disk_mb", "index on disk, MB", "{:.1f}"),
    ("first_s", "process start to first result, s", "{:.2f}"),
    ("p50_ms", "one question p50, ms", "{:.1f}"),
    ("p95_ms", "one question p95, ms", "{:.1f}"),
    ("queries_per_second", "8 client threads, questions/s", "{:.1f}"),
    ("shared_per_second", "the same by two processes, questions/s", "{:.1f}"),
    ("memory_mb", "memory while serving, MB", "{:.0f}"),
)
AIMS = (
    ("indexing, of the best peer", "passages_per_second", "rehab", max, ">=", 3.5),
    (
        "start to first cited answer, of the best peer's start to first retrieval",
        "first_s",
        "rehab turn",
        min,
        "<=",
        0.25,
    ),
    ("whole turn p50, of the best peer's bare retrieval", "p50_ms", "rehab turn", min, "<=", 1.0),
    (
        "whole turns a second at 8 clients, of the best peer's retrievals",
        "queries_per_second",
        "rehab turn",
        max,
        ">=",
        3.0,
    ),
    (
        "the same by two processes each",
        "shared_per_second",
        "rehab turn",
        max,
        ">=",
        3.0,
    ),
    ("memory while serving, of the best peer", "memory_mb", "rehab turn", min, "<=", 0.5),
)
"""What is compared: text, figure, which of ours, what is best among peers, direction, aim."""


def ratios(record: dict[str, Any]) -> list[tuple[str, float, str, float, bool]]:
    """Return (text, ratio, direction, aim, reached) of each aim; empty when no peer was measured."""
    figures = record["figures"]
    peers = [name for name in figures if not name.startswith("rehab")]
    found = []
    for text, key, ours, best, direction, aim in AIMS:
        others = [figures[name][key] for name in peers if figures[name].get(key)]
        own = figures.get(ours, {}).get(key)
        if others and own:
            ratio = own / best(others)
            found.append((text, ratio, direction, aim, ratio >= aim if direction == ">=" else ratio <= aim))
    return found


def markdown(record: dict[str, Any]) -> str:
    """Return the report of one run."""
    figures = record["figures"]
    names = list(figures)
    lines = [
        f"## {record['passages']:,} passages",
        "",
        f"{record['date']}, {record['machine']}, {record['threads']} thread(s), {record['questions']} questions, "
        f"median of {record['rounds']} round(s) in one run. `rehab` is bare retrieval on the same passages, `rehab turn` the "
        "whole extractive turn over the project's own library.",
        "",
        "| | " + " | ".join(names) + " |",
        "| --- |" + " --: |" * len(names),
    ]
    for key, label, form in ROWS:
        cells = [form.format(figures[name][key]) if figures[name].get(key) is not None else "" for name in names]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    compared = ratios(record)
    if compared:
        lines += ["", "| ratio | measured | aim | |", "| --- | --: | --: | --- |"]
        for text, ratio, direction, aim, reached in compared:
            sign = "at least" if direction == ">=" else "at most"
            lines.append(f"| {text} | {ratio:.2f} | {sign} {aim:g} | {'reached' if reached else 'not reached'} |")
    lines += [
        "",
        "Versions: " + "; ".join(_versions(name, found) for name, found in record["versions"].items()) + ".",
        "",
    ]
    return "\n".join(lines)


def _versions(name: str, found: dict[str, str]) -> str:
    return f"{name} ({', '.join(f'{package} {version}' for package, version in found.items())})"
