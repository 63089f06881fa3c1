"""An agent's message: done once, sent at once, and honestly answered when it is not."""

import asyncio
from typing import Any

import pytest

from handlers.conversation import send_now
from handlers.conversation.messages import Part, PartKind, Reply
from handlers.knowledge import teaching_texts
from handlers.knowledge.hear_teaching import HearTeaching
from handlers.tickets import agent_texts
from handlers.tickets.agents import Agents
from handlers.tickets.hear_agent import HearAgent
from handlers.tickets.orders import Order
from handlers.tickets.refusals import NOTHING_SAID
from handlers.tickets.telling_numbers import TellNumbers
from handlers.tickets.ticket import State, What
from tests import writing
from tests.desk import Desk
from tests.kept import Stores
from tests.ticketing import ANA, LUIS, handed_over, own
from tests.told_outbox import How

CUSTOMER = writing.ANA.customer


@pytest.fixture
async def desk(kept: Stores, clock: Any) -> Desk:
    desk = Desk(kept, clock)
    await handed_over(kept, writing.message("humano"), clock)
    return desk


NOTICE = "#K7F3 · *Eva* necesita a una persona"


async def test_words_with_a_code_or_a_quote_reach_the_customer_at_once_and_need_no_reply(desk: Desk) -> None:
    assert await desk.told("#k7f3: Hola") == ()
    assert await desk.told("Ya salió", quoting=NOTICE) == ()
    assert desk.outbox.received(CUSTOMER) == ["**Ana:** Hola", "Ya salió"]


async def test_a_quote_of_what_the_customer_was_never_told_names_no_ticket(desk: Desk) -> None:
    assert await desk.told("Ya salió", quoting="Casos abiertos\n\n#K7F3 · Eva") == (agent_texts.WHICH["es"],)
    assert await desk.told("Ya salió", quoting=" ") == (agent_texts.WHICH["es"],)


async def test_a_quote_that_is_not_known_any_more_names_no_ticket(desk: Desk) -> None:
    message = writing.message("Ya salió", customer=ANA.address, parts=(Part(PartKind.QUOTE, sid="SM gone"),))
    assert (await desk.hear()(message, ANA)).reply == Reply((agent_texts.WHICH["es"],))
    assert desk.outbox.taken == []


@pytest.mark.parametrize(
    ("text", "more"),
    [("#K7F3", {}), ("#K7F3 nota", {}), ("", {"quoting": NOTICE})],
)
async def test_without_words_nothing_is_sent_and_the_agent_is_told(desk: Desk, text: str, more: Any) -> None:
    assert await desk.told(text, **more) == (NOTHING_SAID["es"].format(code=r"\#K7F3"),)
    assert desk.outbox.taken == []
    assert (await desk.ticket()).state is State.OPEN


async def test_each_refusal_is_told_with_the_code(desk: Desk) -> None:
    await desk.told("#K7F3 tomar", LUIS)
    assert "Lo tiene Luis" in (await desk.told("#K7F3 Hola"))[0]
    assert "No hay ningún caso" in (await desk.told("#ACD4 Hola"))[0]
    assert "Ana, Luis" in (await desk.told("#K7F3 pasar"))[0]
    desk.clock.go_on(hours=24)
    assert "más de 24 horas" in (await desk.told("#K7F3 Hola", LUIS))[0]
    await desk.told("#K7F3 cerrar", LUIS)
    assert "ya está cerrado" in (await desk.told("Hola", LUIS, quoting=NOTICE))[0]
    assert desk.outbox.received(CUSTOMER) == []


async def test_a_customer_who_said_stop_gets_nothing(desk: Desk) -> None:
    turn = await own(desk.kept, writing.message("parar"))
    turn.decide(stopped=True)
    await desk.kept.threads.close_turn(turn, Reply())
    assert "parar" in (await desk.told("#K7F3 Hola"))[0]
    assert desk.outbox.taken == []


