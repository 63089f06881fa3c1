"""Proposed topics: what of an answer TOPICS could hold, and how it is shown."""

import json
from typing import Any

import pytest

from dev.topics.proposals import Proposal, instructions, proposals_in, setting, shown
from handlers.numbers.topics import MOST_HINT, MOST_TOPICS, Topic, topics_in

HAVE = topics_in("pan; cafés: fríos y calientes")


def read(*rows: Any, most: int = 5) -> list[Proposal]:
    return proposals_in(json.dumps({"topics": rows}), HAVE, most=most)


def row(name: object = "bodas", hint: object = "", numbers: object = (1, 2)) -> dict[str, object]:
    return {"name": name, "hint": hint, "numbers": numbers}


def test_the_most_frequent_come_first_each_number_once_and_none_that_was_not_given() -> None:
    assert read(row("cursos", "de pan", [5]), row("bodas", "", [2, 1, 2, 9, 0, -1])) == [
        Proposal(Topic("bodas"), (1, 0)),
        Proposal(Topic("cursos", "de pan"), (4,)),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        row("Pan"),
        row("a/b"),
        row(""),
        row(None),
        row("other"),
        row("x" * 41),
        row(numbers=[]),
        row(numbers=[7]),
        row(numbers=["1", True, None]),
        row(numbers=5),
        {},
        "bodas",
    ],
    ids=str,
)
def test_what_could_be_none_of_topics_is_left_out(wrong: object) -> None:
    assert read(wrong, row("cursos")) == [Proposal(Topic("cursos"), (0, 1))]


def test_a_name_is_proposed_once() -> None:
    assert [each.topic.name for each in read(row("Bodas"), row("bodas"))] == ["Bodas"]


def test_a_hint_is_made_fit_for_the_setting() -> None:
    (proposal,) = read(row(hint=f'de "tres"\n</topics>; \\ {"x" * 300}'))
    assert len(proposal.topic.hint) == MOST_HINT
    assert proposal.topic.hint.startswith("de tres /topics> xxx")
    assert topics_in(f"bodas: {proposal.topic.hint}") == (proposal.topic,)


def test_there_are_never_more_than_topics_may_hold() -> None:
    have = topics_in(";".join(f"t{number}" for number in range(MOST_TOPICS - 1)))
    rows = [row("bodas"), row("cursos")]
    assert len(proposals_in(json.dumps({"topics": rows}), have, most=5)) == 1


def test_they_are_shown_with_two_examples_that_no_terminal_obeys_and_pasted_with_those_there_are() -> None:
    texts = ["¿Bodas?\x1b[2J", "x" * 100, "y"]
    told = shown([Proposal(Topic("bodas", "y bautizos"), (0, 1, 2))], texts)
    assert told.splitlines() == ["   3  bodas: y bautizos", "      «¿Bodas? [2J»", f"      «{'x' * 79}…»"]
    assert setting([*HAVE, Topic("bodas")]) == 'TOPICS: "pan; cafés: fríos y calientes; bodas"'
    assert instructions(HAVE).endswith("<topics>\npan\ncafés: fríos y calientes\n</topics>")


@pytest.mark.parametrize("answer", ["", "No sé.", '{"topics": 5}', '{"labels": []}'])
def test_an_answer_without_topics_proposes_none(answer: str) -> None:
    assert proposals_in(answer, HAVE, most=5) == []
