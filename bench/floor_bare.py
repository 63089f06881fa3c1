"""The floor of a start: the framework's smallest async function, which answers with a fixed TwiML document."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response


@functions_framework.aio.http
async def bare(_request: Request) -> Response:
    """Answer at once."""
    return Response("<Response><Message>Hola</Message></Response>", media_type="text/xml")
