"""The promises of Outbox: adapters before their vendors' stand-ins, the chat of a site, and the tests' scripted outbox.

Not every carrier has all: a list of what was sent, by which it `looks`, `templates`, each failure. What it says without
is checked, too.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dev import meta_standin, telegram_standin
from dev.meta_standin.state import State as MetaState
from dev.twilio_standin import Standin, Unkind
from handlers.adapters.memory import MemoryDocuments
from handlers.adapters.twilio.rest import TwilioRest
from handlers.channels.meta.read import Ours, parse
from handlers.channels.telegram.write import MOST_UNITS
from handlers.conversation.contact import Channel
from handlers.conversation.identity import keys_of
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text, template_in, template_text
from handlers.conversation.ports.carrier import Outbox
from handlers.conversation.thread import Thread
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear, StoreUnavailable
from handlers.stores.chat import StoredChats
from handlers.stores.documents import Document, Write
from handlers.stores.keeping import Keeping
from handlers.stores.sent import StoredSent
from tests import writing
from tests.adapters.meta import rest as meta_rest
from tests.adapters.telegram.rest import outbox_of as telegram_outbox
from tests.adapters.telegram.rest import rest_of as telegram_rest
from tests.adapters.twilio.rest import outbox_of
from tests.told_outbox import How, ToldOutbox

THREAD = writing.thread()
OTHERS = [
    writing.thread(contact=writing.contact(customer="+5215500000001")),
    writing.thread(contact=writing.contact(business="+5215500000002")),
]
TEMPLATE = "HX" + "1" * 32
PHOTO = Attachment("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", "image/jpeg")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DIRECTIVES = {
    How.UNAVAILABLE: "429",
    How.REFUSED: "21610",
    How.LOST: "cut",
    How.LOST_THOUGH_TAKEN: "drop",
}
TELEGRAMS = {How.REFUSED: "403"}


@dataclass
class Sending:
    """An outbox, with ways to make a message fail once, to see what arrived, and to make looks fail.

    `fails`: how its messages may fail; `parts`: so many messages is a text of 2,400 characters.
    """

    outbox: Outbox
    going_wrong: Callable[[str, How], str]
    arrived: Callable[[], list[tuple[str, str]]]
    lose_sight: Callable[[], None]
    most: int = 1600
    looks: bool = True
    templates: bool = True
    fails: frozenset[How] = frozenset(How)
    parts: int = 2


@contextlib.asynccontextmanager
async def by_telegram() -> AsyncIterator[Sending]:
    with telegram_standin.serve() as standin:
        rest, state = telegram_rest(standin.base_url), standin.state
        yield Sending(
            telegram_outbox(rest),
            lambda message, how: f"{message} #telegram={TELEGRAMS.get(how, DIRECTIVES[how])}x1",
            lambda: [(f"+{shown.chat}", shown.text) for shown in state.shown],
            lambda: None,
            most=MOST_UNITS,
            looks=False,
            templates=False,
        )
        await rest.close()


METAS = {How.REFUSED: "131026"}


@dataclass
class Reported:
    """Meta's outbox, which hears of its messages what Meta reports of them before it answers whether they were sent."""

    outbox: Outbox
    state: MetaState
    sent: StoredSent
    messages: Callable[[str, Channel], list[str]]

    async def send(self, thread: Thread, message: str) -> None:
        await self.outbox.send(thread, message)

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        while self.state.reports:
            for status in parse(self.state.reports.popleft(), Ours()).statuses:
                await self.sent.learn(status.taken)
        return await self.outbox.has_sent(thread, message, since)


@contextlib.asynccontextmanager
async def by_meta() -> AsyncIterator[Sending]:
    with meta_standin.serve() as meta:
        rest, sent = meta_rest.rest_of(meta.base_url), meta_rest.sent_of()
        outbox = meta_rest.outbox_of(rest, sent)
        outbox = replace(outbox, dialect=replace(outbox.dialect, is_ours=lambda _: True, number="1"))

        def lose_sight() -> None:
            async def failing(*_: object, **__: object) -> list[Document]:
                raise StoreUnavailable("timeout", remedy="none")

            sent.keeping.documents.find = failing  # type: ignore[method-assign]

        yield Sending(
            Reported(outbox, meta.state, sent, outbox.messages),
            lambda message, how: f"{message} #meta={METAS.get(how, DIRECTIVES[how])}x1",
            lambda: [(f"+{taken.to}", taken.text) for taken in meta.state.sent],
            lose_sight,
            most=4096,
        )
        await rest.close()


