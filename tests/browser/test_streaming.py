"""With a chat model, the page shows each sentence once it is verified, while the model still writes."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import Browser, expect

from assistant.config import Settings
from assistant.conversation import Assistant
from tests.browser.chromium import answered, open_page
from tests.browser.server import Server
from tests.scripted_model import MODEL, Request, ScriptedModel, Step

pytestmark = [pytest.mark.browser, pytest.mark.model]
QUESTION = "how many clamshells should i do"


def test_the_first_sentence_is_shown_before_the_last_is_written(
    browser: Browser, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    go_on = threading.Event()
    cited: list[str] = []

    def script(request: Request) -> Step:
        lines = [line.split("] ", 1) for line in request.prompt.splitlines() if line.startswith("[")]
        cited.extend(text.split(": ", 1)[1] for _, text in lines[:3])
        sentences = [f"{text} {number}]" for text, (number, _) in zip(cited, lines, strict=False)]
        return Step(f"{sentences[0]} {sentences[1]} And", go_on=go_on, then=f" so on. {sentences[2]}")

    with ScriptedModel(script) as model:
        settings = assistant.settings.model_copy(update={"model": f"openai:{MODEL}", "model_url": model.url})
        writing = Assistant(settings, assistant.retriever)
        with Server(Settings(clinic="Riverside"), assistant=writing) as server:
            page = browser.new_page(viewport={"width": 375, "height": 812})
            open_page(page, server.url)
            page.fill("#question textarea", QUESTION)
            page.click("#ask")
            growing = page.locator('#current .turn[data-state="streaming"]')
            expect(growing).to_contain_text(cited[0] if cited else "", timeout=15_000)
            expect(growing).to_contain_text(cited[1])
            assert not go_on.is_set()
            go_on.set()
            answered(page, QUESTION)
            expect(page.locator("#current .turn .answer")).to_contain_text(cited[2])
            expect(page.locator("#current .turn .answer")).not_to_contain_text("so on")
            page.close()
