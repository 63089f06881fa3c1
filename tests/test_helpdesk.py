"""A helpdesk in place of agents, and beside them, through the function over HTTP, over every store."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone, new_sid
from dev.processes import ROOT
from tests import functions, helpdesk_standin, lasting
from tests.helpdesk_standin import SECRET, HelpdeskStandin, signed
from tests.rest import TICK

ANA = "whatsapp:+5215511110001"
KEY = {"TWILIO_API_KEY_SID": "SK0123456789abcdef0123456789abcdef", "TWILIO_API_KEY_SECRET": "any", "TICK_SECRET": TICK}


@dataclass
class Shop:
    """A customer's phone, an agent's, and the stand-ins behind the function."""

    customer: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    helpdesk: HelpdeskStandin
    clock: Any

    @property
    def ana(self) -> Phone:
        return replace(self.customer, sender=ANA, profile_name="Ana")

    async def says(self, text: str, **more: str) -> list[str]:
        """The customer writes; the messages that come back in the response. Time goes by."""
        self.clock.go_on(seconds=1)
        return (await self.customer.send(text, **more)).messages

    def got(self, phone: Phone | None = None) -> list[str]:
        """All that was sent by REST, to the customer unless another phone is given."""
        sender = (phone or self.customer).sender
        return [message.body for message in self.twilio.state.sent if message.to == sender]

    async def tick(self) -> tuple[int, int]:
        """The clock's status, and how many events it told."""
        answer = await self._post("/tick", b"", {"Authorization": f"Bearer {TICK}"})
        return answer.status_code, answer.json()["helpdesk"]

    async def order(self, kind: str, *, webhook_id: str = "", **fields: Any) -> tuple[int, dict[str, str]]:
        """The helpdesk orders something; the answer."""
        body = json.dumps({"type": kind, "agent": "Sofía", **fields}).encode()
        answer = await self._post("/helpdesk", body, signed(body, webhook_id=webhook_id or new_sid()))
        return answer.status_code, answer.json()

    async def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        return (await self._post("/helpdesk", body, headers)).status_code

    async def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx2.Response:
        async with httpx2.AsyncClient(transport=self.customer.transport) as client:
            return await client.post(f"http://function{path}", content=body, headers=headers)

    async def open_ticket(self) -> str:
        """The customer asks for a person. Returns the ticket's code."""
        await self.says("Mi pan llegó frío")
        await self.says("humano")
        return str(self.helpdesk.told[-1].event["data"]["code"])


@pytest.fixture
def servers() -> Iterator[tuple[openai_standin.Standin, twilio_standin.Standin, HelpdeskStandin]]:
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio, helpdesk_standin.serve() as helpdesk:
        yield openai, twilio, helpdesk


# For what a store could make different; the contracts hold for the rest over each of them.
over_every_store = pytest.mark.parametrize("store", ["memory", *lasting.STORES], indirect=True)


@pytest.fixture(params=["memory"])
def store(request: pytest.FixtureRequest) -> Mapping[str, str]:
    return lasting.settings_of(request.param, request)


@pytest.fixture
def more() -> dict[str, str]:
    return {}


@pytest.fixture
async def shop(servers: Any, store: Mapping[str, str], more: dict[str, str], clock: Any) -> AsyncIterator[Shop]:
    openai, twilio, helpdesk = servers
    behind = {"TWILIO_API_BASE_URL": twilio.base_url, "HELPDESK_URL": f"{helpdesk.url}/events"}
    env = functions.settings(openai.base_url, **KEY, **behind, HELPDESK_SECRET=SECRET, **store, **more)
    async with functions.by_clock(env, clock) as phone:
        customer = replace(phone, sender="whatsapp:+5215522220001", profile_name="Eva")
        yield Shop(customer, openai, twilio, helpdesk, clock)


with_ana = pytest.mark.parametrize("more", [{"AGENTS": f"Ana={ANA}"}])


async def test_without_agents_a_ticket_is_opened_all_the_same_and_the_helpdesk_is_told_at_once(shop: Shop) -> None:
    await shop.says("Mi pan llegó frío")
    (reply,) = await shop.says("humano")
    (told,) = shop.helpdesk.told
    assert told.signed_at == int(shop.clock().timestamp())
    assert told.event["type"] == "ticket.opened"
    data = told.event["data"]
    assert f"#{data['code']}" in reply
    assert (data["state"], data["why"], data["agent"]) == ("open", "asked", "")
    assert (data["customer"]["name"], data["customer"]["address"]) == ("Eva", "+5215522220001")
    assert told.said == ["Mi pan llegó frío"]


