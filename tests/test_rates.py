"""Limits by address and clinic, the day's budget, shared counts, and no address in clear."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fakeredis import TcpFakeServer

from assistant.clinics import Clinic
from assistant.config import Settings
from assistant.errors import ConfigurationError
from ui.rates import DAY, Rates, is_loopback, network_of

CLINIC = Clinic(key="river", name="River")
OTHER = Clinic(key="hill", name="Hill")


def rates(**values: Any) -> Rates:
    return Rates(Settings(**{"rate_address": "3/minute", "rate_clinic": "5/minute", **values}))


def test_an_address_is_limited_and_told_when_to_come_back() -> None:
    one = rates()
    assert [one.admit(CLINIC, "203.0.113.5") for _ in range(3)] == [None] * 3
    refusal = one.admit(CLINIC, "203.0.113.5")
    assert refusal is not None
    assert refusal.reason == "address"
    assert 1 <= refusal.retry_after <= 120
    assert one.admit(CLINIC, "203.0.113.6") is None
    assert one.admit(OTHER, "203.0.113.5") is None


def test_a_clinic_is_limited_whoever_asks_and_the_other_is_not() -> None:
    one = rates()
    assert [one.admit(CLINIC, f"203.0.113.{number}") for number in range(5)] == [None] * 5
    refusal = one.admit(CLINIC, "203.0.113.9")
    assert refusal is not None
    assert refusal.reason == "clinic"
    assert one.admit(OTHER, "203.0.113.9") is None


def test_a_budget_lasts_until_midnight() -> None:
    now = [10 * DAY + DAY - 60.0]
    one = Rates(Settings(daily_budget=2, rate_address="", rate_clinic=""), clock=lambda: now[0])
    assert one.admit(CLINIC, "203.0.113.5", cost=2) is None
    refusal = one.admit(CLINIC, "203.0.113.6")
    assert refusal is not None
    assert (refusal.reason, refusal.retry_after) == ("budget", 60)
    assert one.admit(OTHER, "203.0.113.5") is None
    now[0] += 61
    assert one.admit(CLINIC, "203.0.113.6") is None


def test_a_clinic_may_have_limits_of_its_own() -> None:
    one = rates()
    generous = CLINIC.model_copy(update={"rate_address": "", "rate_clinic": "", "daily_budget": 7})
    assert [one.admit(generous, "203.0.113.5") is None for _ in range(8)] == [True] * 7 + [False]


def test_the_machine_itself_is_not_limited_by_address() -> None:
    one = rates(rate_clinic="")
    assert [one.admit(CLINIC, "127.0.0.1") for _ in range(9)] == [None] * 9
    assert is_loopback("::1")
    assert not is_loopback("203.0.113.5")
    assert not is_loopback("testclient")


def test_one_line_is_one_visitor() -> None:
    assert network_of("2001:db8:1:2::5") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::5")
    assert network_of("::ffff:203.0.113.5") == network_of("203.0.113.5")
    assert network_of("unknown") == "unknown"


def test_no_address_is_kept_in_clear() -> None:
    one = rates(rate_clinic="")
    one.admit(CLINIC, "203.0.113.5")
    kept = repr(vars(one._shared._rates.storage))
    assert "river" in kept
    assert "203.0.113" not in kept
    assert one._hashed("203.0.113.5") != rates()._hashed("203.0.113.5")
    day = [0.0]
    keyed = Rates(Settings(secret="s"), clock=lambda: day[0])
    first = keyed._hashed("203.0.113.5")
    assert first == Rates(Settings(secret="s"), clock=lambda: day[0])._hashed("203.0.113.5")
    day[0] += DAY
    assert keyed._hashed("203.0.113.5") != first


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"rate_address": "many"}, ("rate_address", "many", "30/minute")),
        ({"rate_clinic": "5/fortnight"}, ("rate_clinic", "fortnight")),
        ({"limit_storage": "redis://127.0.0.1:1"}, ("secret",)),
        ({"limit_storage": "nonsense://x", "secret": "s"}, ("limit_storage", "nonsense")),
    ],
)
def test_settings_that_cannot_be_used_are_named(values: dict[str, str], words: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Rates(Settings(**values))  # type: ignore[arg-type]
    for word in words:
        assert word in str(caught.value)


@pytest.fixture
def redis_url() -> Iterator[str]:
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"redis://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_processes_share_counts_through_redis(redis_url: str) -> None:
    settings = Settings(rate_address="3/minute", rate_clinic="", limit_storage=redis_url, secret="s")
    first, second = Rates(settings), Rates(settings)
    assert first.admit(CLINIC, "203.0.113.5") is None
    assert second.admit(CLINIC, "203.0.113.5") is None
    assert first.admit(CLINIC, "203.0.113.5") is None
    refusal = second.admit(CLINIC, "203.0.113.5")
    assert refusal is not None
    assert refusal.reason == "address"


def test_without_its_storage_a_process_counts_alone(caplog: pytest.LogCaptureFixture) -> None:
    one = Rates(Settings(rate_address="2/minute", limit_storage="redis://127.0.0.1:9", secret="s"))
    assert [one.admit(CLINIC, "203.0.113.5") is None for _ in range(3)] == [True, True, False]
    assert "counts alone" in caplog.text
