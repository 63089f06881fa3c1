"""Nothing at all: one sentence; with anything anywhere: the assistant's turn."""

from datetime import UTC, datetime

import pytest

from handlers import texts
from handlers.conversation.messages import Attachment, Channel, Message, OpenMessage, Part, PartKind, Reply
from handlers.conversation.thread import Running, Thread, Turn
from handlers.steps.needs_content import NeedsContent

NOW = datetime.now(UTC)
EMPTY = OpenMessage("SM1", NOW, " \n")
ANYTHING = [
    OpenMessage("SM2", NOW, "?"),
    OpenMessage("SM2", NOW, "", attachments=(Attachment("https://api.twilio.com/1", "video/mp4"),)),
    OpenMessage("SM2", NOW, "", parts=(Part(PartKind.LOCATION, "19.4, -99.1"),)),
]


def turn_of(*messages: OpenMessage) -> Turn:
    running = Running("SM1", tuple(each.sid for each in messages), NOW)
    thread = Thread("key", "whatsapp:+2", "whatsapp:+1", "alias", running=running, open=messages)
    return Turn(Message("SM1", "whatsapp:+1", "whatsapp:+2", Channel.WHATSAPP), thread)


async def test_a_sentence_when_there_is_nothing_to_answer() -> None:
    assert await NeedsContent("pt")(turn_of(EMPTY)) == Reply((texts.NO_TEXT["pt"],))


@pytest.mark.parametrize("message", ANYTHING)
async def test_silence_when_there_is_anything(message: OpenMessage) -> None:
    assert await NeedsContent("pt")(turn_of(EMPTY, message)) is None
