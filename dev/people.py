"""The settings with which `make run` lets people take over: agents, a short wait for them, a desk."""

import os
from collections.abc import Mapping

from dev import local
from handlers.settings import Settings

AGENTS = "Marta=whatsapp:+5215511110001, Hugo=whatsapp:+5215511110002"  # two that nobody has; no customer of the page


def settings_of_people(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with agents, unless they have some, or the environment's AGENTS is empty.

    A real Twilio account gets no agents from here: it would send to their numbers.
    """
    if os.environ.get("AGENTS") == "":
        return {name: value for name, value in settings.items() if name != "AGENTS"}
    made_up = not settings.get("AGENTS") and not settings.get("TWILIO_API_KEY_SID")
    agents = {"AGENTS": AGENTS, "TICKET_MINUTES": "1"} if made_up else {}
    desk = {"DESK_SECRET": local.desk_secret()} if "desk_secret" in Settings.model_fields else {}
    return {**desk, **agents, **settings}
