"""The staff page of a clinic's documents: upload, look at what was read, ask the draft, publish, go back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.chunking import chunk_document, plain
from assistant.clinics import read_clinics, settings_for
from assistant.config import Settings
from assistant.documents.conflicts import without
from assistant.documents.drafts import Drafts
from assistant.documents.state import FileState
from assistant.errors import RehabError
from assistant.leaflets import READERS, read_leaflet
from assistant.models import Answer

logger = logging.getLogger(__name__)

MOST_SHOWN = 20_000
"""Letters of a preview."""

Result = tuple[Any, ...]


def build(settings: Settings) -> gr.Blocks:
    """Return the page for the server's own documents and those of its clinics; raises `RehabError`."""
    drafts = _drafts(settings)
    keys = list(drafts)
    labels = [(drafts[key].settings.clinic or key or "This server", key) for key in keys]

    page: gr.Blocks
    with gr.Blocks(title="Documents", analytics_enabled=False) as page:
        gr.Markdown("# Your clinic's documents\nNothing that you do here reaches patients until you press **Publish**.")
        clinic = gr.Dropdown(labels, value=keys[0], label="Clinic", elem_id="clinic", visible=len(keys) > 1)
        status = _markup("", "status")
        with gr.Row():
            files = gr.File(
                label="Add or replace documents",
                file_count="multiple",
                file_types=sorted(READERS),
                elem_id="upload",
            )
            with gr.Column():
                chosen = gr.Dropdown([], label="Document", elem_id="chosen", interactive=True)
                with gr.Row():
                    show = gr.Button("Show what was read", elem_id="show")
                    remove = gr.Button("Take out of the draft", elem_id="remove", variant="stop")
        check = gr.Button("Check the draft", elem_id="check", variant="primary")
        report = _markup("", "report")
        preview = _markup("", "preview")
        with gr.Row():
            question = gr.Textbox(
                label="Ask the draft a question", elem_id="question", max_length=settings.max_question
            )
            ask = gr.Button("Ask", elem_id="ask")
        answer = _markup("", "answer")
        with gr.Row():
            publish = gr.Button("Publish", elem_id="publish", variant="primary")
            back = gr.Button("Go back to the version before", elem_id="back")
            discard = gr.Button("Throw the draft away", elem_id="discard", variant="stop")

        def view(
            key: str,
            said: str = "",
            *,
            states: Sequence[FileState] | None = None,
            shown: str | None = None,
            replied: str | None = None,
            name: str | None = None,
        ) -> Result:
            """New values for every output; what is None stays as it is."""
            one = drafts[key]
            folder = one.folder
            names = folder.names(folder.draft if folder.has_draft else folder.root)
            choice = gr.update(choices=names, value=name if name in names else names[0] if names else None)
            return (
                _status(one, said),
                choice,
                gr.skip() if states is None else _report(states),
                gr.skip() if shown is None else shown,
                gr.skip() if replied is None else replied,
                gr.update(interactive=folder.has_draft),
                gr.update(interactive=folder.before() is not None),
                gr.update(interactive=folder.has_draft),
                None,
            )

        def anew(key: str, said: str = "", name: str | None = None) -> Result:
            """The page without what was shown of other files."""
            return view(key, said, states=(), shown="", replied="", name=name)

        def guarded(work: Callable[..., Result]) -> Callable[..., Result]:
            def run(key: str, *given: Any) -> Result:
                if key not in drafts:
                    return view(keys[0], "There is no such clinic.")
                try:
                    return work(key, *given)
                except RehabError as error:
                    return view(key, str(error))
                except Exception:
                    logger.exception("a staff action failed")
                    return view(key, "That did not work; the server's log says why. Nothing was published.")

            return run

        def upload(key: str, given: list[str] | str | None) -> Result:
            taken, refused = [], []
            for place in [given] if isinstance(given, str) else given or []:
                path = Path(place)
                try:
                    taken.append(drafts[key].folder.add(path.name, path.read_bytes()))
                except RehabError as error:
                    refused.append(str(error))
                finally:
                    path.unlink(missing_ok=True)
            said = [f"In the draft now: {', '.join(taken)}."] if taken else []
            last = taken[-1] if taken else None
            return anew(key, " ".join([*said, *(f"Not taken: {one}." for one in refused)]), last)

        def checked(key: str, name: str | None) -> Result:
            draft = drafts[key].check()
            said = "The draft was read. Look at the warnings, then ask it a question."
            return view(key, said, states=draft.states, name=name)

        def shown(key: str, name: str | None) -> Result:
            if not name:
                return view(key, "Choose a document first.")
            return view(key, shown=_preview(drafts[key], name), name=name)

        def removed(key: str, name: str | None) -> Result:
            if name:
                drafts[key].folder.remove(name)
            return anew(key, f"Taken out of the draft: {name}." if name else "Choose a document first.")

        def asked(key: str, text: str, name: str | None) -> Result:
            if not text.strip():
                return view(key, "Type a question first.", name=name)
            reply = drafts[key].assistant().conversation().ask(text)
            return view(key, replied=_answer(text, reply), name=name)

        def published(key: str) -> Result:
            draft = drafts[key].publish()
            return view(key, "Published: patients are answered from these documents now.", states=draft.states)

        def went_back(key: str) -> Result:
            drafts[key].roll_back()
            return anew(key, "The version before is published again.")

        def discarded(key: str) -> Result:
            drafts[key].discard()
            return anew(key, "The draft was thrown away.")

        outputs = [status, chosen, report, preview, answer, publish, back, discard, files]
        options: dict[str, Any] = {"api_visibility": "private", "concurrency_limit": 1, "concurrency_id": "staff"}
        page.load(guarded(anew), [clinic], outputs, **options)
        clinic.change(guarded(anew), [clinic], outputs, **options)
        files.upload(guarded(upload), [clinic, files], outputs, **options)
        check.click(guarded(checked), [clinic, chosen], outputs, **options)
        show.click(guarded(shown), [clinic, chosen], outputs, **options)
        remove.click(guarded(removed), [clinic, chosen], outputs, **options)
        gr.on([ask.click, question.submit], guarded(asked), [clinic, question, chosen], outputs, **options)
        publish.click(guarded(published), [clinic], outputs, **options)
        back.click(guarded(went_back), [clinic], outputs, **options)
        discard.click(guarded(discarded), [clinic], outputs, **options)

    page.queue(api_open=False)
    return page


