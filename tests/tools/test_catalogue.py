"""Tools that are run: within their limits, for the customer whom the channel proved."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import structlog

from handlers.conversation.calls import Call, Done
from handlers.conversation.ports.tools import Tools
from handlers.tools.audit import audit
from handlers.tools.catalogue import MOST_BYTES, Catalogue
from handlers.tools.running import MOST_HANGING
from tests.dev.standins import until
from tests.tooling import ANA, catalogue, ran

SHOP = '''
began = []
ended = []
go = threading.Event()

def order(number: str, caller: Caller, call: CallId) -> dict[str, object]:
    """Look up an order."""
    return {"number": number, "of": caller.customer, "call": call, "day": date(2026, 12, 5), "rate": float("nan")}

async def stock(product: str) -> str:
    """How many are left."""
    await asyncio.sleep(0)
    return f"ñ {product}"

def large(count: int) -> str:
    """Much."""
    return "x" * count

def broken() -> None:
    """It fails."""
    raise ValueError("a text of the customer's")

def broken_below() -> None:
    """It fails in what it calls."""
    import json
    json.loads("a text")

async def broken_later() -> None:
    """It fails."""
    raise SystemExit("a text")

def wrapped() -> None:
    """It takes other arguments than it says."""

wrapped.__wrapped__, wrapped.__annotations__ = order, order.__annotations__

async def gives_up() -> None:
    """It cancels itself."""
    raise asyncio.CancelledError

def unreadable() -> object:
    """Nothing that JSON knows."""
    return threading.Lock()

@tool(seconds=0.05)
def hangs() -> None:
    """It hangs."""
    began.append(1)
    go.wait()
    ended.append(1)

@tool(seconds=0.05)
async def sleeps() -> None:
    """It hangs, and does not want to end."""
    began.append(1)
    try:
        await asyncio.sleep(60)
    finally:
        ended.append(1)

@tool(seconds=0.05)
async def deaf() -> None:
    """It hangs, whatever it is told."""
    while not go.is_set():
        try:
            await asyncio.sleep(0.005)
        except asyncio.CancelledError:
            ended.append(1)

@tool(requires="confirm", seconds=7, title={"es": "Reservar una mesa para {people} el {day} a las {at}{note}"})
def book(day: date, at: clock, people: int, note: str = "") -> str:
    """Book a table."""
    return "booked"
'''


@pytest.fixture
def shop(tmp_path: Path) -> Catalogue:
    return catalogue(tmp_path, SHOP)


def module_of(shop: Catalogue) -> dict[str, list[int]]:
    return shop.tools["hangs"].function.__globals__


async def test_a_tool_is_told_who_calls_by_us_and_its_result_is_json(shop: Catalogue) -> None:
    done = await ran(shop, "order", '{"number": "L-1001"}')
    expected = {"number": "L-1001", "of": ANA.customer, "call": "call_1", "day": "2026-12-05", "rate": None}
    assert json.loads(done.output) == expected
    assert done.result == "done"
    assert done.seconds > 0


async def test_an_async_tool_runs_in_the_loop(shop: Catalogue) -> None:
    assert (await ran(shop, "stock", '{"product": "concha"}')).output == '"ñ concha"'


async def test_an_unknown_tool_and_wrong_arguments_are_told_to_the_assistant(shop: Catalogue) -> None:
    unknown = await ran(shop, "delete_everything")
    assert unknown.result == "unknown_tool"
    assert "no tool" in json.loads(unknown.output)["error"]
    wrong = await ran(shop, "order", '{"number": 5}')
    assert wrong.result == "wrong_arguments"
    assert json.loads(wrong.output)["faults"] == ["number: Input should be a valid string"]


@pytest.mark.parametrize(
    ("name", "kind", "file"),
    [
        ("broken", "ValueError", "shop.py:"),
        ("broken_below", "JSONDecodeError", "shop.py:"),
        ("broken_later", "SystemExit", "shop.py:"),
        ("gives_up", "CancelledError", "shop.py:"),
        ("wrapped", "TypeError", "running.py:"),
        ("unreadable", "PydanticSerializationError", "catalogue.py:"),
    ],
)
async def test_of_an_error_only_its_type_is_told(shop: Catalogue, name: str, kind: str, file: str) -> None:
    done = await ran(shop, name, '{"number": "a text"}' if name == "wrapped" else "{}")
    assert done.result == "raised"
    assert json.loads(done.output)["kind"] == kind
    assert done.error.startswith(f"{kind} at {file}")
    assert "text" not in done.output + done.error


async def test_a_result_that_is_too_large_is_left_out(shop: Catalogue) -> None:
    assert (await ran(shop, "large", f'{{"count": {MOST_BYTES - 2}}}')).result == "done"
    for count in (MOST_BYTES - 1, 5_000_000):
        done = await ran(shop, "large", f'{{"count": {count}}}')
        assert done.result == "too_large"
        assert len(done.output) < 200


async def test_a_tool_that_hangs_in_a_thread_is_left_and_too_many_are_refused_until_they_end(shop: Catalogue) -> None:
    module = module_of(shop)
    for _ in range(MOST_HANGING):
        done = await ran(shop, "hangs")
        assert (done.result, json.loads(done.output)["error"][:23]) == ("too_slow", "The tool took too long.")
    assert (await ran(shop, "hangs")).result == "busy"
    assert len(module["began"]) == MOST_HANGING
    assert (await ran(shop, "stock", '{"product": "concha"}')).result == "done"

    module["go"].set()  # type: ignore[attr-defined]
    await until(lambda: len(module["ended"]) == MOST_HANGING)
    await until(lambda: shop.runner.hanging("hangs") == 0)
    assert (await ran(shop, "hangs")).result == "done"


async def test_an_async_tool_that_hangs_is_cancelled(shop: Catalogue) -> None:
    module = module_of(shop)
    assert (await ran(shop, "sleeps")).result == "too_slow"
    await until(lambda: module["ended"] == [1])
    await until(lambda: shop.runner.hanging("sleeps") == 0)


async def test_an_async_tool_that_does_not_let_itself_be_cancelled_is_left_and_counted(shop: Catalogue) -> None:
    try:
        assert (await ran(shop, "deaf")).result == "too_slow"
        await until(lambda: module_of(shop)["ended"] == [1])
        assert shop.runner.hanging("deaf") == 1
    finally:  # also when a line above fails: a loop does not close before such a tool ends
        module_of(shop)["go"].set()  # type: ignore[attr-defined]
    await until(lambda: shop.runner.hanging("deaf") == 0)


@pytest.mark.parametrize("name", ["hangs", "sleeps"])
async def test_a_caller_that_is_cancelled_leaves_the_tool(shop: Catalogue, name: str) -> None:
    module = module_of(shop)
    calling = asyncio.create_task(ran(shop, name))
    await until(lambda: module["began"] == [1])
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    module["go"].set()  # type: ignore[attr-defined]
    await until(lambda: module["ended"] == [1])
    await until(lambda: shop.runner.hanging(name) == 0)


def test_a_thread_that_ends_after_the_loop_has_closed_harms_nobody(shop: Catalogue) -> None:
    module = module_of(shop)
    assert asyncio.run(ran(shop, "hangs")).result == "too_slow"
    module["go"].set()  # type: ignore[attr-defined]
    asyncio.run(until(lambda: shop.runner.hanging("hangs") == 0))


def test_the_longest_limit_and_who_has_to_confirm_are_known(shop: Catalogue) -> None:
    assert shop.seconds == 7
    none: Tools = Catalogue()
    assert none.seconds == 0
    calls = [
        Call("call_1", name, '{"day": "2026-12-05", "at": "09:30", "people": 4, "note": null}')
        for name in (*shop.tools, "unknown")
    ]
    assert [call.name for call in calls if shop.question(call, "es")] == ["book"]


def test_the_assistant_is_told_of_functions_and_of_servers(shop: Catalogue) -> None:
    server = {"type": "mcp", "server_label": "crm"}
    both = Catalogue(shop.tools, (server,))
    assert [entry.get("name") for entry in both.schemas] == [*shop.tools, None]
    assert both.schemas[-1] == server
    assert "crm" not in repr(both)


async def test_the_audit_line_has_no_content() -> None:
    with structlog.testing.capture_logs() as lines:
        audit(Call("call_1", "order", '{"number": "L-1001"}'), Done('{"of": "ñ"}', "done", 0.0123), thread="t-1")
        audit(Call("call_3", "order", "{}"), Done("{}", "raised", error="ValueError at shop.py:8"), thread="t-1")
        audit(Call("call_2", "ana_moreno", "{}"), Done("{}", "unknown_tool"), thread="t-1")
    common = {"event": "called a tool", "thread": "t-1", "ms": 0, "bytes": 2, "error": None}
    assert lines == [
        common | {"tool": "order", "ms": 12, "bytes": 12, "result": "done", "log_level": "info"},
        common | {"tool": "order", "result": "raised", "error": "ValueError at shop.py:8", "log_level": "warning"},
        common | {"tool": None, "result": "unknown_tool", "log_level": "warning"},
    ]
