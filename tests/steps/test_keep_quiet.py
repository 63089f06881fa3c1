"""Silence after stop: nothing goes out but the replies to commands."""

import pytest

from handlers.conversation.messages import Reply
from handlers.conversation.step import run
from handlers.steps.keep_quiet import keep_quiet
from tests import writing
from tests.saying import saying

obey, answer = saying("This is help.", to="ayuda"), saying("the answer")


@pytest.mark.parametrize(("stopped", "texts"), [(False, ("the answer",)), (True, ())])
async def test_silence_while_stopped(stopped: bool, texts: tuple[str, ...]) -> None:
    assert await run([keep_quiet, answer], writing.turn("Hola", stopped=stopped)) == Reply(texts)


async def test_the_reply_to_a_command_goes_out_and_the_question_beside_it_gets_silence() -> None:
    turn = writing.turn("¿Abren hoy?", "ayuda", stopped=True)
    assert await run([obey, keep_quiet, answer], turn) == Reply(("This is help.",))
    assert turn.unanswered == ()
