"""The function's door: `functions-framework --target whatsapp`."""

import gc
import os
import time

_began = time.monotonic() - time.process_time()  # the process was busy so far: it loaded Python and the framework

# The framework uses Cloud Run's request time-out as its worker's heartbeat. Without requests the worker has no CPU for
# a heartbeat, so the server killed it at the first message after a pause. The framework reads this setting after it has
# loaded us.
# https://github.com/GoogleCloudPlatform/functions-framework-python/blob/main/src/functions_framework/_http/gunicorn.py
os.environ["CLOUD_RUN_TIMEOUT_SECONDS"] = "0"

gc.disable()  # no garbage arises while importing; a start takes 0.90 s this way, else 0.97 s

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

gc.freeze()  # never examined again, so not copied into the forked worker either: 127 MB, not 152
# 25 waiting requests soon allocate the usual 700 objects, few of them garbage: 200 collections per thousand messages, 7
# % of the CPU.
gc.set_threshold(5_000)
gc.enable()


@functions_framework.aio.http
async def whatsapp(request: Request) -> Response:
    """Answer every request, whatever its path: see handlers/wiring/addresses.py."""
    return await app(request)
