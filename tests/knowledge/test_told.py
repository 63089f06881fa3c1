"""What the assistant is told of the FAQ: questions and answers, up to a limit."""

from handlers.knowledge.entry import Entry
from handlers.knowledge.told import MOST_TOLD, told


def test_the_assistant_is_told_each_entry_also_one_that_is_opted_out() -> None:
    entries = [Entry("wifi", ("¿Hay wifi?", "wifi"), "Sí."), Entry("bread", ("¿Qué pan hay?",), "Varía.", opt_out=True)]
    assert told(entries).endswith("\n<faq>\n- ¿Hay wifi?\n  Sí.\n- ¿Qué pan hay?\n  Varía.\n</faq>")


def test_without_entries_it_is_told_nothing() -> None:
    assert told([]) == ""


def test_as_many_entries_as_fit_are_told_whole() -> None:
    long = [Entry(str(number), ("a",), "b" * 3990) for number in range(100)]
    assert told(long).count("- a") == MOST_TOLD // 4000
