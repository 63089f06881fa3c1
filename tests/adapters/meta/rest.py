"""Helpers for the tests of Meta's adapters: a customer, a client of the stand-in, an outbox."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from handlers.adapters.memory import MemoryDocuments
from handlers.adapters.meta.outbox import Dialect, MetaOutbox
from handlers.adapters.meta.rest import MetaRest
from handlers.channels.meta import write
from handlers.channels.meta.fields import sid_of
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.links import Links
from handlers.conversation.outgoing import is_named
from handlers.stores.keeping import Keeping
from handlers.stores.sent import StoredSent

NUMBER, PAGE = "106540352242922", "682498302938465"
ON_WHATSAPP = Contact(Channel.WHATSAPP, "+5215587654321", "+5215512345678", carrier=Carrier.META, line=NUMBER)
ON_MESSENGER = Contact(Channel.MESSENGER, PAGE, "7384", carrier=Carrier.META, line=PAGE)
SECRET = "EAAsecret"


def now() -> datetime:
    return datetime.now(UTC)


def rest_of(base_url: str, token: str = SECRET, *, page_token: str = "EAApage", seconds: float = 5.0) -> MetaRest:
    return MetaRest(token=token, page_tokens={PAGE: page_token}, base_url=base_url, seconds=seconds)


def sent_of(clock: Callable[[], datetime] = now) -> StoredSent:
    return StoredSent(Keeping(MemoryDocuments(), clock, timedelta(days=90)))


def outbox_of(rest: MetaRest, sent: StoredSent, clock: Callable[[], datetime] = now) -> MetaOutbox:
    dialect = Dialect(
        write=partial(write.messages, language="es"),
        sid_of=sid_of,
        language="es",
        endings={"application/pdf": "pdf"},
        is_ours=is_named,
        number="99",
    )
    return MetaOutbox(rest, sent, Links("https://recado.example", ("token",), clock), dialect, clock)
