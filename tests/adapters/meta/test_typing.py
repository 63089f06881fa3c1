"""The typing indicator: for the very message on WhatsApp, for the customer elsewhere; never a reason to fail."""

from dev.meta_standin import Standin
from dev.meta_standin.reports import new_wamid
from handlers.adapters.meta.rest import MetaRest
from handlers.adapters.meta.typing import MetaTyping
from handlers.channels.meta.fields import sid_of, wamid_of
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Message
from tests.adapters.meta.rest import ON_MESSENGER, ON_WHATSAPP, rest_of


async def test_it_shows_and_marks_the_message_as_read(rest: MetaRest, meta: Standin) -> None:
    wamid, typing = new_wamid(), MetaTyping(rest, wamid_of)
    await typing.show(Message(sid_of(Channel.WHATSAPP, wamid), ON_WHATSAPP))
    await typing.show(Message("messenger-.1", ON_MESSENGER))
    assert list(meta.state.typing) == [wamid, "7384 mark_seen", "7384 typing_on"]


async def test_a_message_whose_name_is_lost_shows_none(rest: MetaRest, meta: Standin) -> None:
    await MetaTyping(rest, wamid_of).show(Message("whatsapp-.1", ON_WHATSAPP))
    assert not meta.state.requests


async def test_it_never_fails(meta: Standin) -> None:
    rest = rest_of(meta.base_url, "wrong", page_token="wrong")
    for sid, contact in (("whatsapp-HBgN", ON_WHATSAPP), ("messenger-.1", ON_MESSENGER)):
        await MetaTyping(rest, wamid_of).show(Message(sid, contact))
    await rest.close()
    assert not meta.state.typing
