"""The doctor's checks of Telegram: the token is tried, and the webhook is compared, and set if asked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from dev import telegram_standin
from dev.doctor.findings import Finding, Verdict, not_checked
from dev.doctor.telegram import telegram_findings
from dev.doctor.telegram_door import DOOR, door_findings
from dev.processes import free_port
from dev.slips import alone
from dev.telegram import Bot
from dev.telegram_standin import Standin
from tests import functions
from tests.ways.telegram import SECRET, TOKEN

SOON, MUCH_LATER = datetime.fromtimestamp(60, UTC), datetime.fromtimestamp(7200, UTC)  # after the stand-in's faults


@pytest.fixture
def standin() -> Iterator[Standin]:
    with telegram_standin.serve() as running:
        yield running


def settings(base_url: str, **other: str) -> Bot:
    env = functions.settings("")
    del env["OPENAI_BASE_URL"]
    telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_SECRET": SECRET, "TELEGRAM_API_BASE_URL": base_url}
    return Bot(alone(env | telegram | other))


async def found(bot: Bot, *, fix: bool = False, at: datetime = MUCH_LATER) -> list[Finding]:
    findings = await telegram_findings(bot.settings, fix=fix, now=lambda: at)
    assert TOKEN not in "\n".join(map(str, findings))
    assert SECRET not in "\n".join(map(str, findings))
    return findings


async def test_without_a_bot_nothing_is_checked(standin: Standin) -> None:
    bot = settings(standin.base_url, TELEGRAM_BOT_TOKEN="", TELEGRAM_SECRET="")
    assert await found(bot) == []
    assert await door_findings(bot.settings) == []
    assert not standin.state.requests


async def test_a_bot_without_its_webhook_is_told_and_mended(standin: Standin) -> None:
    bot, webhook = await found(settings(standin.base_url))
    assert (bot.verdict, webhook.verdict) == (Verdict.HOLDS, Verdict.FAILS)
    assert "https://t.me/luz_bot" in bot.said
    assert webhook.remedy == "The same command with FIX=1 sets that"
    _, webhook = await found(settings(standin.base_url), fix=True)
    assert webhook.verdict is Verdict.HOLDS
    _, webhook = await found(settings(standin.base_url))
    assert (webhook.verdict, webhook.said) == (
        Verdict.HOLDS,
        "calls https://recado-123.run.app/telegram; updates that wait: 0",
    )


@pytest.mark.parametrize(
    ("problem", "remedy"),
    [
        ("Wrong response from the webhook: 403 Forbidden", "another secret"),
        ("Wrong response from the webhook: 404 Not Found", "TELEGRAM_BOT_TOKEN"),
        ("Wrong response from the webhook: 503 Service Unavailable", "store"),
        ("Wrong response from the webhook: 500 Internal Server Error", "log"),
        ("SSL error {error:0A000086}", "certificate"),
        ("Connection timed out", "from outside"),
    ],
)
async def test_what_telegram_could_not_deliver_lately_is_told_with_a_remedy(
    standin: Standin, problem: str, remedy: str
) -> None:
    settings(standin.base_url).set_up()
    standin.state.last_error = problem
    _, webhook = await found(settings(standin.base_url), at=SOON)
    assert (webhook.verdict, problem in webhook.said, remedy in webhook.remedy) == (Verdict.FAILS, True, True)
    _, webhook = await found(settings(standin.base_url))
    assert webhook.verdict is Verdict.HOLDS


async def test_a_token_that_is_none_and_a_host_that_is_not_there(standin: Standin) -> None:
    refused, webhook = await found(settings(standin.base_url, TELEGRAM_BOT_TOKEN=f"{TOKEN}wrong"))
    assert (refused.verdict, webhook.verdict) == (Verdict.FAILS, Verdict.DOES_NOT_APPLY)
    assert "@BotFather" in refused.remedy
    absent, _ = await found(settings(f"http://127.0.0.1:{free_port()}"))
    assert "TELEGRAM_API_BASE_URL" in absent.remedy


async def test_this_machine_cannot_be_called(standin: Standin) -> None:
    _, webhook = await found(settings(standin.base_url, PUBLIC_URL="http://127.0.0.1:8080"))
    assert (webhook.verdict, "tunnel" in webhook.said) == (Verdict.DOES_NOT_APPLY, True)


async def test_an_address_that_telegram_does_not_take_is_told(standin: Standin) -> None:
    _, webhook = await found(settings(standin.base_url, PUBLIC_URL="http://recado.example"), fix=True)
    assert (webhook.verdict, "HTTP 400" in webhook.said) == (Verdict.FAILS, True)


async def test_a_webhook_that_stays_as_it_was_is_told(standin: Standin) -> None:
    standin.state.stubborn = True
    _, webhook = await found(settings(standin.base_url), fix=True)
    assert (webhook.verdict, webhook.said) == (Verdict.FAILS, "was not changed")


# The door


async def door(transport: httpx2.AsyncBaseTransport | None, *, lacking: bool = False, **other: str) -> Finding:
    given = settings("", PUBLIC_URL="http://function", **other).settings
    left_out = not_checked(DOOR, "no secret", remedy="lend it") if lacking else None
    (finding,) = await door_findings(given, unsigned_only=left_out, transport=transport)
    assert SECRET not in str(finding)
    return finding


async def test_the_function_takes_what_comes_with_the_secret_and_nothing_else(clock: Any) -> None:
    env = functions.settings("", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_SECRET=SECRET)
    for name in ("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "OPENAI_BASE_URL"):
        del env[name]
    async with functions.by_clock(env, clock) as phone:
        assert (await door(phone.transport)).verdict is Verdict.HOLDS
        another = await door(phone.transport, TELEGRAM_SECRET="x" * 32)
        assert (another.verdict, "TELEGRAM_SECRET" in another.remedy) == (Verdict.FAILS, True)
        assert (await door(phone.transport, lacking=True)).verdict is Verdict.NOT_CHECKED


async def test_a_door_that_takes_anything_is_found_without_the_secret_too() -> None:
    anything = httpx2.MockTransport(lambda _: httpx2.Response(200))
    for lacking in (False, True):
        found = await door(anything, lacking=lacking)
        assert (found.verdict, "is not refused" in found.said) == (Verdict.FAILS, True)


async def test_of_a_function_that_does_not_answer_nothing_is_said() -> None:
    given = settings("", PUBLIC_URL=f"http://127.0.0.1:{free_port()}").settings
    (found,) = await door_findings(given)
    assert found.verdict is Verdict.DOES_NOT_APPLY
