"""Damage to Chroma's files on disk: noticed without opening them in Chroma, which may end the process, and set aside."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.store.explaining import explained


def database_damage(folder: Path) -> str:
    """Return what SQLite says of the database of the store in `folder`, or nothing."""
    file = folder / "chroma" / "chroma.sqlite3"
    if not file.is_file():
        return "chroma.sqlite3 is missing" if file.parent.is_dir() else ""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=30)) as database:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
            database.execute("SELECT 1 FROM collections LIMIT 1")
    except sqlite3.OperationalError as error:
        return str(error) if "no such table" in str(error) else ""
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else found


def set_aside(folder: Path) -> str:
    """Move the Chroma of the store in `folder` out of the way, in place of one set aside before; return where it is."""
    aside = folder / "chroma.damaged"
    if not (folder / "chroma").exists():
        return "nothing was there"
    with explained(str(folder)):
        shutil.rmtree(aside, ignore_errors=True)
        (folder / "chroma").replace(aside)
    return f"set aside as {aside}"
