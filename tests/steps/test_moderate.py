"""Moderation, by OpenAI's stand-in: one fixed sentence for flagged messages, before the assistant is asked."""

from collections.abc import Awaitable, Callable

import openai
import pytest

from dev.openai_standin import Standin
from handlers import texts
from handlers.adapters.openai.moderation import OpenAIModerator
from handlers.conversation.messages import Message, Part, PartKind, Reply
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup
from handlers.steps.moderate import Moderate

Write = Callable[..., Message]
Own = Callable[[Message], Awaitable[Turn]]


@pytest.fixture
def moderate(openai_client: openai.AsyncOpenAI) -> Moderate:
    return Moderate(OpenAIModerator(openai_client))


async def never(_turn: Turn) -> None:
    raise AssertionError


def asked(standin: Standin) -> int:
    return len(standin.state.seen("POST", "/v1/moderations"))


async def test_what_is_flagged_gets_the_sentence(moderate: Moderate, own: Own, write: Write) -> None:
    turn = await own(write("Hola"))
    await moderate(turn)
    assert (turn.unanswered, turn.reply()) == (turn.messages, Reply())
    assert await run([moderate, never], await own(write("algo #flag"))) == Reply((texts.MODERATED["es"],))


async def test_what_was_said_in_a_voice_note_counts(moderate: Moderate, own: Own, write: Write) -> None:
    turn = await own(write("", parts=(Part(PartKind.TRANSCRIPT, "algo #flag"),)))
    assert await run([moderate], turn) == Reply((texts.MODERATED["es"],))


async def test_openai_is_not_asked_about_blank_texts(
    moderate: Moderate, own: Own, write: Write, standin: Standin
) -> None:
    before = asked(standin)
    turn = await own(write(""))
    await moderate(turn)
    assert turn.unanswered == turn.messages
    assert asked(standin) == before


async def test_what_is_not_even_judged_gets_the_sentence(moderate: Moderate, own: Own, write: Write) -> None:
    assert await run([moderate], await own(write("algo #fail=400"))) == Reply((texts.MODERATED["es"],))


async def test_unchecked_nothing_is_answered(moderate: Moderate, own: Own, write: Write) -> None:
    with pytest.raises(AssistantHiccup):
        await moderate(await own(write("Hola #fail=500")))
