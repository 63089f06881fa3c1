"""Files that customers sent, by the id of their message.

https://developers.line.biz/en/reference/messaging-api/#get-content
"""

import asyncio

from aiohttp import ClientError, ClientResponse, ClientSession

from handlers.errors import FileGone, FileTooLarge, FileUnavailable

SECONDS = 6.0
PIECE = 64 * 1024
GONE = frozenset({400, 404, 410})
REMEDY = "see LINE_ACCESS_TOKEN, LINE_API_BASE_URL if it is set, and LINE's status page"


class LineFiles:
    """Keeps the promises of Files, for files with names such as line:1234."""

    def __init__(self, token: str, *, base_url: str) -> None:
        self._base_url = base_url
        self._token = {"Authorization": f"Bearer {token}"}
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        message = url.removeprefix("line:")
        if not (message.isascii() and message.isdigit()):  # it becomes part of an address
            raise FileGone("no_id", remedy="none: no file of LINE's has this name")
        self._session = self._session or ClientSession()
        address = f"{self._base_url}/v2/bot/message/{message}/content"
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._session.get(address, headers=self._token, allow_redirects=False) as response,
            ):
                return await _read(response, most)
        except (ClientError, TimeoutError) as problem:
            raise FileUnavailable(type(problem).__name__, remedy=REMEDY) from None


async def _read(response: ClientResponse, most: int) -> bytes:
    if response.status in GONE:
        raise FileGone(str(response.status), remedy="none: LINE no longer has the file")
    if response.status != 200:  # 202: LINE still works on it
        raise FileUnavailable(str(response.status), remedy=REMEDY)
    read = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        read += piece
        if len(read) > most:
            raise FileTooLarge("too_large", remedy="none: the customer can send a smaller one")
    return bytes(read)
