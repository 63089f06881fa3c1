"""Files that customers sent, by the id of their message.

https://developers.line.biz/en/reference/messaging-api/#get-content
"""

from aiohttp import ClientSession

from handlers.adapters.fetching import Source, read_file
from handlers.errors import FileGone

SECONDS = 6.0
REMEDY = "see LINE_ACCESS_TOKEN, LINE_API_BASE_URL if it is set, and LINE's status page"
LINE = Source("LINE", gone=frozenset({400, 404, 410}), unreachable=REMEDY, failing=REMEDY)


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
        async with (
            LINE.within(SECONDS),
            self._session.get(address, headers=self._token, allow_redirects=False) as response,
        ):
            LINE.check(response.status)  # 202: LINE still works on it
            return await read_file(response, most)
