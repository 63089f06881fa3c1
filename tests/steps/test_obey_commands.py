"""Commands: answered at once, alone or beside a question; the store is real, in memory."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers import texts
from handlers.conversation.messages import Attachment, Message, Part, PartKind, Reply
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.steps.obey_commands import ObeyCommands
from handlers.stores.threads import StoredThreads
from tests.kept import stores

Write = Callable[..., Message]


@pytest.fixture
def threads(clock: Any) -> StoredThreads:
    return stores(clock).threads


@pytest.fixture
def obey(threads: StoredThreads) -> ObeyCommands:
    return ObeyCommands(threads, 90)


async def own(threads: StoredThreads, message: Message) -> Turn:
    opened = await threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


@pytest.mark.parametrize("said", ["necesito ayuda con mi pedido", "olvídame"])
async def test_ordinary_words_and_commands_of_other_steps_are_left_to_these(
    obey: ObeyCommands, threads: StoredThreads, write: Write, said: str
) -> None:
    turn = await own(threads, write(said))
    await obey(turn)
    assert (turn.unanswered, turn.reply()) == (turn.messages, Reply())


@pytest.mark.parametrize(("said", "language"), [("ayuda", "es"), ("/help", "en"), ("ajuda", "pt")])
async def test_help_is_given_in_the_language_of_the_command(
    obey: ObeyCommands, threads: StoredThreads, write: Write, said: str, language: texts.Language
) -> None:
    assert await run([obey], await own(threads, write(said))) == Reply((texts.HELP[language],))


async def test_a_new_conversation_leaves_the_old_one_behind(
    obey: ObeyCommands, threads: StoredThreads, write: Write
) -> None:
    turn = await own(threads, write("nueva conversación"))
    turn.decide(conversation="conv_1", tokens=500, carries_over=True)
    assert await run([obey], turn) == Reply((texts.NEW_CONVERSATION["es"],))
    decided = turn.decisions
    assert (decided.conversation, decided.past, decided.tokens, decided.carries_over) == (None, ("conv_1",), 0, False)


async def test_stop_lasts_until_start(obey: ObeyCommands, threads: StoredThreads, write: Write) -> None:
    for said, reply, stopped in (
        ("stop", texts.STOPPED["es"], True),
        ("ayuda", None, True),
        ("olvídame", None, True),
        ("start", texts.STARTED["es"], False),
    ):
        turn = await own(threads, write(said))
        answer = await run([obey], turn)
        assert (answer, turn.decisions.stopped) == (Reply((reply,)) if reply else Reply(), stopped)
        await threads.close_turn(turn, answer)


async def test_a_question_beside_a_command_is_left_to_the_next_steps(
    obey: ObeyCommands, threads: StoredThreads, write: Write
) -> None:
    question = write("¿A qué hora abren?")
    await own(threads, question)
    turn = await own(threads, write("ayuda"))
    await obey(turn)
    assert [message.sid for message in turn.unanswered] == [question.sid]
    assert turn.decisions.said == (texts.HELP["es"],)


async def test_my_data_says_what_is_stored(obey: ObeyCommands, threads: StoredThreads, write: Write) -> None:
    turn = await own(threads, write("¿Abren *hoy*?", profile_name="Ana_"))
    await threads.close_turn(turn, Reply(("Sí, **hasta** las ocho." + "\n" * 3 + "y más " * 30,)))
    reply = await run([obey], await own(threads, write("mis datos")))
    (text,) = reply.texts
    for expected in (r"Ana\_", "5215512345678", "90", r"¿Abren \*hoy\*?", r"Sí, \*\*hasta\*\* las ocho. y más"):
        assert expected in text
    assert text.endswith("…")
    assert len(text) < 500


async def test_my_data_names_places_and_files_that_came_without_a_word(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any
) -> None:
    pdf = Attachment("https://api.twilio.com/1", "application/pdf")
    for message in (write("", files=(pdf,)), write("", parts=(Part(PartKind.LOCATION, "19.43, 99.13"),))):
        clock.go_on(seconds=5)
        await threads.close_turn(await own(threads, message), Reply(("Gracias.",)))
    (text,) = (await run([obey], await own(threads, write("mis datos")))).texts
    said = text.partition(texts.MY_DATA_LAST["es"])[2].split("\n")[2:]
    assert said == ["👤 un archivo, application/pdf\\", "🤖 Gracias.\\", "👤 un lugar: 19.43, 99.13\\", "🤖 Gracias."]


async def test_my_data_shows_twenty_lines_at_most(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any
) -> None:
    for number in range(13):
        clock.go_on(seconds=5)
        await threads.close_turn(await own(threads, write(f"question {number}")), Reply(("Sí.",)))
    text = "".join((await run([obey], await own(threads, write("mis datos")))).texts)
    assert (text.count("👤"), text.count("🤖")) == (10, 10)
    assert text.endswith("question 12\\\n🤖 Sí.")


async def test_my_data_is_given_to_those_who_said_stop_too(
    obey: ObeyCommands, threads: StoredThreads, write: Write
) -> None:
    turn = await own(threads, write("mis datos"))
    turn.decide(stopped=True)
    assert (await run([obey], turn)).texts
