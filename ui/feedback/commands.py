"""The verb ``rehab feedback``: export, delete a conversation, delete what has expired."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from contextlib import closing

from assistant.clinics import Clinic, own_page, read_clinics
from assistant.config import Settings
from assistant.errors import InputError
from ui.feedback.exporting import as_csv, as_jsonl
from ui.feedback.keeper import DAY
from ui.feedback.store import Store


def run(settings: Settings, given: argparse.Namespace) -> str:
    """Do what was asked and return what to print; raises `InputError`."""
    clinics = {clinic.key: clinic for clinic in (own_page(settings), *read_clinics(settings))}
    clinic = clinics.get(given.clinic)
    if clinic is None:
        raise InputError(
            f"there is no clinic called {given.clinic!r}; known: {', '.join(key for key in clinics if key)}"
        )
    with closing(Store(settings.feedback_store)) as store:
        return _done(given, store, clinic, clinics.values())


def _done(given: argparse.Namespace, store: Store, clinic: Clinic, clinics: Iterable[Clinic]) -> str:
    now = int(time.time())
    if given.what == "purge":
        return f"{store.purge(now) + sum(_shortened(store, one, now) for one in clinics)} rows deleted"
    if given.what == "export":
        rows = store.rows(clinic.key, now)
        return (as_csv if given.format == "csv" else as_jsonl)(rows).rstrip("\r\n")
    if not given.reference:
        raise InputError("name the reference of the conversation: rehab feedback delete ABCD-EFGH-JKMN")
    gone = store.delete(clinic.key, given.reference.strip().upper())
    if not gone:
        raise InputError(f"nothing is kept under {given.reference!r}: it has expired or was deleted")
    return f"{gone} rows deleted"


def _shortened(store: Store, clinic: Clinic, now: int) -> int:
    return store.shorten(clinic.key, now - clinic.keep_days * DAY)
