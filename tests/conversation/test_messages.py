"""The sum of two answers' usage."""

import pytest

from handlers.conversation.messages import Usage


def test_two_usages_add_up_each_in_its_own_kind() -> None:
    together = Usage(100, 40, 7, 0.001) + Usage(20, 3, 5, 0.0005)
    assert (together.input_tokens, together.cached_tokens, together.output_tokens) == (120, 43, 12)
    assert together.cost == pytest.approx(0.0015)


@pytest.mark.parametrize(("one", "other"), [(0.001, None), (None, 0.001), (None, None)])
def test_a_cost_that_is_not_known_makes_the_sum_unknown(one: float | None, other: float | None) -> None:
    assert (Usage(1, 0, 1, one) + Usage(1, 0, 1, other)).cost is None


def test_what_costs_nothing_is_known() -> None:
    assert (Usage(1, 0, 1, 0.0) + Usage(1, 0, 1, 0.0)).cost == 0.0
