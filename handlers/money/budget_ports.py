"""Port of the ceilings' money."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from handlers.conversation.contact import Contact
from handlers.money.budget import Budget, Leased

Change = Callable[[Sequence[Budget]], Leased]


class Budgets(Protocol):
    """The ceilings' money, which all processes share."""

    async def lease(
        self, limits: Mapping[str, int], change: Change, *, owner: Contact | None = None, by: str = ""
    ) -> tuple[Leased, tuple[str, ...]]:
        """Change the budgets of these periods, as a whole or not at all; `change` may be called again for it.

        Of what crosses a mark only this commit tells: it leaves a text for the `owner`, for `by` to send, in the
        threads that are returned, if the owner may be written to. Raises StoreUnavailable.
        """
        ...
