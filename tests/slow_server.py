"""A server whose scripted answers take their time, as a process of its own: ``python -m tests.slow_server PORT SECONDS [SECONDS]``.

The first: between two sentences; the second: until the library is open.
"""

from __future__ import annotations

import sys
import time

from assistant.config import read_settings
from tests.browser.fake import FakeAssistant
from ui import serving
from ui.app import create_app


def main() -> None:
    """Serve with the settings of the environment."""
    port, pause = int(sys.argv[1]), float(sys.argv[2])
    opening = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0

    def opened(*_: object) -> FakeAssistant:
        time.sleep(opening)
        return FakeAssistant(pause)

    settings = read_settings().model_copy(update={"port": port})
    serving.run(create_app(settings, opening=opened), settings)


if __name__ == "__main__":
    main()
