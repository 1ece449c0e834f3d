"""What is kept of visitors: nothing by default; redacted, for a time, for one clinic, and gone when its person says so."""

from __future__ import annotations

import base64
import csv
import gc
import io
import json
import stat
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import NullPool, create_engine, text

from assistant.cli import main
from assistant.clinics import Clinic
from assistant.config import Settings
from assistant.embedding import HashingEmbedder
from assistant.errors import ConfigurationError, InputError
from assistant.redaction import Redactor
from evals.adding import CARD
from evals.cases import read_cases
from evals.commands import main as evaluate
from tests.browser import fake
from tests.browser.fake import FakeAssistant
from ui import rendering
from ui.app import create_app, with_staff_pages
from ui.feedback.exporting import as_case, as_csv, as_jsonl
from ui.feedback.groups import group, is_open
from ui.feedback.keeper import DAY, Keeper
from ui.feedback.store import Kept, Store, StoreError
from ui.texts import ENGLISH
from ui.visits import Turn, Visit

KNOWLEDGE = Settings().knowledge
PASSWORD = "a long password"
NOW = 1_790_000_000


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(KNOWLEDGE)


@pytest.fixture
def url(new_feedback_store: Callable[[], str]) -> str:
    """An empty place, in SQLite and then in PostgreSQL."""
    return new_feedback_store()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with closing(Store(url)) as one:
        yield one


def keeper(store: Store, redactor: Redactor, clock: float = NOW, **more: object) -> Keeper:
    rules = {"key": "river", "name": "Riverside", "keep_feedback": True, "keep_conversations": True, **more}
    return Keeper(Clinic.model_validate(rules), store, redactor, lambda: clock)


def asked(visit: Visit, question: str) -> Turn:
    turn = visit.begin(question)
    turn.answer, turn.state = visit.conversation.ask(question), "done"
    return turn


@pytest.fixture
def visit() -> Visit:
    return Visit(FakeAssistant().conversation())


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("My name is Rose and my knee hurts", ["Rose"]),
        ("my name is mary smith, new hip 6 weeks ago", ["mary", "smith"]),
        ("I'm John, 68, my shoulder is stiff", ["John"]),
        ("Dr Patel and Mrs. O'Brien said no", ["Patel", "Brien"]),
        ("my wife sue cant bend her knee", ["sue"]),
        ("margaret fell. Is Margaret allowed to squat?", ["argaret"]),
        ("Thanks, Krzysztof Kowalski", ["Krzysztof", "Kowalski"]),
        ("call me on 07700 900123 or +44 7700 900 123 or (01632) 960001", ["900", "7700", "960001"]),
        ("NHS number 943 476 5919", ["943", "5919"]),
        ("email mary.jones@example.com or www.jones.example", ["jones", "example"]),
        ("I live at 12 High Street, Leeds LS1 4AP", ["High", "Street", "Leeds", "LS1"]),
        ("im at 14 acacia avenue", ["acacia"]),
        ("born 12/03/1948, operated on 3rd March 2024", ["12/03", "March"]),
        ("patient AB123456C, hospital RXF4471829", ["123456", "4471829"]),
        ("ring oh seven seven double nine two three one four", ["seven"]),
        ("Ich heiße Hans Müller, Hauptstraße 12", ["Hans", "Müller", "Hauptstraße"]),
    ],
)
def test_who_it_was_is_taken_out(redactor: Redactor, text: str, gone: list[str]) -> None:
    redacted = redactor.redact(text)
    assert [word for word in gone if word in redacted] == []
    assert "[" in redacted


@pytest.mark.parametrize(
    "text",
    [
        "I am 74 and had a hip replacement 6 weeks ago, can I do 3 sets of 10 clamshells?",
        "bend to 90 degrees, pain 8 out of 10",
        "Will I walk again? May I drive in June?",
        "MY KNEE HURTS WHEN I CLIMB STAIRS",
        "Achilles tendon, Baker's cyst, Parkinson's and an ACL tear",
        "do 10 squats on the way home, can I mark my progress?",
        "can i do Pilates or Tai Chi on Monday",
        "how do i do a clamshel exercice",
    ],
)
def test_what_matters_stays(redactor: Redactor, text: str) -> None:
    assert redactor.redact(text) == text


