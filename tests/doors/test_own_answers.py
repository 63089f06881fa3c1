"""Answers that this process has read when no request waited: a turn that lives delivers its own; faults are logged."""

import json
from typing import Any, cast

import pytest

from handlers import logs
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.pay_debts import PayDebts
from handlers.doors.own_answers import LOOKS, OwnAnswers
from handlers.errors import StoreUnavailable


class Debts:
    """Debts of one thread, whose turn lives for so many looks; then they can be paid, or the store fails."""

    def __init__(self, lives: int, outcomes: list[Outcome] | None = None) -> None:
        self.lives, self.outcomes, self.looks = lives, outcomes, 0

    async def is_awaited(self, _response: str) -> bool:
        self.looks += 1
        return self.looks <= self.lives

    async def response_ended(self, _response: str, *, deadline: float) -> list[Outcome]:
        assert deadline > 0
        if self.outcomes is None:
            raise StoreUnavailable("timeout", remedy="wait")
        return self.outcomes


async def looks_before(debts: Debts) -> int:
    async def no_pause(_seconds: float) -> None:
        return

    logs.configure()
    await OwnAnswers(cast(PayDebts, cast(Any, debts)), no_pause)("own_resp_1")
    return debts.looks


@pytest.mark.parametrize(("lives", "looks"), [(0, 1), (3, 4), (LOOKS + 1, LOOKS)])
async def test_a_turn_that_lives_gets_time_to_deliver_the_answer_itself(lives: int, looks: int) -> None:
    assert await looks_before(Debts(lives, [])) == looks


async def test_what_was_sent_and_what_could_not_be_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    await looks_before(Debts(0, [Outcome(Result.ANSWERED, "es")]))
    await looks_before(Debts(0))
    sent, failed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (sent["message"], sent["results"]) == ("late answers", ["answered"])
    assert (failed["severity"], failed["code"], failed["remedy"]) == ("ERROR", "timeout", "wait")
