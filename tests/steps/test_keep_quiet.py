"""Silence after stop: nothing goes out but the replies to commands."""

from datetime import UTC, datetime

import pytest

from handlers.conversation.messages import Content, OpenMessage, Reply
from handlers.conversation.thread import Decisions, Running
from handlers.conversation.turn import Turn
from handlers.steps.keep_quiet import keep_quiet
from tests import writing


@pytest.mark.parametrize(("stopped", "reply"), [(False, None), (True, Reply())])
async def test_silence_while_stopped(stopped: bool, reply: Reply | None) -> None:
    now = datetime.now(UTC)
    waiting = (OpenMessage("SM1", now, Content("Hola")),)
    running = Running("SM1", ("SM1",), now)
    thread = writing.thread(decisions=Decisions(stopped=stopped), running=running, open=waiting)
    assert await keep_quiet(Turn(writing.message(sid="SM1"), thread)) == reply
