"""The staff page of what is kept: open questions in groups, each may become an evaluation case; exports; deletion."""

# Without `from __future__ import annotations`: FastAPI reads the types of routes, and one of them is made in a function.

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from time import time
from typing import Annotated
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.embedding import Embedder
from assistant.errors import InputError
from assistant.models import Status
from ui.feedback.exporting import as_case, as_csv, as_jsonl
from ui.feedback.groups import Group, group, is_open
from ui.feedback.store import Kept, Store
from ui.rendering import plain
from ui.texts import texts_for

PATH = "/feedback"
"""Where it stands."""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex"><link rel="icon" href="/page/favicon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="/page/plain.css">'
)
_NAMES = {
    "answered": "it can be answered",
    "no_evidence": "the library has nothing on it",
    "declined": "it must be declined",
    "out_of_scope": "it is not our subject",
    "referred": "it needs a person",
}
_HAPPENED = {
    "answered": "answered",
    "no_evidence": "nothing was found",
    "declined": "declined",
    "out_of_scope": "taken for another subject",
    "referred": "sent to a person",
}
_Form = Mapping[str, str]


def routes(
    store: Store, clinics: Mapping[str, str], embedder: Callable[[], Embedder], clock: Callable[[], float] = time
) -> APIRouter:
    """Return the page's routes, to be put behind the staff password.

    `clinics`: names of the clinics that keep something, by key. `embedder`: by which questions are likened; made when first needed.
    """
    router = APIRouter(include_in_schema=False)
    likening = cache(embedder)

    def named(clinic: Annotated[str, Query(max_length=40)] = next(iter(clinics), "")) -> str:
        if clinic not in clinics:
            raise HTTPException(404, "this clinic keeps nothing")
        return clinic

    here = Annotated[str, Depends(named)]

    @router.get(PATH)
    def page(clinic: here) -> HTMLResponse:
        rows = store.rows(clinic, int(clock()))
        waiting = [row for row in rows if is_open(row)]
        return _page(clinic, clinics, rows, group(waiting, likening()) if waiting else [])

    @router.get(f"{PATH}/export.csv")
    def table(clinic: here) -> Response:
        return _file(as_csv(store.rows(clinic, int(clock()))), "feedback.csv", "text/csv")

    @router.get(f"{PATH}/export.jsonl")
    def lines(clinic: here) -> Response:
        return _file(as_jsonl(store.rows(clinic, int(clock()))), "feedback.jsonl", "application/x-ndjson")

    @router.get(f"{PATH}/cases.jsonl")
    def cases(clinic: here) -> Response:
        made = [row.case for row in reversed(store.rows(clinic, int(clock()))) if row.case]
        return _file("".join(f"{line}\n" for line in made), "ours.dev.jsonl", "application/x-ndjson")

    @router.post(f"{PATH}/case")
    def make(clinic: here, form: Annotated[_Form, Depends(_form)]) -> Response:
        turns = sorted(store.rows(clinic, int(clock()), form.get("conversation", "")), key=lambda row: row.turn)
        turns = [row for row in turns if row.turn <= _number(form.get("turn", ""))]
        if turns and turns[-1].turn != _number(form.get("turn", "")):
            turns = []
        try:
            line = as_case(
                turns, form.get("status", ""), form.get("documents", "").split(), clinics[clinic] or "clinic"
            )
            store.put(turns[-1].model_copy(update={"case": line}))
        except InputError as error:
            return _problem(f"No case was made: {error}.", clinic, 422)
        return RedirectResponse(f"{PATH}?clinic={quote(clinic)}#cases", 303)

    @router.post(f"{PATH}/delete")
    def remove(clinic: here, form: Annotated[_Form, Depends(_form)]) -> Response:
        if not store.delete(clinic, form.get("conversation", "").strip().upper()):
            return _problem(
                "There is no conversation with this reference: it has expired, was deleted, or the reference has a slip.",
                clinic,
                404,
            )
        return RedirectResponse(f"{PATH}?clinic={quote(clinic)}", 303)

    return router


