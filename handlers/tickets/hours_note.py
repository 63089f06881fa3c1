"""The developer note about opening hours that goes with each question. Pure.

It changes with every minute, so it stands at a question's end. What stays the same is in the instructions, which OpenAI
caches.
"""

from datetime import date, datetime

from handlers.tickets.hours import Hours

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_AHEAD = 8  # so that "next Monday" is among them


def hours_note(hours: Hours, now: datetime) -> str:
    """The time at the business, whether it is open, and the holidays of the next days."""
    holidays = hours.closing_days_within(now, DAYS_AHEAD)
    said = f"Now at the business: {_moment(hours, now)}, {_state(hours, now)}."
    return f"{said} Closed for a holiday: {', '.join(map(_day, holidays))}." if holidays else said


def _state(hours: Hours, now: datetime) -> str:
    if hours.is_open(now):
        closes_at = hours.closes_at(now)
        return f"open until {_moment(hours, closes_at)}" if closes_at else "open"
    opens_at = hours.next_opening(now)
    return f"closed until {_moment(hours, opens_at)}" if opens_at else "closed for a long time"


def _moment(hours: Hours, moment: datetime) -> str:
    local = moment.astimezone(hours.zone)
    return f"{_day(local)} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day:%Y-%m-%d}"
