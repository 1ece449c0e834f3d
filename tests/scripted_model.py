"""A chat model for tests: a real HTTP server on loopback that speaks the OpenAI chat completions protocol and says what a script tells it.

It lies, stalls, breaks off and talks nonsense on request, so that what uses a model is tested through the real client package.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

MODEL = "scripted"
"""Name of the model that it offers."""


@dataclass(frozen=True)
class Step:
    """What the server does with one request. See `says`, `malformed`, `slow`, `dies` and `refuses` for the usual ones."""

    text: str = ""
    """What the model says."""
    status: int = 200
    """HTTP status."""
    before: float = 0.0
    """Seconds before anything is sent."""
    pace: float = 0.0
    """Seconds before each piece of a stream."""
    pieces: int | None = None
    """Pieces of a stream after which the connection breaks; without streaming the body breaks off half way. None: none breaks."""
    raw: bytes | None = None
    """A body that is sent as it stands, in place of a completion."""
    finish: str = "stop"
    """Why the model stopped."""
    go_on: threading.Event | None = None
    """Of a stream: what is waited for, twenty seconds at most, before `then` is said."""
    then: str = ""
    """What is said after that."""


def says(text: str) -> Step:
    """Answer with `text`."""
    return Step(text)


def says_json(value: Any) -> Step:
    """Answer with `value` as JSON."""
    return Step(json.dumps(value))


def malformed(body: bytes = b'{"choices": [{"message": ') -> Step:
    """Answer with a body that is no completion."""
    return Step(raw=body)


def slow(text: str, seconds: float, pace: float = 0.0) -> Step:
    """Say `text`, but begin after `seconds` and wait `pace` before each piece."""
    return Step(text, before=seconds, pace=pace)


def dies(text: str, after: int = 2) -> Step:
    """Begin to say `text` and break the connection after that many pieces."""
    return Step(text, pieces=after)


def refuses(status: int = 503) -> Step:
    """Answer with an error, such as 401, 429 or 503."""
    return Step("the server is not well", status=status)


@dataclass(frozen=True)
class Request:
    """What was asked of the server."""

    messages: tuple[dict[str, Any], ...]
    """The messages, oldest first."""
    stream: bool
    """Whether a stream was wanted."""
    body: dict[str, Any] = field(repr=False)
    """Everything that was sent."""
    authorization: str = ""
    """The header with the key."""

    @property
    def prompt(self) -> str:
        """The text of all messages."""
        return "\n".join(str(message.get("content", "")) for message in self.messages)


Script = Sequence[Step] | Callable[[Request], Step]


class ScriptedModel:
    """The server, as a context manager. A sequence is played in order, its last step for ever; a function decides by request."""

    def __init__(self, script: Script) -> None:
        self.requests: list[Request] = []
        """What was asked, in order."""
        self._script = script
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """Base address for a client."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> ScriptedModel:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _next(self, request: Request) -> Step:
        with self._lock:
            self.requests.append(request)
            number = len(self.requests) - 1
        if callable(self._script):
            return self._script(request)
        return self._script[min(number, len(self._script) - 1)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Stay quiet."""

            def do_GET(self) -> None:
                found = self.path.endswith("/models")
                body = {"object": "list", "data": [{"id": MODEL, "object": "model"}]} if found else {"error": "none"}
                self._send(200 if found else 404, json.dumps(body).encode())

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(size) or b"{}")
                request = Request(
                    tuple(body.get("messages", ())),
                    bool(body.get("stream")),
                    body,
                    self.headers.get("Authorization", ""),
                )
                step = owner._next(request)
                try:
                    self._play(step, request)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # The client gave up, as it should.

            def _play(self, step: Step, request: Request) -> None:
                if owner._closing.wait(step.before):
                    self.close_connection = True
                    return
                if step.raw is not None:
                    self._send(200, step.raw)
                elif step.status != 200:
                    self._send(step.status, json.dumps({"error": {"message": step.text, "type": "server"}}).encode())
                elif request.stream:
                    self._stream(step)
                else:
                    message = {"role": "assistant", "content": step.text}
                    body = json.dumps(_completion("chat.completion", {"message": message}, step.finish)).encode()
                    self._send(200, body, len(body) // 2 if step.pieces is not None else None)

            def _stream(self, step: Step) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                for number, piece in enumerate(_pieces(step.text)):
                    if step.pieces is not None and number >= step.pieces:
                        return
                    if owner._closing.wait(step.pace):
                        return
                    delta = {"role": "assistant", "content": piece} if number == 0 else {"content": piece}
                    self._event(_completion("chat.completion.chunk", {"delta": delta}, None))
                if step.go_on is not None:
                    step.go_on.wait(20)
                    for piece in _pieces(step.then):
                        self._event(_completion("chat.completion.chunk", {"delta": {"content": piece}}, None))
                self._event(_completion("chat.completion.chunk", {"delta": {}}, step.finish))
                self.wfile.write(b"data: [DONE]\n\n")

            def _event(self, value: dict[str, Any]) -> None:
                self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
                self.wfile.flush()

            def _send(self, status: int, body: bytes, cut: int | None = None) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body if cut is None else body[:cut])
                self.close_connection = True

        return Handler


def _pieces(text: str) -> Iterator[str]:
    """Yield `text` word by word, with the blanks, as a model does."""
    for number, word in enumerate(text.split(" ")):
        yield word if number == 0 else f" {word}"


def _completion(kind: str, choice: dict[str, Any], finish: str | None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-scripted",
        "object": kind,
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "finish_reason": finish, **choice}],
        **(
            {"usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
            if kind == "chat.completion"
            else {}
        ),
    }
