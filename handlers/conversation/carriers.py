"""The parts of all carriers as one: each call goes to the carrier that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Message
from handlers.conversation.ports.carrier import Files, Outbox, SentMessages, Typing
from handlers.errors import FileGone


@dataclass(frozen=True)
class Carriage:
    """What a carrier does besides its door; None for what it cannot. `schemes`: of its files' addresses, such as https.

    A carrier without addresses of its files gives them names of its own, such as meta:1234.
    """

    outbox: Outbox
    files: Files | None = None
    schemes: tuple[str, ...] = ()
    typing: Typing | None = None
    sent: SentMessages | None = None


@dataclass(frozen=True)
class EveryCarriersFiles:
    """Keeps the promises of Files, by the scheme of a file's address."""

    by_scheme: Mapping[str, Files]

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        files = self.by_scheme.get(url.partition(":")[0])
        if files is None:
            raise FileGone("no_carrier", remedy="the carrier that the file came by is not set up any more")
        return await files.download(url, most=most)


@dataclass(frozen=True)
class EveryCarriersTyping:
    """Keeps the promises of Typing, by the carrier of the message."""

    by_carrier: Mapping[Carrier, Typing]

    async def show(self, message: Message) -> None:
        """See Typing."""
        typing = self.by_carrier.get(message.contact.carrier)
        if typing:
            await typing.show(message)


@dataclass(frozen=True)
class EveryCarriersSent:
    """Keeps the promises of SentMessages: the first carrier that knows the message tells."""

    every: tuple[SentMessages, ...]

    async def text_of(self, sid: str) -> str | None:
        """See SentMessages."""
        for sent in self.every:
            if text := await sent.text_of(sid):
                return text
        return None


def files_of(carriages: Mapping[Carrier, Carriage]) -> Files | None:
    """The files of all carriers; None if none has any."""
    by_scheme = {scheme: each.files for each in carriages.values() if each.files for scheme in each.schemes}
    return EveryCarriersFiles(by_scheme) if by_scheme else None


def typing_of(carriages: Mapping[Carrier, Carriage]) -> Typing | None:
    """The typing indicators of all carriers; None if none has one."""
    by_carrier = {carrier: each.typing for carrier, each in carriages.items() if each.typing}
    return EveryCarriersTyping(by_carrier) if by_carrier else None


def sent_of(carriages: Mapping[Carrier, Carriage]) -> SentMessages:
    """The messages that any carrier knows."""
    return EveryCarriersSent(tuple(each.sent for each in carriages.values() if each.sent))
