"""The search on a corpus in BEIR layout (N. Thakur et al., NeurIPS 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv.

Each row becomes one document, its text being title and text, and is indexed as the library is, into a store of its own.
Figures are by ir_measures (S. MacAvaney et al., ECIR 2022), over documents: the best passage of a document is its rank.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.config import Settings
from assistant.models import Document, Section, SectionKind, Span, Statement
from evals.cases import SuiteError
from evals.runner import progress_bar
from evals.statistics import Interval, cluster_bootstrap

MEASURES = ("Success@1", "Success@5", "RR@10", "nDCG@10", "R@100")
NAMES = {"Success@1": "hit@1", "Success@5": "hit@5", "RR@10": "MRR@10", "nDCG@10": "nDCG@10", "R@100": "recall@100"}
RANKED = 100
"""Documents of a ranking that are measured."""
_SENTENCE = re.compile(r"\S(?:[^.!?]|[.!?](?!\s))*[.!?]?")
Qrels = dict[str, dict[str, int]]


def read_corpus(folder: Path) -> Iterator[Document]:
    """Yield the rows of ``corpus.jsonl`` as documents whose ids are the rows' ids; raises `SuiteError`.

    A row is one section, cut into sentences by a plain rule: passages have no headings to find, and the rule of leaflets
    takes minutes for 15,000 of them. Rows without words are left out.
    """
    for number, row in _rows(folder / "corpus.jsonl"):
        identity, title, body = row.get("_id"), row.get("title") or "", row.get("text")
        if not isinstance(identity, str) or not isinstance(body, str) or not isinstance(title, str):
            raise SuiteError(folder / "corpus.jsonl", number, "_id, title, text", "must be texts")
        document = row_document(identity, title, body, f"corpus.jsonl:{number}")
        if document is not None:
            yield document


def row_document(identity: str, title: str, body: str, path: str = "") -> Document | None:
    """Return a row as a document of one section, or None when it has no words."""
    text = f"{title}\n\n{body}" if title else body
    statements = tuple(
        Statement(span=Span(start=match.start(), end=match.end()))
        for match in _SENTENCE.finditer(text, len(text) - len(body) if body.strip() else 0)
    )
    if not statements:
        return None
    whole = Span(start=statements[0].span.start, end=len(text))
    section = Section(heading="", kind=SectionKind.OTHER, span=whole, statements=statements)
    return Document(id=identity, kind="leaflet", title=title or identity, text=text, path=path, sections=(section,))


def read_queries(folder: Path) -> dict[str, str]:
    """Return the texts of ``queries.jsonl`` by id; raises `SuiteError`."""
    queries = {}
    for number, row in _rows(folder / "queries.jsonl"):
        if not isinstance(row.get("_id"), str) or not isinstance(row.get("text"), str):
            raise SuiteError(folder / "queries.jsonl", number, "_id, text", "must be texts")
        queries[row["_id"]] = row["text"]
    return queries


def read_qrels(path: Path) -> Qrels:
    """Return the judgements of a tab-separated file with the columns query-id, corpus-id, score; raises `SuiteError`."""
    judgements: Qrels = {}
    try:
        with path.open(encoding="utf-8", newline="") as source:
            for number, row in enumerate(csv.reader(source, delimiter="\t"), start=1):
                if not row or row[0] == "query-id":
                    continue
                try:
                    judgements.setdefault(row[0], {})[row[1]] = int(row[2])
                except (IndexError, ValueError) as error:
                    raise SuiteError(path, number, "", "must be query-id, corpus-id, whole number") from error
    except OSError as error:
        raise SuiteError(path, None, "", f"cannot be read ({error.strerror})") from error
    return judgements


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        source = path.open(encoding="utf-8")
    except OSError as error:
        raise SuiteError(path, None, "", f"cannot be read ({error.strerror})") from error
    with source:
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise SuiteError(path, number, "", f"not valid JSON ({error.msg})") from error
            if not isinstance(row, dict):
                raise SuiteError(path, number, "", "must be an object")
            yield number, row


def measure(qrels: Qrels, ranking: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the value of each measure by query; a query without a ranking counts as 0."""
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in MEASURES}
    for metric in ir_measures.iter_calc(measures, qrels, ranking):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return values


