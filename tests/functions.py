"""The function under test, in this process or in its own, with the same settings."""

import base64
import contextlib
import hashlib
import hmac
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from functions_framework.aio import create_asgi_app
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from dev import openai_standin, processes
from dev.phone import Phone
from handlers import wiring
from handlers.settings import load

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
PUBLIC_URL = "https://recado-123.run.app"
TOKEN = "the token of the tests"


def settings(openai_url: str, **other: str) -> dict[str, str]:
    """The environment of a function that asks the stand-in and keeps its threads in memory."""
    return {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "PUBLIC_URL": PUBLIC_URL,
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": openai_url,
        "STORE": "memory",
        "KNOWLEDGE": "off",
        "CHECK_ITSELF": "off",
        **other,
    }


def phone(url: str, **other: object) -> Phone:
    """A customer's phone for a function with these settings."""
    given: dict[str, Any] = {"public_url": PUBLIC_URL, "token": TOKEN, "account": ACCOUNT, **other}
    return Phone(url=url, **given)


def kept_at(openai: openai_standin.Standin, conversation: str) -> list[Any]:
    """The remains of a conversation at OpenAI's stand-in: itself, or items that it left behind."""
    here = openai.state.conversations.get(conversation)
    return [here, *here.items] if here else openai.state.left.get(conversation, [])


@contextlib.asynccontextmanager
async def in_process(env: Mapping[str, str]) -> AsyncIterator[Phone]:
    """The function as the framework builds it from main.py, called without a network."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**env, "FUNCTION_TARGET": "whatsapp"}.items():
            patch.setenv(name, value)
        app = create_asgi_app("whatsapp", str(processes.ROOT / "main.py"), "http")
        async with contextlib.aclosing(httpx2.ASGITransport(app=app)) as transport:
            yield phone("http://function", transport=transport)
        await sys.modules["main"].app.close()


@contextlib.asynccontextmanager
async def by_clock(env: Mapping[str, str], now: Callable[[], datetime]) -> AsyncIterator[Phone]:
    """The function as main.py builds it, with this clock, called without a network and without the framework."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        function = wiring.build(load(), now=now)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await function(Request(scope, receive))
        await response(scope, receive, send)

    try:
        async with contextlib.aclosing(httpx2.ASGITransport(app=app)) as transport:
            yield phone("http://function", transport=transport)
    finally:
        await function.close()


@contextlib.contextmanager
def in_its_own(env: Mapping[str, str], *, port: int | None = None) -> Iterator[tuple[Phone, "Log"]]:
    """The function in its own process, as the cloud runs it."""
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder) / "log")
        with log.path.open("wb") as output, processes.function(env, port=port, output=output) as (url, _):
            yield phone(url), log


def openai_signature(body: bytes, secret: str) -> dict[str, str]:
    """The headers of OpenAI's webhook: https://github.com/standard-webhooks/standard-webhooks"""
    when = str(int(datetime.now(UTC).timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"wh_1.{when}.".encode() + body, hashlib.sha256).digest()
    mark = f"v1,{base64.b64encode(mac).decode()}"
    return {"webhook-id": "wh_1", "webhook-timestamp": when, "webhook-signature": mark}


class Log:
    """The log that a function has written so far."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def text(self) -> str:
        """All of it but the warnings that prices are old, which come by themselves when a quarter begins."""
        lines = self.path.read_text().splitlines(keepends=True)
        return "".join(line for line in lines if "before this quarter began" not in line)

    def lines(self) -> list[dict[str, object]]:
        """The JSON lines; fails if there is anything else."""
        return [json.loads(line) for line in self.text().splitlines()]
