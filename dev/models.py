"""OpenAI's models that end: the day, and the successor that OpenAI names.

https://developers.openai.com/api/docs/deprecations, as of November 2026. The API itself tells the date of a model that
it still has (`shutdown_date`); this table adds those that it no longer has, and the successors.
"""

from dataclasses import dataclass
from datetime import date

DEFAULT = "gpt-6-luna"


@dataclass(frozen=True)
class Ending:
    """The day on which a model ends, and its successor."""

    day: date
    successor: str


_TURBO, _FOUR_O, _FIVE = date(2026, 10, 23), date(2027, 1, 14), date(2026, 12, 11)

ENDINGS = {
    "gpt-3.5-turbo": Ending(_TURBO, "gpt-5.6-terra"),
    "gpt-4": Ending(_TURBO, "gpt-5.6-sol"),
    "gpt-4-turbo": Ending(_TURBO, "gpt-5.6-sol"),
    "o1": Ending(_TURBO, "gpt-5.6-sol"),
    "o3-mini": Ending(_TURBO, "gpt-5.6-sol"),
    "o4-mini": Ending(_TURBO, "gpt-5.6-terra"),
    "gpt-5": Ending(_FIVE, "gpt-6.1-sol"),
    "gpt-5-mini": Ending(_FIVE, "gpt-6.1-terra"),
    "gpt-4o": Ending(_FOUR_O, "gpt-6-luna"),
    "gpt-4o-mini": Ending(_FOUR_O, "gpt-6-luna"),
    "gpt-4.1": Ending(_FOUR_O, "gpt-6-luna"),
    "gpt-4.1-mini": Ending(_FOUR_O, "gpt-6-luna"),
}


def ending_of(model: str) -> Ending | None:
    """The ending of a model, by its name or by that of a dated snapshot (gpt-4o-mini-2024-07-18, gpt-4-0613)."""
    base = model
    while base:
        if found := ENDINGS.get(base):
            return found if _is_date(model.removeprefix(base)) else None
        base = base.rpartition("-")[0]
    return None


def _is_date(rest: str) -> bool:
    return rest.replace("-", "").replace("preview", "").isdigit() if rest else True