async def _form(request: Request) -> _Form:
    return {key: values[0] for key, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


def _problem(words: str, clinic: str, status: int) -> HTMLResponse:
    """Return a page that says what went wrong and leads back."""
    html = (
        f'{_HEAD}<title>Not done</title></head><body><main><h1>Not done</h1><p role="alert">{plain(words)}</p>'
        f'<p><a href="{PATH}?clinic={quote(clinic)}">Back to what visitors asked</a></p></main></body></html>'
    )
    return HTMLResponse(html, status, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def _page(clinic: str, clinics: Mapping[str, str], rows: Sequence[Kept], groups: Sequence[Group]) -> HTMLResponse:
    address = f"clinic={quote(clinic)}"
    others = "".join(
        f'<li><a href="{PATH}?clinic={quote(key)}"{" aria-current=page" if key == clinic else ""}>{plain(name or "this server")}</a></li>'
        for key, name in clinics.items()
    )
    made = [row for row in rows if row.case]
    talks = len({row.conversation for row in rows})
    html = (
        f'{_HEAD}<title>What visitors asked</title></head><body><header class="top"><p class="name">{plain(clinics[clinic] or "This server")}</p>'
        + (f'<nav aria-label="Clinics"><ul>{others}</ul></nav>' if len(clinics) > 1 else "")
        + "</header><main><h1>What visitors asked</h1>"
        f"<p>Kept: {_counted(len(rows), 'question')} of {_counted(talks, 'conversation')}, with their senders' consent and without names, numbers and "
        f"addresses as far as a program finds them. Every one is deleted when its time is up.</p>"
        f'<p><a href="{PATH}/export.csv?{address}">All as a table (CSV)</a> · <a href="{PATH}/export.jsonl?{address}">All as JSON Lines</a></p>'
        f"<h2>Without a good answer</h2>"
        + (
            "".join(_group(one, number, address) for number, one in enumerate(groups, 1))
            or "<p>Nothing waits: no question went unanswered, and no answer was marked as not helpful.</p>"
        )
        + '<h2 id="cases">Evaluation cases made of them</h2>'
        + (
            f'<p>{len(made)} made. <a href="{PATH}/cases.jsonl?{address}">Download them as a suite (JSON Lines)</a>, put the lines into '
            "a suite's <code>.dev.jsonl</code> file and run <code>rehab eval validate</code>. They are deleted here when the questions are.</p>"
            if made
            else "<p>None yet.</p>"
        )
        + f"<h2>Delete a conversation</h2><p>A person may ask for it with the reference that the page gave them.</p>"
        f'<form method="post" action="{PATH}/delete?{address}"><p><label for="reference">Reference</label> '
        '<input id="reference" name="conversation" required maxlength="20" autocomplete="off"></p>'
        "<p><button>Delete it for good</button></p></form></main></body></html>"
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def _group(one: Group, number: int, address: str) -> str:
    counts = f"asked {len(one.rows)} times" if len(one.rows) > 1 else "asked once"
    counts += f", {one.unanswered} without an answer" if one.unanswered else ""
    counts += f", {one.disliked} not helpful" if one.disliked else ""
    rows = "".join(_row(row, f"{number}-{place}", address) for place, row in enumerate(one.rows, 1))
    return (
        f'<article aria-labelledby="group-{number}"><h3 id="group-{number}">{plain(one.rows[0].question)}</h3><p>{counts}</p>'
        f"<details><summary>Look at {'them' if len(one.rows) > 1 else 'it'}</summary>{rows}</details></article>"
    )


def _row(row: Kept, place: str, address: str) -> str:
    day = datetime.fromtimestamp(row.at, UTC).date().isoformat()
    reason = texts_for("en").reasons.get(row.reason, row.reason)
    said = f" Not helpful: “{plain(reason)}”." if reason else ""
    words = f"<p>They wrote: “{plain(row.words)}”</p>" if row.words else ""
    answer = f"<pre>{plain(row.answer)}</pre>" if row.answer else ""
    options = "".join(
        f'<option value="{one.value}"{" selected" if one is Status.ANSWERED else ""}>{_NAMES.get(one.value, one.value)}</option>'
        for one in Status
    )
    return (
        f"<section><p><strong>{plain(row.question)}</strong></p><p>{day}, {_HAPPENED.get(row.status, plain(row.status))}, conversation {plain(row.conversation)}.{said}</p>"
        f'{words}{answer}<form method="post" action="{PATH}/case?{address}">'
        f'<input type="hidden" name="conversation" value="{plain(row.conversation)}"><input type="hidden" name="turn" value="{row.turn}">'
        f'<p><label for="status-{place}">What is right</label> <select id="status-{place}" name="status">{options}</select></p>'
        f'<p><label for="documents-{place}">Documents that hold the answer, parted by blanks</label> '
        f'<input id="documents-{place}" name="documents" autocomplete="off" placeholder="exercises/clamshell"></p>'
        "<p><button>Make an evaluation case</button></p></form></section>"
    )
