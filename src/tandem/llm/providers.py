"""Providers by name: how a ``"provider:name"`` becomes a model of pydantic-ai."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from tandem.errors import DefinitionError, MissingExtra, ProviderError

if TYPE_CHECKING:
    from pydantic_ai.models import Model

_VARIABLES: Final = {
    "openai": "OPENAI_API_KEY",
    "openai-responses": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google": "GOOGLE_API_KEY",
    "ollama": "OLLAMA_API_KEY",
}
_OLLAMA: Final = "http://127.0.0.1:11434/v1"


@dataclass(frozen=True)
class Address:
    """A model at a provider, and the key for it: what one connection serves."""

    provider: str
    name: str
    base_url: str
    key: str

    @property
    def where(self) -> str:
        """How a message names the server."""
        names = {"openai-responses": "OpenAI", "openai": "OpenAI"}
        return self.base_url or names.get(self.provider, self.provider.capitalize())


def address(model: str, base_url: str, variable: str) -> Address:
    """Where a model is. Raises ``DefinitionError`` for a name that no provider has, and
    ``ProviderError`` if a key is needed and its environment variable is empty."""
    provider, _, name = model.partition(":")
    if provider not in _VARIABLES or not name:
        raise DefinitionError(
            f"Chat got the model {model!r}",
            hint=f'write "PROVIDER:NAME"; providers are {", ".join(_VARIABLES)}; '
            "openai with base_url is any server of that protocol",
        )
    variable = variable or _VARIABLES[provider]
    key = os.environ.get(variable, "")
    if not key and not base_url and provider != "ollama":
        raise ProviderError(
            f"{model} needs an API key", hint=f"set the environment variable {variable}"
        )
    return Address(provider, name, base_url, key)


def open_model(at: Address, http: Any) -> Model:
    """The model at an address, over an HTTP client. Its SDK retries nothing: that is ours."""
    try:
        import_module("pydantic_ai.direct")  # here, in a thread, and not in the first call
        return _OPENERS[at.provider](at, http)
    except ImportError as error:
        extra = at.provider if at.provider in ("anthropic", "google") else "llm"
        raise MissingExtra(
            f"a model of {at.provider} needs pydantic-ai and {error.name}",
            hint=f"pip install 'tandem-ai[{extra}]'",
        ) from error


def _openai(at: Address, http: Any) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    client = _openai_client(at, http)
    provider: Any = (
        OpenAICompatibleProvider("openai-compatible", openai_client=client)
        if at.base_url
        else OpenAIProvider(openai_client=client)
    )
    return OpenAIChatModel(at.name, provider=provider)


def _responses(at: Address, http: Any) -> Model:
    from pydantic_ai.models.openai import OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    provider = OpenAIProvider(openai_client=_openai_client(at, http))
    return OpenAIResponsesModel(at.name, provider=provider)


def _ollama(at: Address, http: Any) -> Model:
    from pydantic_ai.models.ollama import OllamaModel
    from pydantic_ai.providers.ollama import OllamaProvider

    local = Address(at.provider, at.name, at.base_url or _OLLAMA, at.key)
    return OllamaModel(at.name, provider=OllamaProvider(openai_client=_openai_client(local, http)))


def _anthropic(at: Address, http: Any) -> Model:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(
        api_key=at.key or "none",
        base_url=at.base_url or None,
        http_client=http,
        max_retries=0,
        timeout=None,
    )
    return AnthropicModel(at.name, provider=AnthropicProvider(anthropic_client=client))


def _google(at: Address, http: Any) -> Model:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    key, url = at.key or "none", at.base_url or None
    return GoogleModel(
        at.name, provider=GoogleProvider(api_key=key, base_url=url, http_client=http)
    )


def _openai_client(at: Address, http: Any) -> Any:
    from openai import AsyncOpenAI

    return AsyncOpenAI(
        api_key=at.key or "none",
        base_url=at.base_url or None,
        http_client=http,
        max_retries=0,
        timeout=None,
    )


_OPENERS: Final = {
    "openai": _openai,
    "openai-responses": _responses,
    "anthropic": _anthropic,
    "google": _google,
    "ollama": _ollama,
}
