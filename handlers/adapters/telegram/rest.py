"""The client of Telegram's Bot API that all adapters here use. Its addresses contain the bot's token: none is told.

https://core.telegram.org/bots/api#making-requests
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession

from handlers.adapters.fetching import read_json

SECONDS = 8.0
COURTESY_SECONDS = 2.0  # for extras that an answer can do without
MOST_ANSWER = 4 * 1024 * 1024  # bytes: a result repeats what was sent, each letter of it with its marks
OFFICIAL = "https://api.telegram.org"


class TelegramFailure(Exception):
    """A call that was not done, or of which that is not known. It contains nothing of what was sent.

    `status`: Telegram's answer; 0: there was none. `word`: what went wrong. `unclear`: it may have been done. `about`:
    Telegram's own sentence, which may quote what was sent: only to be compared.
    """

    def __init__(self, status: int, word: str, *, unclear: bool = False, about: str = "") -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.unclear = unclear
        self.about = about


class TelegramRest:
    """One session for all adapters here. `base_url`: of a Bot API server of one's own, "" for Telegram's."""

    def __init__(self, *, token: str, base_url: str = "", seconds: float = SECONDS) -> None:
        """`seconds`: the time limit of a call."""
        self._token = token
        self._base_url = (base_url or OFFICIAL).rstrip("/")
        self._seconds = seconds
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def call(self, method: str, fields: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        """Telegram's result of one call, tried once. Raises TelegramFailure."""
        url = f"{self._base_url}/bot{self._token}/{method}"
        try:
            async with (
                asyncio.timeout(seconds or self._seconds),
                self._sessions().post(url, json=dict(fields), allow_redirects=False) as response,
            ):
                return await _result(response)
        except (ClientError, TimeoutError, ValueError) as problem:  # their messages contain the address
            raise _unanswered(problem) from None

    @asynccontextmanager
    async def file(self, path: str) -> AsyncIterator[ClientResponse]:
        """The response with a file, by the `file_path` that getFile gave. Raises TelegramFailure."""
        url = f"{self._base_url}/file/bot{self._token}/{path}"
        try:
            async with self._sessions().get(url, allow_redirects=False) as response:
                yield response
        except (ClientError, TimeoutError, ValueError) as problem:
            raise _unanswered(problem) from None

    def _sessions(self) -> ClientSession:
        self._session = self._session or ClientSession()  # made for the first call, when a loop is running
        return self._session


async def _result(response: ClientResponse) -> Any:
    """The result in an answer. A 5xx does not mean "not done": a gateway's may well come after."""
    if response.status >= 500:
        raise TelegramFailure(response.status, str(response.status), unclear=True)
    answer = await read_json(response, MOST_ANSWER)
    if not isinstance(answer, dict):
        raise ValueError
    if response.status == 200 and answer.get("ok") is True:
        return answer.get("result")
    raise TelegramFailure(response.status, str(response.status), about=str(answer.get("description", "")))


def _unanswered(problem: Exception) -> TelegramFailure:
    unclear = not isinstance(problem, ClientConnectorError)
    return TelegramFailure(0, type(problem).__name__, unclear=unclear)