@over_every_store
async def test_what_the_customer_writes_then_is_told_in_order_and_the_assistant_is_silent(shop: Shop) -> None:
    await shop.open_ticket()
    for text in ("¿Hay alguien?", "Sigo aquí"):
        assert await shop.says(text) == []
    assert shop.helpdesk.kinds() == ["ticket.opened", "ticket.message", "ticket.message"]
    assert [one.said for one in shop.helpdesk.told[1:]] == [["¿Hay alguien?"], ["Sigo aquí"]]
    assert shop.helpdesk.told[1].event["data"]["messages"][0]["author"] == "customer"
    assert await shop.tick() == (200, 0)


@over_every_store
async def test_the_helpdesk_answers_takes_notes_and_closes_by_a_name_that_the_customer_sees(shop: Shop) -> None:
    code = await shop.open_ticket()
    assert await shop.order("ticket.take", code=code) == (200, {"result": "taken"})
    assert await shop.order("ticket.answer", code=code, text="Te mando otro\nhoy") == (200, {"result": "answered"})
    assert shop.got() == ["*Sofía:* Te mando otro\nhoy"]
    assert await shop.order("ticket.note", code=f"#{code.lower()}", text="Cliente fiel") == (200, {"result": "noted"})
    assert await shop.order("ticket.close", code=code) == (200, {"result": "closed"})
    assert len(shop.got()) == 2
    assert shop.helpdesk.kinds() == ["ticket.opened"]  # it knows what it did
    assert await shop.says("¿Abren hoy?")
    assert await shop.order("ticket.answer", code=code, text="Hola") == (409, {"reason": "closed"})


@over_every_store
async def test_a_repeated_order_is_done_once(shop: Shop) -> None:
    code, order = await shop.open_ticket(), {"text": "Va en camino", "webhook_id": "the same"}
    assert await shop.order("ticket.answer", code=code, **order) == (200, {"result": "answered"})
    assert await shop.order("ticket.answer", code=code, **order) == (200, {"result": "repeated"})
    assert len(shop.got()) == 1


async def test_an_order_never_passes_for_a_customers_message(shop: Shop) -> None:
    code, sid = await shop.open_ticket(), new_sid()
    await shop.says("¿Hay alguien?", sid=sid)
    assert await shop.order("ticket.note", code=code, text="Visto", webhook_id=sid) == (200, {"result": "noted"})


async def test_the_helpdesks_people_pass_tickets_among_themselves(shop: Shop) -> None:
    code = await shop.open_ticket()
    for agent in ("Sofía", "Pedro"):
        assert await shop.order("ticket.answer", code=code, text="Hola", agent=agent) == (200, {"result": "answered"})
    assert shop.got() == ["*Sofía:* Hola", "*Pedro:* Hola"]


@with_ana
async def test_a_ticket_of_an_agents_on_whatsapp_stays_that_agents(shop: Shop) -> None:
    code = await shop.open_ticket()
    assert await shop.ana.send(f"#{code} Te mando otro")
    assert shop.helpdesk.kinds() == ["ticket.opened", "ticket.message"]
    (message,) = shop.helpdesk.told[-1].event["data"]["messages"]
    assert (message["author"], message["name"], message["text"]) == ("person", "Ana", "Te mando otro")
    assert await shop.order("ticket.answer", code=code, text="Hola") == (409, {"reason": "taken", "agent": "Ana"})
    assert await shop.order("ticket.take", code=code) == (409, {"reason": "taken", "agent": "Ana"})
    assert await shop.order("ticket.answer", code=code, text="Hola", agent="ANA") == (200, {"result": "answered"})
    assert shop.got() == ["*Ana:* Te mando otro", "Hola"]


