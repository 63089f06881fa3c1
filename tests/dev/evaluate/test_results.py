"""How it went: rates, the table, what changed since the last run, what it may cost."""

from datetime import datetime
from pathlib import Path

import pytest

from dev.evaluate import results, table
from dev.evaluate.business import Business
from dev.evaluate.cases import chosen, groups, left_out, price
from dev.evaluate.conversations import Conversation, Expected, Step
from dev.evaluate.judge import fault_in
from dev.evaluate.results import Failure, Outcome, Run

FAILED = Run((Failure(2, "¿Abren?", "the answer contains “no”", "No abrimos."),), 2.0, 0.001)
PASSED = Run((), 1.0, 0.001, ("is polite",))


def test_so_many_runs_have_to_pass() -> None:
    assert Outcome("a", (PASSED, PASSED)).holds
    assert not Outcome("a", (PASSED, FAILED)).holds
    assert Outcome("a", (PASSED, FAILED), pass_rate=0.5).holds
    assert Outcome("a", skipped="needs FAQ").holds


def test_the_table_says_each_failure_once_with_the_sentence_and_the_answer() -> None:
    shown = table.table([Outcome("opening", (FAILED, PASSED, FAILED)), Outcome("faq", skipped="needs FAQ")])
    assert "opening          1/3      1.7   0.00300" in shown
    assert shown.count("step 2, “¿Abren?”: the answer contains “no”") == 1
    assert shown.count("it was: No abrimos.") == 1
    assert "faq           left out: needs FAQ" in shown


def test_a_cost_that_nobody_knows_is_not_called_nothing() -> None:
    assert table.table([Outcome("a", (Run(cost=None),))]).endswith(" ?")


def test_the_last_line_counts() -> None:
    outcomes = [Outcome("a", (FAILED,)), Outcome("b", (PASSED,)), Outcome("c", skipped="needs FAQ")]
    assert table.summary(outcomes) == "1 of 2 conversations are as expected, 1 left out."
    assert table.unjudged(outcomes) == ["is polite"]
    assert table.summary(outcomes[1:]) == "1 of 1 conversation is as expected, 1 left out."


