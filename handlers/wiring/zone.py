"""The zone of the numbers: whose days are counted."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from handlers.settings import Settings


def zone_of(settings: Settings) -> tzinfo:
    """The business's time zone; UTC where none is set."""
    return ZoneInfo(settings.time_zone) if settings.time_zone else UTC
