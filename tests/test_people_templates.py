"""Agents and customers past WhatsApp's 24 hours, through the function over HTTP: approved templates, or nothing."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from dev.twilio_standin import Sent
from tests import functions, lasting
from tests.people import ANA, Shop, shop_of

TICKET, REPLY = "HX" + "1" * 32, "HX" + "2" * 32


@pytest.fixture(params=["memory", *lasting.STORES])
def store(request: pytest.FixtureRequest) -> Mapping[str, str]:
    return {**lasting.settings_of(request.param, request), "TEMPLATE_TICKET": TICKET, "TEMPLATE_REPLY": REPLY}


@pytest.fixture
def templates(shop: Shop) -> None:
    shop.twilio.state.templates |= {
        TICKET: "#{{1}} · {{2}} te necesita",
        REPLY: "Hola {{2}}, tenemos tu respuesta ({{1}})",
    }


pytestmark = pytest.mark.usefixtures("templates")


def by_template(shop: Shop, name: str) -> list[Sent]:
    return [message for message in shop.twilio.state.sent if message.template == name]


async def test_agents_who_wrote_too_long_ago_are_told_by_the_template(shop: Shop) -> None:
    await shop.told(shop.luis, "tickets")
    shop.clock.go_on(hours=25)
    await shop.told(shop.ana, "tickets")
    await shop.says("Mi pan llegó frío")
    await shop.says("humano")
    (notice,) = by_template(shop, TICKET)
    assert notice.to == shop.luis.sender
    assert re.fullmatch(r"#[0-9A-Z]{4} · Eva te necesita", notice.body)
    assert "Mi pan llegó frío" in shop.got(shop.ana)[0]


async def test_who_quotes_the_template_answers_the_customer(shop: Shop) -> None:
    await shop.says("humano")
    await shop.told(shop.luis, "Hola, soy Luis", **shop.last_to(shop.luis))
    assert shop.got(shop.customer) == ["*Luis:* Hola, soy Luis"]


async def test_a_waiting_customer_costs_one_template_however_much_they_write(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} ¿A qué hora?")
    shop.clock.go_on(hours=25)
    await shop.says("A las cinco")
    shop.clock.go_on(seconds=1)
    await shop.says("o a las seis")
    assert [message.to for message in by_template(shop, TICKET)] == [ANA]
    await shop.told(shop.ana, f"{code} A las seis")
    await shop.says("Gracias")
    assert len(by_template(shop, TICKET)) == 1
    assert "Gracias" in shop.got(shop.ana)[-1]


async def test_the_clocks_reminder_goes_by_template_too(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} tomar")
    shop.clock.go_on(hours=25)
    await shop.tick()
    assert [message.to for message in by_template(shop, TICKET)] == [ANA]


async def test_who_is_given_a_ticket_is_told_by_template(shop: Shop) -> None:
    code = await shop.open_ticket()
    shop.clock.go_on(hours=25)
    (reply,) = await shop.told(shop.ana, f"{code} pasar Luis")
    assert "Luis" in reply
    assert [message.to for message in by_template(shop, TICKET)] == [shop.luis.sender]


async def test_a_customer_past_the_window_is_invited_once_and_then_written_to(shop: Shop) -> None:
    code = await shop.open_ticket()
    shop.clock.go_on(hours=25)
    (refused,) = await shop.told(shop.ana, f"{code} Ya está")
    assert "No se envió" in refused
    assert f"*{code} invitar*" in refused
    assert "Invitado" in (await shop.told(shop.ana, f"{code} invitar"))[0]
    assert "Ya está invitado" in (await shop.told(shop.ana, f"{code} invitar"))[0]
    assert shop.got(shop.customer) == [f"Hola Eva, tenemos tu respuesta ({code.removeprefix('#')})"]
    await shop.says("Sí, dime")
    assert "No hace falta" in (await shop.told(shop.ana, f"{code} invitar"))[0]
    await shop.told(shop.ana, f"{code} Ya está")
    assert shop.got(shop.customer)[-1] == "*Ana:* Ya está"


async def test_a_template_that_whatsapp_refuses_is_told_to_the_agent(shop: Shop) -> None:
    shop.twilio.state.templates[REPLY] += " #undelivered=63040"
    code = await shop.open_ticket()
    shop.clock.go_on(hours=25)
    await shop.told(shop.ana, f"{code} invitar")
    callback = shop.twilio.state.callbacks[-1]
    await shop.customer.post(callback.form, path=callback.url.removeprefix(functions.PUBLIC_URL))
    assert "plantilla" in shop.got(shop.ana)[-1]
    del shop.twilio.state.templates[REPLY]
    shop.clock.go_on(minutes=1)
    await shop.told(shop.ana, f"{code} invitar")
    assert len([text for text in shop.got(shop.ana) if "plantilla" in text]) == 2


@pytest.mark.parametrize("store", [{"STORE": "memory", "TEMPLATE_TICKET": TICKET}])
async def test_a_template_for_agents_that_twilio_refuses_is_said_in_the_log(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    await shop.told(shop.luis, "tickets")
    del shop.twilio.state.templates[TICKET]
    assert len(await shop.says("humano")) == 1
    assert "necesita a una persona" in shop.got(shop.luis)[0]
    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"result": "answered"' in line]
    assert '"code": "21655"' in line


async def test_a_template_whose_sending_was_unclear_is_sent_once(shop: Shop) -> None:
    shop.twilio.state.templates[REPLY] += " #twilio=dropx1"
    code = await shop.open_ticket()
    shop.clock.go_on(hours=25)
    await shop.told(shop.ana, f"{code} invitar")
    for _ in range(3):
        shop.clock.go_on(minutes=2)
        await shop.tick()
    assert len(by_template(shop, REPLY)) == 1


@pytest.fixture
async def plain(servers: Any, clock: Any) -> AsyncIterator[Shop]:
    """A shop without templates."""
    async with shop_of(servers, {"STORE": "memory"}, clock) as shop:
        yield shop


async def test_without_templates_agents_are_only_told_within_24_hours(plain: Shop) -> None:
    code = await plain.open_ticket()
    sent = len(plain.twilio.state.sent)
    plain.clock.go_on(hours=25)
    assert "no permite avisarle" in (await plain.told(plain.ana, f"{code} pasar Luis"))[0]
    await plain.says("¿Hola?")
    assert len(plain.twilio.state.sent) == sent


async def test_without_templates_nobody_is_invited(plain: Shop) -> None:
    code = await plain.open_ticket()
    plain.clock.go_on(hours=25)
    assert "invitar" not in (await plain.told(plain.ana, f"{code} Ya está"))[0]
    assert "TEMPLATE_REPLY" in (await plain.told(plain.ana, f"{code} invitar"))[0]
    assert plain.got(plain.customer) == []
