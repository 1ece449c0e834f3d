"""`rehab documents`: the state of each clinic's own files, as text or JSON. Nothing is indexed or published."""

from __future__ import annotations

import json

from assistant.building import examine_own
from assistant.clinics import read_clinics, settings_for
from assistant.config import Settings
from assistant.documents.state import FileState
from assistant.errors import InputError
from assistant.loading import load_folder, load_library


def show_documents(settings: Settings, as_json: bool = False) -> tuple[str, int]:
    """Return what is to be printed and the exit code: 1 when a file could not be read.

    Raises `InputError` when neither the settings nor a clinic name a folder of documents.
    """
    found = {
        key: (str(one.documents), states_of(one))
        for key, one in _clinics(settings).items()
        if one.documents is not None
    }
    if not found:
        raise InputError(
            'no folder of documents is set: put `documents = "FOLDER"` into rehab.toml or a clinic\'s file'
        )
    code = 1 if any(state.problem for _, states in found.values() for state in states) else 0
    if as_json:
        values = [
            {"clinic": key, "folder": folder, "files": [state.to_json() for state in states]}
            for key, (folder, states) in found.items()
        ]
        return json.dumps({"folders": values}, ensure_ascii=False, indent=2, default=str), code
    lines = []
    for key, (folder, states) in found.items():
        chunks, bad = sum(state.chunks for state in states), sum(bool(state.problem) for state in states)
        lines.append(f"{f'{key}: ' if key else ''}{folder}: {len(states)} files, {chunks} chunks, {bad} not read")
        for state in states:
            lines.append(f"  {state.line()}")
            lines.extend(
                f"    {warning.kind}{f' (page {warning.page})' if warning.page else ''}: {warning.problem}"
                for warning in state.warnings
            )
    return "\n".join(lines), code


def states_of(settings: Settings) -> list[FileState]:
    """Return how the files in the folder that `settings` name stand."""
    assert settings.documents is not None
    own = load_folder(settings.documents, settings.clinic or "This clinic", "clinic/")
    return examine_own(settings, own, load_library(settings.knowledge).documents).states


def _clinics(settings: Settings) -> dict[str, Settings]:
    return {"": settings, **{clinic.key: settings_for(settings, clinic) for clinic in read_clinics(settings)}}
