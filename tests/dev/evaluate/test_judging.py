"""Answers against what was expected: each rule, when it holds and when it does not."""

import pytest

from dev.evaluate.conversations import Call, Expected
from dev.evaluate.judging import Answered, Called, faults, is_source, is_waiting, no_answer
from handlers import texts
from handlers.languages import Sentence

ANSWER = Answered(
    ("El *pastel* cuesta 420 pesos, y está listo mañana.",),
    seconds=2.0,
    cost=0.002,
    entry="price-cake",
    sources=("knowledge/precios.md",),
    known=True,
    calls=(Called("order_status", {"number": "L-1001", "days": 2}), Called("pay", {}, "asked")),
    hands_over=True,
)


@pytest.mark.parametrize(
    ("holds", "fails", "said"),
    [
        (Expected(contains=("El pastel", "420")), Expected(contains=("640",)), "does not contain “640”"),
        (Expected(any_of=("640", "420")), Expected(any_of=("640", "450")), "contains none of “640”, “450”"),
        (Expected(not_contains=("640",)), Expected(not_contains=("el PASTEL",)), "contains “el PASTEL”"),
        (Expected(regex=(r"\d{3} PESOS",)), Expected(regex=(r"\d{4}",)), r"does not match /\d{4}/"),
        (Expected(language="es"), Expected(language="en"), "is Spanish, not English"),
        (Expected(messages=1), Expected(messages=0), "comes in 1 messages, not at most 0"),
        (Expected(seconds=2), Expected(seconds=1.5), "takes 2.0 s, not at most 1.5"),
        (Expected(cost=0.002), Expected(cost=0.001), "costs $0.002000, not at most $0.001"),
        (Expected(entry=True), Expected(entry=False), "is the FAQ's entry price-cake, not no entry of the FAQ"),
        (
            Expected(entry="price-cake"),
            Expected(entry="hours"),
            "is the FAQ's entry price-cake, not the FAQ's entry hours",
        ),
        (
            Expected(source=("precios.md",)),
            Expected(source=("hours.md",)),
            "stands on knowledge/precios.md, not on hours.md",
        ),
        (Expected(knows=True), Expected(knows=False), "does not say that it does not know"),
        (Expected(hands_over=True), Expected(hands_over=False), "hands over to a person"),
        (
            Expected(tool=(Call("order_status", {"number": "l-1001", "days": 2}),)),
            Expected(tool=(Call("order_status", {"number": "L-1002"}),)),
            'calls order_status(number="L-1001", days=2), pay(): asked, not order_status(number="L-1002")',
        ),
        (Expected(tool=(Call("order_status"),)), Expected(tool=(Call("book"),)), "not book()"),
        (Expected(), Expected(tool=()), "which it was not to"),
        (Expected(tool=(Call("pay", {}, "asked"),)), Expected(tool=(Call("pay"),)), "not pay()"),
        (Expected(), Expected(tool=(Call("order_status", {"other": 1}),)), "not order_status(other=1)"),
    ],
)
def test_a_rule_holds_or_says_what_is_not_so(holds: Expected, fails: Expected, said: str) -> None:
    assert faults(holds, ANSWER, real=False) == []
    (fault,) = faults(fails, ANSWER, real=False)
    assert fault.startswith("the answer ")
    assert said in fault


@pytest.mark.parametrize(
    ("expected", "answered", "said"),
    [
        (Expected(knows=True), Answered(known=False), "says that it does not know"),
        (Expected(hands_over=True), Answered(), "does not hand over"),
        (Expected(entry="hours"), Answered(), "is no entry of the FAQ, not the FAQ's entry hours"),
        (Expected(source=("a.md",)), Answered(), "stands on no source"),
        (Expected(tool=(Call("book"),)), Answered(), "calls nothing, not book()"),
        (Expected(language="es"), Answered(("420",)), "has no clear language, not Spanish"),
        (Expected(cost=1), Answered(cost=None), "the price of this model is not known"),
    ],
)
def test_what_is_missing_is_said_too(expected: Expected, answered: Answered, said: str) -> None:
    (fault,) = faults(expected, answered, real=False)
    assert said in fault


def test_a_tool_that_waits_for_the_customers_yes_was_not_run() -> None:
    asked = Answered(("¿Está bien?",), calls=(Called("pay", {}, "asked"),))
    assert faults(Expected(tool=()), asked, real=False) == []


def test_only_a_real_model_is_held_to_what_only_it_can_do() -> None:
    expected = Expected(contains=("pastel",), model=Expected(not_contains=("pastel",)))
    assert faults(expected, ANSWER, real=False) == []
    assert faults(expected, ANSWER, real=True) == ["the answer contains “pastel”"]


def test_a_judge_judges_what_only_a_real_model_can_do_as_well() -> None:
    expected = Expected(judge=("is polite",), model=Expected(judge=("promises nothing",)))
    assert expected.criteria() == ("is polite", "promises nothing")
    assert Expected(judge=("is polite",)).criteria() == ("is polite",)


def test_marks_and_line_feeds_do_not_matter() -> None:
    answered = Answered(("*Pan de\ncaja*: _55_ pesos",))
    assert faults(Expected(contains=("pan de caja: 55",)), answered, real=False) == []


@pytest.mark.parametrize("sentence", [texts.UNAVAILABLE, texts.LATE, texts.FLOODED])
def test_an_apology_is_no_answer_whatever_it_would_satisfy(sentence: Sentence) -> None:
    for words in sentence.every():
        assert no_answer(Expected(not_contains=("640",)), Answered((words,)))


def test_silence_is_an_answer_only_where_it_is_expected() -> None:
    assert no_answer(Expected(), Answered()) == "there is no answer"
    assert no_answer(Expected(messages=0), Answered()) == ""
    assert no_answer(Expected(messages=0), Answered(problem="HTTP 500")) == "HTTP 500"
    assert no_answer(Expected(), ANSWER) == ""


def test_a_message_that_only_announces_the_answer_is_known() -> None:
    assert is_waiting(texts.WAIT["pt"])
    assert not is_waiting("⏳")


@pytest.mark.parametrize(
    "found", ["precios.md", "knowledge/Precios.md", "precios.md · Pasteles", "precios.md#Pasteles"]
)
def test_a_source_is_a_file_with_its_folder_or_heading_or_not(found: str) -> None:
    assert is_source("precios.md", found) is ("#" not in found)
    assert not is_source("recios.md", found)
