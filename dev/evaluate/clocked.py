"""The function with another clock: the same parts as main.py's, at the time that a conversation's `now` says."""

import os
from datetime import UTC, datetime

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from handlers import settings, wiring

_ahead = datetime.fromisoformat(os.environ["EVALUATE_NOW"]) - datetime.now(UTC)
app = wiring.build(settings.load(), now=lambda: datetime.now(UTC) + _ahead)


@functions_framework.aio.http
async def whatsapp(request: Request) -> Response:
    """Answer every request, as main.py does."""
    return await app(request)
