"""Delivery: how a channel's replies reach the customer, and what becomes of those that are late."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """In the response to the request that brought the message, unless it is sent.

    `hops`: a late answer is fetched by at most so many further requests of the same message. `sends_late`: an answer
    that is not ready after the last of them goes out by REST. `sender`: so does every reply, by whom that names.
    """

    hops: int = 0
    sends_late: bool = False
    sender: str = ""

    @classmethod
    def in_response(cls, *, hops: int = 0, sends_late: bool = False) -> "Delivery":
        """For a channel that waits for its answer, and comes back for a late one where it has `hops`."""
        return cls(hops, sends_late)

    @classmethod
    def by_rest(cls, sender: str) -> "Delivery":
        """For a channel, or a moment, in which nobody waits."""
        return cls(sends_late=True, sender=sender)

    @property
    def is_waited_for(self) -> bool:
        """Whether the customer's channel still waits for a response."""
        return not self.sender

    def next_hop(self, hop: int) -> int | None:
        """The request to come back with after this one; None after the last."""
        return hop + 1 if hop < self.hops else None

    def announces(self, hop: int) -> bool:
        """Whether this request tells the customer that the answer takes longer: the first that is waited for does."""
        return self.is_waited_for and hop == 0
