"""Texts on their way by REST: each message settled as it is taken, and looked for where it may have been taken."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.conversation.contact import Carrier
from handlers.conversation.ports.carrier import Outbox
from handlers.conversation.ports.stores import Debts
from handlers.conversation.thread import Thread, Unsent
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear


@dataclass(frozen=True)
class SendOut:
    """Sends what a thread has unsent, by its customer's carrier, unless somebody else is at it."""

    debts: Debts
    outboxes: Mapping[Carrier, Outbox]

    async def __call__(self, thread: str, *, by: str) -> int:
        """How many messages went out. Raises StoreUnavailable, OutboxUnavailable: what is left is tried again.

        OutboxRefused: it will not be tried again.
        """
        taken, sent = await self.debts.claim(thread, by), 0
        looks_first = bool(taken and taken.unsent and taken.unsent.tries)
        while taken and taken.unsent:
            if taken.unsent.given_up:
                raise OutboxRefused("given_up", remedy="see why the attempts before it failed")
            taken = await self._sent_next(taken, taken.unsent, by, looks_first=looks_first and not sent)
            sent += 1
        return sent

    async def _sent_next(self, thread: Thread, unsent: Unsent, by: str, *, looks_first: bool) -> Thread | None:
        """The thread once the next message is out, by us or by whoever was at it before."""
        outbox = self.outboxes[thread.contact.carrier]
        messages = outbox.messages(unsent.texts[0], thread.contact.channel)
        left = messages[unsent.accepted :]
        if left and not (looks_first and await outbox.has_sent(thread, left[0], unsent.since)):
            await self._send(outbox, thread, left[0], by)
        return await self.debts.mark_accepted(thread.key, by, last=len(left) <= 1)

    async def _send(self, outbox: Outbox, thread: Thread, message: str, by: str) -> None:
        try:
            await outbox.send(thread, message)
        except OutboxUnavailable as problem:
            unclear, for_good = isinstance(problem, OutboxUnclear), isinstance(problem, OutboxRefused)
            await self.debts.mark_failed(thread.key, by, unclear=unclear, for_good=for_good)
            raise
