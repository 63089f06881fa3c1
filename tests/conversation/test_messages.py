"""The sum of two answers' usage."""

import pytest

from handlers.conversation.messages import Usage


def test_two_usages_add_up_each_in_its_own_kind() -> None:
    assert Usage(100, 40, 7) + Usage(20, 3, 5) == Usage(120, 43, 12)


@pytest.mark.parametrize(("one", "other"), [(True, False), (False, True), (False, False)])
def test_a_sum_lacks_what_one_of_its_parts_lacks(one: bool, other: bool) -> None:
    assert Usage(1, 0, 1, is_whole=one) + Usage(1, 0, 1, is_whole=other) == Usage(2, 0, 2, is_whole=False)
