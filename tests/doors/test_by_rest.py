"""The edge of channels whose requests want no answer: each message is taken once, and what is left is told."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog

from handlers.conversation.contact import Carrier
from handlers.conversation.deliver import Deliver
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message, Reply
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.send_out import SendOut
from handlers.doors.by_rest import AnsweringByRest
from handlers.errors import StoreUnavailable
from handlers.languages import House
from tests.kept import Stores
from tests.told_outbox import How, ToldOutbox

Write = Callable[..., Message]
LOG = structlog.get_logger()
ANA, EVA = "+5215500000001", "+5215500000002"


@dataclass
class Receives:
    """Says each message's text back, in a reply that nothing keeps; the store fails for a text of "lost"."""

    house: House = field(default_factory=House)
    deliveries: list[Delivery] = field(default_factory=list)
    at_work: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    most_at_work: int = 0

    def delivering(self, delivery: Delivery) -> "Receives":
        self.deliveries.append(delivery)
        return self

    async def __call__(self, message: Message, *, deadline: float, hop: int = 0) -> Outcome:
        customer, text = message.contact.customer, message.content.text
        self.at_work[customer] += 1
        await asyncio.sleep(0)
        assert self.at_work[customer] == 1
        self.most_at_work = max(self.most_at_work, sum(self.at_work.values()))
        await asyncio.sleep(0)
        self.at_work[customer] -= 1
        if text == "lost":
            raise StoreUnavailable("down", remedy="none")
        return Outcome(Result.ANSWERED, "es", Reply((text,)), is_kept=False)


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


@pytest.fixture
def receives() -> Receives:
    return Receives()


@pytest.fixture
def answering(kept: Stores, outbox: ToldOutbox, receives: Receives) -> AnsweringByRest:
    return AnsweringByRest(receives, Deliver(SendOut(kept.debts, {Carrier.TWILIO: outbox})), 5, leaves=True)


async def test_each_customers_messages_are_answered_in_their_order_and_customers_at_once(
    answering: AnsweringByRest, receives: Receives, outbox: ToldOutbox, write: Write
) -> None:
    batch = [write("1", customer=ANA), write("a", customer=EVA), write("2", customer=ANA), write("b", customer=EVA)]
    await answering(batch, LOG)
    assert (outbox.received(ANA), outbox.received(EVA)) == (["1", "2"], ["a", "b"])
    assert receives.most_at_work == 2
    assert len({delivery.sender for delivery in receives.deliveries}) == len(batch)
    assert all(delivery.leaves and not delivery.is_waited_for for delivery in receives.deliveries)


async def test_a_message_that_was_not_kept_is_told_after_the_others_were_answered(
    answering: AnsweringByRest, outbox: ToldOutbox, write: Write
) -> None:
    with pytest.raises(StoreUnavailable):
        await answering([write("lost", customer=ANA), write("a", customer=EVA)], LOG)
    assert outbox.received(EVA) == ["a"]


async def test_a_reply_that_cannot_be_sent_is_told_to_the_log_and_hinders_no_other(
    answering: AnsweringByRest, outbox: ToldOutbox, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.tell("1", How.UNAVAILABLE)
    await answering([write("1", customer=ANA), write("2", customer=ANA)], LOG)
    assert outbox.received(ANA) == ["2"]
    assert "a reply could not be sent" in capsys.readouterr().out