async def test_who_takes_it_sees_what_came_since_nobody_had_it_and_no_more(desk: Desk) -> None:
    desk.clock.go_on(seconds=5)
    await desk.kept.threads.close_turn(await own(desk.kept, writing.message("¿Hay alguien?")), Reply())
    (told,) = await desk.told("#K7F3 tomar")
    assert told.endswith("\n\n> ¿Hay alguien?")
    assert "alguien" not in (await desk.told("#K7F3 tomar"))[0]


async def test_an_only_agent_was_told_all_of_it_already(desk: Desk) -> None:
    desk.agents = Agents((ANA,))
    desk.clock.go_on(seconds=5)
    await desk.kept.threads.close_turn(await own(desk.kept, writing.message("¿Hay alguien?")), Reply())
    assert "alguien" not in (await desk.told("#K7F3 tomar"))[0]


async def test_a_ticket_is_given_and_the_other_is_told_at_once(desk: Desk) -> None:
    await desk.told("tickets", LUIS)
    assert "Ahora lo tiene Luis" in (await desk.told("#K7F3 pasar luis"))[0]
    assert "es tu caso" in desk.outbox.received(LUIS.address)[0]
    assert (await desk.ticket()).agent == "Luis"


@pytest.mark.parametrize(("order", "told"), [("cerrar", "Luis cerró el caso"), ("pasar Luis", "Ahora lo tiene Luis")])
async def test_who_had_a_ticket_hears_at_once_that_another_closed_or_took_it(desk: Desk, order: str, told: str) -> None:
    await desk.told("#K7F3 tomar")
    await desk.told(f"#K7F3 {order}", LUIS)
    (notice,) = desk.outbox.received(ANA.address)
    assert told in notice
    assert desk.outbox.received(LUIS.address) == []


async def test_if_the_other_cannot_be_told_who_gave_it_learns_that(desk: Desk) -> None:
    await desk.told("tickets", LUIS)
    await desk.told("#K7F3 tomar")
    notice = r"\#K7F3 · **…5678** es tu caso. Contesta citando este mensaje."
    desk.outbox.tell(notice, How.REFUSED)
    _, told = await desk.told("#K7F3 pasar Luis")
    assert "El aviso no llegó" in told


async def test_open_tickets_are_listed_with_who_has_them(desk: Desk) -> None:
    await handed_over(desk.kept, writing.message(customer="+5215500000002"), desk.clock, code="ACD4")
    await desk.told("#K7F3 Hola", LUIS)
    desk.clock.go_on(minutes=5)
    (told,) = await desk.told("tickets")
    assert told.split("\n\n")[1].split("\\\n") == [
        r"\#ACD4 · …0002 · espera 5 min",
        r"\#K7F3 · …5678 · Luis",
    ]
    for code in ("K7F3", "ACD4"):
        await desk.told(f"#{code} cerrar", LUIS)
    assert await desk.told("casos") == (agent_texts.NO_TICKETS["es"],)


async def test_help_tells_the_orders(desk: Desk) -> None:
    assert await desk.told("ayuda") == (agent_texts.AGENT_HELP["es"],)


async def test_a_repeated_delivery_sends_nothing_and_repeats_the_reply(desk: Desk) -> None:
    first = [await desk.told("#K7F3 cerrar", sid="SM1") for _ in range(2)]
    assert first[0] == first[1]
    assert len(desk.outbox.received(CUSTOMER)) == 1


@pytest.mark.parametrize("how", [How.UNAVAILABLE, How.LOST, How.LOST_THOUGH_TAKEN])
async def test_what_twilio_does_not_take_or_does_not_say_is_sent_once_by_the_clock(desk: Desk, how: How) -> None:
    desk.outbox.tell("**Ana:** Hola", how)
    assert await desk.told("#K7F3 Hola") == ()
    await desk.tick()
    await desk.tick()
    assert desk.outbox.received(CUSTOMER) == ["**Ana:** Hola"]


async def test_what_twilio_refuses_is_told_and_not_tried_again(desk: Desk) -> None:
    desk.outbox.tell("**Ana:** Hola", How.REFUSED)
    assert await desk.told("#K7F3 Hola") == ()
    await desk.tick()
    (notice,) = desk.outbox.received(ANA.address)
    assert "no llegó al cliente" in notice
    assert [event.what for event in (await desk.ticket()).events][-1] is What.FAILED
    assert desk.outbox.received(CUSTOMER) == []


