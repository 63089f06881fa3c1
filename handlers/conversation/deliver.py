"""Delivering an outcome that no request waits for: by what the thread keeps, or at once where nothing keeps it."""

from dataclasses import dataclass

from handlers.conversation.contact import Contact
from handlers.conversation.outcome import Outcome
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread


@dataclass(frozen=True)
class Deliver:
    """Sends replies by REST. What the thread keeps is tried again by the clock; a sentence that nothing keeps is not.

    Nothing keeps what is said in a flood, after everything was deleted (also if that message comes again), to an agent,
    and when the store fails.
    """

    send_out: SendOut

    async def __call__(self, outcome: Outcome, contact: Contact, *, by: str) -> None:
        """Send the reply, if there is one. Raises OutboxUnavailable, StoreUnavailable if not all was sent."""
        if not outcome.reply.texts:
            return
        if outcome.is_kept:
            await self.send_out(outcome.key, by=by)
            return
        outbox = self.send_out.outbox_of(contact)
        for text in outcome.reply.texts:
            for message in outbox.messages(text, contact.channel):
                await outbox.send(Thread("", contact, alias=""), message)
