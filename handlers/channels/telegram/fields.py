"""Fields of JSON from outside: each has the type that it should have, or counts as missing. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Fields:
    """An object of JSON, or anything else, which has no fields."""

    value: object = None

    def __bool__(self) -> bool:
        return isinstance(self.value, dict)

    def at(self, name: str) -> "Fields":
        """The object in this field."""
        return Fields(self._field(name))

    def every(self, name: str) -> Iterator["Fields"]:
        """The objects of the list in this field."""
        found = self._field(name)
        yield from (Fields(each) for each in (found if isinstance(found, list) else []))

    def text(self, name: str) -> str:
        """The text in this field, "" without one."""
        found = self._field(name)
        return found if isinstance(found, str) else ""

    def whole(self, name: str) -> int:
        """The whole number in this field, 0 without one."""
        found = self._field(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else 0

    def number(self, name: str) -> float | None:
        """The number in this field."""
        found = self._field(name)
        return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None

    def _field(self, name: str) -> object:
        return self.value.get(name) if isinstance(self.value, dict) else None
