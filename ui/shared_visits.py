"""Visits in Redis, so that when a process goes another one goes on with them.

Guarantees: what is stored is sealed with a key made of the visit's token and the server's secret; the token itself is stored nowhere,
so whoever reads the storage learns how many visits there are and nothing else. It expires with the visit. Where the storage cannot
be reached, each process goes on alone. Does not guarantee that a visit is told apart from a fresher one of a process that could
not write.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import Field, TypeAdapter, ValidationError

from assistant.errors import ConfigurationError, RehabError
from assistant.models.records import Record
from ui.visits import ConversationLike, Turn, Visit, VisitStorage

if TYPE_CHECKING:
    from assistant.config import Settings

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds for which a storage that could not be reached is left alone."""
PREFIX = "rehab:visit:"
"""Of the keys in the storage."""
_NONCE = 12
"""Bytes of AES-GCM's nonce (NIST SP 800-38D)."""


class _Saved(Record):
    """A visit as it is stored."""

    version: int = Field(ge=1)
    state: dict[str, Any]
    turns: tuple[Any, ...]
    allowed: bool
    reference: str


_TURNS = TypeAdapter(tuple[Turn, ...])


class SharedVisits(VisitStorage):
    """One clinic's visits in the storage of `settings`. Thread-safe."""

    def __init__(self, settings: Settings, clinic: str, kind: str, idle: float, begin: Callable[[], ConversationLike]):
        """`kind`: keeps the visits of page and API apart. `idle`: seconds after which a visit expires. `begin`: makes a conversation.

        Raises `ConfigurationError` for a storage that cannot be used.
        """
        name, url = "visit_storage", settings.visit_storage
        if not settings.secret:
            raise ConfigurationError(
                "secret", "", "processes that share visits need a common `secret` to seal them with"
            )
        try:
            import redis
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            self._storage = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
        except ImportError as error:
            raise ConfigurationError(name, url, "install the extra: pip install 'rehab-assistant[redis]'") from error
        except ValueError as error:
            raise ConfigurationError(name, url, f"{error}; write memory:// or redis://host:6379") from error
        self._failures: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self._cipher = AESGCM
        self._secret = hashlib.blake2b(settings.secret.encode(), digest_size=32).digest()
        self._where = f"{clinic}/{kind}".encode()
        self._idle = idle
        self._begin = begin
        self._lock = threading.Lock()
        self._left_alone_until = 0.0

    def put(self, visit: Visit) -> None:
        """Store `visit` as it is now."""
        visit.version += 1
        saved = _Saved(
            version=visit.version,
            state=visit.conversation.state(),
            turns=_TURNS.dump_python(tuple(visit.turns), mode="json"),
            allowed=visit.allowed,
            reference=visit.reference,
        )
        sealed = self._seal(visit.token, zlib.compress(saved.model_dump_json().encode(), 1))
        self._try(lambda: self._storage.set(self._key(visit.token), sealed, ex=int(self._idle)))

    def newer(self, token: str, version: int) -> Visit | None:
        """Return the stored visit of `token` where its version is above `version`."""
        sealed = self._try(lambda: self._storage.getex(self._key(token), ex=int(self._idle)))
        if not isinstance(sealed, bytes):
            return None
        from cryptography.exceptions import InvalidTag

        try:
            saved = _Saved.model_validate_json(zlib.decompress(self._open(token, sealed)))
            if saved.version <= version:
                return None
            conversation = self._begin()
            conversation.restore(saved.state)
            turns = list(_TURNS.validate_python(saved.turns))
        except (InvalidTag, zlib.error, ValidationError, ValueError, RehabError) as error:
            # A release before or after this one may have written it; what it holds is nobody's to log.
            logger.warning("a stored visit cannot be read (%s): it is left out", type(error).__name__)
            return None
        return Visit(conversation, token, turns, saved.allowed, saved.reference, version=saved.version)

    def drop(self, token: str) -> None:
        """Forget a visit."""
        self._try(lambda: self._storage.delete(self._key(token)))

    def close(self) -> None:
        """See `VisitStorage.close`."""
        self._storage.close()

    def _key(self, token: str) -> str:
        return PREFIX + self._derived(b"name", token).hex()

    def _derived(self, use: bytes, token: str) -> bytes:
        return hashlib.blake2b(token.encode(), key=self._secret, person=use, salt=_short(self._where)).digest()[:32]

    def _seal(self, token: str, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher(self._derived(b"seal", token)).encrypt(nonce, plain, self._where)

    def _open(self, token: str, sealed: bytes) -> bytes:
        return self._cipher(self._derived(b"seal", token)).decrypt(sealed[:_NONCE], sealed[_NONCE:], self._where)

    def _try(self, work: Callable[[], Any]) -> Any:
        if time.monotonic() < self._left_alone_until:
            return None
        try:
            return work()
        except self._failures as error:
            with self._lock:
                self._left_alone_until = time.monotonic() + PAUSE
            logger.warning("visits cannot be shared (%s): this process goes on alone", type(error).__name__)
            return None


def _short(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=16).digest()
