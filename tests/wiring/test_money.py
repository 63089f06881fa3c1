"""What a reply goes out as is asked of the customer's own carrier; and what sending it takes of the store."""

from collections.abc import Iterable, Sequence
from typing import Any

from dev.cost import AGAIN_READS, AGAIN_WRITES
from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.carriers import Carriage
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.messages import Reply
from handlers.conversation.send_out import SendOut
from handlers.money.reckoning import SENT
from handlers.stores.documents import Document, Write
from handlers.wiring.money import rendered_by
from tests import writing
from tests.asking import own
from tests.kept import stores
from tests.told_outbox import ToldOutbox

LONG = "Una línea.\n\n" * 400


class Counted(MemoryDocuments):
    """Counts the documents that are read and written."""

    read = written = 0

    async def get(self, paths: Iterable[str]) -> list[Document]:
        found = await super().get(paths)
        self.read += len(found)
        return found

    async def find(self, *conditions: Any, **how: Any) -> list[Document]:
        found = await super().find(*conditions, **how)
        self.read += len(found)
        return found

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        self.written += len(writes)
        return await super().commit(writes)


def test_each_carrier_says_in_how_many_messages_a_reply_goes_out(clock: Any) -> None:
    rendered = rendered_by({Carrier.TELEGRAM: Carriage(ToldOutbox(clock))})
    by_twilio = writing.contact()
    telegram = writing.contact(channel=Channel.TELEGRAM, carrier=Carrier.TELEGRAM)
    gone = writing.contact(carrier=Carrier.META)
    assert len(rendered([LONG], by_twilio, "es")) == 4
    assert rendered(["one\n\ntwo", "three"], telegram, "es") == ["one", "two", "three"]
    assert rendered(["one\n\ntwo", "three"], gone, "es") == ["one\n\ntwo", "three"]


async def test_a_message_by_rest_takes_of_the_store_what_it_is_reckoned_to_take(clock: Any) -> None:
    documents = Counted()
    kept = stores(clock, documents)
    turn = await own(kept.threads, writing.message())
    await kept.threads.close_turn(turn, Reply(("Hola",)), sender="me")
    documents.read = documents.written = 0
    assert await SendOut(kept.debts, {Carrier.TWILIO: ToldOutbox(clock)})(turn.thread.key, by="me") == 1
    assert (documents.read, documents.written) == (SENT, SENT)


async def test_an_answer_that_openais_webhook_brings_takes_what_it_is_reckoned_to_take(clock: Any) -> None:
    documents = Counted()
    kept, message = stores(clock, documents), writing.message()
    turn = await own(kept.threads, message)
    await kept.threads.record_response(turn, "resp_1")
    documents.read = documents.written = 0
    await kept.threads.release_turn(turn, Reply(), sender="me")  # the request leaves
    for _ in range(2):  # the door asks whether a request waits, and then whose the response is
        assert await kept.debts.of_response("resp_1")
    await own(kept.threads, message)
    assert (documents.read, documents.written) == (AGAIN_READS, AGAIN_WRITES)
