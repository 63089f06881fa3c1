"""A moment in a customer's words: "mañana a las 9:00", "on Monday at 9:00 AM". Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.languages import Language, Spoken, written_in

# Monday's first; each with what stands before it.
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
    "en": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"),
    "pt": (
        *("na segunda-feira", "na terça-feira", "na quarta-feira", "na quinta-feira", "na sexta-feira"),
        *("no sábado", "no domingo"),
    ),
}
MONTHS: dict[Language, tuple[str, ...]] = {
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "pt": (
        *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
        *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    ),
}
TODAY: dict[Language, str] = {"es": "hoy", "en": "today", "pt": "hoje"}
TOMORROW: dict[Language, str] = {"es": "mañana", "en": "tomorrow", "pt": "amanhã"}


def when(moment: datetime, now: datetime, zone: ZoneInfo, spoken: Spoken) -> str:
    """The day and time of a coming moment, as they are in this zone; `now` tells which day is today."""
    language = written_in(spoken)
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    return f"{day_named(local, (local.date() - today).days, language)} {_time(local, language)}"


def day_named(day: date, days: int, language: Language) -> str:
    """The day, `days` after today; a week ahead and more it has its date."""
    if days in (0, 1):
        return (TODAY, TOMORROW)[days][language]
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    if days < timedelta(weeks=1).days:
        return weekday
    dated = {"es": f" {day.day} de {month}", "en": f", {month} {day.day}", "pt": f", {day.day} de {month},"}
    return weekday + dated[language]


def _time(local: datetime, language: Language) -> str:
    clock = f"{local.hour}:{local.minute:02}"
    match language:
        case "es":
            return f"a la{'' if local.hour == 1 else 's'} {clock}"
        case "pt":
            return f"{'à' if local.hour in (0, 1) else 'às'} {clock}"
    return f"at {local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"
