"""Delivering what no request waits for: once, whether the thread keeps it or not."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers.conversation.contact import Carrier
from handlers.conversation.deliver import Deliver
from handlers.conversation.messages import Message, Reply
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.send_out import SendOut
from handlers.conversation.turn import Turn
from handlers.errors import OutboxUnavailable
from tests import writing
from tests.kept import Stores
from tests.told_outbox import How, ToldOutbox

Write = Callable[..., Message]
CONTACT = writing.contact()


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


@pytest.fixture
def deliver(kept: Stores, outbox: ToldOutbox) -> Deliver:
    return Deliver(SendOut(kept.debts, {Carrier.TWILIO: outbox}))


async def test_what_the_thread_keeps_goes_out_by_it_and_once(
    kept: Stores, deliver: Deliver, outbox: ToldOutbox, write: Write
) -> None:
    message = write()
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    reply = Reply(("one\n\ntwo",))
    await kept.threads.close_turn(turn, reply, sender="by")
    outcome = Outcome(Result.ANSWERED, "es", reply, key=turn.thread.key)
    for _ in range(2):
        await deliver(outcome, message.contact, by="by")
    assert outbox.received(message.contact.customer) == ["one", "two"]


async def test_what_nothing_keeps_goes_out_at_once(deliver: Deliver, outbox: ToldOutbox) -> None:
    flooded = Outcome(Result.FLOODED, "es", Reply(("one\n\ntwo", "three")), is_kept=False)
    await deliver(flooded, CONTACT, by="by")
    assert outbox.received(CONTACT.customer) == ["one", "two", "three"]
    outbox.tell("one", How.UNAVAILABLE)
    with pytest.raises(OutboxUnavailable):
        await deliver(flooded, CONTACT, by="by")


async def test_nothing_to_say_is_not_sent(deliver: Deliver, outbox: ToldOutbox) -> None:
    for is_kept in (True, False):
        await deliver(Outcome(Result.MERGED, "es", is_kept=is_kept), CONTACT, by="by")
    assert not outbox.tries


async def test_a_carrier_that_is_not_set_up_any_more_is_named(kept: Stores) -> None:
    deliver = Deliver(SendOut(kept.debts, {}))
    with pytest.raises(OutboxUnavailable, match="no_carrier"):
        await deliver(Outcome(Result.FLOODED, "es", Reply(("one",)), is_kept=False), CONTACT, by="by")
