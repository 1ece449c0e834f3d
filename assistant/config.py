"""Settings: defaults < rehab.toml < REHAB_* environment, read once.

Nothing else in the project reads the environment or the settings file.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
"""The project's folder."""

Region = Literal["UK", "US", "EU", "AU"]
"""Where the people who ask live: decides whom they are told to call."""

_LISTS = ("embed_origins", "trusted_proxies")


class Settings(BaseModel):
    """Everything that can be configured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    knowledge: Path = ROOT / "knowledge"
    """Folder of the library."""
    documents: Path | None = None
    """Folder of a clinic's own documents, or none."""
    store: str = str(ROOT / ".rehab")
    """Folder of the index, or the URL of a Chroma server."""
    cache: Path = ROOT / ".rehab" / "models"
    """Folder of what is derived from the models once, such as the exported embedder."""
    embedder: str = "all-MiniLM-L6-v2"
    """``all-MiniLM-L6-v2`` (carried by a package), ``hashing`` (tests), or a sentence-transformers name or path."""
    model: str = ""
    """Chat model as ``provider:name`` for the generative mode; empty for the extractive default."""
    model_url: str = ""
    """Base address of the chat model's server, such as ``http://127.0.0.1:8000/v1`` for vLLM or llama.cpp; empty for the provider's own."""
    model_seconds: float = 20.0
    """Longest time that a person waits for the chat model; then the quotations are shown instead."""
    region: Region = "UK"
    """Whose emergency numbers are shown."""
    clinic: str = ""
    """The clinic's name, shown in the page."""
    clinics: Path | None = None
    """Folder of the clinics on this server, one ``NAME.toml`` each (`assistant.clinics`), or none."""
    collection: str = ""
    """Key of the clinic whose own part of the index answers, set by `assistant.clinics`; empty for the server's own."""
    host: str = "127.0.0.1"
    """Address the server listens on."""
    port: int = 7860
    """Port the server listens on."""
    embed_origins: tuple[str, ...] = ()
    """Origins that may show the page in a frame, such as ``https://clinic.example``; commas part them in the environment."""
    max_question: int = 2000
    """Longest question in characters."""
    rate_address: str = "30/minute; 300/hour"
    """Most questions from one address, in the notation of the `limits` package; empty for no limit."""
    rate_clinic: str = "1200/minute"
    """Most questions to one clinic, in the same notation."""
    daily_budget: int = Field(default=0, ge=0)
    """Most questions to one clinic a day (UTC); 0 for no limit."""
    limit_storage: str = "memory://"
    """Where counts are kept: ``memory://``, or ``redis://host:6379`` so that several processes share them."""
    visit_storage: str = "memory://"
    """Where visits are kept: ``memory://`` of each process, or ``redis://host:6379``, sealed, so that another process goes on with them."""
    visit_seconds: float = Field(default=3600.0, ge=60.0)
    """Time without use after which a visit is forgotten."""
    keep_feedback: bool = False
    """Whether the server's own page keeps ratings, with their questions, once their senders have agreed."""
    keep_conversations: bool = False
    """Whether the server's own page keeps questions and answers of people who allow it."""
    keep_days: int = Field(default=30, ge=1, le=366)
    """For how long, in days."""
    feedback_store: str = f"sqlite:///{ROOT / '.rehab' / 'feedback.sqlite'}"
    """Where it is kept: a URL of SQLAlchemy, ``sqlite:///FILE`` or ``postgresql+psycopg://USER@HOST/NAME``. Not made before it is needed."""
    answering: int = Field(default=0, ge=0)
    """Most questions that a process answers at once; 0 for 2, or 8 with a chat model, which is mostly waited for."""
    waiting: int = Field(default=24, ge=0, le=30)
    """Most questions that wait for their turn; whoever comes then is told at once that it is busy."""
    waiting_seconds: float = Field(default=10.0, gt=0)
    """Longest wait for a turn."""
    metrics_token: str = Field(default="", pattern=r"^$|.{12,}")
    """Bearer token, at least 12 characters, for the figures at ``/metrics``; empty leaves them out."""
    traces: str = Field(default="", pattern=r"^$|https?://.+")
    """Address of an OpenTelemetry collector (OTLP over gRPC), such as ``http://127.0.0.1:4317``; empty writes no traces."""
    log_json: bool = False
    """Whether the log is written as one JSON object a line."""
    staff_password: str = Field(default="", pattern=r"^$|.{12,}")
    """Password of the staff pages ``/evals`` and ``/staff``, at least 12 characters, to be sent over HTTPS only; empty leaves the page out."""
    secret: str = ""
    """Key under which addresses are hashed and visits are sealed; needed where processes share counts or visits."""
    mcp: bool = False
    """Whether other programs may use the assistant as a tool at ``/mcp``; needs the extra ``mcp``."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks of reverse proxies whose ``X-Forwarded-For`` and ``-Proto`` are believed."""


def read_settings(path: Path | None = None, environment: dict[str, str] | None = None) -> Settings:
    """Return the settings in force.

    `path`: the settings file; by default ``REHAB_CONFIG``, else ``rehab.toml`` in the working folder if there is one.
    `environment`: by default the process's.
    Raises `ConfigurationError` that names key and value.
    """
    environment = dict(os.environ) if environment is None else environment
    values: dict[str, Any] = {}
    named = path or (Path(environment["REHAB_CONFIG"]) if environment.get("REHAB_CONFIG") else None)
    file = named or Path("rehab.toml")
    if file.is_file():
        try:
            values.update(tomllib.loads(file.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError("REHAB_CONFIG", str(file), f"not valid TOML ({error})") from error
        for key in ("knowledge", "documents", "clinics"):
            if isinstance(values.get(key), str):
                values[key] = str((file.parent / values[key]).resolve())
    elif named is not None:
        raise ConfigurationError("REHAB_CONFIG", str(file), "there is no such file")
    for key, value in environment.items():
        name = key.removeprefix("REHAB_").lower()
        if key.startswith("REHAB_") and name in Settings.model_fields:
            values[name] = [part.strip() for part in value.split(",") if part.strip()] if name in _LISTS else value
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = ", ".join(sorted(Settings.model_fields))
        advice = f"unknown; known settings: {known}" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigurationError(key, first.get("input"), advice) from error
