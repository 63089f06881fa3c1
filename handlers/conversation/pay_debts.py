"""Answers that no request waits for any more: each is finished, and handed to the Outbox once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.conversation.deliver import Deliver
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message, OpenMessage
from handlers.conversation.outcome import Outcome
from handlers.conversation.ports.stores import Debts
from handlers.conversation.send_out import SendOut
from handlers.conversation.take_turn import TakeTurn
from handlers.conversation.thread import MOST_ATTEMPTS, Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import STAYS_OPEN
from handlers.errors import AttemptsSpent


@dataclass(frozen=True)
class PayDebts:
    """Answers open messages like a redelivery of our own, whose reply goes out by REST."""

    debts: Debts
    take_turn: TakeTurn
    send_out: SendOut
    now: Callable[[], datetime]

    async def response_ended(self, response: str, *, deadline: float) -> list[Outcome]:
        """Send the answer of a response that has ended, unless a living turn waits for it."""
        thread = await self.debts.of_response(response)
        return [] if thread is None else await self.pay(thread, deadline=deadline)

    async def is_awaited(self, response: str) -> bool:
        """True if a living turn waits for this response: it will deliver the answer, or leave it open."""
        thread = await self.debts.of_response(response)
        return bool(thread and thread.running and thread.running.is_alive(self.now()))

    async def pay(self, thread: Thread, *, deadline: float) -> list[Outcome]:
        """Send unsent texts, then answer open messages, by `deadline` in the event loop's time.

        Raises StoreUnavailable, or OutboxUnavailable if not everything was sent.
        """
        by = uuid.uuid4().hex
        if thread.unsent:
            await self.send_out(thread.key, by=by)
        found = message_to_answer(thread, self.now())
        if found is None:
            return []
        is_fresh = self.now() - found.at < STAYS_OPEN
        steps = self.take_turn.steps if is_fresh else [_too_late]
        take_turn = replace(self.take_turn, steps=steps, delivery=Delivery.by_rest(by))
        origin = thread.origin(found)
        outcome = await take_turn(Message(found.sid, origin, found.content), deadline=deadline)
        await Deliver(self.send_out)(outcome, origin, by=by)
        for owed in outcome.owes:
            await self.send_out(owed, by=found.sid)
        return [outcome]


async def _too_late(_turn: Turn) -> None:
    """A step that makes the turn apologise: it is too late for an answer."""
    raise AttemptsSpent


def message_to_answer(thread: Thread, now: datetime) -> OpenMessage | None:
    """The open message to take up when no request brings one: the running turn's own, else the newest.

    None: a living turn is at work, or the customer was told and nobody is to try again.
    """
    running = thread.running
    if not thread.open or (running and running.is_alive(now)):
        return None
    newest = thread.open[-1]
    is_over = newest.asked >= MOST_ATTEMPTS or now - newest.at >= STAYS_OPEN
    if newest.told and is_over:
        return None
    owner = running.owner if running else None
    return next((message for message in reversed(thread.open) if message.sid == owner), newest)