def test_a_name_ends_with_its_sentence(redactor: Redactor) -> None:
    assert redactor.redact("I'm John Smith. How do I do a clamshell?") == "I'm [name]. How do I do a clamshell?"
    assert redactor.redact("Dr. J. Smith operated. Knee is stiff") == "Dr. [name]. [name] operated. Knee is stiff"


def test_redacting_twice_changes_nothing(redactor: Redactor) -> None:
    once = redactor.redact("Mary Smith, 12 High Street, 07700 900123, m@x.org")
    assert redactor.redact(once) == once


def test_without_consent_nothing_is_written(store: Store, redactor: Redactor, visit: Visit) -> None:
    keep = keeper(store, redactor)
    turn = asked(visit, "How do I do a clamshell?")
    keep.note(visit, turn)
    turn.rating = "down"
    assert store.rows("river", NOW) == []
    assert visit.reference == ""


def test_what_is_allowed_is_kept_redacted_and_deleted_when_forgotten(
    store: Store, redactor: Redactor, visit: Visit
) -> None:
    keep = keeper(store, redactor)
    keep.allow(visit, True)
    keep.note(visit, asked(visit, "I'm John Smith, how do I do a clamshell?"))
    turn = asked(visit, "what is the capital of France?")
    keep.note(visit, turn)
    turn.rating = "down"
    keep.rate(visit, turn, "unanswered", "ring me on 07700 900123")
    last, first = store.rows("river", NOW)
    assert "John" not in first.question
    assert "clamshell" in first.question
    assert first.documents == "exercises/clamshell"
    assert (last.status, last.rating, last.reason, last.words) == (
        "no_evidence",
        "down",
        "unanswered",
        "ring me on [number]",
    )
    assert turn.reference == visit.reference == first.conversation
    assert visit.token not in first.model_dump_json()
    keep.unrate(visit, turn)
    assert turn.reference == ""
    reference = visit.reference
    keep.forget(visit)
    assert store.rows("river", NOW) == []
    assert not visit.allowed
    assert visit.reference != reference


def test_an_unknown_reason_and_a_flood_of_words_are_cut(store: Store, redactor: Redactor, visit: Visit) -> None:
    keep = keeper(store, redactor)
    turn = asked(visit, "clamshell")
    turn.rating = "up"
    keep.rate(visit, turn, "<script>", "knee " * 1000)
    (row,) = store.rows("river", NOW)
    assert (row.reason, len(row.words) <= 1000) == ("", True)


def test_rows_expire_and_are_overwritten(store: Store, redactor: Redactor, visit: Visit, url: str) -> None:
    keep = keeper(store, redactor, keep_days=2)
    keep.allow(visit, True)
    keep.note(visit, asked(visit, "zanzibar clamshell"))
    assert len(store.rows("river", NOW + 2 * DAY - 1)) == 1
    assert store.rows("river", NOW + 2 * DAY) == []
    keeper(store, redactor, clock=NOW + DAY, keep_days=1).purge()
    assert store.rows("river", NOW) == []
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        assert b"zanzibar" not in file.read_bytes()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_store_that_fails_costs_no_answer(store: Store, redactor: Redactor, visit: Visit, url: str) -> None:
    keep = keeper(store, redactor)
    keep.allow(visit, True)
    turn = asked(visit, "clamshell")
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).write_bytes(b"not a database" * 100)
    else:
        with create_engine(url, poolclass=NullPool).begin() as connection:
            connection.execute(text("DROP TABLE kept"))
    keep.note(visit, turn)
    turn.rating = "down"
    keep.rate(visit, turn, "", "")
    assert (turn.reference, turn.unkept) == ("", True)
    assert ENGLISH.feedback_failed in rendering.feedback_form(turn, keep, ENGLISH)
    keep.forget(visit)
    with pytest.raises(StoreError, match=r"feedback\.sqlite|postgresql"):
        store.rows("river", NOW)


def test_several_processes_may_begin_and_write_at_once(url: str) -> None:
    with ThreadPoolExecutor(8) as processes, ExitStack() as stack:
        stores = [stack.enter_context(closing(one)) for one in processes.map(lambda _: Store(url), range(8))]
        list(processes.map(lambda one: one.put(row("can I swim")), stores * 5))
        list(processes.map(lambda number: stores[number].put(row("can I kneel", number)), range(2, 8)))
        assert [one.turn for one in stores[0].rows("river", NOW)][-1] == 1
        assert sorted(one.turn for one in stores[0].rows("river", NOW)) == list(range(1, 8))
        assert stores[1].delete("river", "AAAA-BBBB-CCCC", 3) == 1
        assert stores[2].shorten("river", NOW) == 6


