"""The line of a turn in the log: what it cost, by all suppliers."""

import json
from collections.abc import Iterator

import pytest
import structlog

from handlers import logs
from handlers.conversation.facts import Charge, Sure
from handlers.conversation.messages import Reply, Usage
from handlers.conversation.outcome import Outcome, Result
from handlers.doors.answering import report

KNOWN = (Charge("twilio.in", 1, 5_000, Sure.EXACT), Charge("openai.input", 600, 60, Sure.EXACT, "gpt-6-luna"))
UNKNOWN = Charge("meta.service", 1, None, Sure.UNKNOWN, "JP")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leaves no logger to the next tests: it would write to a stdout that is closed."""
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("charges", "cost"), [(KNOWN, {"cost": 0.00506}), ((*KNOWN, UNKNOWN), {"cost": None}), ((), {})]
)
def test_the_cost_is_the_sum_in_dollars_and_null_where_a_price_is_not_known(
    charges: tuple[Charge, ...], cost: dict[str, float | None], capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure()
    reply = Reply(("Sí.",), Usage(600, 0, 20))
    report(Outcome(Result.ANSWERED, "es", reply, charges=charges), {}, structlog.get_logger())
    line = json.loads(capsys.readouterr().out)
    assert {name: line[name] for name in ("cost",) if name in line} == cost
    assert (line["input_tokens"], line["cached_tokens"], line["output_tokens"]) == (600, 0, 20)