SENDINGS: Mapping[str, Callable[[], AbstractAsyncContextManager[Sending]]] = {
    "telegram": by_telegram,
    "meta": by_meta,
}


@pytest.fixture(params=["twilio", "told", "chat", *SENDINGS])
async def sending(request: pytest.FixtureRequest, twilio_standin: Standin) -> AsyncIterator[Sending]:
    if by_carrier := SENDINGS.get(request.param):
        async with by_carrier() as sending:
            yield sending
        return
    if request.param == "told":
        told = ToldOutbox(now=lambda: datetime.now(UTC))

        def tell(message: str, how: How) -> str:
            told.tell(message, how)
            return message

        def arrived() -> list[tuple[str, str]]:
            return [(each.thread.contact.customer, each.message) for each in told.taken]

        yield Sending(told, tell, arrived, lambda: setattr(told, "looks_fail", 1))
        return
    if request.param == "chat":
        yield by_chat()
        return
    rest = TwilioRest(account="AC" + "0" * 32, key="SK1", secret="any", base_url=twilio_standin.base_url)
    state = twilio_standin.state
    state.templates[TEMPLATE] = "#{{1}}: {{2}} needs you"
    yield Sending(
        outbox_of(rest),
        lambda message, how: f"{message} #twilio={DIRECTIVES[how]}x1",
        lambda: [(sent.to.removeprefix("whatsapp:"), sent.body) for sent in state.sent],
        lambda: setattr(state, "unkind", Unkind(1, most_seconds=0, never=0, errors=1, late_errors=0, cuts=0)),
    )
    await rest.close()


def now() -> datetime:
    return datetime.now(UTC)


class Failing(MemoryDocuments):
    """Documents that a commit, or a look, does not reach, or from which no answer comes."""

    def __init__(self) -> None:
        super().__init__()
        self.goes: dict[str, How] = {}
        self.looks_fail = False

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        how = self.goes.pop(str(writes[0].fields and writes[0].fields["text"]), How.TAKEN)
        if how in (How.LOST, How.UNAVAILABLE):
            raise StoreUnavailable("told", remedy="none")
        done = await super().commit(writes)
        if how is How.LOST_THOUGH_TAKEN:
            raise StoreUnavailable("told", remedy="none")
        return done

    async def find(self, *what: Any, **how: Any) -> list[Document]:
        if self.looks_fail:
            raise StoreUnavailable("told", remedy="none")
        return await super().find(*what, **how)


def by_chat() -> Sending:
    """The chat of a site: nothing of it is ever surely not sent, or refused for good."""
    documents = Failing()
    customers = {keys_of(each.contact)[0]: each.contact.customer for each in (THREAD, *OTHERS)}

    def going_wrong(message: str, how: How) -> str:
        documents.goes[message] = how
        return message

    def arrived() -> list[tuple[str, str]]:
        texts = documents._of("chat_texts/").values()
        return [(customers[each.fields["place"].partition("/")[0]], each.fields["text"]) for each in texts]

    chats = StoredChats(Keeping(documents, now, timedelta(days=90)))
    lost = frozenset({How.LOST, How.LOST_THOUGH_TAKEN})
    return Sending(chats, going_wrong, arrived, lambda: setattr(documents, "looks_fail", True), fails=lost, parts=1)


async def test_the_same_text_gives_the_same_messages_in_order(sending: Sending) -> None:
    half = sending.most * 3 // 16  # of two words' messages, which do not fit one
    text = "Uno " * half + "\n\n" + "dos " * half
    messages = sending.outbox.messages(text, Channel.WHATSAPP)
    assert len(messages) == sending.parts
    assert messages == sending.outbox.messages(text, Channel.WHATSAPP)
    assert "Uno" in messages[0]
    assert "dos" in messages[-1]


async def test_a_message_arrives_as_it_is_and_is_known_as_sent(sending: Sending) -> None:
    begun = now()
    assert not await sending.outbox.has_sent(THREAD, "Hola", begun)
    await sending.outbox.send(THREAD, "Hola")
    assert sending.arrived() == [(THREAD.contact.customer, "Hola")]
    assert await sending.outbox.has_sent(THREAD, "Hola", begun) is sending.looks


