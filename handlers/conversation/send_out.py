"""Sending texts by REST: each message is recorded once accepted, and looked for if it may have been sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers.conversation.contact import Carrier, Contact
from handlers.conversation.ports.carrier import Outbox
from handlers.conversation.ports.stores import Debts
from handlers.conversation.thread import Thread
from handlers.conversation.unsent import Unsent
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear

NO_CARRIER = "no_carrier"


@dataclass(frozen=True)
class SendOut:
    """Sends a thread's unsent texts by its customer's carrier, unless another sender is at work.

    `gave_up`: is told of a thread whose texts will not be sent any more, and why.
    """

    debts: Debts
    outboxes: Mapping[Carrier, Outbox]
    gave_up: Callable[[Thread, str], Awaitable[None]] | None = None

    async def __call__(self, thread: str, *, by: str) -> int:
        """Return the number of messages sent. Raises StoreUnavailable, OutboxUnavailable: the rest is tried again.

        Raises OutboxRefused if it will not be tried again.
        """
        taken, sent = await self.debts.claim(thread, by), 0
        looks_first = bool(taken and taken.unsent and taken.unsent.tries)
        while taken and taken.unsent:
            if taken.unsent.given_up:
                await self._tell(taken, "given_up")
                raise OutboxRefused("given_up", remedy="see why the earlier attempts failed")
            taken = await self._sent_next(taken, taken.unsent, by, looks_first=looks_first and not sent)
            sent += 1
        return sent

    def outbox_of(self, contact: Contact) -> Outbox:
        """Who sends to this customer. Raises OutboxUnavailable."""
        outbox = self.outboxes.get(contact.carrier)
        if outbox is None:
            raise OutboxUnavailable(NO_CARRIER, remedy="set up the carrier again by which this customer writes")
        return outbox

    async def _sent_next(self, thread: Thread, unsent: Unsent, by: str, *, looks_first: bool) -> Thread | None:
        """The thread once the next message is out, sent by us or by an earlier sender."""
        outbox = self.outbox_of(thread.contact)
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
            if for_good:  # first, since a text that is marked is not looked at again
                await self._tell(thread, problem.code)
            await self.debts.mark_failed(thread.key, by, unclear=unclear, for_good=for_good)
            raise

    async def _tell(self, thread: Thread, code: str) -> None:
        if self.gave_up:
            await self.gave_up(thread, code)