def test_any_text_can_be_kept(store: Store) -> None:
    store.put(row("a\x00b \ud800 \U0001f9b5 ' \" ; -- %s", words="ż" * 1000))
    (kept,) = store.rows("river", NOW)
    assert kept.question == "ab ? \U0001f9b5 ' \" ; -- %s"
    assert kept.words == "ż" * 1000


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x", "postgresql+nodriver://u:secret@h/d"])
def test_a_store_that_cannot_be_opened_is_named(url: str) -> None:
    with pytest.raises(ConfigurationError, match="feedback_store") as raised:
        Store(url)
    assert "secret" not in str(raised.value)


def row(question: str, number: int = 1, **more: object) -> Kept:
    values = {"clinic": "river", "conversation": "AAAA-BBBB-CCCC", "turn": number, "at": NOW, "expires": NOW + DAY}
    given = {"question": question, "answer": "", "status": "no_evidence", "urgency": "none", **more}
    return Kept.model_validate({**values, **given})


def test_like_questions_stand_together() -> None:
    rows = [
        row("can I swim after a hip replacement", 1),
        row("can I swim after my hip replacement", 2),
        row("which shoes for shin pain", 3),
        row("may I kneel", 4, status="answered", rating="down"),
    ]
    groups = group(rows, HashingEmbedder())
    assert [len(one.rows) for one in groups] == [2, 1, 1]
    assert (groups[0].unanswered, groups[0].disliked) == (2, 0)
    assert group([], HashingEmbedder()) == []
    assert [is_open(one) for one in (rows[0], rows[3], row("x", status="answered"), row("x", case="{}"))] == [
        True,
        True,
        False,
        False,
    ]


def test_exports() -> None:
    rows = [row('=HYPERLINK("x")', words='a, "b"\nc'), row("ok", 2)]
    read = list(csv.DictReader(io.StringIO(as_csv(rows))))
    assert read[0]["question"] == '\'=HYPERLINK("x")'
    assert read[0]["at"].startswith("2026-")
    assert [json.loads(line)["question"] for line in as_jsonl(rows).splitlines()] == ['=HYPERLINK("x")', "ok"]