SPECIAL = [file_text(PHOTO), file_text(PHOTO, "Mira:\n\n- uno"), template_text(TEMPLATE, "K7F2", "Eva")]
LIKE_THEM = [file_text(PHOTO, "Otra"), "Mira:\n\n- uno", template_text(TEMPLATE, "K7F3", "Eva"), "Hola"]


@pytest.mark.parametrize("text", SPECIAL, ids=["file", "file with words", "template"])
async def test_a_file_or_a_template_is_one_message_and_known_as_sent(sending: Sending, text: str) -> None:
    (message,) = sending.outbox.messages(text, Channel.WHATSAPP)
    begun = now()
    if template_in(text) and not sending.templates:
        with pytest.raises(OutboxRefused):
            await sending.outbox.send(THREAD, message)
        return
    assert not await sending.outbox.has_sent(THREAD, message, begun)
    await sending.outbox.send(THREAD, message)
    assert len(sending.arrived()) == 1
    assert await sending.outbox.has_sent(THREAD, message, begun) is sending.looks
    assert not [other for other in LIKE_THEM if await sending.outbox.has_sent(THREAD, other, begun)]


FAILURES: Mapping[How, type[OutboxUnavailable]] = {
    How.UNAVAILABLE: OutboxUnavailable,
    How.REFUSED: OutboxRefused,
    How.LOST: OutboxUnclear,
    How.LOST_THOUGH_TAKEN: OutboxUnclear,
}


async def test_each_failure_is_told_by_its_kind_and_a_look_tells_what_came_of_it(sending: Sending) -> None:
    for how in sending.fails & FAILURES.keys():
        message, begun = sending.going_wrong(f"Hola {how}", how), now()
        with pytest.raises(OutboxUnavailable) as problem:
            await sending.outbox.send(THREAD, message)
        assert type(problem.value) is FAILURES[how]
        assert problem.value.code
        assert problem.value.remedy
        assert "Hola" not in f"{problem.value} {problem.value.remedy}"
        taken = how is How.LOST_THOUGH_TAKEN
        assert (message in [body for _, body in sending.arrived()]) is taken
        assert await sending.outbox.has_sent(THREAD, message, begun) is (taken and sending.looks)


async def test_a_message_that_did_not_go_can_be_sent_again(sending: Sending) -> None:
    message = sending.going_wrong("Hola", How.UNAVAILABLE)
    with pytest.raises(OutboxUnavailable):
        await sending.outbox.send(THREAD, message)
    await sending.outbox.send(THREAD, message)
    assert sending.arrived() == [(THREAD.contact.customer, message)]


@pytest.mark.parametrize("other", OTHERS, ids=["another customer", "another number of ours"])
async def test_what_others_got_is_not_sent(sending: Sending, other: Thread) -> None:
    await sending.outbox.send(other, "Hola")
    assert not await sending.outbox.has_sent(THREAD, "Hola", LONG_AGO)


@pytest.mark.parametrize("text", ["Hol", "Hola.", "hola", ""])
async def test_another_text_is_not_this_one(sending: Sending, text: str) -> None:
    await sending.outbox.send(THREAD, "Hola")
    assert not await sending.outbox.has_sent(THREAD, text, LONG_AGO)


async def test_what_was_sent_before_does_not_count(sending: Sending) -> None:
    await sending.outbox.send(THREAD, "Hola")
    assert not await sending.outbox.has_sent(THREAD, "Hola", now() + timedelta(seconds=5))


async def test_clocks_may_differ_a_little(sending: Sending) -> None:
    begun = now()
    await sending.outbox.send(THREAD, "Hola")
    assert await sending.outbox.has_sent(THREAD, "Hola", begun + timedelta(seconds=0.9)) is sending.looks


async def test_a_look_that_fails_says_nothing_about_the_message(sending: Sending) -> None:
    sending.lose_sight()
    if not sending.looks:
        assert not await sending.outbox.has_sent(THREAD, "Hola", LONG_AGO)
        return
    with pytest.raises(OutboxUnavailable) as problem:
        await sending.outbox.has_sent(THREAD, "Hola", LONG_AGO)
    assert type(problem.value) is OutboxUnavailable
