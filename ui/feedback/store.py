"""Where what is kept lies: SQLite by default, PostgreSQL by URL; every query names its clinic."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy import delete as deletion
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from assistant.errors import ConfigurationError, RehabError

_METADATA = MetaData()
_KEPT = Table(
    "kept",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("clinic", String(40), nullable=False),
    Column("conversation", String(24), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("documents", Text, nullable=False),
    Column("rating", String(4), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("case", Text, nullable=False),
    UniqueConstraint("clinic", "conversation", "turn"),
)


class StoreError(RehabError):
    """What was to be kept, read or deleted could not be; the message names the store."""


class Kept(BaseModel):
    """A question of one clinic's visitor, with its answer and what was thought of it; redacted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clinic: str
    """Key of the clinic; empty for the server's own page."""
    conversation: str
    """Reference of the conversation, which its person has seen."""
    turn: int
    """From 1."""
    at: int
    """When, in seconds since 1970."""
    expires: int
    """When it is deleted, in seconds since 1970."""
    question: str
    """What was typed, redacted."""
    answer: str
    """The answer's text, redacted."""
    status: str
    """What became of the question."""
    urgency: str
    """The answer's urgency."""
    documents: str = ""
    """Ids of the documents quoted, parted by blanks."""
    rating: str = ""
    """``up``, ``down`` or empty."""
    reason: str = ""
    """One of `REASONS`, or empty."""
    words: str = ""
    """What the person wrote about it, redacted."""
    case: str = ""
    """The line of a suite that was made of it, or empty."""


REASONS = ("wrong", "unclear", "unanswered", "unsafe", "other")
"""What may be wrong with an answer."""
KEY = ("clinic", "conversation", "turn")


class Store:
    """The table of what is kept. Guarantees: no row is read after it has expired, or from another clinic."""

    def __init__(self, url: str) -> None:
        """`url`: of SQLAlchemy, such as ``sqlite:///feedback.sqlite`` or ``postgresql+psycopg://...``. Raises `ConfigurationError`."""
        try:
            parsed = make_url(url)
            self.name = parsed.render_as_string(hide_password=True)
            file = Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
            # SQLite opens a file in no time, and a connection must not wander between threads.
            more: dict[str, Any] = {"poolclass": NullPool} if file is not None else {"pool_pre_ping": True}
            self._engine: Engine = create_engine(url, **more)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            advice = f"not a database that can be opened ({error}); write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
            raise ConfigurationError("feedback_store", url.partition("@")[2] or url, advice) from error
        if file is not None:
            event.listen(self._engine, "connect", _careful)
        try:
            with self._working():
                _METADATA.create_all(self._engine)
        except StoreError:
            # Two processes that start at once both find no table; one of them makes it.
            with self._working():
                _METADATA.create_all(self._engine)
        if file is not None and file.exists():
            file.chmod(stat.S_IRUSR | stat.S_IWUSR)

    def put(self, kept: Kept) -> None:
        """Keep it, in place of what was kept of the same turn."""
        with self._working() as connection:
            values = {name: _storable(value) for name, value in kept.model_dump().items()}
            adding = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name].insert(_KEPT).values(values)
            others = {name: adding.excluded[name] for name in values if name not in KEY}
            connection.execute(adding.on_conflict_do_update(index_elements=KEY, set_=others))

    def rows(self, clinic: str, now: int, conversation: str | None = None) -> list[Kept]:
        """Return what is kept for `clinic`, newest first."""
        wanted = _KEPT.select().where(_KEPT.c.clinic == clinic, _KEPT.c.expires > now)
        if conversation is not None:
            wanted = wanted.where(_KEPT.c.conversation == conversation)
        with self._working() as connection:
            found = connection.execute(wanted.order_by(_KEPT.c.at.desc(), _KEPT.c.id.desc())).all()
        return [_read(row) for row in found]

    def delete(self, clinic: str, conversation: str, turn: int | None = None) -> int:
        """Delete a conversation of `clinic`, or one turn of it; returns how many rows went."""
        chosen = deletion(_KEPT).where(_KEPT.c.clinic == clinic, _KEPT.c.conversation == conversation)
        if turn is not None:
            chosen = chosen.where(_KEPT.c.turn == turn)
        with self._working() as connection:
            return connection.execute(chosen).rowcount

    def purge(self, now: int) -> int:
        """Delete what has expired, of every clinic; returns how many rows went."""
        with self._working() as connection:
            return connection.execute(deletion(_KEPT).where(_KEPT.c.expires <= now)).rowcount

    def shorten(self, clinic: str, since: int) -> int:
        """Delete what `clinic` kept before `since`, where it now keeps for a shorter time than when that was written.

        Returns how many rows went.
        """
        with self._working() as connection:
            return connection.execute(deletion(_KEPT).where(_KEPT.c.clinic == clinic, _KEPT.c.at <= since)).rowcount

    def close(self) -> None:
        """Close its connections; a later use opens new ones."""
        self._engine.dispose()

    @contextmanager
    def _working(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(f"{self.name}: cannot be used ({type(error).__name__})") from error


def _storable(value: str | int) -> str | int:
    """Return `value` without what no database takes: zero bytes, and halves of characters."""
    if isinstance(value, int):
        return value
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _careful(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # What is deleted is overwritten, not only unlinked.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _read(row: Row[Any]) -> Kept:
    return Kept.model_validate({key: value for key, value in row._mapping.items() if key != "id"})
