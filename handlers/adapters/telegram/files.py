"""Files of messages, fetched from Telegram by their names, such as telegram:AgAD.

https://core.telegram.org/bots/api#getfile
"""

import asyncio
import re

from handlers.adapters.fetching import Source, read_file, too_large
from handlers.adapters.telegram.errors import SET_IT, UNREACHABLE
from handlers.adapters.telegram.rest import TelegramFailure, TelegramRest
from handlers.errors import FileGone, FileUnavailable

SECONDS = 10.0
MOST_AT_ONCE = 8  # files, of at most 20 MB
NAME = re.compile(r"telegram:(?P<id>[A-Za-z0-9_-]{1,250})")
PATH = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_.-]+")  # with no part such as ..
NOT_OURS = "none: this is no name of a file at Telegram"
TELEGRAM = Source("Telegram", gone=frozenset({400, 404, 410}), unreachable=UNREACHABLE, failing=UNREACHABLE)


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
        async with self._turns, TELEGRAM.within(self._seconds):
            try:
                return await self._fetched(await self._path(named["id"], most), most)
            except TelegramFailure as problem:
                remedy = SET_IT if problem.status in (401, 404) else UNREACHABLE
                raise FileUnavailable(problem.word, remedy=remedy) from None

    async def _path(self, file: str, most: int) -> str:
        """Where the file can be fetched for an hour. A size is told there, too."""
        try:
            found = await self._rest.call("getFile", {"file_id": file})
        except TelegramFailure as problem:
            if problem.status == 400 and "too big" in problem.about:
                raise too_large() from None
            if problem.status == 400 and "temporarily" not in problem.about:
                raise FileGone("400", remedy="none: Telegram no longer has the file") from None
            raise
        told = found if isinstance(found, dict) else {}
        path, size = str(told.get("file_path", "")), told.get("file_size")
        if isinstance(size, int) and size > most:
            raise too_large()
        if not PATH.fullmatch(path) or path.rpartition("/")[2] in (".", ".."):
            raise FileGone("no_path", remedy=NOT_OURS)
        return path

    async def _fetched(self, path: str, most: int) -> bytes:
        async with self._rest.file(path) as response:
            TELEGRAM.check(response.status)
            return await read_file(response, most)
