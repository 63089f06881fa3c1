"""One mobile number, written in two ways."""

import pytest

from handlers.conversation.calls import Caller
from handlers.conversation.spelling import same_line, spellings_of


@pytest.mark.parametrize(
    ("number", "other"),
    [("+525587654321", "+5215587654321"), ("+541123456789", "+5491123456789"), ("+551187654321", "+5511987654321")],
)
def test_a_mobile_number_is_written_in_two_ways(number: str, other: str) -> None:
    assert spellings_of(number) == spellings_of(other) == {number, other}
    assert spellings_of("+34600111222") == {"+34600111222"}
    assert spellings_of("") == set()


@pytest.mark.parametrize(
    ("number", "others"),
    [
        ("+5215587654321", ["+525587654321"]),
        ("+541123456789", ["+5491123456789"]),
        ("+554187654321", ["+5541987654321"]),
        ("+5541987654321", ["+554187654321"]),
        ("+554192345678", ["+5541992345678"]),
        ("+551133334444", []),  # a landline: with a 9 it would be somebody's mobile number
        ("+5511933334444", []),  # a mobile number: without the 9 it would be somebody's landline
        ("+34600111222", []),
    ],
)
def test_no_spelling_is_another_s_number(number: str, others: list[str]) -> None:
    assert same_line(number) == (number, *others)


def test_a_caller_has_numbers_only_where_the_app_tells_one() -> None:
    def numbers(customer: str) -> tuple[str, ...]:
        return Caller("k", "alias", customer, "Ana", "es").numbers

    assert numbers("+5215512345678") == ("+5215512345678", "+525512345678")
    assert numbers("5215512345678") == ()
