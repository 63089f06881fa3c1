"""Messages that wait for a label, for tests: closed by a reckoning that says who answered."""

from dataclasses import replace

from handlers.conversation.facts import Facts, Reckon, Who
from handlers.conversation.messages import Message, Reply
from handlers.conversation.record import Record
from handlers.conversation.talk import talk_of
from handlers.conversation.turn import Turn
from handlers.numbers.labels import marking
from handlers.stores.threads import StoredThreads
from tests.asking import own


def reckoning(who: Who, topic: str = "") -> Reckon:
    """Facts of messages that this one answered, marked as wiring does."""

    def reckon(turn: Turn, record: Record, _reply: Reply) -> Facts:
        talks, begins = talk_of(turn, record, record.at)
        return Facts(record.at, who, talks, begins, topic=topic)

    return marking(reckon)


async def closed(threads: StoredThreads, message: Message, who: Who = Who.PERSON, topic: str = "") -> str:
    """The sid of a message that was answered; empty words answer it."""
    turn = await own(threads, message)
    await replace(threads, reckon=reckoning(who, topic)).close_turn(turn, Reply())
    return message.sid
