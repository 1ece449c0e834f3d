"""The assistant as a tool for other programs (Model Context Protocol, streamable HTTP), behind the extra ``mcp``.

One tool, ``ask``, at ``/mcp`` and at ``/c/KEY/mcp``. Each call stands alone: what came before is given with it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from assistant.errors import ConfigurationError
from assistant.models import Answer
from ui.tenants import ClosedError, Tenant, Tenants

if TYPE_CHECKING:
    from fastapi import FastAPI

PATH = "/mcp"
"""Below a page's prefix."""
MOST_EARLIER = 19
"""Earlier messages of one call."""
_ABOUT = (
    "Answers questions about rehabilitation exercises with quotations from a library, each with its source. Not a diagnosis. "
    "When the answer's urgency is urgent or emergency, pass its text on first, word for word, and give no exercise advice."
)


def add_tools(app: FastAPI, tenants: Tenants) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Add the tool of every page to `app`; the result is entered while the server runs.

    Raises `ConfigurationError` where the extra is not installed.
    """
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver import Context
        from mcp.server.transport_security import TransportSecuritySettings
    except ImportError as error:
        raise ConfigurationError("mcp", True, "install the extra: pip install 'rehab-assistant[mcp]'") from error

    def server_of(tenant: Tenant) -> MCPServer:
        server = MCPServer(tenant.clinic.name or "Exercise assistant", instructions=_ABOUT)

        # The annotation is read where this function's own imports are not seen.
        def ask(question: str, earlier: list[str] | None = None, *, context: Any) -> dict[str, Any]:
            request = context.request_context.request
            address = request.client.host if request is not None and request.client else ""
            return answer_to(tenant, [*(earlier or []), question], address).model_dump(mode="json")

        ask.__annotations__["context"] = Context
        ask.__annotations__["earlier"] = list[str] | None
        ask.__annotations__["return"] = dict[str, Any]
        server.tool(description=f"{_ABOUT} `earlier`: what the same person wrote before, oldest first.")(ask)
        return server

    servers = [(tenant, server_of(tenant)) for tenant in tenants]
    for tenant, server in servers:
        inner = server.streamable_http_app(
            streamable_http_path=tenant.prefix + PATH,
            stateless_http=True,
            json_response=True,
            # Strangers' browsers are refused for all addresses alike, in `ui.origins`.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        app.router.routes.extend(inner.routes)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for _, server in servers:
                await stack.enter_async_context(server.session_manager.run())
            yield

    return running


def answer_to(tenant: Tenant, turns: list[str], address: str) -> Answer:
    """Return the answer to the last of `turns`; raises `ToolError` where there is none."""
    from mcp.server.mcpserver.exceptions import ToolError

    if len(turns) > MOST_EARLIER + 1:
        raise ToolError(f"at most {MOST_EARLIER} earlier messages")
    conversation = tenant.core.get().conversation()
    *earlier, last = turns
    try:
        tenant.admit(address, tenant.texts, cost=len(turns))
        for text in earlier:
            tenant.answered(lambda text=text: conversation.ask(text), tenant.texts)  # type: ignore[misc]
        return tenant.answered(lambda: conversation.ask(last), tenant.texts)
    except ClosedError as closed:
        found = None
        for text in turns:
            found = conversation.triage(text) or found
        if found is None:
            raise ToolError(str(closed)) from closed
        return found
