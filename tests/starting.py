"""``python -m tests.starting [CLINICS]``: seconds until a server with so many clinics is put together, and until a first page of one."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from fastapi.testclient import TestClient

from assistant.config import Settings
from tests.browser.fake import FakeAssistant
from ui.app import create_app


def main(clinics: int) -> None:
    """Print the times; imports are not counted."""
    import gradio  # noqa: F401

    with tempfile.TemporaryDirectory() as place:
        for number in range(clinics):
            (Path(place) / f"clinic-{number}.toml").write_text(f'name = "Clinic {number}"\n', encoding="utf-8")
        begun = time.perf_counter()
        app = create_app(Settings(clinics=Path(place)), FakeAssistant())
        put_together = time.perf_counter() - begun
        with TestClient(app) as client:
            firsts: list[float] = []
            seconds: list[float] = []
            for number in range(clinics):
                for times in (firsts, seconds):
                    begun = time.perf_counter()
                    client.get(f"/c/clinic-{number}/chat/", headers={"accept": "text/html"}).raise_for_status()
                    times.append(time.perf_counter() - begun)
    print(
        f"{clinics} clinics: put together in {put_together:.2f} s; a clinic's page {statistics.median(firsts):.2f} s"
        f" at the first request, {statistics.median(seconds):.3f} s at the next (medians)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
