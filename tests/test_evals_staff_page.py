"""The staff page: two runs are compared, a case is opened, and nobody gets in without the password."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.config import Settings, read_settings
from assistant.errors import ConfigurationError, RehabError
from evals.staff_page import (
    Places,
    build,
    case_choices,
    case_view,
    compared,
    known_runs,
    read_suites,
    replies_of,
    summary,
)
from tests.browser.fake import FakeAssistant
from tests.evals_helpers import two_runs
from ui import staff
from ui.app import create_app

PASSWORD = "correct horse battery"
EVIL = "how <script>alert(1)</script> do i _do_ it\n\n# clam"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Two runs of one case that the second loses, and a baseline."""
    return two_runs(tmp_path, EVIL)


def test_runs_are_offered_newest_first_and_no_others(places: Places) -> None:
    assert known_runs(places) == ["worse", "good", "base.json"]
    for name in ("../good", "none", "/etc"):
        with pytest.raises(RehabError, match="there is no run"):
            compared(name, "good", places)


def test_what_differs_is_shown(places: Places) -> None:
    page = summary(compared("good", "worse", places))
    assert "<b>1</b> pass no more, <b>0</b> pass now" in page
    assert "Right kind of answer" in page
    assert "1.000</td><td class='n'>0.000" in page
    assert "harness" not in page, "a part of the suites is not a broken harness"
    same = summary(compared("good", "base.json", places))
    assert "No figure differs" in same


def test_a_case_is_found_and_opened(places: Places) -> None:
    pair, cases = compared("good", "worse", places), read_suites(places)
    [(label, identity)] = case_choices(pair, "that flipped", "", cases)
    assert label.startswith("lost: how ")
    assert identity == "demo|frozen|clam"
    assert case_choices(pair, "all", "LAY expected", cases) == case_choices(pair, "all", "", cases)
    assert not case_choices(pair, "all", "elbow", cases)
    assert not case_choices(compared("worse", "good", places), "that fail in the second", "", cases)
    both = [replies_of(name, places) for name in ("good", "worse")]
    page = case_view(pair, ("demo", "frozen", "clam"), cases, both)
    assert "First: passes" in page
    assert "Second: fails" in page
    assert "no_evidence, expected answered" in page
    assert "Lift the top knee slowly." in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    against = case_view(compared("base.json", "worse", places), ("demo", "frozen", "clam"), cases, [{}, both[1]])
    assert "A baseline keeps no answers" in against


@pytest.fixture
def client(places: Places, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(staff, "PAUSE", 0.0)
    app = staff.beside(create_app(Settings(), FakeAssistant()), PASSWORD, {staff.EVALS: lambda: build(places)})
    with TestClient(app, base_url="http://127.0.0.1:7860") as one:
        yield one


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"staff:{password}".encode()).decode(), "accept": "text/html"}


@pytest.mark.parametrize(
    "path", ["/evals", "/evals/", "/evals/config", "/evals/gradio_api/info", "/evals/gradio_api/queue/join"]
)
def test_nothing_of_it_is_seen_without_the_password(client: TestClient, path: str) -> None:
    for headers in (
        {},
        basic("wrong"),
        basic(""),
        {"authorization": "Basic %%"},
        {"authorization": f"Bearer {PASSWORD}"},
    ):
        refused = client.get(path, headers=headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic")
        assert "Evaluation" not in refused.text


def test_the_password_opens_it_and_the_chat_stays_as_it_was(client: TestClient) -> None:
    page = client.get("/evals/", headers=basic(PASSWORD))
    assert page.status_code == 200
    assert "Evaluation runs" in page.text
    policy = page.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert "page.js" not in page.text
    assert client.get("/health").status_code == 200
    assert client.get("/chat/", headers={"accept": "text/html"}).status_code == 200
    strange = client.post("/evals/gradio_api/queue/join", headers={**basic(PASSWORD), "origin": "https://evil.example"})
    assert strange.status_code == 403


def test_it_is_off_until_a_password_is_set_and_short_ones_are_refused() -> None:
    with TestClient(create_app(Settings(), FakeAssistant()), base_url="http://127.0.0.1:7860") as plain:
        assert plain.get("/evals/").status_code == 404
    assert not Settings().staff_password
    with pytest.raises(ConfigurationError, match="staff_password"):
        read_settings(environment={"REHAB_STAFF_PASSWORD": "short"})
    assert read_settings(environment={"REHAB_STAFF_PASSWORD": PASSWORD}).staff_password == PASSWORD
    with pytest.raises(ValueError, match="no password"):
        staff.Password(create_app(Settings(), FakeAssistant()), "")
