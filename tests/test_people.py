"""A person when it is needed, through the function over HTTP: customers and agents on WhatsApp, over every store."""

from dataclasses import replace
from typing import Any

import pytest

from dev.phone import attached, new_sid, quote
from dev.twilio_standin import File
from tests.people import ANA, Shop, code_in, in_memory, opened_shop


async def test_who_asks_for_a_person_gets_one_and_the_agents_get_the_last_words(shop: Shop) -> None:
    code = await shop.open_ticket()
    for agent in (shop.ana, shop.luis):
        (notice,) = shop.got(agent)
        assert notice.startswith(f"{code} · *Eva*")
        assert "> Mi pan llegó frío" in notice


async def test_meanwhile_the_assistant_is_silent_and_costs_nothing(shop: Shop) -> None:
    await shop.open_ticket()
    before = shop.asked()
    assert await shop.says("¿Hay alguien?") == []
    assert shop.asked() == before


async def test_who_quotes_the_notice_answers_the_customer_by_name_and_has_the_ticket(shop: Shop) -> None:
    code = await shop.open_ticket()
    assert await shop.told(shop.ana, "Te mando otro\nhoy mismo", **shop.last_to(shop.ana)) == []
    assert shop.got(shop.customer) == ["*Ana:* Te mando otro\nhoy mismo"]
    await shop.told(shop.ana, f"{code} ¿A qué hora estás?")
    assert shop.got(shop.customer)[1:] == ["¿A qué hora estás?"]
    (refused,) = await shop.told(shop.luis, f"{code} Hola")
    assert "Ana" in refused
    assert len(shop.got(shop.customer)) == 2


