"""Parameters as a strict schema, and arguments read by it."""

import json
from pathlib import Path
from typing import Any

import pytest

from dev.openai_standin.tools import check_schema
from handlers.tools.loading import tools_in
from handlers.tools.signature import MOST_ARGUMENTS, Signature, WrongArguments
from tests.tooling import written

MANY = '''
class Bread(StrEnum):
    BOLILLO = "bolillo"
    CONCHA = "concha"

@dataclass
class Piece:
    bread: Bread
    count: int = 1

def order(
    day: date,
    at: clock,
    pieces: list[Piece],
    how: Literal["pick up", "deliver"],
    first: Annotated[Bread, "the one that comes first"],
    caller: Caller,
    call: Annotated[CallId, "ours"],
    note: Annotated[str, "what the customer said", "in their words"] = "",
    floor: int | None = None,
    tip: float = 0.0,
):
    """Order bread."""
'''
RIGHT = (
    '{"day": "2026-12-05", "at": "09:30", "pieces": [{"bread": "concha", "count": 2}], "how": "deliver",'
    ' "first": "bolillo", "note": null, "floor": null, "tip": 2}'
)


@pytest.fixture
def signature(tmp_path: Path) -> Signature:
    return tools_in(written(tmp_path, MANY))["order"].signature


def test_the_schema_is_one_that_openai_takes_as_strict(signature: Signature) -> None:
    check_schema(signature.schema, "order", strict=True)

    schema: Any = signature.schema
    assert schema["required"] == list(schema["properties"]) == list(signature.names)
    assert schema["properties"]["day"] == {"type": "string", "format": "date"}
    assert schema["properties"]["first"] == {"$ref": "#/$defs/Bread"}
    assert schema["properties"]["note"] == {
        "description": "what the customer said in their words",
        "anyOf": [{"type": "string"}, {"type": "null"}],
    }
    assert schema["properties"]["floor"]["anyOf"] == [{"type": "integer"}, {"type": "null"}]
    assert schema["$defs"]["Piece"]["required"] == ["bread", "count"]


def test_who_calls_and_the_call_s_id_are_no_arguments_of_the_model_s(signature: Signature) -> None:
    assert not {"caller", "call"} & set(signature.names)
    assert list(signature.given) == ["caller", "call"]
    with pytest.raises(WrongArguments) as wrong:
        signature.read(RIGHT.replace("{", '{"caller": {"customer": "+5215500000000"}, ', 1))
    assert any(fault.startswith("caller: Extra inputs") for fault in wrong.value.faults)


def test_arguments_come_in_their_types_and_null_leaves_one_out(signature: Signature) -> None:
    read = signature.read(RIGHT)
    assert (read["day"].year, read["at"].hour, read["pieces"][0].count, read["tip"]) == (2026, 9, 2, 2.0)
    assert "note" not in read
    assert "floor" not in read


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("{", "arguments: no JSON"),
        ("[" * 15_000, "arguments: no JSON"),
        ('{"tip": NaN}', "arguments: no JSON"),
        ("[]", "arguments: no JSON object"),
        (f'"{"x" * MOST_ARGUMENTS}"', "arguments: more than 20000 characters"),
        ('{"day": "mañana"}', "day: Input should be a valid date or datetime, input is too short"),
        ("", "day: Field required"),
    ],
)
def test_wrong_arguments_say_what_is_wrong(signature: Signature, arguments: str, said: str) -> None:
    with pytest.raises(WrongArguments) as wrong:
        signature.read(arguments)
    assert wrong.value.faults[0] == said
    assert len(wrong.value.faults) <= 5


def test_a_check_of_the_business_s_own_says_only_that_it_failed(tmp_path: Path) -> None:
    source = """
    from pydantic import AfterValidator

    def known(number: str) -> str:
        "Is it known."
        if number != "L-1001":
            raise ValueError("of 4 customers: Ana …")
        return number

    def asserted(number: str) -> str:
        "Is it asserted."
        assert number == "L-1001", "of 4 customers: Ana …"
        return number

    def order(number: Annotated[str, AfterValidator(known)], again: Annotated[str, AfterValidator(asserted)]):
        "Look up."
    """
    signature = tools_in(written(tmp_path, source))["order"].signature
    right = {"number": "L-1001", "again": "L-1001"}
    assert signature.read(json.dumps(right)) == right
    with pytest.raises(WrongArguments) as wrong:
        signature.read('{"number": "L-1", "again": "L-1"}')
    assert wrong.value.faults == ["number: is not accepted", "again: is not accepted"]


def test_a_function_without_parameters_takes_an_empty_object(tmp_path: Path) -> None:
    signature = tools_in(written(tmp_path, "def hours():\n    'When it is open.'"))["hours"].signature
    check_schema(signature.schema, "hours", strict=True)

    assert signature.read("") == signature.read("{}") == {}


def test_a_length_is_held_to_though_the_schema_cannot_say_it(tmp_path: Path) -> None:
    source = """
    from decimal import Decimal
    from pydantic import Field
    more = {"format": "x", "deprecated": True, "examples": ["y"]}
    Key = Annotated[str, Field(pattern="(?i)^[k]?$", json_schema_extra=more)]
    def order(number: Annotated[str, Field(min_length=1, max_length=6)], key: Key, kinds: set[int], cost: Decimal):
        "Look up."
    """
    signature = tools_in(written(tmp_path, source))["order"].signature
    kinds = {"type": "array", "items": {"type": "integer"}}
    text, cost = {"type": "string"}, {"anyOf": [{"type": "number"}, {"type": "string"}]}
    assert signature.schema["properties"] == {"number": text, "key": text, "kinds": kinds, "cost": cost}
    with pytest.raises(WrongArguments):
        signature.read('{"number": "1234567", "key": "", "kinds": [], "cost": "1.50"}')