def test_what_changed_since_the_last_run_is_told(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    assert results.last_run("file model", path) == {}
    before = [Outcome("a", (PASSED,)), Outcome("b", (PASSED, FAILED)), Outcome("same", (PASSED,))]
    results.keep("file model", before, path)
    now = [
        Outcome("a", (FAILED,)),
        Outcome("b", (PASSED, PASSED)),
        Outcome("same", (PASSED, PASSED)),
        Outcome("c", (PASSED,)),
    ]
    assert results.changes([*now, Outcome("d", skipped="x")], results.last_run("file model", path)) == [
        "worse: a, 1/1 the last time, 0/1 now",
        "better: b, 1/2 the last time, 2/2 now",
        "new: c, 1/1",
    ]
    assert results.last_run("file other-model", path) == {}
    assert results.changes(now, {}) == []


def test_a_run_of_a_few_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    results.keep("file model", [Outcome("a", (PASSED,)), Outcome("b", (PASSED,))], path)
    results.keep("file model", [Outcome("b", (FAILED,)), Outcome("c", skipped="x")], path)
    assert results.last_run("file model", path) == {"a": {"passed": 1, "times": 1}, "b": {"passed": 0, "times": 1}}


def test_a_damaged_file_of_the_last_run_is_as_none(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    path.write_text("[")
    assert results.last_run("file model", path) == {}
    results.keep("file model", [Outcome("a", (PASSED,))], path)
    assert results.last_run("file model", path) == {"a": {"passed": 1, "times": 1}}


def conversation(name: str = "a", **more: object) -> Conversation:
    return Conversation(name, (Step("Hola", expect=Expected(tool=(), judge=("is polite",))), Step("Adiós")), **more)  # type: ignore[arg-type]


def test_one_function_holds_the_conversations_of_the_same_settings_and_time() -> None:
    now = datetime.fromisoformat("2026-11-24T10:00-06:00")
    told = {"WHEN_CLOSED": "tell"}
    every = [conversation("a"), conversation("b", settings=told), conversation("c"), conversation("d", now=now)]
    found = [[each.name for each in group.conversations] for group in groups(every)]
    assert found == [["a", "c"], ["b"], ["d"]]
    assert [group.settings for group in groups(every)] == [(), (("WHEN_CLOSED", "tell"),), ()]


def test_conversations_are_chosen_by_name_or_by_a_pattern() -> None:
    every = [conversation("hours-today"), conversation("hours-sunday"), conversation("order")]
    assert [each.name for each in chosen(every, "hours-*")] == ["hours-today", "hours-sunday"]
    assert [each.name for each in chosen(every, "order")] == ["order"]
    assert chosen(every, "hours") == []
    assert chosen(every, "") == every


def test_a_conversation_is_left_out_where_what_it_needs_is_not_set() -> None:
    needing = conversation(needs=("OPENING_HOURS", "NO_SUCH_SETTING"))
    assert left_out(needing, Business({"NO_SUCH_SETTING": "x"})) == "needs OPENING_HOURS, NO_SUCH_SETTING"
    assert left_out(conversation(needs=("OPENING_HOURS",)), Business({"OPENING_HOURS": "Mo 09:00-10:00"})) == ""
    assert left_out(conversation(needs=("MODEL",), settings={"MODEL": "x"}), Business({})) == "needs MODEL"


def test_what_only_a_real_model_can_be_held_to_is_left_out_without_one() -> None:
    for_a_model = Step("Hola", expect=Expected(model=Expected(contains=("a",)), judge=("is polite",)))
    alone = Conversation("a", (Step("Hola"), for_a_model))
    assert left_out(alone, Business({})) == "expects only what a real model can be held to"
    assert left_out(alone, Business({"OPENAI_API_KEY": "sk-x"})) == ""
    held = Step("Hola", expect=Expected(tool=(), judge=("is polite",)))
    assert left_out(Conversation("a", (for_a_model, held)), Business({})) == ""
    assert left_out(Conversation("a", (Step("Hola"),)), Business({})) == ""


def test_a_voice_note_of_words_is_for_the_stand_in_alone() -> None:
    spoken = Conversation("a", (Step(voice="Hola"),))
    assert left_out(spoken, Business({})) == ""
    assert "voice note" in left_out(spoken, Business({"OPENAI_API_KEY": "sk-x"}))


def test_the_price_grows_with_runs_instructions_knowledge_and_tools_and_counts_the_judge() -> None:
    def priced(times: int = 1, **more: str) -> float:
        settings = {"OPENAI_API_KEY": "sk-x", "OPENAI_MODEL": "gpt-6-luna", **more}
        found = price([conversation()], Business(settings), times)
        assert found is not None
        return found

    question, judged = (2_100 + 2_400) * 0.10 + 2 * 200 * 0.50, 600 * 0.10 + 80 * 0.50
    assert priced() == pytest.approx((question + judged) / 1e6)
    assert priced(3) == pytest.approx(3 * priced())
    assert priced(TOOLS="tools") == pytest.approx((2 * question + judged) / 1e6)
    assert priced(ASSISTANT_INSTRUCTIONS="a" * 3000) == pytest.approx(priced() + 2 * 1_000 * 0.10 / 1e6)
    assert priced(KNOWLEDGE="knowledge") == pytest.approx(priced() + 2 * 8_000 * 0.10 / 1e6)
    assert priced(KNOWLEDGE="knowledge", KNOWLEDGE_TOKENS="100") < priced(KNOWLEDGE="knowledge")


def test_the_price_of_an_unknown_model_is_not_known() -> None:
    assert price([conversation()], Business({"OPENAI_MODEL": "unheard-of"}), 1) is None


def test_a_verdict_is_pass_or_fail_and_what_is_none_fails() -> None:
    assert fault_in("is polite", '{"reason": "yes", "verdict": "pass"}') == ""
    assert (
        fault_in("is polite", '{"reason": "It shouts.", "verdict": "fail"}')
        == "the answer fails “is polite”: It shouts."
    )
    for verdict in ("", "pass", "[]", '{"verdict": "fail"}'):
        assert "no verdict" in fault_in("is polite", verdict)
