"""Commands: answered at once, alone or beside a question; the store is real, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest

from handlers import kept_texts, texts
from handlers.channels.markup.text import to_plain
from handlers.conversation.messages import Attachment, Message, Part, PartKind, Reply
from handlers.conversation.record import Record
from handlers.conversation.step import run
from handlers.conversation.thread import Joined
from handlers.conversation.turn import Turn
from handlers.languages import Language
from handlers.steps.obey_commands import ObeyCommands
from handlers.stores.threads import StoredThreads
from tests.kept import stores

Write = Callable[..., Message]


@pytest.fixture
def threads(clock: Any) -> StoredThreads:
    return stores(clock).threads


@pytest.fixture
def obey(threads: StoredThreads) -> ObeyCommands:
    return ObeyCommands(threads, 90, to_plain)


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
    obey: ObeyCommands, threads: StoredThreads, write: Write, said: str, language: Language
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


@pytest.mark.parametrize("said", ["start", "continuar", "reanudar"])
async def test_only_who_said_stop_can_start_again(
    obey: ObeyCommands, threads: StoredThreads, write: Write, said: str
) -> None:
    turn = await own(threads, write(said))
    await obey(turn)
    assert turn.unanswered
    turn.decide(stopped=True)
    assert await run([obey], turn) == Reply((texts.STARTED["es"],))


async def replied(threads: StoredThreads, write: Write, *reply: str) -> None:
    """A question of the customer's that got this reply."""
    await threads.close_turn(await own(threads, write("Quiero rentar")), Reply(reply))


@pytest.mark.parametrize("reply", ["¿Planta alta o baja?", "¿Alta o **baja**? Quedan las dos."])
@pytest.mark.parametrize(("said", "stops"), [("baja", False), ("Baja.", False), ("sair", False), ("parar", True)])
async def test_a_word_that_answers_a_question_is_no_command(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any, reply: str, said: str, stops: bool
) -> None:
    await replied(threads, write, "Hola.", reply)
    clock.go_on(seconds=5)
    turn = await own(threads, write(said))
    await obey(turn)
    assert (turn.decisions.stopped, not turn.unanswered) == (stops, stops)


@pytest.mark.parametrize(
    "replies",
    [[], ["Gracias."], ["¿Alta o baja?", "Vale."], ["https://x.mx/?planta=baja"], ["¡Hola! ¿En qué te ayudo?"]],
)
async def test_the_same_word_is_a_command_where_nothing_was_asked(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any, replies: list[str]
) -> None:
    for reply in replies:
        await replied(threads, write, reply)
        clock.go_on(seconds=5)
    turn = await own(threads, write("baja"))
    assert await run([obey], turn) == Reply((texts.STOPPED["es"],))


@pytest.mark.parametrize("said", ["baja", "sair"])
async def test_a_question_in_a_transcript_asks_nothing(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any, said: str
) -> None:
    await replied(threads, write, "🎤 ¿Abren el domingo?\n\nSí, hasta las dos.")
    clock.go_on(seconds=5)
    turn = await own(threads, write(said))
    await obey(turn)
    assert turn.decisions.stopped


@pytest.mark.parametrize("said", ["baja", "sair"])
async def test_my_data_asks_nothing_though_it_shows_questions(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any, said: str
) -> None:
    await replied(threads, write, "¿Para qué día?")
    clock.go_on(seconds=5)
    shown = await own(threads, write("mis datos"))
    answer = await run([obey], shown)
    assert "🤖 ¿Para qué día?" in answer.texts[0]
    await threads.close_turn(shown, answer)
    clock.go_on(seconds=5)
    turn = await own(threads, write(said))
    await obey(turn)
    assert turn.decisions.stopped


async def test_a_question_after_a_transcript_is_one(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any
) -> None:
    await replied(threads, write, "🎤 Quiero rentar.\n\n¿Planta alta o baja?")
    clock.go_on(seconds=5)
    turn = await own(threads, write("baja"))
    await obey(turn)
    assert not turn.decisions.stopped


async def test_a_question_is_seen_though_more_messages_came_after_it(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any
) -> None:
    await replied(threads, write, "¿Planta alta o baja?")
    for said in ("pues", "mmm", "creo que"):
        clock.go_on(seconds=1)
        await own(threads, write(said))
    turn = await own(threads, write("baja"))
    await obey(turn)
    assert not turn.decisions.said


class Unread(StoredThreads):
    """Threads whose records must not be read."""

    async def records(
        self, thread: str, *, most: int, since: datetime | None = None, joined: Sequence[Joined] = ()
    ) -> list[Record]:
        raise AssertionError


@pytest.mark.parametrize("said", ["¿Abren hoy?", "planta baja", "ayuda", "STOP", "parar"])
async def test_only_such_a_word_costs_another_read(threads: StoredThreads, write: Write, said: str) -> None:
    obey = ObeyCommands(Unread(threads.keeping, threads.limits), 90, to_plain)
    await obey(await own(threads, write(said)))
    with pytest.raises(AssertionError):
        await obey(await own(threads, write("baja", customer="+5215500000009")))


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
    for expected in (r"Ana\_", "5215512345678", "90", r"¿Abren \*hoy\*?", "Sí, hasta las ocho. y más"):
        assert expected in text
    assert text.endswith("…")
    assert len(text) < 500


async def test_my_data_shows_nothing_from_before_the_customer_was_forgotten(clock: Any, write: Write) -> None:
    """It may not be deleted yet."""
    kept = stores(clock)
    obey = ObeyCommands(kept.threads, 90, to_plain)
    await kept.threads.close_turn(await own(kept.threads, write("Hola")), Reply(("¿Qué tal?",)))
    await kept.erasures.forget(await own(kept.threads, write("sí")), Reply())
    clock.go_on(seconds=1)
    reply = await run([obey], await own(kept.threads, write("mis datos")))
    assert not any("Hola" in text or "¿Qué tal?" in text for text in reply.texts)


async def test_my_data_names_places_and_files_that_came_without_a_word(
    obey: ObeyCommands, threads: StoredThreads, write: Write, clock: Any
) -> None:
    pdf = Attachment("https://api.twilio.com/1", "application/pdf")
    for message in (write("", files=(pdf,)), write("", parts=(Part(PartKind.LOCATION, "19.43, 99.13"),))):
        clock.go_on(seconds=5)
        await threads.close_turn(await own(threads, message), Reply(("Gracias.",)))
    (text,) = (await run([obey], await own(threads, write("mis datos")))).texts
    said = text.partition(kept_texts.MY_DATA_LAST["es"])[2].split("\n")[2:]
    assert said == ["👤 un PDF\\", "🤖 Gracias.\\", "👤 un lugar: 19.43, 99.13\\", "🤖 Gracias."]


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


async def test_who_opens_the_chat_gets_help_and_after_a_stop_hears_from_us_again(
    obey: ObeyCommands, threads: StoredThreads, write: Write
) -> None:
    turn = await own(threads, write("/start"))
    await obey(turn)
    assert turn.reply().texts == (texts.HELP["es"],)
    await threads.close_turn(turn, turn.reply())
    stopped = await own(threads, write("stop"))
    await obey(stopped)
    await threads.close_turn(stopped, stopped.reply())
    again = await own(threads, write("/start"))
    await obey(again)
    assert again.reply().texts == (texts.STARTED["es"],)
