"""OpenAI's webhook: it reports the end of a response.

https://platform.openai.com/docs/guides/webhooks
"""

from collections.abc import Mapping

import openai
from openai import AsyncOpenAI

from handlers.errors import ForgedRequest

ENDED = frozenset(f"response.{status}" for status in ("completed", "failed", "incomplete", "cancelled"))


class OpenAIEvents:
    """Verifies and reads OpenAI's events, with its SDK."""

    def __init__(self, client: AsyncOpenAI, *, secret: str) -> None:
        self._client = client
        self._secret = secret

    def ended_response(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The id of the response that has ended, None for other events. Raises ForgedRequest."""
        try:
            event = self._client.webhooks.unwrap(body, headers, secret=self._secret)
        except (ValueError, openai.InvalidWebhookSignatureError):
            raise ForgedRequest("wrong signature of OpenAI's webhook") from None
        return str(event.data.id) if event.type in ENDED else None  # type: ignore[union-attr]  # these all have one
