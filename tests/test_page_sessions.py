"""What the server holds of pages and visits: little of a quiet page, nothing of an idle one, and never less than the visit itself."""

from __future__ import annotations

import gradio as gr
import pytest
from fastapi import FastAPI

from tests.browser import fake
from ui import page_sessions
from ui.event_loop import within_a_loop
from ui.page_sessions import PageSessions
from ui.visits import Visit


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def page() -> tuple[gr.Blocks, int, int]:
    """A page with a state and some markup, and their ids."""
    made: list[tuple[gr.Blocks, int, int]] = []

    def make() -> None:
        with gr.Blocks(analytics_enabled=False) as page:
            kept = gr.State(None)
            shown = gr.Markdown("")
        gr.mount_gradio_app(FastAPI(), page, path="/chat", ssr_mode=False)
        made.append((page, kept._id, shown._id))

    within_a_loop(make)
    return made[0]


def use(page: gr.Blocks, name: str, kept: int, shown: int) -> None:
    session = page.state_holder[name]
    session[kept] = f"the visit of {name}"
    session._update_value_in_config(shown, "everything that was said " * 100)


def test_a_quiet_page_keeps_its_visit_and_an_idle_one_nothing(page: tuple[gr.Blocks, int, int]) -> None:
    blocks, kept, shown = page
    clock = Clock()
    sessions = PageSessions(blocks, idle=3600.0, clock=clock)
    use(blocks, "quiet", kept, shown)
    clock.now += page_sessions.QUIET
    sessions.tidy()
    use(blocks, "busy", kept, shown)
    clock.now += page_sessions.QUIET
    sessions.tidy()
    held = blocks.state_holder.session_data
    assert held["quiet"].state_data[kept] == "the visit of quiet"
    assert not held["quiet"].config_values
    assert held["busy"].config_values
    # It goes on where it was.
    use(blocks, "quiet", kept, shown)
    assert held["quiet"].config_values[shown]["props"]["value"]
    clock.now += 3600.0
    sessions.tidy()
    clock.now += 3600.0
    sessions.tidy()
    assert not held
    assert not blocks.state_holder.time_last_used


def test_a_look_is_taken_now_and_then_only(page: tuple[gr.Blocks, int, int]) -> None:
    blocks, kept, shown = page
    clock = Clock()
    sessions = PageSessions(blocks, idle=30.0, clock=clock)
    use(blocks, "a", kept, shown)
    for _ in range(5):
        clock.now += page_sessions.QUIET / 6
        sessions.tidy()
    assert "a" in blocks.state_holder.session_data


def test_an_earlier_answer_is_packed_and_read_again() -> None:
    core = fake.FakeAssistant()
    visit = Visit(core.conversation())
    first = visit.begin("How do I do a clamshell?")
    first.answer = visit.conversation.ask(first.question)
    first.state = "done"
    said = first.answer
    visit.begin("and how many?")
    assert isinstance(first.__dict__["answer"], bytes)
    assert first.answer == said
    assert first.shown_parts() == said.parts
    first.rating = "up"
    assert visit.turn(1) is first
