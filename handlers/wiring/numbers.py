"""The numbers' addresses. What makes their pages is imported when somebody first asks for one, not at the start."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from handlers.doors.routes import Handler
from handlers.pages.rendering import asset
from handlers.pages.visits import Visit, Visits
from handlers.wiring.cast import Cast
from handlers.wiring.reports import reports_of

if TYPE_CHECKING:
    from handlers.pages.numbers import NumbersPages

SHOWN = ("", ".json", ".csv", ".xlsx", "/examples")


def numbers(cast: Cast, visits: Visits) -> Mapping[str, Mapping[str, Handler]]:
    """The handlers, by path and method."""

    @cache
    def pages() -> "NumbersPages":
        return _pages(cast)

    def shows(path: str) -> Handler:
        async def show(visit: Visit) -> Response:
            return await pages().handlers[path](visit)

        return visits.page(show)

    async def style(_request: Request) -> Response:
        return asset("numbers.css", "text/css")

    return {f"/numbers{ending}": {"GET": shows(f"/numbers{ending}")} for ending in SHOWN} | {
        "/numbers/numbers.css": {"GET": style}
    }


def _pages(cast: Cast) -> "NumbersPages":
    from handlers.pages.examples import Examples
    from handlers.pages.numbers import NumbersPages
    from handlers.stores.samples import StoredSamples

    reports, prices = reports_of(cast), cast.ledger.prices

    def old_prices(today: date) -> list[str]:
        return [warning.about for warning in prices.warnings(today)]

    has_answers = cast.teaching is not None
    examples = Examples(reports, StoredSamples(cast.keeping))
    return NumbersPages(reports, examples, str(reports.zone), old_prices, has_answers)
