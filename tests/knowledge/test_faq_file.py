"""The FAQ's file: read whole, or refused with the line and the remedy."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.processes import ROOT
from handlers.knowledge import faq_file
from handlers.knowledge.entry import Entry
from handlers.knowledge.faq_file import entries_in, read_faq
from handlers.knowledge.matching import NOTHING

TWO = """
- ask: [¿Abren hoy?, "¿A qué hora?"]
  answer: |
    Sí.
  language: es
- ask: wifi
  answer: Free.
  opt_out: true
  id: wi-fi
"""


def test_a_file_is_a_list_of_entries_named_by_their_first_words() -> None:
    assert entries_in(TWO) == (
        Entry("abren-hoy", ("¿Abren hoy?", "¿A qué hora?"), "Sí.", language="es"),
        Entry("wi-fi", ("wifi",), "Free.", opt_out=True),
    )


def test_the_example_s_every_question_gets_its_entry_s_answer() -> None:
    entries = read_faq("examples/bakery/faq.yaml")
    assert len([entry for entry in entries if entry.language in (None, "es")]) == 30
    matcher = NOTHING.with_more(entries)
    for entry in entries:
        for ask in entry.ask:
            assert matcher.find(f"{ask.upper()} 🙏", entry.language or "es") == entry


ONE = "- ask: a b\n  answer: c\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no list of entries; write each as\n  - ask:"),
        ("ask: a", "it is no list of entries"),
        ("- ask: a\n  answer: Horario: lunes", "line 2: this is not YAML, mostly since a text with a colon has no"),
        ("- \x00", "this is not YAML; write a list of entries"),
        ("- wifi", "line 1: an entry begins with ask"),
        ("- answer: c", "line 1: this entry has no ask"),
        (f"{ONE}- ask: d", "line 3: this entry has no answer"),
        ("- ask: a\n  anser: c", "line 2: an entry has ask, answer, language, opt_out, id, and nothing else"),
        ("- ask: a\n  ask: b\n  answer: c", "line 2: ask stands twice in one entry"),
        ("- ask: []\n  answer: c", "line 1: ask needs a way to ask, and takes at most 50"),
        (f"- ask: [{'a, ' * 51}]\n  answer: c", "line 1: ask needs a way to ask, and takes at most 50"),
        ("- ask: [a, {b: c}]\n  answer: c", "line 1: each way to ask has to be a text of at most 300 characters"),
        (f"- ask: {'a' * 301}\n  answer: c", "line 1: each way to ask has to be a text of at most 300 characters"),
        ("- ask: ¿?\n  answer: c", "line 1: this way to ask has no word in it"),
        (
            "- ask: [a, ¿Y mi pedido?]\n  answer: c",
            "line 1: this way to ask asks about something of the customer's own",
        ),
        ("[" * 100_000, "line 1: this is no entry; write each as\n  - ask:"),
        ("- " * 50_000, "line 1: this is no entry"),
        ("- ask: a\n  answer:", "line 2: answer has to be a text of at most 4,000 characters"),
        ("- ask: a\n  answer: [b]", "line 2: answer has to be a text"),
        (f"- ask: a\n  answer: {'a' * 4001}", "line 2: answer has to be a text"),
        (f"{ONE}  language: fr", "line 3: language is one of es, en, pt; without it, all"),
        (f"{ONE}  language: [es]", "line 3: language is one of es, en, pt"),
        (f"{ONE}  opt_out: maybe", "line 3: opt_out is true or false"),
        (f"{ONE}  id: Two Words", "line 3: id is made of small letters a-z, digits and hyphens, at most 60"),
        ("- ask: 営業時間\n  answer: c", "line 1: id is made of small letters a-z"),
        (f"{ONE}- ask: ¿A, b?\n  answer: c\n  id: x", "line 3: this entry asks in the same words as that of line 1"),
        (
            "[{ask: a, answer: b}, {ask: a, answer: c, id: d}]",
            "line 1: this entry asks in the same words as that of line 1",
        ),
        (f"{ONE}- ask: d\n  answer: c\n  id: a-b", "line 3: this entry has the name of that of line 1; give it an id"),
    ],
)
def test_a_fault_is_named_by_its_line_with_the_remedy(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        entries_in(text)


def test_an_entry_that_answers_nothing_may_ask_about_the_customer_s_own() -> None:
    assert entries_in("- ask: ¿Y mi pedido?\n  answer: Ask for its number.\n  opt_out: true")


def test_two_entries_may_ask_the_same_in_two_languages() -> None:
    entries = entries_in(
        "- {ask: wifi, answer: Sí., language: es, id: a}\n- {ask: wifi, answer: Yes., language: en, id: b}"
    )
    assert len(entries) == 2
    with pytest.raises(ValueError, match="same words"):
        entries_in("- {ask: wifi, answer: Sí., language: es, id: a}\n- {ask: wifi, answer: Yes., id: b}")


def test_fifty_ways_to_ask_are_not_too_many() -> None:
    [entry] = entries_in(f"- ask: [{', '.join(f'a{number}' for number in range(50))}]\n  answer: c")
    assert len(entry.ask) == 50


def test_a_long_name_is_cut(tmp_path: Path) -> None:
    [entry] = entries_in(f"- ask: {'pan ' * 70}\n  answer: c")
    assert entry.id == ("pan-" * 15)[:-1]


def test_a_list_without_end_is_refused() -> None:
    many = "\n".join(f"- {{ask: a{number}, answer: b}}" for number in range(faq_file.MOST_ENTRIES + 1))
    with pytest.raises(ValueError, match="it has over 5,000 entries"):
        entries_in(many)


def test_a_path_is_seen_from_the_functions_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert faq_file.HERE == ROOT
    assert read_faq("examples/bakery/faq.yaml")
    (tmp_path / "faq.yaml").write_text(f"\ufeff{ONE}", encoding="utf-8")
    assert len(read_faq(str(tmp_path / "faq.yaml"))) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "cannot be read: its path is seen from the folder of main.py"),
        (b"- ask: \xe9\n  answer: c", "is not in UTF-8: save it as UTF-8"),
        (b"#" * 2_000_001, "is over 2 MB; make it shorter"),
        (b"- ask: a", "has a fault: line 1: this entry has no answer"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "faq.yaml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ValueError, match=f"names {re.escape(str(path))}, which {re.escape(said)}"):
        read_faq(str(path))


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("-:[]{}&*!|>'\" \nask"), max_size=80))
def test_a_file_is_read_or_refused_whatever_is_in_it(text: str) -> None:
    try:
        assert isinstance(entries_in(text), tuple)
    except ValueError as problem:
        assert str(problem)  # noqa: PT017 - both are right, and nothing else is raised
