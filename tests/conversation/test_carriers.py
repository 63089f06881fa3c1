"""The parts of all carriers: each call goes to the carrier that it belongs to."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from handlers.conversation.carriers import Carriage, files_of, sent_of, typing_of
from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Message
from handlers.errors import FileGone
from tests import writing
from tests.told_outbox import ToldOutbox

OUTBOX = ToldOutbox(lambda: datetime.now(UTC))


@dataclass
class Named:
    """Files, typing and sent messages of one carrier, which tell that they were asked."""

    name: str
    shown: list[str] = field(default_factory=list)

    async def download(self, url: str, *, most: int) -> bytes:
        return f"{self.name} {url} {most}".encode()

    async def show(self, message: Message) -> None:
        self.shown.append(message.sid)

    async def text_of(self, sid: str) -> str | None:
        return f"{self.name} {sid}" if sid.startswith(self.name) else None


def by(*named: Named) -> dict[Carrier, Carriage]:
    schemes = {"twilio": ("https", "http"), "meta": ("meta",)}
    return {Carrier(each.name): Carriage(OUTBOX, each, schemes[each.name], each, each) for each in named}


async def test_files_are_fetched_by_the_scheme_of_their_address() -> None:
    files = files_of(by(Named("twilio"), Named("meta")))
    assert files
    assert await files.download("https://x/1", most=5) == b"twilio https://x/1 5"
    assert await files.download("meta:77", most=5) == b"meta meta:77 5"
    with pytest.raises(FileGone):
        await files.download("telegram:77", most=5)


async def test_typing_shows_where_the_message_came_from() -> None:
    twilio, meta = Named("twilio"), Named("meta")
    typing = typing_of(by(twilio, meta))
    assert typing
    here = Message("SM1", writing.contact())
    for message in (
        here,
        Message("m1", replace(here.contact, carrier=Carrier.META)),
        Message("t1", replace(here.contact, carrier=Carrier.TELEGRAM)),
    ):
        await typing.show(message)
    assert (twilio.shown, meta.shown) == (["SM1"], ["m1"])


async def test_the_carrier_that_knows_a_message_tells_its_text() -> None:
    sent = sent_of(by(Named("twilio"), Named("meta")))
    assert await sent.text_of("meta 1") == "meta meta 1"
    assert await sent.text_of("another") is None


async def test_without_any_there_are_none() -> None:
    nothing = {Carrier.WEB: Carriage(OUTBOX)}
    assert files_of(nothing) is None
    assert typing_of(nothing) is None
    assert await sent_of(nothing).text_of("SM1") is None
