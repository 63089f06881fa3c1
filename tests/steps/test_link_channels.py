"""The commands that join apps; tests/test_linking.py has the whole, tests/contracts/test_link_codes.py the store."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from handlers.conversation import link_texts
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.messages import Message, Reply
from handlers.conversation.send_out import SendOut
from handlers.conversation.step import run
from handlers.errors import TurnLost
from handlers.steps.link_channels import LinkChannels
from tests.kept import Stores
from tests.ticketing import own
from tests.told_outbox import ToldOutbox

Write = Callable[..., Message]
SMS: dict[str, Any] = {"channel": Channel.SMS, "customer": "+5215500000009"}


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


@pytest.fixture
def link(kept: Stores, outbox: ToldOutbox, clock: Any) -> LinkChannels:
    return LinkChannels(kept.codes, kept.threads, SendOut(kept.debts, {Carrier.TWILIO: outbox}), clock)


async def code(kept: Stores, link: LinkChannels, message: Message) -> str:
    """The code that this message gets."""
    turn = await own(kept, message)
    reply = await run([link], turn)
    await kept.threads.close_turn(turn, reply)
    found = re.search(r"\w{4}-\w{4}", reply.texts[0])
    assert found
    return found[0]


@pytest.mark.parametrize(
    "said",
    ["quiero vincular mi cuenta", "vincular K7F4", "vincular K7F4-9QXMM", "borrar K7F4-9QXM", "K7F4-9QXM", "hola"],
)
async def test_ordinary_words_are_left_to_other_steps(
    kept: Stores, link: LinkChannels, write: Write, said: str
) -> None:
    turn = await own(kept, write(said))
    await link(turn)
    assert turn.unanswered


@pytest.mark.parametrize(("said", "language"), [("vincular", "es"), ("Link!", "es"), ("vincular", "pt")])
async def test_a_code_comes_in_the_customers_language(
    kept: Stores, link: LinkChannels, write: Write, said: str, language: Any
) -> None:
    turn = await own(kept, write({"es": "Hola, ¿abren hoy?", "pt": "Olá, vocês abrem hoje?"}[language]))
    await kept.threads.close_turn(turn, Reply(("Sí.",)))
    turn = await own(kept, write(said))
    (text,) = (await run([link], turn)).texts
    assert text.split("**")[0] == link_texts.CODE[language].split("**")[0]


async def test_link_is_an_answer_where_something_was_asked(
    kept: Stores, link: LinkChannels, write: Write, clock: Any
) -> None:
    turn = await own(kept, write("¿Tienen menú?"))
    await kept.threads.close_turn(turn, Reply(("¿Te mando la foto o el link?",)))
    clock.go_on(seconds=5)
    turn = await own(kept, write("link"))
    await link(turn)
    assert turn.unanswered


@pytest.mark.parametrize("said", ["vincular", "desvincular", "vincular K7F4-9QXM"])
async def test_who_said_stop_gets_nothing(kept: Stores, link: LinkChannels, write: Write, said: str) -> None:
    turn = await own(kept, write(said))
    turn.decide(stopped=True)
    await link(turn)
    assert turn.unanswered


async def test_the_other_app_is_told_at_once(
    kept: Stores, link: LinkChannels, outbox: ToldOutbox, write: Write
) -> None:
    given = await code(kept, link, write("vincular"))
    with pytest.raises(TurnLost):
        await link(await own(kept, write(f"vincular {given}", **SMS)))
    (told,) = outbox.taken
    assert told.message == link_texts.JOINED["es"].format(apps="WhatsApp y SMS")
    assert told.thread.contact.channel is Channel.WHATSAPP


async def test_an_app_that_cannot_be_written_to_is_told_nothing(
    kept: Stores, link: LinkChannels, write: Write, clock: Any
) -> None:
    given = await code(kept, link, write("vincular"))
    mute = LinkChannels(kept.codes, kept.threads, SendOut(kept.debts, {}), clock)
    message = write(f"vincular {given}", **SMS)
    with pytest.raises(TurnLost):
        await mute(await own(kept, message))
    assert (await own(kept, message)).decisions.said == (link_texts.JOINED["es"].format(apps="WhatsApp y SMS"),)
    assert await kept.documents.find("threads", ("about", "GREATER_THAN", ""), most=5) == []


async def test_two_numbers_of_one_app_are_told_apart(kept: Stores, link: LinkChannels, write: Write) -> None:
    given = await code(kept, link, write("vincular"))
    message = write(f"vincular {given}", customer="+5215500000009")
    with pytest.raises(TurnLost):
        await link(await own(kept, message))
    (said,) = (await own(kept, message)).decisions.said
    assert said == link_texts.JOINED["es"].format(apps="WhatsApp (…5678) y WhatsApp (…0009)")


async def test_after_five_wrong_codes_nothing_is_said_for_an_hour(
    kept: Stores, link: LinkChannels, write: Write, clock: Any
) -> None:
    for number in range(6):
        turn = await own(kept, write(f"vincular AAAA-CCC{'34679A'[number]}"))
        reply = await run([link], turn)
        assert reply == Reply((link_texts.WRONG["es"],) if number < 5 else ())
        await kept.threads.close_turn(turn, reply)
    clock.go_on(minutes=61)
    turn = await own(kept, write("vincular AAAA-CCCC"))
    assert await run([link], turn) == Reply((link_texts.WRONG["es"],))
    assert turn.decisions.tries == (clock(),)
