"""How many questions are let in: by address, by clinic, and a clinic's budget for the day.

No address is kept in clear: it is counted under a keyed hash whose key changes every day. Where the shared storage cannot be
reached, this process counts alone: an answer matters more than a count.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem, RateLimitItemPerDay, parse_many
from limits.errors import ConfigurationError as LimitsConfigurationError
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, SlidingWindowCounterRateLimiter

from assistant.clinics import Clinic
from assistant.config import Settings
from assistant.errors import ConfigurationError

logger = logging.getLogger(__name__)

DAY = 86_400
"""Seconds."""


@dataclass(frozen=True)
class Refusal:
    """Why a question is not let in."""

    reason: Literal["address", "clinic", "budget"]
    """What has been used up."""
    retry_after: int
    """Seconds until it is worth trying again, at least 1."""


class Rates:
    """Counts the questions of one server. Thread-safe."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """Raises `ConfigurationError` for limits or a storage that cannot be used."""
        self._settings = settings
        self._clock = clock
        self._by_address = read_rate("rate_address", settings.rate_address)
        self._by_clinic = read_rate("rate_clinic", settings.rate_clinic)
        memory = settings.limit_storage.startswith("memory:")
        if not memory and not settings.secret:
            advice = "processes that share counts need a common `secret` to hash addresses with"
            raise ConfigurationError("secret", "", advice)
        self._random = (0, b"")
        self._alone = _Counters(MemoryStorage())
        self._shared = self._alone if memory else _Counters(_storage(settings.limit_storage))

    def admit(self, clinic: Clinic, address: str, cost: int = 1) -> Refusal | None:
        """Count `cost` questions from `address` to `clinic`; None when they may be answered.

        The machine's own loopback addresses are not limited by address: behind a proxy that is not declared in
        ``trusted_proxies`` everybody would share them.
        """
        try:
            return self._admit(self._shared, clinic, address, cost)
        except StorageError:
            logger.warning("the counts at limit_storage cannot be reached: this process counts alone", exc_info=True)
            return self._admit(self._alone, clinic, address, cost)

    def _admit(self, counters: _Counters, clinic: Clinic, address: str, cost: int) -> Refusal | None:
        now = self._clock()
        if not is_loopback(address):
            who = self._hashed(address)
            for item in read_rate("rate_address", clinic.rate_address, self._by_address):
                wait = counters.hit(item, now, cost, "address", clinic.key, who)
                if wait:
                    return Refusal("address", wait)
        for item in read_rate("rate_clinic", clinic.rate_clinic, self._by_clinic):
            wait = counters.hit(item, now, cost, "clinic", clinic.key)
            if wait:
                return Refusal("clinic", wait)
        budget = self._settings.daily_budget if clinic.daily_budget is None else clinic.daily_budget
        if budget and not counters.spend(RateLimitItemPerDay(budget), cost, clinic.key, str(int(now // DAY))):
            return Refusal("budget", max(1, int(DAY - now % DAY)))
        return None

    def _hashed(self, address: str) -> str:
        day = int(self._clock() // DAY)
        if self._settings.secret:
            key = hashlib.blake2b(f"{self._settings.secret}/{day}".encode(), digest_size=32).digest()
        else:
            if self._random[0] != day:
                self._random = (day, secrets.token_bytes(32))
            key = self._random[1]
        return hashlib.blake2b(network_of(address).encode(), key=key, digest_size=16).hexdigest()


class _Counters:
    """The two ways of counting in one storage."""

    def __init__(self, storage: Storage) -> None:
        self._rates = SlidingWindowCounterRateLimiter(storage)
        self._budgets = FixedWindowRateLimiter(storage)

    def hit(self, item: RateLimitItem, now: float, cost: int, *key: str) -> int:
        """Count; 0, or the seconds to wait."""
        if self._rates.hit(item, *key, cost=cost):
            return 0
        return max(1, round(self._rates.get_window_stats(item, *key).reset_time - now))

    def spend(self, item: RateLimitItem, cost: int, *key: str) -> bool:
        """Take from a budget that the key names; whether there was enough."""
        return self._budgets.hit(item, "budget", *key, cost=cost)


def _storage(uri: str) -> Storage:
    try:
        # A storage that hangs must not hold the answer up.
        made = storage_from_string(uri, wrap_exceptions=True, socket_timeout=1, socket_connect_timeout=1)
    except (LimitsConfigurationError, ValueError) as error:
        advice = f"{error}; write memory:// or redis://host:6379 (and install the extra: pip install 'rehab-assistant[redis]')"
        raise ConfigurationError("limit_storage", uri, advice) from error
    if not isinstance(made, Storage):
        raise ConfigurationError("limit_storage", uri, "only memory:// and redis:// can be used")
    return made


def read_rate(name: str, text: str | None, otherwise: list[RateLimitItem] | None = None) -> list[RateLimitItem]:
    """Return the limits that `text` writes (``30/minute; 300/hour``); `otherwise` for None. Raises `ConfigurationError`."""
    if text is None:
        return otherwise or []
    if not text.strip():
        return []
    try:
        return parse_many(text)
    except ValueError as error:
        raise ConfigurationError(name, text, "write limits as 30/minute; 300/hour") from error


def is_loopback(address: str) -> bool:
    """Whether an address is the machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def network_of(address: str) -> str:
    """Return what stands for one visitor: an IPv4 address, or the /64 network that one line has in IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
