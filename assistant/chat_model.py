"""Opening a configured chat model through LangChain, whoever its provider is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def open_chat_model(name: str, url: str = "", seconds: float = 60.0) -> BaseChatModel:
    """Return the chat model ``provider:name``, at `url` where that is given; the key is read by the provider's own package.

    `seconds`: limit of one reply. Raises `ModelError` that says what is missing.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0, "timeout": seconds, "max_retries": 1}
    if url:
        options["base_url"] = url
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        advice = "install the provider's package, such as: pip install 'rehab-assistant[openai]'"
        raise ModelError(f"the chat model {name!r} cannot be opened: {error}; {advice}") from error
    except Exception as error:  # each client package raises its own, such as for a missing key
        raise ModelError(f"the chat model {name!r} cannot be opened: {error}") from error
    return model
