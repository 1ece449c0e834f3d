"""The pages of one server: its own, and one for each clinic. What is asked on one never reaches another."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.clinics import Clinic, clinic_files, own_page, read_clinic, settings_for
from assistant.config import Settings
from assistant.errors import ConfigurationError, RehabError
from assistant.models import Answer, AnswerDone, Event
from assistant.registers import read_circumstances
from ui import metrics
from ui.capacity import Capacity, FullError
from ui.core import Core
from ui.rates import Rates, read_rate
from ui.telephones import read_region
from ui.texts import Texts, chosen, texts_for, with_names
from ui.tracing import Tracing, open_tracing
from ui.visits import AssistantLike, ConversationLike, Visits

if TYPE_CHECKING:
    # SQLAlchemy is loaded where something is kept, only.
    from ui.feedback.keeper import Keeper
    from ui.feedback.store import Store

logger = logging.getLogger(__name__)

BUSY = 10
"""Seconds after which it is worth asking again when too many are waiting."""
SOON = 180
"""Seconds to wait that are still "a minute or two"."""
PREFIX = "/c/"
"""Before a clinic's key in its addresses."""
PAGE = "/chat"
"""Where a page is mounted below its prefix."""
_PATH = re.compile(r"/c/([^/]*)(/.*)?", re.DOTALL)


