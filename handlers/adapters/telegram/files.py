"""Files of messages, fetched from Telegram by their names, such as telegram:AgAD.

https://core.telegram.org/bots/api#getfile
"""

import asyncio
import re

from aiohttp import ClientResponse

from handlers.adapters.telegram.errors import SET_IT, UNREACHABLE
from handlers.adapters.telegram.rest import TelegramFailure, TelegramRest
from handlers.errors import FileGone, FileTooLarge, FileUnavailable

SECONDS = 10.0
MOST_AT_ONCE = 8  # files, of at most 20 MB
PIECE = 64 * 1024
NAME = re.compile(r"telegram:(?P<id>[A-Za-z0-9_-]{1,250})")
PATH = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_.-]+")  # with no part such as ..
NOT_OURS = "none: this is no name of a file at Telegram"
SMALLER = "none: the customer can send a smaller one"


class TelegramFiles:
    """Keeps the promises of Files."""

    def __init__(self, rest: TelegramRest, *, seconds: float = SECONDS, most_at_once: int = MOST_AT_ONCE) -> None:
        """`seconds`: the limit for a file, not counting its wait for others."""
        self._rest = rest
        self._seconds = seconds
        self._turns = asyncio.Semaphore(most_at_once)

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        named = NAME.fullmatch(url)
        if named is None:
            raise FileGone("not_telegrams", remedy=NOT_OURS)
        async with self._turns:
            try:
                async with asyncio.timeout(self._seconds):
                    return await self._fetched(await self._path(named["id"], most), most)
            except TelegramFailure as problem:
                remedy = SET_IT if problem.status in (401, 404) else UNREACHABLE
                raise FileUnavailable(problem.word, remedy=remedy) from None
            except TimeoutError:
                raise FileUnavailable("TimeoutError", remedy=UNREACHABLE) from None

    async def _path(self, file: str, most: int) -> str:
        """Where the file can be fetched for an hour. A size is told there, too."""
        try:
            found = await self._rest.call("getFile", {"file_id": file})
        except TelegramFailure as problem:
            if problem.status == 400 and "too big" in problem.about:
                raise FileTooLarge("too_large", remedy=SMALLER) from None
            if problem.status == 400 and "temporarily" not in problem.about:
                raise FileGone("400", remedy="none: Telegram no longer has the file") from None
            raise
        told = found if isinstance(found, dict) else {}
        path, size = str(told.get("file_path", "")), told.get("file_size")
        if isinstance(size, int) and size > most:
            raise FileTooLarge("too_large", remedy=SMALLER)
        if not PATH.fullmatch(path) or path.rpartition("/")[2] in (".", ".."):
            raise FileGone("no_path", remedy=NOT_OURS)
        return path

    async def _fetched(self, path: str, most: int) -> bytes:
        async with self._rest.file(path) as response:
            if response.status in (400, 404, 410):
                raise FileGone(str(response.status), remedy="none: Telegram no longer has the file")
            if response.status != 200:
                raise FileUnavailable(str(response.status), remedy=UNREACHABLE)
            return await _read(response, most)


async def _read(response: ClientResponse, most: int) -> bytes:
    """The body. Raises FileTooLarge; it counts the bytes, whatever length was stated."""
    read = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        read += piece
        if len(read) > most:
            raise FileTooLarge("too_large", remedy=SMALLER)
    return bytes(read)