@with_ana
async def test_a_ticket_of_the_helpdesks_is_refused_to_an_agent_on_whatsapp(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.order("ticket.take", code=code)
    assert "Sofía" in (await shop.ana.send(f"#{code} Hola")).messages[0]
    await shop.ana.send(f"#{code} cerrar")
    assert shop.helpdesk.kinds() == ["ticket.opened", "ticket.closed"]
    assert shop.helpdesk.told[-1].event["data"]["closed_for"] == "agent"


async def test_a_customer_who_goes_back_to_the_assistant_closes_the_ticket(shop: Shop) -> None:
    await shop.open_ticket()
    assert len(await shop.says("asistente")) == 1
    assert shop.helpdesk.kinds() == ["ticket.opened", "ticket.closed"]
    assert shop.helpdesk.told[-1].event["data"]["closed_for"] == "customer"


async def test_who_waits_too_long_is_told_once_though_no_agent_can_be_reminded(shop: Shop) -> None:
    await shop.open_ticket()
    shop.clock.go_on(minutes=16)
    assert await shop.tick() == (200, 0)
    await shop.tick()
    assert len(shop.got()) == 1


async def test_a_ticket_that_the_clock_closes_is_told_by_the_clock(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.order("ticket.answer", code=code, text="¿Me mandas una foto?")
    shop.clock.go_on(hours=25)
    await shop.tick()
    shop.clock.go_on(minutes=1)
    await shop.tick()
    assert shop.helpdesk.kinds() == ["ticket.opened", "ticket.closed"]
    assert shop.helpdesk.told[-1].event["data"]["closed_for"] == "no answer"


@over_every_store
async def test_the_clock_tells_what_the_helpdesk_did_not_take_once_and_in_order(shop: Shop) -> None:
    await shop.open_ticket()
    shop.helpdesk.status = 500
    await shop.says("Uno")
    await shop.says("Dos")
    for _ in range(59):
        shop.clock.go_on(minutes=1)
        assert await shop.tick() == (200, 0)
    assert "Dos" not in [said for one in shop.helpdesk.told for said in one.said]
    shop.helpdesk.status, shop.helpdesk.told = 200, []
    for _ in range(12):
        shop.clock.go_on(minutes=5)
        await shop.tick()
    assert [one.said for one in shop.helpdesk.told] == [["Uno"], ["Dos"]]


async def test_after_two_hours_one_event_holds_back_the_others_no_more(shop: Shop) -> None:
    await shop.open_ticket()
    shop.helpdesk.status = 500
    await shop.says("Uno")
    shop.clock.go_on(minutes=121)
    await shop.says("Dos")
    assert [one.said for one in shop.helpdesk.told[-2:]] == [["Uno"], ["Dos"]]


async def test_what_is_refused_for_a_day_is_given_up_and_said_once(shop: Shop, capsys: Any) -> None:
    await shop.open_ticket()
    shop.helpdesk.status = 503
    await shop.says("¿Hay alguien?")
    for _ in range(23):
        shop.clock.go_on(hours=1)
        assert await shop.tick() == (200, 0)
    shop.clock.go_on(hours=1, seconds=1)
    capsys.readouterr()
    assert await shop.tick() == (503, 0)
    assert await shop.tick() == (200, 0)
    assert capsys.readouterr().out.count("helpdesk: a day over") == 1
    assert 20 < len({one.signed_at for one in shop.helpdesk.told}) < 40  # the pauses grow


async def test_a_helpdesk_that_is_gone_is_asked_once_for_each_event(shop: Shop) -> None:
    shop.helpdesk.status = 410
    await shop.open_ticket()
    shop.clock.go_on(seconds=1)
    assert await shop.tick() == (503, 0)
    shop.clock.go_on(minutes=10)
    assert await shop.tick() == (200, 0)
    assert shop.helpdesk.kinds() == ["ticket.opened"]


async def test_a_redirect_is_not_followed_but_tried_again(shop: Shop) -> None:
    shop.helpdesk.status = 307
    code = await shop.open_ticket()
    assert len(shop.helpdesk.told) == 1
    shop.helpdesk.status = 200
    shop.clock.go_on(minutes=2)
    assert await shop.tick() == (200, 1)
    assert {one.event["data"]["code"] for one in shop.helpdesk.told} == {code}
    assert len({one.id for one in shop.helpdesk.told}) == 1


@pytest.mark.parametrize("store", [{"STORE": "memory"}])
async def test_the_customer_has_the_answer_though_the_helpdesk_says_nothing_and_the_clock_tells_again(
    shop: Shop,
) -> None:
    shop.helpdesk.is_silent = True
    (reply,) = await shop.says("humano")
    shop.helpdesk.is_silent = False
    shop.clock.go_on(seconds=90)
    assert await shop.tick() == (200, 1)
    assert shop.helpdesk.told[-1].event["data"]["code"] in reply
    assert len({one.id for one in shop.helpdesk.told}) == 1


@over_every_store
async def test_what_a_forgotten_customer_said_is_told_no_more(shop: Shop) -> None:
    await shop.open_ticket()
    shop.helpdesk.status = 500
    await shop.says("¿Hay alguien?")
    told = len(shop.helpdesk.told)
    await shop.says("borrar mis datos")
    assert "borr" in str(await shop.says("sí"))
    shop.helpdesk.status = 200
    shop.clock.go_on(minutes=5)
    await shop.tick()
    assert [one.said for one in shop.helpdesk.told[told:]] in ([], [["borrar mis datos"]])


@pytest.mark.parametrize("store", [{"STORE": "memory"}])
async def test_the_runbook_names_the_clocks_job(shop: Shop) -> None:
    await shop.tick()
    assert "more, `helpdesk`:" in (ROOT / "docs" / "operate.md").read_text()


BAD: list[tuple[dict[str, Any], str]] = [
    ({"type": "ticket.burn"}, "type"),
    ({"type": 7}, "type"),
    ({"code": "K7F"}, "code"),
    ({"code": "K7F3 x"}, "code"),
    ({"code": "../threads/x"}, "code"),
    ({"code": None}, "code"),
    ({"text": " "}, "text"),
    ({"text": "x" * 10_001}, "text"),
    ({"text": ["x"]}, "text"),
    ({"agent": ""}, "agent"),
    ({"agent": "x" * 41}, "agent"),
    ({"agent": "Ana\nadmin"}, "agent"),
]


@pytest.mark.parametrize("store", [{"STORE": "memory"}])
@pytest.mark.parametrize(("wrong", "field"), BAD, ids=[f"{field} {number}" for number, (_, field) in enumerate(BAD)])
async def test_a_bad_order_is_refused_with_the_name_of_the_field(shop: Shop, wrong: dict[str, Any], field: str) -> None:
    fields = {"type": "ticket.answer", "code": "K7F3", "text": "Hola", **wrong}
    status, answer = await shop.order(fields.pop("type"), **fields)
    assert (status, answer["field"]) == (400, field)


@pytest.mark.parametrize("store", [{"STORE": "memory"}])
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 60_000, b'"ticket.close"'])
async def test_a_body_that_is_no_object_is_a_bad_order(shop: Shop, body: bytes) -> None:
    assert await shop.post(body, signed(body)) == 400