class ClosedError(RehabError):
    """A question is not answered now; danger in it is to be recognised all the same."""

    def __init__(
        self, reason: Literal["paused", "address", "clinic", "budget", "busy"], message: str, retry_after: int
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after
        """Seconds; 0 where nobody knows."""


class RequestLike(Protocol):
    """What tells a visitor's language: Starlette's requests and Gradio's."""

    @property
    def query_params(self) -> Any:
        """Of its address."""

    @property
    def headers(self) -> Any:
        """Of the request."""


class Tenant:
    """One page and everything that is its own."""

    def __init__(
        self,
        clinic: Clinic,
        settings: Settings,
        core: Core,
        rates: Rates,
        store: Store | None = None,
        file: Path | None = None,
        capacity: Capacity | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        """`settings`: the clinic's (`settings_for`). `store`: where it may keep. `file`: is read anew for the pause switch.

        `capacity`, `tracing`: the server's.
        """
        self._tracing = tracing
        self._capacity = capacity or capacity_of(settings)
        self.clinic = clinic
        self.settings = settings
        self.core = core
        self.visits = self._visits("page")
        """Visits of the page."""
        self.conversations = self._visits("api")
        """Conversations of the API."""
        self.region = read_region(settings.knowledge, settings.region)
        """Whom people are told to call."""
        self.keeper = _keeper(clinic, settings, store)
        """Keeps feedback and conversations; None where nothing is kept."""
        self._names = _names(settings)
        self._texts: dict[str, Texts] = {}
        self._rates = rates
        self._file = file
        self._seen = _changed(file)
        self._paused = clinic.paused
        for name in ("rate_address", "rate_clinic"):
            read_rate(f"{name} of clinic {clinic.key}", getattr(clinic, name))

    def _visits(self, kind: str) -> Visits:
        if self.settings.visit_storage.startswith("memory:"):
            return Visits(idle=self.settings.visit_seconds)
        # Redis and the cipher are loaded where visits are shared, only.
        from ui.shared_visits import SharedVisits

        def begin() -> ConversationLike:
            return self.core.get().conversation()

        idle = self.settings.visit_seconds
        return Visits(idle=idle, shared=SharedVisits(self.settings, self.clinic.key, kind, idle, begin))

    @property
    def prefix(self) -> str:
        """What its addresses begin with; empty for the server's own page."""
        return f"{PREFIX}{self.clinic.key}" if self.clinic.key else ""

    @property
    def page(self) -> str:
        """The path of its chat page, without the last slash."""
        return self.prefix + PAGE

    @property
    def texts(self) -> Texts:
        """Its strings where nobody has asked for a language."""
        return self._texts_in(chosen("", self.clinic.language, ""))

    def texts_of(self, request: RequestLike) -> Texts:
        """Return its strings in the language of whoever sent `request`."""
        asked, accepted = request.query_params.get("lang") or "", request.headers.get("accept-language") or ""
        return self._texts_in(chosen(asked, self.clinic.language, accepted))

    def _texts_in(self, language: str) -> Texts:
        if language not in self._texts:
            self._texts[language] = with_names(texts_for(language), self._names)
        return self._texts[language]

    @property
    def paused(self) -> bool:
        """Whether questions are answered; a change of the clinic's file is noticed at once, a broken file changes nothing."""
        if self._file is not None and (now := _changed(self._file)) != self._seen:
            self._seen = now
            try:
                self._paused = read_clinic(self._file, self.clinic.region).paused
            except ConfigurationError:
                logger.warning(
                    "a clinic's file was changed and cannot be read: the pause switch stays as it was", exc_info=True
                )
        return self._paused

    def admit(self, address: str, texts: Texts, cost: int = 1) -> None:
        """Count `cost` questions from `address`; raises `ClosedError`, in words of `texts`, when they are not to be answered."""
        if self.paused:
            metrics.refused(self.clinic.key, "paused")
            raise ClosedError("paused", self._said(texts.paused, texts), 0)
        refusal = self._rates.admit(self.clinic, address, cost)
        if refusal is not None:
            metrics.refused(self.clinic.key, refusal.reason)
            words = {"address": texts.too_many, "clinic": texts.too_busy, "budget": texts.spent}
            told = words[refusal.reason]
            if refusal.reason != "budget" and refusal.retry_after > SOON:
                told = texts.too_many_yet.format(minutes=-(-refusal.retry_after // 300) * 5)
            raise ClosedError(refusal.reason, self._said(told, texts), refusal.retry_after)

    def answered(self, asking: Callable[[], Answer], texts: Texts) -> Answer:
        """Return what `asking` answers once it is its turn; raises `ClosedError`, in words of `texts`, when too many wait."""
        with self._turn(texts) as waited:
            answer = asking()
        self._count(answer, waited)
        return answer

    def streamed(self, events: Iterator[Event], texts: Texts) -> Iterator[Event]:
        """Yield `events` once it is their turn; raises `ClosedError`, in words of `texts`, when too many wait.

        The work is done when the first one has come, or is then a chat model's, so a slow reader keeps nobody else waiting.
        """
        with self._turn(texts) as waited:
            first = next(events, None)
        for event in chain((first,), events) if first is not None else ():
            if isinstance(event, AnswerDone):
                self._count(event.answer, waited)
            yield event

    def _count(self, answer: Answer, waited: float) -> None:
        metrics.answered(self.clinic.key, answer)
        if self._tracing is not None:
            self._tracing.answered(self.clinic.key, answer, waited)

    @contextmanager
    def _turn(self, texts: Texts) -> Iterator[float]:
        """Hold a place; yields the seconds that were waited for it."""
        began = time.monotonic()
        try:
            with self._capacity.place():
                yield time.monotonic() - began
        except FullError as error:
            raise self._busy(texts) from error
        except Exception as error:
            if self._tracing is not None:
                self._tracing.failed(self.clinic.key, error, began)
            raise

    def expect_turn(self, texts: Texts) -> None:
        """Raise `ClosedError` when so many wait that a question would be turned away."""
        if self._capacity.full:
            raise self._busy(texts)

    def _busy(self, texts: Texts) -> ClosedError:
        metrics.refused(self.clinic.key, "busy")
        return ClosedError("busy", self._said(texts.too_busy, texts), BUSY)

    def notice(self, texts: Texts) -> str:
        """Return what the page says before anything is asked; empty when all is well."""
        return self._said(texts.paused, texts) if self.paused else ""

    def _said(self, words: str, texts: Texts) -> str:
        contact = texts.contact.format(contact=self.clinic.contact) if self.clinic.contact else ""
        return f"{words} {contact}".strip()


class Tenants:
    """All pages of a server."""

    def __init__(
        self, own: Tenant, clinics: Mapping[str, Tenant], store: Store | None = None, tracing: Tracing | None = None
    ) -> None:
        self._tracing = tracing
        self.own = own
        self.store = store
        """Where feedback is kept; None where no clinic keeps any."""
        self._clinics = dict(clinics)

    def __iter__(self) -> Iterator[Tenant]:
        yield self.own
        yield from self._clinics.values()

    def at(self, path: str) -> Tenant | None:
        """Return whose address `path` is: the server's own unless it begins ``/c/``; None for an unknown clinic."""
        match = _PATH.fullmatch(path)
        return self._clinics.get(match[1]) if match else self.own

    def start(self) -> None:
        """Open the server's own assistant, and the clinics' beside it."""
        for tenant in self:
            tenant.core.start()

    def close(self) -> None:
        """Send what has not been sent yet of what is traced, and close the places where feedback and visits are kept."""
        if self._tracing is not None:
            self._tracing.close()
        if self.store is not None:
            self.store.close()
        for tenant in self:
            tenant.visits.close()
            tenant.conversations.close()

    def purge(self) -> None:
        """Delete what is older than each clinic keeps."""
        for tenant in self:
            if tenant.keeper is not None:
                tenant.keeper.purge()

    def problem(self) -> str | None:
        """None when every page can answer, else what the first one lacks."""
        problems = ((tenant.clinic.key, tenant.core.problem()) for tenant in self)
        return next((f"{key}: {problem}" if key else problem for key, problem in problems if problem), None)


def tenant_of(request: Request) -> Tenant:
    """Return whose page a request is for; the application holds its tenants in ``state.tenants``. Raises 404."""
    tenants: Tenants = request.app.state.tenants
    tenant = tenants.at(request.scope["path"])
    if tenant is None:
        raise HTTPException(404, "there is no clinic of that name on this server")
    return tenant


Opening = Callable[[Settings, "AssistantLike | None"], AssistantLike]
"""From settings, and the server's own assistant where it is a clinic that is opened, to an assistant."""


def read_tenants(settings: Settings, opening: Opening) -> Tenants:
    """Return the pages that `settings` describe; raises `ConfigurationError`."""
    rates = Rates(settings)
    page = own_page(settings)
    clinics = {key: (path, read_clinic(path, settings.region)) for key, path in clinic_files(settings).items()}
    store = _store(settings, (page, *(clinic for _, clinic in clinics.values())))
    core = Core(lambda: opening(settings, None))
    capacity = capacity_of(settings)
    tracing = open_tracing(settings)
    own = Tenant(page, settings, core, rates, store, capacity=capacity, tracing=tracing)
    beside = {
        key: Tenant(
            clinic,
            settings_for(settings, clinic),
            _beside(settings, clinic, core, opening),
            rates,
            store,
            path,
            capacity,
            tracing,
        )
        for key, (path, clinic) in clinics.items()
    }
    return Tenants(own, beside, store, tracing)


def _store(settings: Settings, clinics: Iterable[Clinic]) -> Store | None:
    if not any(clinic.keep_feedback or clinic.keep_conversations for clinic in clinics):
        return None
    from ui.feedback.store import Store

    return Store(settings.feedback_store)


def _keeper(clinic: Clinic, settings: Settings, store: Store | None) -> Keeper | None:
    if store is None or not (clinic.keep_feedback or clinic.keep_conversations):
        return None
    from assistant.redaction import Redactor
    from ui.feedback.keeper import Keeper

    return Keeper(clinic, store, Redactor(settings.knowledge))


def capacity_of(settings: Settings) -> Capacity:
    """Return the places that `settings` give a server.

    Quotations are the processor's work alone: more than two at once only keep each other, and whoever comes next, waiting.
    """
    running = settings.answering or (8 if settings.model else 2)
    return Capacity(running, settings.waiting, settings.waiting_seconds)


def _beside(settings: Settings, clinic: Clinic, own: Core, opening: Opening) -> Core:
    return Core(lambda: opening(settings_for(settings, clinic), own.get()))


def _names(settings: Settings) -> dict[str, str]:
    try:
        return {key: one.label for key, one in read_circumstances(settings.knowledge).items()}
    except (RehabError, OSError):
        # A library without that list still answers.
        return {}


def _changed(file: Path | None) -> int:
    try:
        return file.stat().st_mtime_ns if file else 0
    except OSError:
        return 0
