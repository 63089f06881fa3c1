"""The function's door: `functions-framework --target whatsapp`."""

import gc
import os
import time

_began = time.monotonic() - time.process_time()  # until here the process was busy, loading Python and the framework

# The framework makes Cloud Run's time-out of a request the heartbeat of its worker, which has no CPU to beat with while
# nobody writes: the server killed it with the first message after a pause. It reads this after it has loaded us.
# https://github.com/GoogleCloudPlatform/functions-framework-python/blob/main/src/functions_framework/_http/gunicorn.py
os.environ["CLOUD_RUN_TIMEOUT_SECONDS"] = "0"

gc.disable()  # while importing, where nothing is garbage; a start takes 0.90 s so, 0.97 s else

import functions_framework.aio  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.responses import Response  # noqa: E402

from handlers import settings, wiring  # noqa: E402
from handlers.errors import BadSettings  # noqa: E402


def age() -> float:
    """Seconds since the process began."""
    return time.monotonic() - _began


try:
    app = wiring.build(settings.load(), age=age)
except BadSettings as problem:
    raise SystemExit(str(problem)) from None

gc.freeze()  # and none of it is looked through again, nor copied by that into the forked worker: 127 MB, not 152
# 25 who wait soon have the usual 700 objects, few of them garbage: 200 looks at a thousand messages, 7 % of the CPU.
gc.set_threshold(5_000)
gc.enable()


@functions_framework.aio.http
async def whatsapp(request: Request) -> Response:
    """Every request of every path: see handlers/wiring/addresses.py."""
    return await app(request)
