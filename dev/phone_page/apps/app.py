"""An app on the phones, with its vendor between them and the function: what the page asks of each."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.routing import BaseRoute

from dev.phone_page.inputs import NewMessage
from dev.phone_page.records import Bubble, Customer, Turn
from dev.twilio_standin.media import File


@dataclass(frozen=True)
class Letter:
    """A message that somebody sends in an app, with its file if it has one. `quoted`: the bubble that it replies to."""

    customer: Customer
    asked: NewMessage
    file: File | None = None
    quoted: Bubble | None = None


@dataclass(frozen=True)
class Envelope:
    """A letter as the vendor posts it: the id by which the function's log names it, and what is posted, as pairs.

    `carry` takes it to the function until nothing more comes back for it; each request is then in the turn, and each
    answer in its chat.
    """

    sid: str
    pairs: Sequence[tuple[str, str]]
    carry: Callable[[Turn], Coroutine[None, None, None]]


class App(Protocol):
    """One app. What the function sends by the vendor's API appears in its customers' chats by itself."""

    @property
    def name(self) -> str:
        """The app's name, one of those in records."""
        ...

    def served_at(self, address: str) -> Mapping[str, str]:
        """The page is served at `address` now: gives the settings that lead the function to this vendor."""
        ...

    def routes(self) -> Sequence[BaseRoute]:
        """The vendor's API, to be served beside the page."""
        ...

    def write(self, letter: Letter) -> Envelope:
        """Make a letter ready to go. Raises Refused, and then nothing has happened."""
        ...

    def stop(self) -> None:
        """End, in the server's event loop, all that would delay its shutdown."""
        ...
