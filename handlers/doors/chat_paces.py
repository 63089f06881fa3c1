"""How often visitors of the chat may call, in each process of the function."""

from dataclasses import dataclass, field

from starlette.requests import Request

from handlers.callers import Pace, caller
from handlers.channels.web.sessions import Visitor
from handlers.errors import TooMany

MANY = 10_000  # callers that are told apart


def _pace(most: int, seconds: float) -> Pace:
    return Pace(most, seconds, callers=MANY)


@dataclass(frozen=True)
class Paces:
    """By address and by visitor; an office, or a telephone company, may share one address. Each raises TooMany."""

    by_address: Pace = field(default_factory=lambda: _pace(600, 60))
    by_visitor: Pace = field(default_factory=lambda: _pace(120, 60))
    new_visitors: Pace = field(default_factory=lambda: _pace(100, 3600))
    files_by_address: Pace = field(default_factory=lambda: _pace(100, 3600))
    files_by_visitor: Pace = field(default_factory=lambda: _pace(10, 60))

    def take_request(self, request: Request) -> None:
        """A request of whomever."""
        _take(self.by_address, caller(request), "requests of an address")

    def take_visitors(self, visitor: Visitor) -> None:
        """A request of this visitor's."""
        _take(self.by_visitor, _name(visitor), "requests of a visitor")

    def take_new(self, request: Request) -> None:
        """A visitor who was not here before."""
        _take(self.new_visitors, caller(request), "new visitors of an address")

    def take_file(self, request: Request, visitor: Visitor) -> None:
        """A file of this visitor's."""
        _take(self.files_by_visitor, _name(visitor), "files of a visitor")
        _take(self.files_by_address, caller(request), "files of an address")


def _take(pace: Pace, who: str, what: str) -> None:
    if not pace(who):
        raise TooMany(f"too many {what}")


def _name(visitor: Visitor) -> str:
    return f"{visitor.site} {visitor.customer}"
