"""What a command is given: months, days and switches."""

from datetime import date

import pytest

from dev.given import NotClear, days_in, is_set, month_in
from handlers.numbers.span import Span, month_of


def test_a_month_a_span_and_a_switch_are_read_as_they_are_typed() -> None:
    assert month_in({"MONTH": "2026-02"}, "MONTH") == month_of(date(2026, 2, 1))
    with pytest.raises(NotClear, match="REBUILD has to be a month, as in REBUILD=2026-11"):
        month_in({"REBUILD": "9999-12"}, "REBUILD")
    november = Span(date(2026, 11, 1), date(2026, 11, 30))
    assert days_in({"FROM": "2026-11-01", "TO": "2026-11-30"}) == november
    assert days_in({"FROM": "2026-11-01"}, "2026-11-30") == november
    assert days_in({"FROM": "2026-11-01"}) is None
    assert days_in({"FROM": "2026-12-01", "TO": "2026-11-30"}) is None
    assert [is_set(given, "SEND") for given in ({}, {"SEND": ""}, {"SEND": "0"}, {"SEND": "1"})] == [False] * 3 + [True]