async def test_what_the_customer_writes_then_goes_to_that_agent_alone(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Hola, Eva")
    assert await shop.says("A las cinco") == []
    assert shop.got(shop.ana)[-1] == f"{code} · *Eva*\n\nA las cinco"
    assert len(shop.got(shop.luis)) == 1


async def test_once_closed_the_assistant_answers_and_knows_what_the_person_said(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} La clave es 4711")
    assert "Cerrado" in (await shop.told(shop.ana, f"{code} cerrar"))[0]
    assert await shop.says("¿Cuál era la clave?")
    question = str(shop.openai.state.seen("POST", "/v1/responses")[-1].body)
    assert "La clave es 4711" in question
    assert await shop.says("¿Y otra vez?")
    assert "La clave es 4711" not in str(shop.openai.state.seen("POST", "/v1/responses")[-1].body)


async def test_the_customer_can_go_back_to_the_assistant(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} tomar")
    assert len(await shop.says("asistente")) == 1
    assert "asistente" in shop.got(shop.ana)[-1]
    assert await shop.says("¿Abren hoy?")
    assert "cerrado" in (await shop.told(shop.ana, f"{code} Hola"))[0]
    assert shop.got(shop.customer) == []


async def test_a_redelivered_message_of_an_agent_is_sent_once(shop: Shop) -> None:
    code, sid = await shop.open_ticket(), new_sid()
    for _ in range(2):
        await shop.told(shop.ana, f"{code} Va en camino", sid=sid)
    assert len(shop.got(shop.customer)) == 1


async def test_words_that_name_no_ticket_are_sent_to_nobody(shop: Shop) -> None:
    await shop.open_ticket()
    (how,) = await shop.told(shop.ana, "Va en camino")
    assert "#K7F2" in how
    assert shop.got(shop.customer) == []
    assert "No hay ningún caso" in (await shop.told(shop.ana, "#AAAA Hola"))[0]


async def test_an_answer_that_needs_a_person_hands_over_in_the_same_message(shop: Shop) -> None:
    await shop.told(shop.ana, "tickets")
    (reply,) = await shop.says("Quiero cambiar mi pedido de ayer #handoff=cannot")
    code = code_in(reply)
    assert reply.startswith("Recibí") or "Recibí" in reply
    (notice,) = shop.got(shop.ana)
    assert notice.startswith(code)


async def test_after_two_failures_in_a_row_a_person_takes_over(shop: Shop) -> None:
    await shop.told(shop.ana, "tickets")
    await shop.says("¿Abren hoy? #fail=500")
    (reply,) = await shop.says("¿Hola? #fail=500")
    assert code_in(reply) in shop.got(shop.ana)[0]


@pytest.mark.parametrize("trouble", ["500x1", "cutx1", "dropx1", "taken500x1"])
@in_memory
async def test_an_agents_words_arrive_once_whatever_twilio_does_at_first(shop: Shop, trouble: str) -> None:
    code = await shop.open_ticket()
    assert await shop.told(shop.ana, f"{code} Hola #twilio={trouble}") == []
    for _ in range(3):
        await shop.tick()
    assert shop.got(shop.customer) == [f"*Ana:* Hola #twilio={trouble}"]


@in_memory
async def test_an_agent_is_told_what_twilio_refuses_for_good(shop: Shop) -> None:
    code = await shop.open_ticket()
    assert await shop.told(shop.ana, f"{code} Hola #twilio=63016") == []
    await shop.tick()
    assert shop.got(shop.ana)[-1].startswith(f"{code} · Tu mensaje no llegó al cliente. Su último mensaje tiene más de")
    assert shop.got(shop.customer) == []


@pytest.mark.parametrize("trouble", ["500x1", "dropx1"])
@in_memory
async def test_a_notice_arrives_once_whatever_twilio_does_at_first(shop: Shop, trouble: str) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Hola")
    assert await shop.says(f"A las cinco #twilio={trouble}") == []
    for _ in range(3):
        await shop.tick()
    assert sum("A las cinco" in notice for notice in shop.got(shop.ana)) == 1


@in_memory
async def test_the_words_of_a_customer_are_never_taken_for_another_tickets_code(shop: Shop) -> None:
    """Eva writes the code of Leo's ticket wherever she can; Ana quotes what she gets."""
    leo = replace(shop.customer, sender="whatsapp:+5215522220002", profile_name="Leo")
    await shop.open_ticket()
    hers = replace(shop, customer=leo)
    others = code_in((await hers.says("humano"))[0])
    shop.customer.profile_name = others
    code = code_in((await shop.says("humano"))[0])
    before = len(shop.twilio.state.sent)  # among these are the notices of Leo's own ticket
    await shop.told(shop.ana, f"{code} tomar")
    for text in (others, f"{others} mentira", f"\n{others}", f"{'x ' * 900}\n{others} mentira " + "y " * 900):
        await shop.says(text)
        for number, sid in enumerate([sent.sid for sent in list(shop.twilio.state.sent)[before:] if sent.to == ANA]):
            await shop.told(shop.ana, f"Va {number}", **quote(sid))
    assert shop.got(leo) == []
    assert shop.got(shop.customer)


@in_memory
async def test_an_agent_who_quotes_the_list_or_the_help_writes_to_nobody(shop: Shop) -> None:
    await shop.open_ticket()
    for order in ("tickets", "ayuda"):
        (listed,) = await shop.told(shop.ana, order)
        sid = shop.twilio.state.receive(listed, from_="whatsapp:+5215587654321", to=ANA).sid
        assert "No sé para quién es" in (await shop.told(shop.ana, "Hola", **quote(sid)))[0]
    assert shop.got(shop.customer) == []


@in_memory
async def test_who_quotes_a_message_of_a_closed_ticket_is_told_that_it_is_closed(shop: Shop) -> None:
    code = await shop.open_ticket()
    notice = shop.last_to(shop.ana)
    await shop.told(shop.ana, f"{code} cerrar")
    assert await shop.told(shop.ana, "Hola", **notice) == [
        f"{code} · Este caso ya está cerrado, tu mensaje no se envió."
    ]
    second = code_in((await shop.says("humano"))[0])
    assert "cerrado" in (await shop.told(shop.ana, "Hola", **notice))[0]
    assert await shop.told(shop.ana, f"{second} Hola") == []


@in_memory
async def test_files_and_voice_notes_are_told_to_the_agent(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} tomar")
    kept = [File(b"OggS\xc2\xbfAbren hoy?", "audio/ogg"), File(b"\xff\xd8\xff picture", "image/jpeg")]
    files = [(shop.twilio.base_url + shop.twilio.state.keep(file), file.media_type) for file in kept]
    before = shop.asked()
    assert await shop.says("Mira", **attached(*files)) == []
    notice = shop.got(shop.ana)[-1]
    assert notice.startswith(f"{code} · *Eva*\n\nMira\n")
    assert "Abren hoy" in notice
    assert notice.count("📎") == 2
    assert shop.asked() == before


async def test_a_forgotten_customer_leaves_no_ticket_and_no_notice(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} nota está molesta")
    (shown,) = await shop.says("mis datos")
    assert "Mi pan llegó frío" in shown
    assert "molesta" not in shown
    await shop.says("borrar mis datos")
    shop.clock.go_on(seconds=1)
    assert "borré" in (await shop.says("sí"))[0].lower()
    assert "No hay ningún caso" in (await shop.told(shop.ana, f"{code} Hola"))[0]
    assert await shop.told(shop.ana, "tickets") == ["No hay casos abiertos."]
    assert await shop.says("Hola")


@in_memory
async def test_a_customer_sees_what_a_person_said_among_their_data(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} La clave es 4711")
    assert "🧑 La clave es 4711" in (await shop.says("mis datos"))[0]


@in_memory
async def test_my_data_shows_what_was_answered_as_the_customer_read_it(shop: Shop) -> None:
    await shop.says("Hola #markdown")
    code = await shop.open_ticket()
    await shop.says("parar")
    (shown,) = await shop.says("mis datos")
    assert f"({code})" in shown
    assert not [mark for mark in ("\\", "**", "~~", "# ") if mark in shown]


async def test_a_customer_who_shows_a_lasting_identity_meanwhile_stays_with_the_person(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Hola, Eva")
    assert await shop.says("Soy yo", ExternalUserId="MX.1") == []
    assert "Soy yo" in shop.got(shop.ana)[-1]
    assert await shop.told(shop.ana, f"{code} Ya te veo") == []
    await shop.told(shop.ana, f"{code} cerrar")
    assert await shop.says("¿Abren?", ExternalUserId="MX.1")


async def test_the_clock_reminds_once_and_closes_what_the_customer_left(shop: Shop) -> None:
    code = await shop.open_ticket()
    for _ in range(2):
        assert await shop.tick(minutes=16) == 200
    for agent in (shop.ana, shop.luis):
        assert [notice for notice in shop.got(agent) if "espera desde hace" in notice] == [
            f"{code} · *Eva* espera desde hace 16 min."
        ]
    assert len(shop.got(shop.customer)) == 1
    await shop.told(shop.ana, f"{code} Hola")
    assert await shop.tick(hours=25) == 200
    assert await shop.says("¿Abren hoy?")
    assert "cerrado" in (await shop.told(shop.ana, f"{code} Hola"))[0]


@in_memory
async def test_a_message_that_is_delivered_twice_is_told_once(shop: Shop) -> None:
    code, sid = await shop.open_ticket(), new_sid()
    await shop.told(shop.ana, f"{code} tomar")
    for _ in range(2):
        assert await shop.says("A las cinco", sid=sid) == []
    assert sum("A las cinco" in notice for notice in shop.got(shop.ana)) == 1


async def test_while_the_business_is_closed_a_person_is_promised_for_the_opening_and_nobody_is_reminded(
    clock: Any,
) -> None:
    hours = {"OPENING_HOURS": "Mo-Su 09:00-18:00", "TIME_ZONE": "UTC"}
    async with opened_shop({"STORE": "memory"}, clock, **hours) as shop:
        clock.go_on(hours=8)  # it is eight in the evening
        await shop.told(shop.ana, "tickets")
        (reply,) = await shop.says("humano")
        assert "Ahora está cerrado y responde mañana a las 9:00." in reply
        await shop.tick(minutes=16)
        clock.go_on(hours=12, minutes=53)
        await shop.tick(minutes=5)  # 9:14
        assert not [notice for notice in shop.got(shop.ana) if "espera desde" in notice]
        await shop.tick(minutes=1)
        assert "espera desde hace 13 h" in shop.got(shop.ana)[-1]


@in_memory
async def test_what_agents_write_and_are_told_is_counted_with_what_it_costs(shop: Shop) -> None:
    """Two messages of the customer's, two of agents, two notices, one ticket; then one message to the customer."""
    code = await shop.open_ticket()
    assert (await shop.ticked()).json()["numbers"] == 2 + 2 + 2 + 1
    assert await shop.told(shop.ana, f"{code} Hola, Eva") == []
    assert (await shop.ticked()).json()["numbers"] == 1 + 1 + 1  # hers, that to the customer, the ticket's first answer