def test_a_case_is_valid_for_the_harness(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = as_case(
        [row("I had a new knee"), row("can I kneel?", 2)], "answered", ["conditions/knee-replacement"], "Riverside"
    )
    path = tmp_path / "ours.dev.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    (case,) = read_cases(path)
    assert case.turns == ("I had a new knee", "can I kneel?")
    assert case.expect.documents == ("conditions/knee-replacement",)
    (tmp_path / "ours.md").write_text(CARD.format(suite="ours", author="Riverside"), encoding="utf-8")
    assert evaluate(["validate", "ours", "--suites-folder", str(tmp_path), "--update"]) == 0, capsys.readouterr().out
    with pytest.raises(InputError, match="no status"):
        as_case([row("x")], "fine")
    with pytest.raises(InputError, match="expired"):
        as_case([], "answered")


@pytest.fixture
def served(tmp_path: Path, url: str) -> Iterator[tuple[TestClient, Store]]:
    """Two clinics that keep and one that does not, with the staff's page."""
    folder = tmp_path / "clinics"
    folder.mkdir()
    for key, more in (
        ("river", "keep_feedback = true\nkeep_days = 7\n"),
        ("hill", "keep_conversations = true\n"),
        ("dale", ""),
    ):
        (folder / f"{key}.toml").write_text(f'name = "{key.title()}"\n{more}', encoding="utf-8")
    settings = Settings(clinics=folder, feedback_store=url, staff_password=PASSWORD, embedder="hashing")
    app = with_staff_pages(create_app(settings, FakeAssistant()), settings)
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        client.headers["authorization"] = "Basic " + base64.b64encode(f"staff:{PASSWORD}".encode()).decode()
        with closing(Store(url)) as store:
            yield client, store


def test_nothing_is_kept_by_default(tmp_path: Path) -> None:
    file = tmp_path / "feedback.sqlite"
    app = create_app(Settings(feedback_store=f"sqlite:///{file}"), FakeAssistant())
    assert app.state.tenants.store is None
    assert app.state.tenants.own.keeper is None
    assert not file.exists()
    turn = Turn(number=1, question="x", state="done", answer=fake.clamshell({}), rating="down")
    assert rendering.feedback_form(turn, None, ENGLISH) == rendering.keeping(None, None, ENGLISH) == ""


def test_the_staff_page_shows_one_clinic_at_a_time(served: tuple[TestClient, Store]) -> None:
    client, store = served
    soon = int(time.time())
    times = {"at": soon, "expires": soon + DAY}
    store.put(row("can I swim <b>", **times))
    store.put(row("can I swim <i>", 2, **times))
    store.put(row("the hill's own question", clinic="hill", conversation="DDDD-EEEE-FFFF", **times))
    page = client.get("/feedback?clinic=river")
    assert page.status_code == 200
    assert "asked 2 times, 2 without an answer" in page.text
    assert "can I swim &lt;b&gt;" in page.text
    assert "nothing was found, conversation" in page.text
    assert "no_evidence," not in page.text
    assert "hill&#x27;s own" not in page.text
    assert "hill&#x27;s own" in client.get("/feedback?clinic=hill").text
    for kind in ("csv", "jsonl"):
        assert "hill's own" not in client.get(f"/feedback/export.{kind}?clinic=river").text
    assert client.get("/feedback?clinic=dale").status_code == 404
    form = {
        "conversation": "AAAA-BBBB-CCCC",
        "turn": "2",
        "status": "answered",
        "documents": "conditions/hip-replacement",
    }
    assert client.post("/feedback/case?clinic=hill", data=form).status_code == 422
    slip = client.post("/feedback/case?clinic=river", data={**form, "documents": "hip"})
    assert (slip.status_code, "text/html" in slip.headers["content-type"]) == (422, True)
    assert "is no document: write its folder and name" in slip.text
    assert 'href="/feedback?clinic=river"' in slip.text
    made = client.post("/feedback/case?clinic=river", data=form)
    assert "1 made" in made.text
    case = json.loads(client.get("/feedback/cases.jsonl?clinic=river").text)
    assert case["turns"] == ["can I swim <b>", "can I swim <i>"]
    assert case["expect"] == {"status": ["answered"], "documents": ["conditions/hip-replacement"]}
    gone = {"conversation": "aaaa-bbbb-cccc"}
    assert client.post("/feedback/delete?clinic=hill", data=gone).status_code == 404
    assert client.post("/feedback/delete?clinic=river", data=gone).status_code == 200
    assert store.rows("river", soon) == []
    assert len(store.rows("hill", soon)) == 1


def test_the_staff_page_needs_the_password_and_no_other_site_may_use_it(served: tuple[TestClient, Store]) -> None:
    client, _ = served
    stranger = {"origin": "https://evil.example"}
    assert client.post("/feedback/delete?clinic=river", data={"conversation": "x"}, headers=stranger).status_code == 403
    del client.headers["authorization"]
    for path in ("/feedback", "/feedback/export.csv?clinic=river", "/feedback/cases.jsonl?clinic=river"):
        assert client.get(path).status_code == 401


def test_the_verb(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REHAB_FEEDBACK_STORE", url)
    monkeypatch.chdir(tmp_path)
    with closing(Store(url)) as store:
        store.put(row("can I swim", clinic="", expires=NOW * 2, at=NOW))
    assert main(["feedback", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == "can I swim"
    assert main(["feedback", "delete", "AAAA-BBBB-CCCC"]) == 0
    assert main(["feedback", "delete", "AAAA-BBBB-CCCC"]) != 0
    assert "expired or was deleted" in capsys.readouterr().err
    assert main(["feedback", "export", "--clinic", "none"]) != 0
    assert main(["feedback", "purge"]) == 0


def test_a_server_that_stops_lets_a_deletion_end_before_it_closes_the_store(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    begun = threading.Event()

    def purge(store: Store, now: int) -> int:
        with store._working() as connection:
            begun.set()
            time.sleep(0.3)
            connection.execute(text("SELECT 1"))
        told.append("purged")
        return 0

    closed = Store.close

    def close(store: Store) -> None:
        told.append("closed")
        closed(store)

    monkeypatch.setattr(Store, "purge", purge)
    monkeypatch.setattr(Store, "close", close)
    with TestClient(create_app(Settings(keep_feedback=True, feedback_store=url), FakeAssistant(0.0))):
        assert begun.wait(10)
    assert told == ["purged", "closed"]
    # A connection that came back after its store was closed would say so now, which is an error here.
    gc.collect()
