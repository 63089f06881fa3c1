"""Asking for a person where there are none: an honest sentence, and other messages go on to the assistant."""

from collections.abc import Callable

import pytest

from handlers.conversation.messages import Message
from handlers.conversation.step import run
from handlers.languages import Sentence
from handlers.steps.nobody_to_ask import NobodyToAsk
from handlers.stores.threads import StoredThreads
from handlers.tickets import texts
from tests.asking import own

Write = Callable[..., Message]


@pytest.mark.parametrize(("said", "answer"), [("humano", texts.NOBODY), ("asistente", texts.NOT_AWAY)])
async def test_who_asks_hears_who_is_here(threads: StoredThreads, write: Write, said: str, answer: Sentence) -> None:
    turn = await own(threads, write(said))
    assert (await run([NobodyToAsk(threads)], turn)).texts == (answer["es"],)


async def test_other_messages_are_left_to_the_assistant(threads: StoredThreads, write: Write) -> None:
    question = await own(threads, write("¿Abren hoy?"))
    assert (await run([NobodyToAsk(threads)], question)).texts == ()
    both = await own(threads, write("humano"))
    assert (await run([NobodyToAsk(threads)], both)).texts == (texts.NOBODY["es"],)
    assert [message.content.text for message in both.unanswered] == ["¿Abren hoy?"]


async def test_a_number_of_persons_is_an_answer_where_one_was_asked_for(threads: StoredThreads, write: Write) -> None:
    asked = await own(threads, write("Una mesa"))
    asked.say("¿Para cuántas personas?", to=asked.unanswered)
    await threads.close_turn(asked, asked.reply())
    turn = await own(threads, write("una persona"))
    await NobodyToAsk(threads)(turn)
    assert turn.unanswered
