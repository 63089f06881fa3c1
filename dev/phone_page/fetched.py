"""Fetches the files that the function sends, as Twilio does before it passes them on."""

from __future__ import annotations

import re

import httpx2

from dev.phone import NO_CERTIFICATES, Phone
from dev.twilio_standin.media import File

SECONDS = 30.0
NAMED = re.compile(r'filename="([^"]+)"')


class NotFetched(Exception):
    """Nothing to pass on: the status of the answer, or why there was none."""


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
