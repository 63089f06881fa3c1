"""Only pictures, sounds or nothing at all: one sentence; with a word anywhere: the assistant's turn."""

from datetime import UTC, datetime

import pytest

from handlers import texts
from handlers.conversation.messages import Channel, Message, OpenMessage, Reply
from handlers.conversation.thread import Running, Thread, Turn
from handlers.steps.needs_text import NeedsText


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ([""], Reply((texts.NO_TEXT["pt"],))),
        (["", " \n"], Reply((texts.NO_TEXT["pt"],))),
        (["Oi", ""], None),
        (["", "?"], None),
    ],
)
async def test_a_sentence_when_there_is_nothing_to_read(said: list[str], reply: Reply | None) -> None:
    waiting = tuple(OpenMessage(f"SM{number}", datetime.now(UTC), text) for number, text in enumerate(said))
    message = Message("SM0", "whatsapp:+1", "whatsapp:+2", Channel.WHATSAPP)
    running = Running("SM0", tuple(each.sid for each in waiting), datetime.now(UTC))
    turn = Turn(message, Thread("key", "whatsapp:+2", "whatsapp:+1", running=running, open=waiting))
    assert await NeedsText("pt")(turn) == reply
