"""Fetches the files that the function sends, as a vendor does before it passes them on, and shows their messages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx2

from dev.phone import NO_CERTIFICATES, Phone
from dev.phone_page.records import Bubble, described, kind_of
from dev.phone_page.state import PageState
from dev.twilio_standin.media import File

SECONDS = 30.0
NAMED = re.compile(r'filename="([^"]+)"')


class NotFetched(Exception):
    """Nothing to pass on: the status of the answer, or why there was none."""


@dataclass
class Fetching:
    """Shows messages with files, each once its file is here. `phone` reaches the function; `keep` keeps a file."""

    page: PageState
    phone: Phone
    keep: Callable[[File], object]
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def show(self, bubble: Bubble, address: str, *, problem: str = "") -> None:
        """Show a message with the file at this address; without it, and with `problem`, if it does not come."""
        task = asyncio.create_task(self._show(bubble, address, problem))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """End all of it."""
        for task in self._tasks:
            task.cancel()

    async def _show(self, bubble: Bubble, address: str, problem: str) -> None:
        try:
            file, name = await fetched(address, self.phone)
        except NotFetched as why:
            self.page.show(replace(bubble, note=f"{problem}{why}"))
            return
        self.keep(file)
        self.page.show(replace(bubble, kind=kind_of(file.media_type), file=described(file, name)))


async def fetched(address: str, phone: Phone) -> tuple[File, str]:
    """The file at an address of the function's, and its name. Raises NotFetched, for any other address too."""
    path = address.removeprefix(phone.public_url)
    if path == address or not path.startswith("/"):
        raise NotFetched("elsewhere")
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, trust_env=False, verify=NO_CERTIFICATES) as client:
            answer = await client.get(phone.url + path)
    except httpx2.HTTPError as problem:
        raise NotFetched(type(problem).__name__) from None
    if answer.status_code != 200:
        raise NotFetched(f"HTTP {answer.status_code}")
    named = NAMED.search(answer.headers.get("content-disposition", ""))
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return File(answer.content, media_type, account=phone.account), named[1] if named else ""
