"""Settings: defaults < file < environment, and errors that name key and value."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import read_settings
from assistant.errors import ConfigurationError


def test_environment_wins_over_file_and_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "rehab.toml"
    file.write_text('port = 1234\nclinic = "Hill Clinic"\ndocuments = "leaflets"\n', encoding="utf-8")
    settings = read_settings(file, {"REHAB_PORT": "4321"})
    assert settings.port == 4321
    assert settings.clinic == "Hill Clinic"
    assert settings.documents == tmp_path / "leaflets"
    assert settings.region == "UK"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('colour = "red"', ("colour", "red", "unknown")),
        ('region = "Mars"', ("region", "Mars")),
        ('port = "many"', ("port", "many")),
        ("port = ", ("not valid TOML",)),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    file = tmp_path / "rehab.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_settings(file, {})
    for word in words:
        assert word in str(caught.value)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        read_settings(tmp_path / "none.toml", {})