def write_trec(path: Path, ranking: dict[str, dict[str, float]]) -> None:
    """Write ``query Q0 document rank score rehab`` lines, best first."""
    with path.open("w", encoding="utf-8") as sink:
        for query, scores in ranking.items():
            ordered = sorted(scores.items(), key=lambda entry: -entry[1])
            for rank, (document, score) in enumerate(ordered, start=1):
                sink.write(f"{query} Q0 {document} {rank} {score:.6f} rehab\n")


def measure_corpus(given: argparse.Namespace, settings: Settings, say: Callable[[str], None]) -> int:
    """Index the corpus, ask its judged queries and print the figures; the verb ``retrieval``."""
    from assistant.embedding import make_embedder
    from assistant.indexing import sync
    from assistant.retrieval import HybridRetriever
    from assistant.store import ChromaStore

    qrels = read_qrels(given.corpus / "qrels" / f"{given.qrels}.tsv")
    queries = {key: text for key, text in read_queries(given.corpus).items() if key in qrels}
    if given.limit:
        queries = dict(list(queries.items())[: given.limit])
    judged = {key: values for key, values in qrels.items() if key in queries}
    if not judged:
        raise SuiteError(given.corpus, None, "", "no query is judged")
    began = time.perf_counter()
    documents = list(read_corpus(given.corpus))
    with _place(given.store) as place:
        store = ChromaStore(str(place))
        embedder = make_embedder(settings)
        with indexing_bar(given.quiet) as progress:
            report = sync(documents, store, embedder.fingerprint, lambda: embedder, progress)
        indexed = time.perf_counter() - began
        retriever = HybridRetriever.open(store, embedder, settings.knowledge)
        ranking: dict[str, dict[str, float]] = {}
        retriever.search("warm up", 1)
        began = time.perf_counter()
        with progress_bar({"queries": len(queries)}, given.quiet) as advance:
            for key, text in queries.items():
                found: dict[str, float] = {}
                for passage in retriever.search(text, 3 * RANKED):
                    found.setdefault(passage.chunk.document_id, passage.score)
                ranking[key] = _untied(dict(list(found.items())[:RANKED]))
                if advance:
                    advance("queries")
        asked = time.perf_counter() - began
    values = measure(judged, ranking)
    figures = {NAMES[name]: _mean(list(by_query.values()), list(by_query)) for name, by_query in values.items()}
    if given.export_trec:
        write_trec(given.export_trec, ranking)
    if given.json:
        shown = {name: {"mean": mean, "low": ci.low, "high": ci.high} for name, (mean, ci) in figures.items()}
        say(json.dumps({"documents": len(documents), "queries": len(judged), "figures": shown}))
        return 0
    say(f"{len(documents)} documents, {report.entries} entries, indexed in {indexed:.1f} s")
    say(f"{len(judged)} judged queries, {1000 * asked / max(len(queries), 1):.0f} ms each")
    for name, (mean, ci) in figures.items():
        say(f"{name:<11} {mean:.4f}  [{ci.low:.4f}, {ci.high:.4f}]")
    return 0


def _untied(found: dict[str, float]) -> dict[str, float]:
    """Return scores that fall strictly, in the same order: measures break ties by id, which would reorder the ranking."""
    return {identity: float(len(found) - place) for place, identity in enumerate(found)}


def _mean(values: list[float], queries: list[str]) -> tuple[float, Interval]:
    return sum(values) / len(values), cluster_bootstrap(values, queries)


@contextmanager
def _place(store: Path | None) -> Iterator[Path]:
    if store is not None:
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="rehab-eval-") as folder:
        yield Path(folder)


@contextmanager
def indexing_bar(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Yield what indexing calls with its stage and counts; the bar goes to standard error, and only to a terminal."""
    import sys

    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show
