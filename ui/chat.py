"""The chat page: a Gradio Blocks app whose conversation is our own markup, sent sentence by sentence.

The server keeps the visit; of what the browser sends, only the question and a small command are read.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from assistant.circumstances import names_of, without
from assistant.errors import RehabError
from assistant.messages import FIRST_QUESTIONS
from assistant.models import AnswerDone, SentenceReady, SourcesFound, Urgency
from ui import rendering as render
from ui.pacing import paced
from ui.page_sessions import PageSessions
from ui.tenants import ClosedError, Tenant
from ui.texts import LIBRARY, Texts
from ui.visits import Turn, Visit

logger = logging.getLogger(__name__)

PACE = 0.08
"""Least seconds between two updates of a growing answer: each costs the server and the phone a redraw."""

Update = dict[Any, Any]
"""New values by component; what is not named stays as it is."""


def build(tenant: Tenant, on_rating: Callable[[str, Turn], None] | None = None) -> gr.Blocks:
    """Return the page of `tenant`.

    `on_rating`: is told of a thumb, with the clinic's key; by default it is kept with the visit only.
    """
    clinic, settings, visits, keeper = tenant.clinic, tenant.settings, tenant.visits, tenant.keeper
    texts, region = tenant.texts, tenant.region
    logo = f"{tenant.prefix}/logo" if clinic.logo else ""

    def greeting(texts: Texts, visit: Visit | None = None) -> str:
        """What an empty conversation shows."""
        first = render.welcome(texts, FIRST_QUESTIONS, clinic.welcome, clinic.contact, clinic.language or LIBRARY)
        return first + render.keeping(visit, keeper, texts)

    page: gr.Blocks
    with gr.Blocks(title=render.page_title(texts, clinic.name), analytics_enabled=False, fill_width=True) as page:
        sessions = PageSessions(page, settings.visit_seconds)
        kept = gr.State(None)
        with gr.Column(elem_id="page"):
            head = _markup(render.header(texts, clinic.name, logo), "head")
            notice = _markup("", "notice")
            past = _markup("", "past")
            current = _markup(greeting(texts), "current")
            foot = _markup(render.footing(texts, clinic.name), "footing")
            with gr.Column(elem_id="composer"):
                with gr.Row(elem_id="ask-row", equal_height=False):
                    question = gr.Textbox(
                        label=texts.question_label,
                        placeholder=texts.question_placeholder,
                        elem_id="question",
                        lines=1,
                        max_lines=5,
                        max_length=settings.max_question,
                        scale=1,
                        html_attributes=gr.InputHTMLAttributes(autocomplete="off", autocapitalize="sentences"),
                    )
                    ask = gr.Button(texts.ask, elem_id="ask", variant="primary", scale=0, min_width=88)
                    stop = gr.Button(texts.stop, elem_id="stop", variant="stop", scale=0, min_width=88)
                standing = _markup(render.standing(texts, region), "standing")
            with gr.Column(elem_id="bridge"):
                command = gr.Textbox(elem_id="command", container=False, lines=1, max_lines=1)
                go = gr.Button("go", elem_id="go")
                act = gr.Button("act", elem_id="act")

        def frame(texts: Texts) -> Update:
            """What surrounds the conversation, in the visitor's language."""
            return {
                head: render.header(texts, clinic.name, logo),
                foot: render.footing(texts, clinic.name),
                standing: render.standing(texts, region),
                question: gr.update(label=texts.question_label, placeholder=texts.question_placeholder),
                ask: texts.ask,
                stop: texts.stop,
            }

        def latest(visit: Visit, texts: Texts) -> str:
            turn = render.turn(visit.turns[-1], texts, region, last=True, keeper=keeper)
            return turn if visit.turns[-1].running else turn + render.keeping(visit, keeper, texts)

        def view(visit: Visit, texts: Texts) -> Update:
            """Everything that shows a visit."""
            if not visit.turns:
                return {
                    notice: "",
                    past: _tagged(visit, ""),
                    current: greeting(texts, visit),
                }
            return {
                **outcome(visit, texts),
                past: _tagged(visit, render.log(visit.turns[:-1], texts, region, keeper)),
            }

        def outcome(visit: Visit, texts: Texts) -> Update:
            """What the end of a turn changes."""
            return {notice: render.notice(visit.turns, texts, region), current: latest(visit, texts)}

        def respond(typed: str, order: str, visit: Visit | None, request: gr.Request) -> Iterator[Update]:
            """Answer what was typed, or what a button of the page asks for."""
            told, texts = _read(order), tenant.texts_of(request)
            text = (typed or "").strip()
            draft: Update = {question: ""}
            if told.get("do") == "ask":
                text, draft = str(told.get("text", "")).strip(), {}
            elif told.get("do") == "retry":
                if visit is None or not visit.turns:
                    return
                text, draft = visit.turns.pop().question, {}
            if not text:
                return
            sessions.tidy()
            if visit is None:
                try:
                    visit = Visit(tenant.core.get().conversation())
                except RehabError as error:
                    failed = Turn(number=1, question=text, state="failed", error=str(error))
                    yield {current: render.turn(failed, texts, region, last=True), command: ""}
                    return
            visits.add(visit)
            turn = visit.begin(text[: settings.max_question + 1])
            turn.circumstances = dict(visit.conversation.circumstances)
            refused = refusal(text, texts, request)
            if refused:
                signpost(visit, turn, text, refused, texts)
            before = view(visit, texts)
            yield {kept: visit, command: "", **draft, **before}
            visits.share(visit)
            if refused:
                return
            try:
                for update in stream(visit, turn, text, texts):
                    # Gradio builds a component anew for each output that is left out: more work than to send it again.
                    yield {**before, **update}
            finally:
                visits.share(visit)

        def refusal(text: str, texts: Texts, request: gr.Request) -> str:
            """Return why `text` is not to be answered; empty when it is. Counts it."""
            if len(text) > settings.max_question:
                return texts.too_long.format(limit=settings.max_question)
            try:
                tenant.expect_turn(texts)
                tenant.admit(request.client.host if request.client else "", texts)
            except ClosedError as closed:
                return str(closed)
            return ""

        def signpost(visit: Visit, turn: Turn, text: str, refused: str, texts: Texts) -> None:
            """Say why there is no answer; but danger in what was typed comes first, however long or often it was asked."""
            try:
                turn.answer = visit.conversation.triage(text)
            except RehabError:
                logger.exception("a message could not be assessed")
            turn.state, turn.error = ("failed", refused) if turn.answer is None else ("done", "")
            if turn.answer is not None and turn.answer.urgency is not Urgency.EMERGENCY:
                turn.state, turn.error = "refused", f"{texts.danger_first} {refused}"

        def stream(visit: Visit, turn: Turn, text: str, texts: Texts) -> Iterator[Update]:
            """Yield what changes while a question is answered."""
            try:
                for events in paced(tenant.streamed(visit.conversation.stream(text), texts), PACE):
                    if not turn.running:
                        return
                    for event in events:
                        if isinstance(event, SourcesFound):
                            turn.titles = event.titles
                        elif isinstance(event, SentenceReady):
                            turn.add(event)
                        elif isinstance(event, AnswerDone):
                            turn.answer, turn.state = event.answer, "done"
                            turn.circumstances = dict(event.answer.circumstances)
                            if keeper is not None:
                                keeper.note(visit, turn)
                            yield outcome(visit, texts)
                            return
                    yield {current: latest(visit, texts)}
                turn.state = "incomplete"
            except ClosedError as closed:
                signpost(visit, turn, text, str(closed), texts)
            except RehabError as error:
                turn.state, turn.error = "failed", str(error)
            except Exception:
                logger.exception("a question could not be answered")
                turn.state = "failed"
            finally:
                if turn.running:
                    turn.state = "incomplete"
            yield outcome(visit, texts)

        def halt(visit: Visit | None, request: gr.Request) -> Update:
            """Stop the answer that is being written."""
            if visit is None:
                return {kept: None}
            visit.settle("stopped")
            visits.share(visit)
            return view(visit, tenant.texts_of(request))

        def settled(visit: Visit | None, request: gr.Request) -> Update:
            """Show the visit again when nothing of a stopped answer can be on its way any more."""
            time.sleep(0.4)
            return {kept: None} if visit is None else view(visit, tenant.texts_of(request))

        def perform(order: str, visit: Visit | None, request: gr.Request) -> Update:
            """Do what a button of the page asks for, other than answering."""
            update = performed(order, visit, request)
            if visit is not None:
                visits.share(visit)
            return update

        def performed(order: str, visit: Visit | None, request: gr.Request) -> Update:
            told, texts = _read(order), tenant.texts_of(request)
            match told.get("do"):
                case "greet":
                    return {**frame(texts), current: greeting(texts), command: ""}
                case "resume":
                    found = visits.find(str(told.get("token", "")))
                    around = {} if texts.language == tenant.texts.language else frame(texts)
                    if found is None:
                        lapsed = f'<p class="lapsed">{render.plain(texts.lapsed)}</p>'
                        return {**around, current: lapsed + greeting(texts), command: ""}
                    found.settle("incomplete")
                    return {**around, kept: found, command: "", **view(found, texts)}
                case "forget":
                    if visit is not None:
                        if keeper is not None:
                            keeper.forget(visit)
                        visit.conversation.forget()
                        visit.turns.clear()
                        visits.drop(visit.token)
                    return {
                        kept: None,
                        notice: "",
                        past: "",
                        current: greeting(texts),
                        question: "",
                        command: "",
                    }
                case "remove" if visit is not None and visit.turns and not visit.turns[-1].running:
                    key = str(told.get("key", ""))
                    turn = visit.turns[-1]
                    if key in names_of(turn.circumstances):
                        visit.conversation.remove(key)
                        turn.circumstances = without(turn.circumstances, {key})
                        turn.removed = True
                    return {current: latest(visit, texts), command: ""}
                case "keep" if keeper is not None and keeper.conversations:
                    if visit is None:
                        visit = Visit(tenant.core.get().conversation())
                        visits.add(visit)
                    keeper.allow(visit, told.get("value") == "yes")
                    return {kept: visit, command: "", **view(visit, texts)}
                case "feedback" if keeper is not None and keeper.feedback and visit is not None:
                    rated = visit.turn(told.get("turn"))
                    if rated is not None and rated.answer is not None and rated.rating:
                        keeper.rate(visit, rated, str(told.get("reason", "")), str(told.get("words", "")))
                    return {command: "", **view(visit, texts)}
                case "rate" if visit is not None:
                    rated = visit.turn(told.get("turn"))
                    if rated is not None and rated.answer is not None:
                        value = told.get("value")
                        rated.rating = "up" if value == "up" else "down" if value == "down" else ""
                        if on_rating is not None:
                            on_rating(clinic.key, rated)
                        if keeper is not None and keeper.feedback:
                            if not rated.rating:
                                keeper.unrate(visit, rated)
                            return {command: "", **view(visit, texts)}
            return {command: ""}

        shown: list[Any] = [kept, notice, past, current, question, command]
        around: list[Any] = [head, foot, standing, ask, stop]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        answering = gr.on(
            [question.submit, ask.click, go.click],
            respond,
            inputs=[question, command, kept],
            outputs=shown,
            trigger_mode="multiple",
            **quiet,
        )
        stopped = stop.click(halt, inputs=[kept], outputs=shown, cancels=[answering], concurrency_limit=None, **quiet)
        # A last update of the stopped answer may have been on its way and undo the mark: show it once more.
        stopped.then(settled, inputs=[kept], outputs=shown, concurrency_limit=None, **quiet)
        act.click(perform, inputs=[command, kept], outputs=[*shown, *around], trigger_mode="multiple", **quiet)

    # How many are answered at once is for `ui.capacity` to say: who waits here is not told that it is busy, nor where danger leads.
    page.queue(default_concurrency_limit=None, max_size=1000, api_open=False)
    return page


def _markup(value: str, elem_id: str) -> gr.Markdown:
    """A place for markup that `render` wrote and escaped."""
    return gr.Markdown(
        value,
        elem_id=elem_id,
        sanitize_html=False,
        latex_delimiters=[],
        container=False,
    )


def _tagged(visit: Visit, markup: str) -> str:
    """Add the token by which the tab finds its visit again after a reload."""
    return f'<div class="visit" data-visit="{visit.token}">{markup}</div>'


def _read(order: str) -> dict[str, Any]:
    try:
        told = json.loads(order) if order else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
