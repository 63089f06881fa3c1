"""A request's body, within limits of size, fields and time; beyond them the rest is not read."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from handlers.errors import BodyTooLarge, BodyTooSlow, HungUp

MOST_BYTES = 64 * 1024  # neither Twilio's forms nor OpenAI's events come near it
MOST_SECONDS = 5.0  # both send their few kilobytes in one piece


async def read_body(
    request: Request, *, most_fields: int | None = None, most_bytes: int = MOST_BYTES, seconds: float = MOST_SECONDS
) -> bytes:
    """The bytes of the body, within so many seconds.

    Raises BodyTooLarge past `most_bytes`, or past `most_fields` of a form; BodyTooSlow; HungUp.
    """
    if _announced(request) > most_bytes:
        raise BodyTooLarge("more bytes than any message has")
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, most_fields, most_bytes)
    except TimeoutError:
        raise BodyTooSlow("the body did not arrive in time") from None
    except ClientDisconnect:
        raise HungUp("the caller hung up") from None


def _announced(request: Request) -> int:
    """The size that the caller states; 0 if none is stated, and the bytes are counted as they come."""
    named = request.headers.get("content-length", "")
    return int(named) if named.isascii() and named.isdigit() and len(named) < 20 else 0


async def _read(request: Request, most_fields: int | None, most_bytes: int) -> bytes:
    body = bytearray()
    fields = 1
    async for chunk in request.stream():
        body += chunk
        fields += chunk.count(b"&")
        if len(body) > most_bytes:
            raise BodyTooLarge("more bytes than any message has")
        if most_fields is not None and fields > most_fields:
            raise BodyTooLarge("more fields than any message has")
    return bytes(body)
