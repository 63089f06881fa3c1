"""Empty messages get one sentence; all others go to the assistant."""

from datetime import UTC, datetime

import pytest

from handlers import texts
from handlers.conversation.messages import Attachment, Content, OpenMessage, Part, PartKind, Reply
from handlers.conversation.thread import Running
from handlers.conversation.turn import Turn
from handlers.languages import House
from handlers.steps.needs_content import needs_content
from tests import writing

NOW = datetime.now(UTC)
EMPTY = OpenMessage("SM1", NOW, Content(" \n"))
ANYTHING = [
    Content("?"),
    Content(files=(Attachment("https://api.twilio.com/1", "video/mp4"),)),
    Content(parts=(Part(PartKind.LOCATION, "19.4, -99.1"),)),
]


def turn_of(*messages: OpenMessage) -> Turn:
    running = Running("SM1", tuple(message.sid for message in messages), NOW)
    return Turn(writing.message(sid="SM1"), writing.thread(running=running, open=messages), house=House("pt"))


async def test_a_sentence_when_there_is_nothing_to_answer() -> None:
    assert await needs_content(turn_of(EMPTY)) == Reply((texts.NO_TEXT["pt"],))


@pytest.mark.parametrize("content", ANYTHING)
async def test_silence_when_there_is_anything(content: Content) -> None:
    assert await needs_content(turn_of(EMPTY, OpenMessage("SM2", NOW, content))) is None
