"""Empty messages get one sentence; all others go to the assistant."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers import texts
from handlers.conversation.messages import Attachment, Content, OpenMessage, Part, PartKind, Reply
from handlers.conversation.step import run
from handlers.conversation.thread import Running
from handlers.conversation.turn import Turn
from handlers.languages import House
from handlers.steps.needs_content import needs_content
from tests import writing
from tests.saying import saying

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
    turn = turn_of(EMPTY, replace(EMPTY, sid="SM2"))
    assert await run([needs_content], turn) == Reply((texts.NO_TEXT["pt"],))
    assert turn.unanswered == ()


@pytest.mark.parametrize("content", ANYTHING)
async def test_all_is_left_to_the_assistant_when_there_is_anything(content: Content) -> None:
    turn = turn_of(EMPTY, OpenMessage("SM2", NOW, content))
    assert await run([needs_content], turn) == Reply()
    assert turn.unanswered == turn.messages


async def test_an_empty_message_beside_a_command_gets_the_sentence() -> None:
    turn = turn_of(EMPTY, OpenMessage("SM2", NOW, Content("ayuda")))
    said = await run([saying("This is help.", to="ayuda"), needs_content, saying("the answer")], turn)
    assert said == Reply(("This is help.", texts.NO_TEXT["pt"]))
