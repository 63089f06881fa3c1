"""A function's parameters as a strict JSON schema, and arguments read by them.

https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
"""

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NotRequired, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from typing_extensions import TypedDict

from handlers.conversation.calls import Caller
from handlers.tools.options import CallId
from handlers.tools.strict import NotStrict, nullable, strict

GIVEN_BY_US = (Caller, CallId)
MOST_ARGUMENTS = 20_000  # characters
MOST_FAULTS = 5
# Pydantic's words for what a check of the business's own said; that text goes no further.
OWN_WORDS = frozenset({"value_error", "assertion_error"})


class BadFunction(Exception):
    """A function that cannot be a tool; the text says why and what to do."""


class WrongArguments(Exception):
    """Arguments that the function does not take; `faults` says why, for the model."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("wrong_arguments")
        self.faults = faults


@dataclass(frozen=True)
class Signature:
    """A tool's parameters. `names`: those that the model gives; `given`: those that we give, as Caller or CallId."""

    schema: Mapping[str, object]
    given: Mapping[str, object]
    names: Sequence[str]
    _optional: frozenset[str]
    _arguments: TypeAdapter[dict[str, Any]]

    def read(self, arguments: str) -> dict[str, Any]:
        """The arguments of a call. Raises WrongArguments."""
        if len(arguments) > MOST_ARGUMENTS:
            raise WrongArguments([f"arguments: more than {MOST_ARGUMENTS} characters"])
        try:
            given = json.loads(arguments or "{}", parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise WrongArguments(["arguments: no JSON"]) from None
        if not isinstance(given, dict):
            raise WrongArguments(["arguments: no JSON object"])
        kept = {name: value for name, value in given.items() if value is not None or name not in self._optional}
        try:
            return self._arguments.validate_python(kept)
        except ValidationError as problem:
            raise WrongArguments(_faults(problem)) from None


def signature_of(function: Callable[..., object]) -> Signature:
    """The parameters of a function. Raises BadFunction."""
    try:
        hints = get_type_hints(function, include_extras=True)
    except (NameError, TypeError, AttributeError, SyntaxError) as problem:
        raise BadFunction(f"has an annotation that cannot be read ({type(problem).__name__})") from None
    given, fields, optional = dict[str, object](), dict[str, Any](), set[str]()
    for name, parameter in inspect.signature(function).parameters.items():
        hint = _checked(name, parameter, hints)
        if found := _given(name, hint):
            given[name] = found
            continue
        fields[name] = _described(hint)
        if parameter.default is not parameter.empty:
            optional.add(name)
            fields[name] = NotRequired[fields[name]]
    arguments, schema = _adapter(function.__name__, fields)
    nullable(schema, optional)
    return Signature(schema, given, tuple(fields), frozenset(optional), arguments)


def _checked(name: str, parameter: inspect.Parameter, hints: Mapping[str, Any]) -> Any:
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
        raise BadFunction(f"takes '{parameter}': give it plain parameters only")
    if name not in hints:
        raise BadFunction(f"has a parameter without a type: annotate '{name}', as in {name}: str")
    if name.startswith("_"):
        raise BadFunction(f"has a parameter '{name}': no underscore at the beginning, please")
    return hints[name]


def _given(name: str, hint: Any) -> object:
    """Caller or CallId, if that is the whole type; None if it is none. Within another the model would make one up."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if bare in GIVEN_BY_US:
        return bare
    if any(_mentions(hint, ours) for ours in GIVEN_BY_US):
        raise BadFunction(f"has Caller or CallId within the type of '{name}': it has to be the whole type")
    return None


def _mentions(hint: Any, ours: object) -> bool:
    return hint is ours or any(_mentions(each, ours) for each in get_args(hint))


def _described(hint: Any) -> Any:
    """A type with the description that Annotated[..., "text"] gives it."""
    if get_origin(hint) is not Annotated:
        return hint
    kind, *notes = get_args(hint)
    said = [note for note in notes if isinstance(note, str)]
    rest = [note for note in notes if not isinstance(note, str)]
    return Annotated[(kind, *rest, Field(description=" ".join(said)))] if said else hint


def _adapter(name: str, fields: Mapping[str, Any]) -> tuple[TypeAdapter[dict[str, Any]], dict[str, Any]]:
    typed_dict: Any = TypedDict  # mypy knows only those that are written out
    arguments = typed_dict(name, dict(fields))
    arguments.__pydantic_config__ = ConfigDict(extra="forbid")
    try:
        adapter = TypeAdapter[dict[str, Any]](arguments)
        return adapter, strict(adapter.json_schema())
    except NotStrict as problem:
        raise BadFunction(str(problem)) from None
    except (PydanticUserError, NameError) as problem:
        raise BadFunction(
            f"has a type that no JSON can have ({type(problem).__name__}): use str, int, date …"
        ) from None


def _no_number(constant: str) -> float:
    raise ValueError("NaN and Infinity are no JSON")


def _faults(problem: ValidationError) -> list[str]:
    faults = []
    for error in problem.errors(include_url=False)[:MOST_FAULTS]:
        place = ".".join(str(part) for part in error["loc"])[:80]
        said = "is not accepted" if error["type"] in OWN_WORDS else error["msg"][:200]
        faults.append(f"{place}: {said}")
    return faults