def has_documents(settings: Settings) -> bool:
    """Return whether the server or one of its clinics has a folder of documents."""
    return bool(_with_documents(settings))


def _with_documents(settings: Settings) -> dict[str, Settings]:
    every = {"": settings, **{clinic.key: settings_for(settings, clinic) for clinic in read_clinics(settings)}}
    return {key: one for key, one in every.items() if one.documents is not None}


def _drafts(settings: Settings) -> dict[str, Drafts]:
    return {key: Drafts(one) for key, one in _with_documents(settings).items()}


def _markup(value: str, elem_id: str) -> gr.Markdown:
    """A place for markup that this module wrote and escaped."""
    return gr.Markdown(value, elem_id=elem_id, sanitize_html=False, latex_delimiters=[], container=False)


def _status(drafts: Drafts, said: str) -> str:
    folder = drafts.folder
    added, changed, removed = folder.changes()
    state = f"<p>Published: {len(folder.names())} documents.</p>"
    if folder.has_draft:
        parts = [
            f"{word}: {escape(', '.join(names))}"
            for word, names in (("new", added), ("changed", changed), ("taken out", removed))
            if names
        ]
        state += f"<p>Draft: {len(folder.names(folder.draft))} documents; {'; '.join(parts) or 'no changes yet'}.</p>"
    return state + (f'<p role="status"><strong>{escape(said)}</strong></p>' if said else "")


def _report(states: Sequence[FileState]) -> str:
    if not states:
        return ""
    rows = []
    for state in states:
        warnings = "".join(
            f"<li><b>{escape(warning.kind)}</b>{f' (page {warning.page})' if warning.page else ''}: "
            f"{escape(warning.problem)}</li>"
            for warning in state.warnings
        )
        rows.append(f"<li>{escape(state.line())}{f'<ul>{warnings}</ul>' if warnings else ''}</li>")
    return f"<ul>{''.join(rows)}</ul>"


def _preview(drafts: Drafts, name: str) -> str:
    """Return the text and the passages of one file as they would be indexed."""
    folder = drafts.folder
    root = folder.draft if folder.has_draft else folder.root
    if name not in folder.names(root):
        return f"<p>{escape(name)} is not there.</p>"
    document = read_leaflet(root / name, name, drafts.settings.clinic, "clinic/")
    state = next((one for one in drafts.check().states if one.path == name), None) if folder.has_draft else None
    conflicts = state.conflicts if state else ()
    used = without(document, [one.span for one in conflicts if one.kind == "contradiction"])
    pages = {(part.span.start, part.span.end): part.page for part in used.sections}
    passages = []
    for chunk in chunk_document(used):
        page = next((at for (start, end), at in pages.items() if start <= chunk.span.start < max(end, start + 1)), None)
        where = " – ".join(part for part in (chunk.heading, f"page {page}" if page else "") if part)
        passages.append(f"<li><b>{escape(where)}</b><br>{escape(plain(chunk.text))}</li>")
    return (
        f"<h2>{escape(document.title)}</h2>{_report([state] if state else [])}"
        f'<h3>Passages</h3><ol style="padding-left: 2.5em">{"".join(passages)}</ol>'
        f'<h3>Text</h3><pre style="white-space: pre-wrap">{escape(document.text[:MOST_SHOWN])}</pre>'
    )


def _answer(question: str, answer: Answer) -> str:
    quotes = "".join(
        f"<li>[{one.number}] {escape(one.title)}{f', page {one.page}' if one.page else ''}: “{escape(one.quote)}”</li>"
        for one in answer.citations
    )
    return (
        f"<p><b>{escape(question)}</b> – {escape(answer.status.value)}</p>"
        f'<pre style="white-space: pre-wrap">{escape(answer.text)}</pre>'
        f"<ul>{quotes}</ul>"
    )