async def test_what_was_stored_before_a_kill_is_sent_by_the_clock(desk: Desk) -> None:
    """The process dies between the agent's action and the sending."""

    async def dies(thread: str, *, by: str) -> int:
        raise KeyboardInterrupt

    hear = desk.hear()
    dying = HearAgent(**{**vars(hear), "send_out": dies})
    message = writing.message("#K7F3 Hola", customer=ANA.address)
    with pytest.raises(KeyboardInterrupt):
        await dying(message, ANA)
    assert desk.outbox.taken == []
    await desk.tick()
    assert desk.outbox.received(CUSTOMER) == ["**Ana:** Hola"]
    assert (await desk.hear()(message, ANA)).reply == Reply()
    assert len(desk.outbox.taken) == 1


async def test_what_takes_too_long_is_left_to_the_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(thread: str, *, by: str) -> int:
        await asyncio.Event().wait()
        return 0

    monkeypatch.setattr(send_now, "SEND_SECONDS", 0.0)
    slow = HearAgent(**{**vars(desk.hear()), "send_out": hangs})
    assert (await slow(writing.message("#K7F3 Hola", customer=ANA.address), ANA)).reply == Reply()
    await desk.tick()
    assert desk.outbox.received(CUSTOMER) == ["**Ana:** Hola"]


async def test_an_agent_who_writes_can_be_written_to_for_a_day(desk: Desk) -> None:
    contact = ANA.contact(writing.ANA)
    assert await desk.kept.heard.heard([contact]) == {}
    await desk.told("ayuda")
    assert await desk.kept.heard.heard([contact]) == {contact: desk.clock()}


async def test_what_the_owner_teaches_is_heard_where_it_names_no_ticket(desk: Desk) -> None:
    desk.teach = HearTeaching(desk.kept.taught, "es", desk.clock)
    assert await desk.told("enseñar 9 Sí") == (teaching_texts.NO_SUCH_NUMBER["es"].format(number=9),)
    assert await desk.told("enseñar 9 Sí", LUIS) == (teaching_texts.OWNERS_ONLY["es"].format(owner="Ana"),)
    assert await desk.told("Ya salió") == (agent_texts.WHICH["es"],)
    assert await desk.told("ayuda") == (f"{agent_texts.AGENT_HELP['es']}\n{teaching_texts.HELP['es']}",)
    assert await desk.told("enseñar 9 Sí", quoting=NOTICE) == ()
    assert desk.outbox.received(CUSTOMER) == ["**Ana:** enseñar 9 Sí"]


async def test_where_nothing_is_taught_its_words_are_for_nobody(desk: Desk) -> None:
    assert await desk.told("enseñar 9 Sí") == (agent_texts.WHICH["es"],)


async def told_numbers(order: Order) -> str:
    return f"numbers of {order}"


async def test_numbers_are_told_to_those_who_may_see_them_and_help_names_the_words(desk: Desk) -> None:
    desk.numbers = TellNumbers(["Ana"], told_numbers, "es")
    assert await desk.told("Hoy") == ("numbers of today",)
    assert await desk.told("semana") == ("numbers of week",)
    assert await desk.told("week", LUIS) == (agent_texts.NUMBERS_NOT_YOURS["es"].format(names="Ana"),)
    help_of = agent_texts.AGENT_HELP["es"]
    assert await desk.told("ayuda") == (f"{help_of}\n{agent_texts.NUMBERS_HELP['es']}",)
    assert await desk.told("ayuda", LUIS) == (help_of,)
    assert await desk.told("#K7F3 hoy") == ()
    assert desk.outbox.received(CUSTOMER) == ["**Ana:** hoy"]


async def test_without_numbers_their_words_are_for_nobody(desk: Desk) -> None:
    assert await desk.told("hoy") == (agent_texts.WHICH["es"],)
