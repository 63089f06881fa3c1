"""LINE's outbox before its stand-in, for the contract of outboxes."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial

from dev import line_standin
from handlers.adapters.line.outbox import LineOutbox
from handlers.channels.line import write
from handlers.conversation.links import Links
from tests.told_outbox import How

LINKS = Links("https://recado.example", ("token",), lambda: datetime.now(UTC))
GOES = {How.UNAVAILABLE: "429", How.REFUSED: "400", How.LOST: "cut", How.LOST_THOUGH_TAKEN: "drop"}


@contextlib.asynccontextmanager
async def line_outbox(line: line_standin.Standin) -> AsyncIterator[LineOutbox]:
    """An outbox that sends to this stand-in."""
    outbox = LineOutbox("right", base_url=line.base_url, write=partial(write.messages, language="es"), links=LINKS)
    yield outbox
    await outbox.close()


def going_wrong(line: line_standin.Standin, message: str, how: How) -> str:
    """Let the next message fail in this way."""
    line.state.goes.append(GOES[how])
    return message
