"""Examples of what was counted, in customers' words, as far as these are kept."""

from dataclasses import dataclass

from starlette.responses import Response

from handlers.numbers.formats import Formats
from handlers.numbers.ports import Samples
from handlers.numbers.report import Reports
from handlers.numbers.samples import SampleKind, latest
from handlers.numbers.span import span_in
from handlers.pages.guard import HEADERS
from handlers.pages.rendering import Pages
from handlers.pages.visits import Visit


@dataclass(frozen=True)
class Examples:
    """GET /numbers/examples: a look at conversations, so the log tells of it, as of each look at the desk."""

    reports: Reports
    samples: Samples

    async def __call__(self, visit: Visit, pages: Pages) -> Response:
        """The page of a kind of samples; 404 for a kind that there is not. Raises StoreUnavailable."""
        wanted = visit.query.get("kind", "")
        if wanted not in set(SampleKind):
            return Response(status_code=404, headers=HEADERS)
        kind, span = SampleKind(wanted), span_in(visit.query, self.reports.today)
        samples = await self.samples.of(kind, latest(await self.reports.days_of(span), kind))
        visit.log("examples", kind=str(kind), shown=len(samples))
        return pages(
            "examples.html",
            visit.language,
            me=visit.session.agent,
            kind=kind,
            span=span,
            back=f"/numbers?from={span.first}&to={span.last}",
            samples=samples,
            f=Formats(visit.language, self.reports.zone),
        )
