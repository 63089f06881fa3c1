"""The agents' windows: each agent's phone writes once, since the business may write only to who wrote within 24 hours.

https://www.twilio.com/docs/whatsapp/key-concepts#the-24-hour-customer-service-window
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dev.phone_page.records import Customer
from dev.phone_page.state import PageState

WORDS = "tickets"  # the function answers with the open ones


@dataclass
class Windows:
    """Opens them by `write`, which sends a text from an agent's phone."""

    state: PageState
    write: Callable[[Customer, str], object]
    _open: set[int] = field(default_factory=set)

    def open(self) -> None:
        """Open those that are not, once the function runs. On a real account agents write from their own phones."""
        if self.state.function != "running" or not self.state.about.get("rest"):
            return
        for agent in self.state.agents:
            if agent.id not in self._open:
                self._open.add(agent.id)
                self.write(agent, WORDS)

    def reopen(self) -> None:
        """Open all anew, if the function has forgotten who wrote."""
        if self.state.about.get("store") == "memory":
            self._open.clear()
        self.open()
