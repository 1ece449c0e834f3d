"""A server whose scripted answers take their time, as a process of its own: ``python -m tests.slow_server PORT SECONDS``."""

from __future__ import annotations

import sys

import uvicorn

from assistant.config import read_settings
from tests.browser.fake import FakeAssistant
from ui.app import create_app


def main() -> None:
    """Serve with the settings of the environment; SECONDS go by between two sentences."""
    port, pause = int(sys.argv[1]), float(sys.argv[2])
    app = create_app(read_settings(), FakeAssistant(pause))
    uvicorn.run(app, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()
