"""Routes from path and method to a handler; the only place that knows 404 and 405."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import handlers

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Routes:
    """The function's addresses: for each path its methods; and how to `close` each of its connections."""

    table: Mapping[str, Mapping[str, Handler]]
    closing: Sequence[Callable[[], Awaitable[None]]] = ()

    async def __call__(self, request: Request) -> Response:
        """Hand the request to its handler; 404 for an unknown path, 405 with Allow for another method."""
        methods = self.table.get(request.scope["path"])
        if methods is None:
            return Response(status_code=404)
        if request.method not in methods:
            return Response(status_code=405, headers={"Allow": ", ".join(methods)})
        return await methods[request.method](request)

    async def close(self) -> None:
        """Close all connections, if the process goes on without the function."""
        for close in self.closing:
            await close()


async def health(_request: Request) -> Response:
    """Answer GET /health: the function runs, in this version. It asks no other service, so it costs nothing."""
    return JSONResponse({"status": "ok", "version": handlers.__version__})
