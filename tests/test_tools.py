"""Tools over HTTP: the function as a process, with functions of a business and an MCP server; webhook in, TwiML out."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dev import processes
from dev.openai_standin import Standin
from dev.phone import Delivery, Phone, new_sid
from tests import functions
from tests.dev.standins import until
from tests.lasting import Lasting
from tests.tooling import written

SHOP = '''
from pathlib import Path

RAN = Path(__file__).with_name("ran.txt")

def _ran(call):
    with RAN.open("a") as file:
        file.write(call + "\\n")

def order(number: str, caller: Caller, call: CallId) -> dict[str, object]:
    """Look up an order."""
    _ran(call)
    mine = {"+5215512345678": "L-1", "+5215512345679": "L-2"}.get(caller.customer)
    return {"state": "listo"} if number == mine else {"state": "no hay"}

@tool(seconds=2)
def slow(call: CallId) -> str:
    """Take a while."""
    _ran(call)
    time.sleep(1)
    return "hecho"

@tool(seconds=0.2)
def hangs() -> None:
    """Hang."""
    time.sleep(60)

def broken() -> None:
    """Fail."""
    raise ValueError("un secreto del cliente")

def large() -> str:
    """Say much."""
    return "x" * 5_000_000

@tool(requires="confirm", title={"es": "Reservar una mesa para {people}"})
def book(people: int, call: CallId) -> str:
    """Book a table."""
    _ran(call)
    return f"mesa para {people}"
'''
CRM = {"label": "crm", "url": "https://crm.example/mcp", "tools": ["search"], "secret": "TOOLS_CRM_TOKEN"}
FOUND = "Encontré: state: listo."


@dataclass
class Shop:
    """A function with tools; `folder` holds them, and what they wrote."""

    phone: Phone
    log: functions.Log
    openai: Standin
    folder: Path

    async def say(self, text: str, *, sid: str | None = None) -> str:
        """All that the phone shows until the answer is there."""
        return await all_of(self.phone.converse(text, sid=sid))

    def customer(self, number: int) -> Shop:
        """The same shop as another customer sees it."""
        return replace(self, phone=replace(self.phone, sender=f"whatsapp:+5215512345{number}"))

    def ran(self) -> list[str]:
        """The ids of the calls that ran."""
        path = self.folder / "ran.txt"
        return path.read_text().split() if path.exists() else []

    def asked(self, text: str) -> list[Any]:
        """The bodies of the questions that hold this text."""
        seen: Any = self.openai.state.seen("POST", "/v1/responses")
        return [request.body for request in seen if text in json.dumps(request.body, ensure_ascii=False)]

    def logged(self, **fields: object) -> list[dict[str, object]]:
        return [line for line in self.log.lines() if fields.items() <= line.items()]


@pytest.fixture(scope="module")
def running(standin: Standin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = written(tmp_path_factory.mktemp("business") / "tools", SHOP)
    tools = {"TOOLS": str(folder), "MCP_SERVERS": json.dumps([CRM]), "TOOLS_CRM_TOKEN": "hush"}
    with functions.in_its_own(functions.settings(standin.base_url, ANSWER_SECONDS="8", **tools)) as (phone, log):
        yield Shop(phone, log, standin, folder)


@pytest.fixture
def shop(running: Shop) -> Shop:
    (running.folder / "ran.txt").unlink(missing_ok=True)
    return running


async def test_a_tool_finds_what_the_customer_asks_for(shop: Shop) -> None:
    ana = shop.customer(678)
    assert FOUND in await ana.say('¿Y mi pedido? #call=order{"number": "L-1"}')
    assert len(shop.ran()) == 1
    assert "Recuerdo" in await ana.say("Gracias")


async def test_another_s_order_stays_hidden_whoever_the_model_says_it_is_for(shop: Shop) -> None:
    luis = shop.customer(679)
    assert "state: no hay." in await luis.say('¿Y mi pedido? #call=order{"number": "L-1"}')
    claimed = '{"number": "L-1", "caller": {"customer": "+5215512345678"}}'
    assert "nothing was done" in await luis.say(f"Soy Ana #call=order{claimed}")
    assert len(shop.ran()) == 1
    assert FOUND in await luis.say('#call=order{"number": "L-2"}')


@pytest.mark.parametrize(
    ("number", "call", "said", "result"),
    [
        (601, "hangs", "The tool took too long.", "too_slow"),
        (602, "broken", "The tool failed.", "raised"),
        (603, "large", "The result is too large to read.", "too_large"),
        (604, 'order{"number": 5}', "The arguments are wrong", "wrong_arguments"),
        (605, "order{broken", "The arguments are wrong", "wrong_arguments"),
        (606, "buy_all", "There is no tool of this name.", "unknown_tool"),
    ],
)
async def test_whatever_goes_wrong_in_a_tool_the_customer_gets_an_answer(
    shop: Shop, number: int, call: str, said: str, result: str
) -> None:
    customer = shop.customer(number)
    assert said in await customer.say(f"Hola #call={call}")
    assert "Recuerdo" in await customer.say("¿Y ahora?")
    tool = None if result == "unknown_tool" else call.partition("{")[0]
    line = shop.logged(message="called a tool", result=result, tool=tool)[-1]
    assert line["severity"] == "WARNING"
    assert "secreto" not in shop.log.text()


async def test_the_line_of_a_call_names_neither_the_customer_nor_what_was_found(shop: Shop) -> None:
    await shop.customer(607).say('#call=order{"number": "L-777"}')
    [line] = shop.logged(message="called a tool", tool="order")[-1:]
    assert (line["result"], line["error"]) == ("done", None)
    for private in ("L-777", "no hay", "5215512345607"):
        assert private not in shop.log.text()


async def test_several_tools_of_one_answer_run_side_by_side(shop: Shop) -> None:
    said = await shop.customer(608).say("#call=slow #call=slow #call=slow")
    assert said.count("Encontré: hecho.") == 3
    assert len(set(shop.ran())) == 3


async def test_of_two_deliveries_at_once_one_runs_the_tool_and_both_get_the_answer(shop: Shop) -> None:
    customer, sid = shop.customer(609), new_sid()
    text = "Hola #call=slow"
    both = await asyncio.gather(customer.say(text, sid=sid), customer.say(text, sid=sid))
    again = await customer.say(text, sid=sid)
    assert len(shop.ran()) == 1
    assert "Encontré: hecho." in again
    assert any("Encontré: hecho." in each for each in both)


async def test_a_message_that_comes_while_a_tool_runs_waits_for_it(shop: Shop) -> None:
    customer = shop.customer(610)
    first = asyncio.create_task(customer.say("uno #call=slow"))
    await until(lambda: shop.ran() != [])
    second = await customer.say("dos")
    assert "Encontré: hecho." in await first + second
    assert "«dos»" in await first + second
    assert len(shop.ran()) == 1


async def test_an_answer_that_comes_late_goes_on_at_the_next_hop_and_runs_nothing_twice(shop: Shop) -> None:
    said = await shop.customer(611).say("Hola #call=slow #then #delay=9")
    assert said.startswith("⏳")
    assert "Encontré: hecho." in said
    assert len(shop.ran()) == 1


async def test_what_needs_a_yes_is_asked_first_and_runs_once(shop: Shop) -> None:
    customer = shop.customer(612)
    asked = await customer.say('Una mesa #call=book{"people": 4}')
    assert "Reservar una mesa para 4" in asked
    assert shop.ran() == []
    assert "Encontré: mesa para 4." in await customer.say("sí")
    assert len(shop.ran()) == 1
    await customer.say("sí")
    assert len(shop.ran()) == 1


async def test_without_a_yes_nothing_is_done(shop: Shop) -> None:
    customer = shop.customer(613)
    await customer.say('Una mesa #call=book{"people": 4}')
    await customer.say("no, mejor mañana")
    await customer.say("sí")
    assert shop.ran() == []


async def test_rounds_without_end_end(shop: Shop) -> None:
    rounds = " #then ".join(['#call=order{"number": "L-1"}'] * 6)
    assert "Encontré" in await shop.customer(614).say(rounds)
    assert len(shop.ran()) == 3


@pytest.mark.parametrize(("number", "how"), [(615, "mcp_down"), (616, "mcp_down=later"), (617, "mcp_down=silent")])
async def test_a_server_that_is_down_costs_one_question_and_not_the_answer(shop: Shop, number: int, how: str) -> None:
    text = f"Hola {number} #{how}"
    assert f"«Hola {number}»" in await shop.customer(number).say(text)
    first, second = shop.asked(text)
    assert {tool["type"] for tool in first["tools"]} == {"function", "mcp"}
    assert {tool["type"] for tool in second["tools"]} == {"function"}
    if "silent" not in how:
        assert shop.logged(code="external_connector_error", severity="ERROR")


async def test_a_server_that_fails_in_mid_call_leaves_the_answer(shop: Shop) -> None:
    customer = shop.customer(618)
    assert "«Hola»" in await customer.say("Hola #mcp_fails=search{}")
    assert "Encontré: tool: search, done: true." in await customer.say("Hola #mcp=search{}")
    assert "Recuerdo 2 mensajes" in await customer.say("Gracias")
    assert "hush" not in shop.log.text()


async def all_of(deliveries: AsyncIterator[Delivery]) -> str:
    return "\n".join([message async for delivery in deliveries for message in delivery.messages])


async def test_a_tool_whose_process_was_killed_is_not_run_again(
    standin: Standin, lasting: Lasting, tmp_path: Path
) -> None:
    folder, sid = written(tmp_path / "tools", SHOP), new_sid()
    ran = folder / "ran.txt"
    env = functions.settings(standin.base_url, TOOLS=str(folder), ANSWER_SECONDS="8", **lasting.settings)
    with processes.function(env, own_group=True) as (url, process):
        sending = asyncio.create_task(all_of(functions.phone(url).converse("Hola #call=slow", sid=sid)))
        await until(lambda: ran.exists() and bool(ran.read_text()))
        os.killpg(process.pid, signal.SIGKILL)
        assert "hecho" not in await sending
    async with functions.by_clock(env, lambda: datetime.now(UTC) + timedelta(minutes=1)) as phone:
        again = await phone.send("Hola #call=slow", sid=sid)
        assert "It is not known whether this was done" in "".join(again.messages)
        assert "Recuerdo" in "".join((await phone.send("Gracias")).messages)
    assert len(ran.read_text().split()) == 1
