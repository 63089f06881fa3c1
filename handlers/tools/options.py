"""The options of a tool, by the decorator `tool`; a plain function needs none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType, TypeVar

# A parameter of this type gets OpenAI's id of the call, the same each time that the call is run again.
CallId = NewType("CallId", str)

_Function = TypeVar("_Function", bound=Callable[..., object])

SECONDS = 5.0
MOST_SECONDS = 9.0  # a turn has eleven, and has to ask the assistant again with what came of it
_MARK = "__recado_tool__"


@dataclass(frozen=True)
class Options:
    """`requires`: "confirm" if the customer has to say yes first. `seconds`: its time limit.

    `title`: what it does, in a customer's words, by language. {names} of arguments in it stand for their values.
    """

    requires: Literal["", "confirm"] = ""
    seconds: float = SECONDS
    title: Mapping[str, str] = field(default_factory=dict)


def tool(
    *, requires: Literal["", "confirm"] = "", seconds: float = SECONDS, title: Mapping[str, str] | None = None
) -> Callable[[_Function], _Function]:
    """Give a function its options; it stays the function that it is."""

    def marked(function: _Function) -> _Function:
        setattr(function, _MARK, Options(requires, seconds, title or {}))
        return function

    return marked


def options_of(function: object) -> Options:
    """The options that a function was given, or those of a plain one."""
    given = getattr(function, _MARK, None)
    return given if isinstance(given, Options) else Options()
