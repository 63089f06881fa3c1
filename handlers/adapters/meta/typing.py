"""The typing indicator in Meta's apps, which also marks the message as read."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from handlers.adapters.meta import bodies
from handlers.adapters.meta.rest import COURTESY_SECONDS, MetaRest
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Message


@dataclass(frozen=True)
class MetaTyping:
    """Keeps the promises of Typing. `wamid_of`: WhatsApp's name of a message, by ours; "" if it is not known."""

    rest: MetaRest
    wamid_of: Callable[[str], str]
    seconds: float = COURTESY_SECONDS

    async def show(self, message: Message) -> None:
        """See Typing."""
        contact, wamid = message.contact, self.wamid_of(message.sid)
        with suppress(Exception):
            if contact.channel is not Channel.WHATSAPP:
                for body in bodies.typing_on_page(contact):
                    await self.rest.of_page(contact.line, body, seconds=self.seconds)
            elif wamid:
                await self.rest.of_number(contact.line, bodies.typing_body(wamid), seconds=self.seconds)
