"""The function's door: `functions-framework --target whatsapp`."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from handlers import settings, wiring
from handlers.errors import BadSettings

try:
    app = wiring.build(settings.load())
except BadSettings as problem:
    raise SystemExit(str(problem)) from None


@functions_framework.aio.http
async def whatsapp(request: Request) -> Response:
    """Every request of every path: see handlers/routes.py."""
    return await app(request)
