"""The answer to a visitor's message, as lines of JSON while it is being written.

{"at": 2, "blocks": [...]}: the answer from its third block on, until more is known. The last line is one of these:
{"texts": [...], "waits": true}: the reply, in place of what was shown; `waits`: more may come without another message;
{"hop": 1}: the answer takes longer, the page posts the message again with this number; {"again": true}: it was not
kept.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from starlette.responses import Response, StreamingResponse
from structlog.typing import FilteringBoundLogger

from handlers.channels.web import write
from handlers.channels.web.read import Posted
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Attachment
from handlers.conversation.outcome import Outcome, Result
from handlers.doors.answering import Answering
from handlers.doors.by_rest import ReceivesAnyhow
from handlers.errors import StoreUnavailable

PATIENCE = (
    1.8  # a page waits so many times as long as Twilio; with the store's last three seconds, an owner lives longer
)
LOOKS_EVERY = 0.15  # seconds between two looks at what is written
WAITED_FOR = frozenset({Result.OWED, Result.MERGED})
HEADERS = {"X-Accel-Buffering": "no"}  # a proxy passes each line on at once


@dataclass
class _Heard:
    """What is written of the reply so far."""

    text: str = ""

    def __call__(self, text: str) -> None:
        self.text = text


@dataclass(frozen=True)
class ChatAnswer:
    """Answers verified messages, each request within so many `seconds`. `link_to`: to a file.

    A page comes back for a late answer up to `hops` times. `sends_late`: after that it is sent once it is there.

    A page that goes away leaves the turn at work: the same message, posted again, gets the answer.
    """

    receives: ReceivesAnyhow
    link_to: Callable[[Attachment], str]
    seconds: float
    hops: int
    sends_late: bool
    _at_work: set[asyncio.Task[Mapping[str, object]]] = field(default_factory=set)

    def __call__(self, posted: Posted, log: FilteringBoundLogger) -> Response:
        """The response to a posted message."""
        return StreamingResponse(self._lines(posted, log), media_type="application/x-ndjson", headers=HEADERS)

    async def _lines(self, posted: Posted, log: FilteringBoundLogger) -> AsyncIterator[bytes]:
        heard = _Heard()
        turn = asyncio.create_task(self._answered(posted, heard, log))
        self._at_work.add(turn)
        turn.add_done_callback(self._at_work.discard)
        text, shown = "", list[write.Node]()
        while not (await asyncio.wait({turn}, timeout=LOOKS_EVERY))[0]:
            if heard.text != text:
                text = heard.text
                now = write.blocks(text)
                at = write.changed(shown, now)
                yield _line({"at": at, "blocks": now[at:]})
                shown = now
        yield _line(turn.result())

    async def _answered(self, posted: Posted, hears: _Heard, log: FilteringBoundLogger) -> Mapping[str, object]:
        delivery = Delivery.in_response(hops=self.hops, sends_late=self.sends_late, hears=hears)
        answering = Answering(self.receives.delivering(delivery), self.seconds)
        deadline = asyncio.get_running_loop().time() + self.seconds
        try:
            return await answering(posted.message, self._end, log, deadline=deadline, hop=posted.hop)
        except StoreUnavailable:
            return {"again": True}

    def _end(self, outcome: Outcome) -> Mapping[str, object]:
        if outcome.next_hop is not None:
            return {"hop": outcome.next_hop}
        texts = [write.message(text, outcome.language, self.link_to) for text in outcome.reply.texts]
        return {"texts": texts, "waits": outcome.has_person or outcome.result in WAITED_FOR}


def _line(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"
