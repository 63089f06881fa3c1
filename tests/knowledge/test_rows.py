"""Tables as Markdown: a heading for each row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.knowledge.rows import rows_as_markdown
from handlers.knowledge.unusable import Unusable


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_row_is_a_heading_with_its_values_by_the_names_of_the_columns(separator: str) -> None:
    rows = [["producto", "precio"], ["concha", "14"], ["cuerno", "16"]]
    told = rows_as_markdown("\n".join(separator.join(row) for row in rows))
    assert told == "## concha\n- precio: 14\n\n## cuerno\n- precio: 16"


def test_the_separator_is_the_one_that_parts_most_of_the_first_line() -> None:
    assert rows_as_markdown("pan;precio, con IVA;notas\nconcha;14,00;dulce") == (
        "## concha\n- precio, con IVA: 14,00\n- notas: dulce"
    )


def test_quoted_values_keep_separators_and_lose_line_feeds() -> None:
    assert rows_as_markdown('pan,"qué es"\nconcha,"dulce, con\nazúcar ""fina"""') == (
        '## concha\n- qué es: dulce, con azúcar "fina"'
    )


def test_empty_values_and_rows_are_left_out_and_no_value_is_lost() -> None:
    told = rows_as_markdown("pan,precio,\n,,\nconcha,,14\n,16,x,y")
    assert told == "## concha\n- 14\n\n## 16\n- x\n- y"


@pytest.mark.parametrize("text", ["pan,precio", "pan,precio\n,", 'a,b\n1,"' + "x" * 200_000])
def test_what_has_no_rows_or_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        rows_as_markdown(text)


@given(st.lists(st.lists(st.text("abñ 1,;|\"'\n"), min_size=1, max_size=4), min_size=2, max_size=4))
def test_any_table_is_told_or_refused(rows: list[list[str]]) -> None:
    try:
        told = rows_as_markdown("\n".join(",".join(row) for row in rows))
    except Unusable:
        return
    assert told.startswith("## ")
