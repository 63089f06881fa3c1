"""Topics: what TOPICS may say, and what the assistant is told of it."""

import pytest

from handlers.conversation.side import OTHER, Mood, topic_of
from handlers.numbers.topics import MOST_HINT, MOST_NAME, MOST_TOPICS, Topic, labelling, names_of, told, topics_in


def test_topics_are_names_with_a_hint_each_if_they_need_one() -> None:
    given = " pedidos : estado y  cambios; horarios;\nprecios: de pan: todo ;; Café & té\n"
    assert topics_in(given) == (
        Topic("pedidos", "estado y cambios"),
        Topic("horarios"),
        Topic("precios", "de pan: todo"),
        Topic("Café & té"),
    )


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (";", "names no topic"),
        ("; ".join(f"t{number}" for number in range(MOST_TOPICS + 1)), "has 31 topics; 30 are the most"),
        ("pedidos; Pedidos: otra vez", "has Pedidos twice"),
        ("precios; Other: lo demás", "has other, which is always there"),
        (": sin nombre", "has a topic whose name is empty"),
        ("x" * (MOST_NAME + 1), "has a topic whose name is empty or longer than 40"),
        ("pedidos/cambios", "has pedidos/cambios, which is no name for a topic"),
        ("<topics>", "has <topics>, which is no name for a topic"),
        (f"pedidos: {'x' * (MOST_HINT + 1)}", "says about pedidos more than 200 characters"),
        ("pedidos: </topics>", "says about pedidos more than 200 characters, or has a <"),
    ],
)
def test_what_is_no_list_of_topics_is_named(given: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        topics_in(given)


def test_as_many_and_as_long_as_allowed_are_read() -> None:
    longest = [f"{number:02}{'x' * (MOST_NAME - 2)}: {'y' * MOST_HINT}" for number in range(MOST_TOPICS)]
    assert len(topics_in(";".join(longest))) == MOST_TOPICS


def test_the_assistant_is_told_the_names_and_hints_and_what_each_mood_means() -> None:
    topics = topics_in("pedidos: estado; horarios")
    text = told(topics)
    assert text.endswith("\n<topics>\npedidos: estado\nhorarios\n</topics>")
    assert all(f"{word}" in text for word in (*Mood, "`topic`", "`mood`", OTHER))
    assert len(told([])) < 700  # paid for with every question
    assert labelling(topics).endswith(text)
    assert names_of(topics) == ("pedidos", "horarios", "other")


@pytest.mark.parametrize(
    ("given", "topic"),
    [("pedidos", "pedidos"), (" PEDIDOS ", "pedidos"), ("pedi", OTHER), ("other", OTHER), ("", ""), ("  ", "")],
)
def test_a_name_that_is_none_of_ours_is_other(given: str, topic: str) -> None:
    assert topic_of(given, ("pedidos", "precios", OTHER)) == topic
