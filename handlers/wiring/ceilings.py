"""The ceilings' parts. Imported only where a setting asks for one."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial

import structlog

from handlers.knowledge.place import knowledge_in
from handlers.money.budget import REACHED, Budget, periods
from handlers.money.ceilings import Ceilings
from handlers.money.likely import CHARACTERS_A_TOKEN, Likely
from handlers.money.limit_texts import dollars, setting_of, to_owner
from handlers.money.prices import Prices
from handlers.money.purse import Purse
from handlers.settings import Settings
from handlers.stores.budgets import budgets_in
from handlers.stores.keeping import Keeping
from handlers.stores.notices import StoredNotices
from handlers.tickets.agents import agents_in
from handlers.wiring.zone import zone_of

PASSAGES_TOKENS = 3_000  # that a search in a vector store adds to a question
TOOLS_TOKENS = 1_000  # that the tools' descriptions add
REMEDY = "raise {setting}, or find out what costs so much: docs/operate.md"


def ceilings_of(
    settings: Settings, keeping: Keeping, prices: Prices, now: Callable[[], datetime], instructions: str
) -> Ceilings:
    """The ceilings that these settings ask for. `instructions`: what the assistant is told with each question."""
    zone = zone_of(settings)

    def local() -> datetime:
        return now().astimezone(zone)

    owner = next(iter(agents_in(settings.agents).every), None)
    return Ceilings(
        _likely(settings, prices, instructions),
        local,
        _micros(settings.customer_day_limit_usd),
        _purse(settings, keeping, local),
        owner.contact if owner else None,
    )


def _likely(settings: Settings, prices: Prices, instructions: str) -> Likely:
    in_store = isinstance(knowledge_in(settings.knowledge), str)
    has_tools = bool(settings.tools or settings.mcp_servers)
    told = len(instructions) // CHARACTERS_A_TOKEN
    return Likely(
        prices.charge,
        model=settings.openai_model,
        hearing=settings.openai_transcription_model,
        told=told + PASSAGES_TOKENS * in_store + TOOLS_TOKENS * has_tools,
        questions=1 + has_tools,
        searches=int(in_store),
    )


def _purse(settings: Settings, keeping: Keeping, local: Callable[[], datetime]) -> Purse | None:
    day, month = _micros(settings.day_limit_usd), _micros(settings.month_limit_usd)
    if day is None and month is None:
        return None
    say = partial(to_owner, language=settings.assistant_language)
    budgets = budgets_in(keeping, StoredNotices(keeping), say)
    return Purse(budgets, lambda: periods(local(), day, month), local, tell)


def tell(budget: Budget) -> None:
    """Log the one line about a ceiling that is near or reached."""
    setting, is_reached = setting_of(budget), budget.said >= REACHED
    code = f"{setting.removesuffix('_USD').lower()}_{'reached' if is_reached else 'near'}"
    structlog.get_logger().error(
        "a ceiling is reached" if is_reached else "a ceiling is near",
        code=code,
        period=budget.period,
        limit_usd=dollars(budget.limit),
        percent=budget.said,
        remedy=REMEDY.format(setting=setting),
    )


def _micros(setting: str) -> int | None:
    return int(Decimal(setting) * 1_000_000) if setting else None
