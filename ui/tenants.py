"""The pages of one server: its own, and one for each clinic. What is asked on one never reaches another."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.clinics import Clinic, clinic_files, own_page, read_clinic, settings_for
from assistant.config import Settings
from assistant.errors import ConfigurationError, RehabError
from assistant.registers import read_circumstances
from ui.core import Core
from ui.rates import Rates, read_rate
from ui.texts import Texts, texts_for, with_names
from ui.visits import AssistantLike, Visits

logger = logging.getLogger(__name__)

PREFIX = "/c/"
"""Before a clinic's key in its addresses."""
PAGE = "/chat"
"""Where a page is mounted below its prefix."""
_PATH = re.compile(r"/c/([^/]*)(/.*)?", re.DOTALL)


class ClosedError(RehabError):
    """A question is not answered now; danger in it is to be recognised all the same."""

    def __init__(
        self, reason: Literal["paused", "address", "clinic", "budget"], message: str, retry_after: int
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after
        """Seconds; 0 where nobody knows."""


class Tenant:
    """One page and everything that is its own."""

    def __init__(self, clinic: Clinic, settings: Settings, core: Core, rates: Rates, file: Path | None = None) -> None:
        """`settings`: the clinic's (`settings_for`). `file`: is read anew for the pause switch."""
        self.clinic = clinic
        self.settings = settings
        self.core = core
        self.visits = Visits()
        """Visits of the page."""
        self.conversations = Visits()
        """Conversations of the API."""
        self.texts = _texts(clinic, settings)
        self._rates = rates
        self._file = file
        self._seen = _changed(file)
        self._paused = clinic.paused
        for name in ("rate_address", "rate_clinic"):
            read_rate(f"{name} of clinic {clinic.key}", getattr(clinic, name))

    @property
    def prefix(self) -> str:
        """What its addresses begin with; empty for the server's own page."""
        return f"{PREFIX}{self.clinic.key}" if self.clinic.key else ""

    @property
    def page(self) -> str:
        """The path of its chat page, without the last slash."""
        return self.prefix + PAGE

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

    def admit(self, address: str, cost: int = 1) -> None:
        """Count `cost` questions from `address`; raises `ClosedError` when they are not to be answered."""
        if self.paused:
            raise ClosedError("paused", self._said(self.texts.paused), 0)
        refusal = self._rates.admit(self.clinic, address, cost)
        if refusal is not None:
            words = {"address": self.texts.too_many, "clinic": self.texts.too_busy, "budget": self.texts.spent}
            raise ClosedError(refusal.reason, self._said(words[refusal.reason]), refusal.retry_after)

    @property
    def notice(self) -> str:
        """What the page says before anything is asked; empty when all is well."""
        return self._said(self.texts.paused) if self.paused else ""

    def _said(self, words: str) -> str:
        contact = self.texts.contact.format(contact=self.clinic.contact) if self.clinic.contact else ""
        return f"{words} {contact}".strip()


class Tenants:
    """All pages of a server."""

    def __init__(self, own: Tenant, clinics: Mapping[str, Tenant]) -> None:
        self.own = own
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
    core = Core(lambda: opening(settings, None))
    own = Tenant(own_page(settings), settings, core, rates)
    clinics = {}
    for key, path in clinic_files(settings).items():
        clinic = read_clinic(path, settings.region)
        clinics[key] = Tenant(
            clinic, settings_for(settings, clinic), _beside(settings, clinic, core, opening), rates, path
        )
    return Tenants(own, clinics)


def _beside(settings: Settings, clinic: Clinic, own: Core, opening: Opening) -> Core:
    return Core(lambda: opening(settings_for(settings, clinic), own.get()))


def _texts(clinic: Clinic, settings: Settings) -> Texts:
    texts = texts_for(clinic.language)
    try:
        names = {key: one.label for key, one in read_circumstances(settings.knowledge).items()}
    except (RehabError, OSError):
        # A library without that list still answers.
        return texts
    return with_names(texts, names)


def _changed(file: Path | None) -> int:
    try:
        return file.stat().st_mtime_ns if file else 0
    except OSError:
        return 0
