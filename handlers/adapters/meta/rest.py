"""The client of Meta's Graph API that all adapters here use.

https://developers.facebook.com/docs/graph-api/overview
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession

from handlers.adapters.fetching import read_json

VERSION = "v25.0"
HOST = "https://graph.facebook.com"
SECONDS = 5.0
COURTESY_SECONDS = 2.0  # for extras that an answer can do without
MOST_ANSWER = 256 * 1024  # bytes
FAILURES = (ClientError, TimeoutError)


class MetaRest:
    """One session for all adapters here. The token goes in a header: an address stands in logs and exceptions."""

    def __init__(
        self, *, token: str, page_tokens: Mapping[str, str], base_url: str = "", seconds: float = SECONDS
    ) -> None:
        """`token`: of WhatsApp's numbers; `page_tokens`: by the page's id; `base_url`: another host, "" for Meta's."""
        self._token = token
        self._page_tokens = page_tokens
        self._base = f"{base_url.rstrip('/') or HOST}/{VERSION}"
        self._seconds = seconds
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    @property
    def session(self) -> ClientSession:
        """The session, made for the first request, when a loop is running."""
        self._session = self._session or ClientSession()
        return self._session

    @property
    def authorization(self) -> Mapping[str, str]:
        """The header of requests about WhatsApp."""
        return {"Authorization": f"Bearer {self._token}"}

    async def of_number(self, number: str, body: Mapping[str, Any], *, seconds: float = 0) -> tuple[int, object]:
        """Post to a number on WhatsApp; the status, and what was answered. Raises FAILURES."""
        return await self._post(f"{number}/messages", body, self._token, seconds or self._seconds)

    async def of_page(self, page: str, body: Mapping[str, Any], *, seconds: float = 0) -> tuple[int, object]:
        """Post for a page or an Instagram account, which its token stands for. Raises FAILURES."""
        return await self._post("me/messages", body, self._page_tokens.get(page, ""), seconds or self._seconds)

    async def get(self, name: str) -> tuple[int, object]:
        """What Meta tells of something. Raises FAILURES."""
        async with (
            asyncio.timeout(self._seconds),
            self.session.get(f"{self._base}/{name}", headers=self.authorization, allow_redirects=False) as answer,
        ):
            return answer.status, await read_json(answer, MOST_ANSWER)

    async def _post(self, path: str, body: Mapping[str, Any], token: str, seconds: float) -> tuple[int, object]:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            asyncio.timeout(seconds),
            self.session.post(f"{self._base}/{path}", json=body, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status, await read_json(answer, MOST_ANSWER)
