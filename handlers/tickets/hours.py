"""Opening hours: whether the business is open, until when, and when it opens next. Pure.

A day's times are wall-clock times of the business's zone. A time that the clocks skip is the moment after the skip; one
that they repeat is the first of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.tickets.closing_days import ClosingDays, closing_days_of
from handlers.tickets.week import Week, week_of

FORESEEN = timedelta(days=60)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """The hours of a business. Moments are aware datetimes, and in UTC when they are given back.

    Nothing opens on a closing day; what opened the evening before goes on until it closes.
    """

    week: Week
    zone: ZoneInfo
    closing_days: ClosingDays

    def is_open(self, now: datetime) -> bool:
        """True from the moment of opening; no more at the moment of closing."""
        return any(self._spans(now, now))

    def closes_at(self, now: datetime) -> datetime | None:
        """The moment at which it closes next; None: it is closed now, or stays open for the next 60 days."""
        opening = next(self._openings(now, now + FORESEEN), None)
        return opening[1] if opening and opening[0] <= now and opening[1] <= now + FORESEEN else None

    def next_opening(self, now: datetime) -> datetime | None:
        """The next moment, later than now, at which it opens; None: not in the next 60 days."""
        return next((opens for opens, _ in self._openings(now, now + FORESEEN) if opens > now), None)

    def open_minutes(self, since: datetime, until: datetime) -> float:
        """The minutes between two moments in which it is open."""
        openings = self._openings(since, until)
        return sum((min(closes, until) - max(opens, since)) / MINUTE for opens, closes in openings)

    def closing_days_within(self, now: datetime, days: int) -> list[date]:
        """The closing days among today and the days after it, without those on which it would not open anyway."""
        today = now.astimezone(self.zone).date()
        coming = (today + after * DAY for after in range(days))
        return [day for day in coming if self.week[day.weekday()] and day in self.closing_days]

    def _openings(self, since: datetime, until: datetime) -> Iterator[Span]:
        """The spans that end after `since` and begin before `until`, in order; those that meet are one."""
        going_on: Span | None = None
        for opens, closes in self._spans(since, until):
            if going_on and opens <= going_on[1]:
                going_on = going_on[0], max(going_on[1], closes)
                continue
            if going_on:
                yield going_on
            going_on = opens, closes
        if going_on:
            yield going_on

    def _spans(self, since: datetime, until: datetime) -> Iterator[Span]:
        """Each interval that ends after `since` and begins at `until` or before, in the order of their beginnings."""
        first, last = (moment.astimezone(self.zone).date() for moment in (since, until))
        for after in range(-1, (last - first).days + 1):  # the longest ends with the day after its own
            day = first + after * DAY
            if day not in self.closing_days:
                for opens, closes in self.week[day.weekday()]:
                    span = self._moment(day, opens), self._moment(day, closes)
                    if span[1] > since and span[0] <= until and span[0] < span[1]:
                        yield span

    def _moment(self, day: date, minutes: int) -> datetime:
        """The first moment at which the clocks show this time of the day, or a later one."""
        wall = datetime.combine(day, time()) + minutes * MINUTE
        moment = wall.replace(tzinfo=self.zone).astimezone(UTC)
        while (moment - MINUTE).astimezone(self.zone).replace(tzinfo=None) >= wall:
            moment -= MINUTE
        return moment


def check(setting: str, value: str) -> None:
    """Check one setting of hours_of. Raises ValueError, with a sentence that begins after the setting's name."""
    {"opening_hours": week_of, "time_zone": zone_of, "holidays": closing_days_of}[setting](value)


def hours_of(opening_hours: str, time_zone: str, holidays: str) -> Hours:
    """The hours that these settings describe. Raises ValueError."""
    return Hours(week_of(opening_hours), zone_of(time_zone), closing_days_of(holidays))


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name. Raises ValueError, with a sentence that says which it may have been."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"has “{name}”, which is no time zone: {_nearest(name)}") from None


def _nearest(name: str) -> str:
    import difflib
    from zoneinfo import available_timezones

    known = {zone.lower(): zone for zone in sorted(available_timezones())}
    near = difflib.get_close_matches(name.lower().replace(" ", "_"), known, n=1)
    return f"did you mean {known[near[0]]}?" if near else "write it as in America/Mexico_City"
