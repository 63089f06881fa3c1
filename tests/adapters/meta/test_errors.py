"""Meta's errors, told apart by what another try would do."""

import json
import re
import shlex

import pytest

from dev.processes import ROOT
from handlers.adapters.meta.errors import ACCOUNT, KEY, SLOWER, UNPAID, UNREGISTERED, why_refused
from handlers.adapters.meta.rest import HOST, VERSION
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear


def answer(code: object, subcode: object = 0) -> object:
    return {"error": {"message": "words", "code": code, "error_subcode": subcode}}


@pytest.mark.parametrize(
    ("status", "told", "kind", "remedy"),
    [
        (400, answer(190), OutboxUnavailable, KEY),
        (403, answer(200), OutboxUnavailable, KEY),
        (403, answer(10), OutboxUnavailable, KEY),
        (400, answer(100, 33), OutboxUnavailable, KEY),
        (400, answer(613), OutboxUnavailable, SLOWER),
        (403, answer(368), OutboxUnavailable, ACCOUNT),
        (400, answer(133010), OutboxUnavailable, UNREGISTERED),
        (400, answer(131042), OutboxUnavailable, UNPAID),
        (429, None, OutboxUnavailable, SLOWER),
        (400, answer(100), OutboxRefused, ""),
        (400, answer(True), OutboxRefused, ""),
        (400, answer("190"), OutboxRefused, ""),
        (400, {"error": []}, OutboxRefused, ""),
        (404, answer(132001), OutboxRefused, "ASSISTANT_LANGUAGE"),
        (500, answer(131000), OutboxUnclear, ""),
        (302, None, OutboxUnclear, ""),
    ],
)
def test_an_answer_is_of_its_kind(status: int, told: object, kind: type[OutboxUnavailable], remedy: str) -> None:
    problem = why_refused(status, told)
    assert type(problem) is kind
    assert remedy in problem.remedy
    assert "words" not in f"{problem} {problem.remedy}"


def test_the_page_registers_a_number_by_a_call_of_the_version_that_is_used_for_all_others() -> None:
    block = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "meta.md").read_text(), re.DOTALL)[0].replace("\\\n", "")
    register, subscribe = [shlex.split(line) for line in block.splitlines() if "curl" in line]
    assert f"{HOST}/{VERSION}/PHONE_NUMBER_ID/register" in register
    assert json.loads(register[-1]) == {"messaging_product": "whatsapp", "pin": "123456"}
    assert f"{HOST}/{VERSION}/WHATSAPP_ACCOUNT_ID/subscribed_apps" in subscribe
