"""The edge of channels whose requests want no answer: what comes in is answered by REST, whatever goes wrong."""

import asyncio
import math
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from structlog.typing import FilteringBoundLogger

from handlers.conversation.contact import Contact
from handlers.conversation.deliver import Deliver
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message
from handlers.doors.answering import Answering, Receives, seconds_left
from handlers.errors import OutboxUnavailable, StoreUnavailable


class ReceivesAnyhow(Protocol):
    """Takes messages of every way of delivery."""

    def delivering(self, delivery: Delivery) -> Receives:
        """Who takes the messages that are answered in this way."""
        ...


@dataclass(frozen=True)
class AnsweringByRest:
    """Answers verified messages. `age`: the process's, in seconds.

    `leaves`: a request ends once the assistant's response is under way, for a channel that wants its requests short.
    """

    receives: ReceivesAnyhow
    deliver: Deliver
    answer_seconds: float
    age: Callable[[], float] = lambda: math.inf
    leaves: bool = False

    async def __call__(self, messages: Sequence[Message], log: FilteringBoundLogger) -> None:
        """Answer all messages of one request, each customer's in their order.

        Raises StoreUnavailable, once all were tried, if one was not kept: the sender has to deliver it again.
        """
        deadline = asyncio.get_running_loop().time() + seconds_left(self.age(), self.answer_seconds)
        by_customer: dict[Contact, list[Message]] = {}
        for message in messages:
            by_customer.setdefault(message.contact, []).append(message)
        ends = await asyncio.gather(
            *(self._each(theirs, log, deadline) for theirs in by_customer.values()), return_exceptions=True
        )
        for end in ends:
            if end is not None:
                raise end

    async def _each(self, messages: Sequence[Message], log: FilteringBoundLogger, deadline: float) -> None:
        for message in messages:
            await self._one(message, log, deadline)

    async def _one(self, message: Message, log: FilteringBoundLogger, deadline: float) -> None:
        by = uuid.uuid4().hex
        receives = self.receives.delivering(Delivery.by_rest(by, leaves=self.leaves))
        answering = Answering(receives, self.answer_seconds, self.age)
        outcome = await answering(message, lambda outcome: outcome, log, deadline=deadline, hop=0)
        try:
            await self.deliver(outcome, message.contact, by=by)
        except (OutboxUnavailable, StoreUnavailable) as problem:  # the clock goes on with what is kept
            log.warning("a reply could not be sent", message_sid=message.sid, code=problem.code, remedy=problem.remedy)