async def test_an_unknown_ticket_is_a_404(shop: Shop) -> None:
    assert await shop.order("ticket.answer", code="AAAA", text="Hola") == (404, {"reason": "unknown_ticket"})


async def test_after_the_window_and_after_a_stop_nothing_is_sent(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.says("parar")
    assert await shop.order("ticket.answer", code=code, text="Hola") == (409, {"reason": "stopped"})
    await shop.says("reanudar")
    shop.clock.go_on(hours=25)
    assert await shop.order("ticket.answer", code=code, text="Hola") == (409, {"reason": "window_over"})
    assert shop.got() == []


async def test_an_answer_that_the_carrier_refuses_is_a_409(shop: Shop) -> None:
    code = await shop.open_ticket()
    refused = await shop.order("ticket.answer", code=code, text="Hola #twilio=63016")
    assert refused == (409, {"reason": "not_delivered"})


async def test_an_answer_that_cannot_be_sent_now_is_sent_by_the_clock(shop: Shop) -> None:
    code = await shop.open_ticket()
    sent = await shop.order("ticket.answer", code=code, text="Hola #twilio=500x1")
    assert (sent, shop.got()) == ((200, {"result": "answered"}), [])
    shop.clock.go_on(minutes=2)
    await shop.tick()
    assert shop.got() == ["*Sofía:* Hola #twilio=500x1"]


@pytest.mark.parametrize("store", [{"STORE": "memory"}])
async def test_forged_old_and_unsigned_orders_are_refused(shop: Shop) -> None:
    code = await shop.open_ticket()
    body = json.dumps({"type": "ticket.answer", "agent": "Sofía", "code": code, "text": "Hola"}).encode()
    right = signed(body)
    other = "whsec_" + "A" * 40
    forged: list[Mapping[str, str]] = [{}, signed(body, secret=other), signed(body, age=400), signed(body, age=-400)]
    forged += [{**right, name: "no"} for name in right] + [{**right, "webhook-signature": "v1,x"}]
    for headers in forged:
        assert await shop.post(body, headers) == 403
    assert await shop.post(body + b" ", right) == 403
    assert await shop.post(b"\xff", signed(b"\xff")) == 403
    assert await shop.post(b"x" * 70_000, right) == 413
    assert shop.got() == []
    assert await shop.post(body, right) == 200


@over_every_store
@pytest.mark.parametrize("more", [{"SURVEY": "ticket"}])
async def test_a_rating_is_told_and_again_with_its_comment(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.order("ticket.answer", code=code, text="Te mando otro")
    await shop.order("ticket.close", code=code)
    assert "Del 1 (pésima) al 5" in shop.got()[-1]
    await shop.says("4")
    await shop.says("Tardaron un poco")
    ratings = [told.event["data"] for told in shop.helpdesk.told if told.event["type"] == "ticket.rated"]
    assert [(data["code"], data["rating"], data["words"]) for data in ratings] == [
        (code, 4, ""),
        (code, 4, "Tardaron un poco"),
    ]


@pytest.mark.parametrize("more", [{"AGENTS": f"Ana={ANA}", "SURVEY": "conversation"}])
async def test_a_rating_of_the_assistant_alone_is_no_ticket_s(shop: Shop) -> None:
    await shop.says("¿Abren hoy?")
    shop.clock.go_on(minutes=61)
    await shop.tick()
    assert "¿cómo fue" in shop.got()[-1]
    await shop.says("5")
    assert shop.helpdesk.told == []
