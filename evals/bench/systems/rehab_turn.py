"""This project's whole extractive turn over its own library: triage, retrieval, sentence selection, precautions, verification."""

from __future__ import annotations

from typing import Any

from assistant.config import Settings


class System:
    """See driver.py."""

    def load(self, indexing: bool) -> None:
        """Nothing is loaded before the index is opened."""
        self._assistant: Any = None

    def open(self, folder: str) -> None:
        """Open the assistant over the library's index in `folder`."""
        from assistant.conversation import Assistant

        self._assistant = Assistant.open(Settings(store=folder))

    def search(self, question: str) -> list[str]:
        """Return the quotations of the answer."""
        return [citation.quote for citation in self._assistant.conversation().ask(question).citations]
