"""Each failure of Telegram's by what it means for a message."""

import pytest

from handlers.adapters.telegram.errors import BLOCKED, NO_CHAT, REFUSED, SET_IT, SLOWER, UNREACHABLE, why_unsent
from handlers.adapters.telegram.rest import TelegramFailure
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear


@pytest.mark.parametrize(
    ("failure", "kind", "remedy"),
    [
        (TelegramFailure(500, "500", unclear=True), OutboxUnclear, UNREACHABLE),
        (TelegramFailure(0, "TimeoutError", unclear=True), OutboxUnclear, UNREACHABLE),
        (TelegramFailure(0, "ClientConnectorError"), OutboxUnavailable, UNREACHABLE),
        (TelegramFailure(401, "401"), OutboxUnavailable, SET_IT),
        (TelegramFailure(404, "404"), OutboxUnavailable, SET_IT),
        (TelegramFailure(409, "409"), OutboxUnavailable, UNREACHABLE),
        (TelegramFailure(429, "429"), OutboxUnavailable, SLOWER),
        (TelegramFailure(403, "403"), OutboxRefused, BLOCKED),
        (TelegramFailure(400, "400", about="Bad Request: chat not found"), OutboxRefused, NO_CHAT),
        (TelegramFailure(400, "400"), OutboxRefused, REFUSED),
        (TelegramFailure(418, "418"), OutboxRefused, REFUSED),
    ],
)
def test_each_failure_says_whether_another_try_can_help(
    failure: TelegramFailure, kind: type[OutboxUnavailable], remedy: str
) -> None:
    problem = why_unsent(failure)
    assert (type(problem), problem.code, problem.remedy) == (kind, failure.word, remedy)
