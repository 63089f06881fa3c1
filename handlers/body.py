"""A request's body, up to a size: what is larger is turned away before it is read to its end."""

from starlette.requests import Request

from handlers.errors import BodyTooLarge

MOST_BYTES = 64 * 1024  # neither Twilio's forms nor OpenAI's events come near


async def read_body(request: Request) -> bytes:
    """The bytes of the body. Raises BodyTooLarge past 64 KiB, and Starlette's ClientDisconnect."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise BodyTooLarge("more bytes than any message has")
    return bytes(body)
