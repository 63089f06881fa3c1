"""Stopped: silence, but for what a command says."""

from datetime import UTC, datetime

import pytest

from handlers.conversation.messages import Channel, Message, OpenMessage, Reply
from handlers.conversation.thread import Decisions, Running, Thread, Turn
from handlers.steps.keep_quiet import keep_quiet


@pytest.mark.parametrize(
    ("stopped", "said", "reply"),
    [(False, (), None), (True, (), Reply()), (True, ("Your data: …",), Reply(("Your data: …",)))],
)
async def test_silence_while_stopped(stopped: bool, said: tuple[str, ...], reply: Reply | None) -> None:
    now = datetime.now(UTC)
    waiting = (OpenMessage("SM1", now, "Hola"),)
    decisions = Decisions(stopped=stopped, said=said)
    thread = Thread(
        "key", "+2", "+1", "alias", decisions=decisions, running=Running("SM1", ("SM1",), now), open=waiting
    )
    assert await keep_quiet(Turn(Message("SM1", "+1", "+2", Channel.SMS), thread)) == reply
