"""The clinics on one server: ``NAME.toml`` in the folder that the setting ``clinics`` names, one clinic a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.config import Region, Settings
from assistant.errors import ConfigurationError, InputError

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""What a clinic's key, the name of its file, may look like: it stands in addresses."""
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
"""An origin as a policy names it: scheme, host, perhaps a port; ``*.`` for any subdomain."""
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
"""Media types of logos by suffix."""


class Clinic(BaseModel):
    """One clinic's page: what it is called, where it may be shown, and what it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = ""
    """Name of its file and part of its addresses; empty for the server's own page."""
    name: str = ""
    """As people know it."""
    origins: tuple[str, ...] = ()
    """Sites that may show the page in a frame and ask the API from a browser."""
    region: Region = "UK"
    """Whose emergency numbers are shown."""
    language: str = Field(default="", pattern=r"^$|^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    """BCP 47 tag of the interface; empty for what the visitor's browser asks for."""
    colour: str = Field(default="", pattern=r"^(#[0-9A-Fa-f]{6})?$")
    """Its colour as ``#rrggbb``; darkened or lightened until text on it can be read."""
    logo: Path | None = None
    """Picture beside the name."""
    documents: Path | None = None
    """Folder of its own leaflets: no other clinic sees them."""
    welcome: str = Field(default="", max_length=600)
    """First words of an empty conversation."""
    contact: str = Field(default="", max_length=200)
    """How to reach the clinic; shown where the assistant cannot help."""
    paused: bool = False
    """Whether questions are answered. Danger is recognised all the same. Read anew while the server runs."""
    keep_feedback: bool = False
    """Whether a rating is kept, with its question, once its sender has agreed."""
    keep_conversations: bool = False
    """Whether questions and answers of people who allow it are kept."""
    keep_days: int = Field(default=30, ge=1, le=366)
    """For how long, in days."""
    rate_address: str | None = None
    """Instead of the setting of that name."""
    rate_clinic: str | None = None
    """Instead of the setting of that name."""
    daily_budget: int | None = Field(default=None, ge=0)
    """Instead of the setting of that name."""

    @field_validator("origins")
    @classmethod
    def _origins(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(read_origin(one) for one in given))


def read_origin(text: str) -> str:
    """Return an origin in lower case; raises ValueError where it is none."""
    origin = text.strip().lower()
    if not ORIGIN.fullmatch(origin):
        raise ValueError(f"{text!r} is not an origin: write scheme and host only, as https://www.clinic.example")
    return origin


def origin_listed(origin: str, listed: Iterable[str]) -> bool:
    """Whether `origin` (as a browser sends it) is one of `listed`, of which some may begin ``https://*.``."""
    origin = origin.lower()
    for one in listed:
        scheme, _, host = one.partition("://")
        if origin == one or (host.startswith("*.") and origin.startswith(f"{scheme}://") and origin.endswith(host[1:])):
            return True
    return False


def own_page(settings: Settings) -> Clinic:
    """Return the server's own page, the one without a key."""
    try:
        return Clinic(
            name=settings.clinic,
            origins=settings.embed_origins,
            region=settings.region,
            documents=settings.documents,
            keep_feedback=settings.keep_feedback,
            keep_conversations=settings.keep_conversations,
            keep_days=settings.keep_days,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError("embed_origins", first.get("input"), _reason(first)) from error


def clinic_files(settings: Settings) -> dict[str, Path]:
    """Return the clinics' files by key; raises `ConfigurationError` for a folder that is not there or a name that is no key."""
    if settings.clinics is None:
        return {}
    if not settings.clinics.is_dir():
        raise ConfigurationError("clinics", str(settings.clinics), "there is no such folder")
    files = {path.stem: path for path in sorted(settings.clinics.glob("*.toml"), key=lambda path: path.stem)}
    for key, path in files.items():
        if not KEY.fullmatch(key):
            advice = "a clinic's file is named with small letters, digits and hyphens, at most 40"
            raise ConfigurationError("clinics", str(path), advice)
    return files


def read_clinic(path: Path, region: Region = "UK") -> Clinic:
    """Return the clinic in the file at `path`, whose paths count from its folder; raises `ConfigurationError`.

    `region`: for a file that names none.
    """
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError("clinics", str(path), f"cannot be read as TOML ({error})") from error
    for key in ("logo", "documents"):
        if isinstance(values.get(key), str):
            values[key] = (path.parent / values[key]).resolve()
    try:
        clinic = Clinic.model_validate({"region": region, **values, "key": path.stem})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{key} in {path}", first.get("input"), _reason(first)) from error
    if not clinic.name.strip():
        raise ConfigurationError(f"name in {path}", clinic.name, "a clinic needs a name")
    if clinic.logo is not None and (clinic.logo.suffix.lower() not in LOGO_TYPES or not clinic.logo.is_file()):
        advice = f"there is no such picture ({', '.join(LOGO_TYPES)}): put one there, or leave the line out"
        raise ConfigurationError(f"logo in {path}", str(clinic.logo), advice)
    if clinic.documents is not None and not clinic.documents.is_dir():
        raise ConfigurationError(
            f"documents in {path}", str(clinic.documents), "there is no such folder: make one, or leave the line out"
        )
    return clinic


def _reason(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return f"unknown; known keys: {', '.join(sorted(set(Clinic.model_fields) - {'key'}))}"
    return str(error["msg"]).removeprefix("Value error, ")


def read_clinics(settings: Settings) -> tuple[Clinic, ...]:
    """Return the clinics of the server, ordered by key; raises `ConfigurationError`."""
    return tuple(read_clinic(path, settings.region) for path in clinic_files(settings).values())


def settings_for(settings: Settings, clinic: Clinic) -> Settings:
    """Return the settings of one clinic: its name, region and documents instead of the server's.

    It has a collection of its own unless it would hold what the server's own holds: the library and no leaflet.
    """
    alone = clinic.documents is not None or settings.documents is not None
    return settings.model_copy(
        update={
            "collection": clinic.key if alone else "",
            "clinic": clinic.name,
            "region": clinic.region,
            "documents": clinic.documents,
            "embed_origins": clinic.origins,
        }
    )


def named_clinic(settings: Settings, key: str) -> Settings:
    """Return the settings of the clinic called `key`, or the server's own for an empty key; raises `InputError`."""
    if not key:
        return settings
    path = clinic_files(settings).get(key)
    if path is None:
        known = ", ".join(clinic_files(settings)) or "none"
        raise InputError(f"there is no clinic called {key!r}; known: {known}")
    return settings_for(settings, read_clinic(path, settings.region))
