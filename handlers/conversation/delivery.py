"""Delivery: how a channel's replies reach the customer, and how late ones do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Delivery:
    """Replies go out in the response to the message's own request, or by REST.

    `hops`: at most so many further requests of the same message fetch a late answer. `sends_late`: answers not ready
    after the last hop are sent by REST. `sender`: if set, this sender sends every reply by REST, but those that `fits`
    finds to fit the response. `leaves`: the request ends as soon as the assistant's response is under way; whoever
    hears of its end sends the answer. `hears`: is told the assistant's reply as it is being written.
    """

    hops: int = 0
    sends_late: bool = False
    sender: str = ""
    leaves: bool = False
    fits: Callable[[Sequence[str]], bool] | None = None
    hears: Callable[[str], None] | None = field(default=None, repr=False)

    @classmethod
    def in_response(
        cls, *, hops: int = 0, sends_late: bool = False, hears: Callable[[str], None] | None = None
    ) -> "Delivery":
        """For a channel that waits for its answer, and comes back for a late one up to `hops` times."""
        return cls(hops, sends_late, hears=hears)

    @classmethod
    def by_rest(cls, sender: str, *, leaves: bool = False) -> "Delivery":
        """For a channel, or a moment, where no request waits. `leaves`: for one that wants its requests short."""
        return cls(sends_late=True, sender=sender, leaves=leaves)

    @classmethod
    def in_response_if(
        cls, fits: Callable[[Sequence[str]], bool], sender: str, *, sends_late: bool = False
    ) -> "Delivery":
        """For a channel that waits for its answer, but whose response takes only texts that fit; others go by REST."""
        return cls(sends_late=sends_late, sender=sender, fits=fits)

    @property
    def is_waited_for(self) -> bool:
        """True if the customer's channel still waits for a response."""
        return not self.sender or self.fits is not None

    def sender_of(self, texts: Sequence[str], *, behind: bool) -> str:
        """Who sends these texts by REST; "" if they go in the response. `behind`: others are yet to be sent by REST."""
        in_response = self.fits is not None and not behind and self.fits(texts)
        return "" if in_response else self.sender

    def next_hop(self, hop: int) -> int | None:
        """The number of the next request to come back with; None after the last."""
        return hop + 1 if hop < self.hops else None

    def announces(self, hop: int) -> bool:
        """True if this request tells the customer that the answer takes longer: the first one, if the channel waits."""
        return self.is_waited_for and hop == 0
