"""The API described for people: one page made of the OpenAPI description, without a script and without anything from elsewhere."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant import models

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def routes() -> APIRouter:
    """Return the page ``/api/docs``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/docs")
    def docs(request: Request) -> HTMLResponse:
        html = page(request.app.openapi(), str(request.base_url).rstrip("/"))
        return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})

    return router


def page(described: dict[str, Any], server: str) -> str:
    """Return the page for an OpenAPI description; `server` is the address in its examples."""
    schemas = described.get("components", {}).get("schemas", {})
    found = [(verb, path, one) for path, verbs in described["paths"].items() for verb, one in verbs.items()]
    found.sort(key=lambda one: one[0] != "post")
    operations = [_operation(path, verb, one, schemas, server) for verb, path, one in found]
    used = [name for name in schemas if "Error" not in name]
    records = "".join(_record(name, schemas[name]) for name in used)
    title = escape(str(described["info"]["title"]))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}: API</title><link rel="icon" href="/page/favicon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/page/plain.css"></head><body>'
        f'<header class="top"><p class="name">{title}</p></header><main><h1>Ask from your own program</h1>'
        "<p>Every answer is made of quotations with their sources. Show the disclaimer with it, and where the urgency is urgent or "
        "emergency, show the text first, as it is. A browser may ask only from sites that the server lists; too many questions are "
        'answered with 429 and the seconds to wait. The same as data: <a href="/api/openapi.json">openapi.json</a>.</p>'
        f'{"".join(operations)}<h2 id="records">Records</h2>{records}</main></body></html>'
    )


def _operation(path: str, verb: str, operation: dict[str, Any], schemas: dict[str, Any], server: str) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    record = schemas.get(_name(body), {})
    given = "".join(
        f'<pre tabindex="0"><code>{escape(line)}</code></pre>' for line in _examples(path, verb, record, server)
    )
    parameters = [(one["name"], one["in"], one.get("description", "")) for one in operation.get("parameters", ())]
    answers = [(status, one.get("description", "")) for status, one in operation["responses"].items()]
    return (
        f'<section><h2><span class="verb">{verb.upper()}</span> <code>{escape(path)}</code></h2>'
        f"<p><strong>{escape(operation.get('summary', ''))}</strong></p>"
        + (f"<p>{_marked(operation['description'])}</p>" if operation.get("description") else "")
        + (_table(("Part of the address", "Where", "What it is"), parameters) if parameters else "")
        + (f'<p>The body: <a href="#{_name(body)}">{_name(body)}</a>.</p>' if record else "")
        + given
        + _table(("Status", "When"), answers)
        + "</section>"
    )


def _examples(path: str, verb: str, record: dict[str, Any], server: str) -> Iterator[str]:
    if verb != "post" or "{" in path:
        return
    for example in record.get("examples", ()):
        yield f"curl {server}{path} -H 'Content-Type: application/json' -d '{json.dumps(example)}'"
    for example in record.get("examples", ())[:1]:
        yield (
            f"curl -N {server}{path} -H 'Accept: text/event-stream' -H 'Content-Type: application/json' -d '{json.dumps(example)}'"
        )


def _record(name: str, schema: dict[str, Any]) -> str:
    said = _sentences().get(name, {})
    rows = [
        (key, _kind(value), value.get("description") or said.get(key, ""))
        for key, value in schema.get("properties", {}).items()
    ]
    if schema.get("enum"):
        rows = [(str(value), "text", "") for value in schema["enum"]]
    about = f"<p>{escape(schema['description'])}</p>" if schema.get("description") else ""
    return f'<section><h3 id="{name}">{name}</h3>{about}{_table(("Field", "Kind", "What it is"), rows)}</section>'


@lru_cache(maxsize=1)
def _sentences() -> dict[str, dict[str, str]]:
    """Return the sentence under each field of each record, which the OpenAPI description leaves out."""
    files = sorted(Path(models.__file__).parent.glob("*.py"))
    found: dict[str, dict[str, str]] = {}
    for record in (node for file in files for node in ast.parse(file.read_text(encoding="utf-8")).body):
        if isinstance(record, ast.ClassDef):
            for field, words in pairwise(record.body):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(words, ast.Expr)
                ):
                    text = ast.literal_eval(words.value)
                    found.setdefault(record.name, {})[field.target.id] = " ".join(str(text).replace("``", "`").split())
    return found


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        return _name(value)
    if "anyOf" in value:
        return " or ".join(_kind(one) for one in value["anyOf"])
    if "const" in value or "enum" in value:
        return " | ".join(str(one) for one in value.get("enum", [value.get("const")]))
    if value.get("type") == "array":
        return f"list of {_kind(value.get('items', {}))}"
    kind = str(value.get("type", "anything"))
    return "text" if kind == "string" else kind


def _name(value: dict[str, Any]) -> str:
    return str(value.get("$ref", "")).rpartition("/")[2]


def _marked(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _table(heads: tuple[str, ...], rows: list[Any]) -> str:
    if not rows:
        return ""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "".join("<tr>" + "".join(f"<td>{_marked(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
