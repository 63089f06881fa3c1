"""Checks of Telegram: the bot's token, and the address that it calls. `fix` sets that, the secret and the menu."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.web import is_here
from dev.telegram import Bot, NotDone
from handlers.settings import Settings

BOT, WEBHOOK = "Telegram's bot", "Telegram's webhook"
RECENT = timedelta(hours=1)
TOKEN = "set TELEGRAM_BOT_TOKEN to what @BotFather tells of the bot"  # noqa: S105
UNREACHABLE = "see the network, TELEGRAM_API_BASE_URL if it is set, and whether Telegram works"
FIX = "The same command with FIX=1 sets that"
# Telegram's sentence about its last failed call -> what to do: https://core.telegram.org/bots/webhooks
REMEDIES = {
    "403": "Telegram has another secret than TELEGRAM_SECRET. The same command with FIX=1 gives it this one",
    "404": "the function that is deployed has no TELEGRAM_BOT_TOKEN: docs/telegram.md",
    "503": "the store failed: see the function's log",
    "50": "see the function's log",
    "SSL": "the address needs a certificate that everybody trusts",
}
OTHERWISE = "see that the address can be reached from outside, and the function's log"


async def telegram_findings(
    settings: Settings, *, fix: bool, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> list[Finding]:
    """Both checks; none without a bot."""
    if not settings.telegram_bot_token:
        return []
    return await asyncio.to_thread(_findings, Bot(settings), fix, now())


def _findings(bot: Bot, fix: bool, now: datetime) -> list[Finding]:
    try:
        name = bot.name()
    except NotDone as problem:
        remedy = TOKEN if problem.status in (401, 404) else UNREACHABLE
        said = f"was not told ({problem})"
        return [fails(BOT, said, remedy=remedy), not_applicable(WEBHOOK, "not asked, for want of a bot")]
    found = holds(BOT, f"@{name}; customers open https://t.me/{name}")
    if is_here(bot.settings.public_url):
        return [found, not_applicable(WEBHOOK, "Telegram cannot call this machine; with a tunnel's address it can")]
    try:
        return [found, _webhook(bot, fix, now)]
    except NotDone as problem:
        return [found, fails(WEBHOOK, f"was not told or set ({problem})", remedy=UNREACHABLE)]


def _webhook(bot: Bot, fix: bool, now: datetime) -> Finding:
    if fix:
        bot.set_up()
        if not bot.is_right(bot.webhook()):
            return fails(WEBHOOK, "was not changed", remedy=UNREACHABLE)
        return holds(WEBHOOK, f"is set: {bot.url}, its secret, and the menu of commands")
    there = bot.webhook()
    if not bot.is_right(there):
        return fails(WEBHOOK, f"calls {there.get('url') or 'nobody'} and not {bot.url} as it should", remedy=FIX)
    waiting = f"; updates that wait: {there.get('pending_update_count', 0)}"
    if problem := _recent_problem(there, now):
        said = f"its last call failed within the hour{waiting}: {problem}"
        return fails(WEBHOOK, said, remedy=_remedy(problem))
    return holds(WEBHOOK, f"calls {bot.url}{waiting}")


def _recent_problem(there: Mapping[str, Any], now: datetime) -> str:
    """Telegram's sentence about its last failed call, if that was lately; it names no secret."""
    at = datetime.fromtimestamp(int(there.get("last_error_date", 0)), UTC)
    return str(there.get("last_error_message", ""))[:200] if now - at < RECENT else ""


def _remedy(problem: str) -> str:
    return next((remedy for word, remedy in REMEDIES.items() if word in problem), OTHERWISE)
