"""The log as JSON, one object a line. What people typed is never logged, nor is an address; of an error, its kind and place."""

from __future__ import annotations

import json
import logging
import time
import traceback


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        message = record.getMessage()
        told = json.loads(message) if record.name == "rehab.questions" else {"message": message}
        line.update(told)
        if record.exc_info and record.exc_info[0]:
            # The words of an exception may quote what somebody typed.
            line["error"] = record.exc_info[0].__name__
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)


def write_json() -> None:
    """Send every log record to standard error as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Requests of our own clients name addresses and would be a line for each question.
    for chatty in ("httpx", "httpcore", "chromadb"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
