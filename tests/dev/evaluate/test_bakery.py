"""The bakery's own conversations, as `make eval` holds them where nothing is set: all of them, all as expected."""

import json

import pytest

from dev.evaluate import __main__ as command
from dev.evaluate import results

FOR_A_MODEL = {"person-in-other-words", "unwell-after-eating"}


def test_the_bakery_gives_the_answers_that_it_wants_to_give(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "MODEL", "ONLY", "TIMES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RECADO_ENV_FILE", "/dev/null")
    monkeypatch.setenv("CONVERSATIONS", str(command.EXAMPLE))
    monkeypatch.setenv("JSON", "1")
    folder = tmp_path_factory.mktemp("eval")
    monkeypatch.setattr(results, "LAST", folder / "last.json")
    monkeypatch.setenv("TMPDIR", str(folder))
    code = command.main()
    outcomes = json.loads(capsys.readouterr().out)
    failures = [failure for outcome in outcomes for run in outcome["runs"] for failure in run["failures"]]
    assert (code, failures) == (0, [])
    assert {outcome["name"] for outcome in outcomes if outcome["skipped"]} == FOR_A_MODEL
    assert sum(outcome["passed"] for outcome in outcomes) == 40 - len(FOR_A_MODEL)
    assert [path.name for path in folder.iterdir()] == ["last.json"]  # no calendar: what tools write is not kept
