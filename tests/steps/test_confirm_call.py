"""The yes to a tool: only the first message after the question counts, and only a plain yes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.conversation.calls import CONFIRMED, Done, MadeCall, to_run
from handlers.conversation.messages import Attachment, Part, PartKind
from handlers.conversation.turn import Turn
from handlers.steps.confirm_call import confirm_call
from tests import writing

ASKED = MadeCall("call_1", "book", '{"people": 4}').answered(Done("ask first", "asked"))


def asked(*texts: str, after: int = 0) -> Turn:
    """A turn of these messages, of which the question came before the one numbered `after`."""
    turn = writing.turn(*texts)
    waiting = tuple(
        replace(each, at=each.at + timedelta(seconds=number)) for number, each in enumerate(turn.thread.open)
    )
    turn.thread = replace(turn.thread, open=waiting)
    turn.decide(confirming=ASKED, confirming_since=waiting[after].at - timedelta(microseconds=1))
    return turn


async def test_a_yes_lets_the_call_run_under_a_new_id_that_the_conversation_does_not_hold() -> None:
    turn = asked("Sí")
    await confirm_call(turn)
    [call] = to_run(turn.decisions.calls)
    assert (call.id, call.call.id, call.arguments) == (f"call_1{CONFIRMED}", "call_1", ASKED.arguments)
    assert (call.is_confirmed, call.is_held, call.begun_at) == (True, False, None)
    assert (turn.decisions.confirming, turn.decisions.confirming_since) == (None, None)
    assert turn.unanswered  # the assistant tells what came of it
    await confirm_call(turn)
    assert len(turn.decisions.calls) == 1


@pytest.mark.parametrize("texts", [("no",), ("¿A qué hora abren?",), ("mejor a las nueve", "sí")])
async def test_anything_else_drops_the_call(texts: tuple[str, ...]) -> None:
    turn = asked(*texts)
    await confirm_call(turn)
    assert (turn.decisions.calls, turn.decisions.confirming) == ((), None)


async def test_a_message_from_before_the_question_answers_it_neither_way() -> None:
    turn = asked("no", "sí", after=1)
    await confirm_call(turn)
    assert len(turn.decisions.calls) == 1
    early = asked("sí")
    early.decide(confirming_since=early.messages[0].at + timedelta(seconds=1))
    await confirm_call(early)
    assert early.decisions.confirming == ASKED


async def test_a_question_that_no_reply_has_asked_yet_cannot_be_answered() -> None:
    turn = asked("sí")
    turn.decide(confirming_since=None)
    await confirm_call(turn)
    assert (turn.decisions.confirming, turn.decisions.calls) == (ASKED, ())


async def test_without_a_question_nothing_happens() -> None:
    turn = writing.turn("sí")
    before = turn.decisions
    await confirm_call(turn)
    assert turn.decisions == before


async def test_a_voice_note_may_agree_once_it_is_heard_but_no_picture() -> None:
    turn = asked("")
    heard = turn.thread.open[0].with_parts((Part(PartKind.TRANSCRIPT, "sí, claro"),))
    turn.thread = replace(turn.thread, open=(heard,))
    await confirm_call(turn)
    assert len(turn.decisions.calls) == 1
    shown = asked("sí")
    content = replace(shown.thread.open[0].content, files=(Attachment("https://example.com/1", "image/png"),))
    shown.thread = replace(shown.thread, open=(replace(shown.thread.open[0], content=content),))
    await confirm_call(shown)
    assert (shown.decisions.calls, shown.decisions.confirming) == ((), None)
