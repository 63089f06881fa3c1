"""Telegram's client: results, and failures that hold nothing of the token, the chat or the words."""

from collections.abc import Callable
from typing import Any

import pytest

from dev.telegram_standin import Standin
from handlers.adapters.telegram.rest import MOST_ANSWER, OFFICIAL, TelegramFailure, TelegramRest
from tests.adapters.telegram.rest import TOKEN, rest_of


async def test_a_call_has_its_result(rest: TelegramRest) -> None:
    assert (await rest.call("getMe", {}))["username"] == "luz_bot"


async def test_without_a_base_url_telegram_is_called_and_nothing_is_opened_before() -> None:
    rest = rest_of("")
    assert rest._base_url == OFFICIAL
    await rest.close()


@pytest.mark.parametrize(
    ("document", "status", "unclear"),
    [
        (b"<html>", "200 OK", True),
        (b"[]", "200 OK", True),
        (b'{"ok": true}' + b" " * MOST_ANSWER, "200 OK", True),
        (b'{"ok": false}', "200 OK", False),
        (b'{"ok": false, "description": "Bad Request: chat not found"}', "400 Bad Request", False),
        (b"<html>", "502 Bad Gateway", True),
        (b"", "302 Found", True),
    ],
)
async def test_any_other_answer_is_a_failure(
    answering: Callable[..., Any], document: bytes, status: str, unclear: bool
) -> None:
    rest = await answering(document, status)
    with pytest.raises(TelegramFailure) as failure:
        await rest.call("sendMessage", {"chat_id": 77, "text": "Hola"})
    assert failure.value.unclear is unclear


async def test_no_redirect_is_followed_with_the_token(answering: Callable[..., Any], standin: Standin) -> None:
    rest = await answering(b"", "302 Found", f"Location: {standin.base_url}/bot{TOKEN}/getMe")
    with pytest.raises(TelegramFailure):
        await rest.call("getMe", {})
    async with rest.file("documents/a") as response:
        assert response.status == 302
    assert not standin.state.requests


async def test_who_is_not_there_got_nothing(unreachable: TelegramRest) -> None:
    with pytest.raises(TelegramFailure) as failure:
        await unreachable.call("sendMessage", {"chat_id": 77, "text": "Hola"})
    assert (failure.value.status, failure.value.unclear) == (0, False)
    with pytest.raises(TelegramFailure):
        async with unreachable.file("documents/a"):
            pass


async def test_no_failure_tells_the_token_or_the_words(standin: Standin, unreachable: TelegramRest) -> None:
    slow = rest_of(standin.base_url, seconds=0.05)
    for rest, text in ((unreachable, "Hola"), (slow, "Hola #telegram=late30"), (slow, "Hola #telegram=cut")):
        with pytest.raises(TelegramFailure) as failure:
            await rest.call("sendMessage", {"chat_id": 77, "text": text})
        told = f"{failure.value!r} {failure.value.word} {failure.value.__cause__}"
        assert TOKEN not in told
        assert "Hola" not in told
        assert failure.value.__suppress_context__
    await slow.close()
