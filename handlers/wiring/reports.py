"""Reports of the numbers, and who tells them by message. What reckons them is imported when it is first needed."""

from functools import cache
from typing import TYPE_CHECKING

from handlers.tickets.agents import Agents
from handlers.tickets.orders import Order
from handlers.tickets.telling_numbers import TellNumbers
from handlers.wiring.cast import Cast
from handlers.wiring.zone import zone_of

if TYPE_CHECKING:
    from handlers.numbers.report import Reports
    from handlers.numbers.tell_short import TellShort


def tell_numbers(cast: Cast, agents: Agents) -> TellNumbers:
    """Who tells agents who ask."""

    @cache
    def tell() -> "TellShort":
        return tell_short(cast)

    async def told(order: Order) -> str:
        return await tell()(order)

    seen_by = agents.every if cast.settings.numbers == "agents" else agents.every[:1]
    return TellNumbers([agent.name for agent in seen_by], told, cast.settings.assistant_language)


def tell_short(cast: Cast) -> "TellShort":
    """The short form of reports."""
    from handlers.numbers.tell_short import TellShort

    settings = cast.settings
    link = f"{settings.public_url}/numbers" if settings.has_desk else ""
    return TellShort(reports_of(cast), settings.assistant_language, link)


def reports_of(cast: Cast) -> "Reports":
    """Who reads reports."""
    from handlers.numbers.report import Reports
    from handlers.stores.briefs import StoredBriefs
    from handlers.stores.days import StoredDays

    return Reports(StoredDays(cast.keeping), StoredBriefs(cast.keeping), zone_of(cast.settings), cast.now)
