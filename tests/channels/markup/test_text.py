"""A model's Markdown as the customer sees it."""

import re
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.channels.markup.text import to_plain, to_whatsapp

ON_WHATSAPP = {
    "bold": ("Hoy **sí** abrimos", "Hoy *sí* abrimos"),
    "bold with underscores": ("__sí__", "*sí*"),
    "italic": ("*sí* o _no_", "_sí_ o _no_"),
    "struck": ("~~$100~~ $80", "~$100~ $80"),
    "bold and italic": ("***sí***", "*_sí_*"),
    "italic around bold that begins with it": ("***a** b*", "_*a* b_"),
    "italic in bold": ("**a *b* c**", "*a _b_ c*"),
    "bold in bold is one bold": ("**a **b** c**", "*a b c*"),
    "bold next to punctuation": ("(**sí**), ¿**no**?", "(*sí*), ¿*no*?"),
    "bold with a space inside": ("**Nota <br>**", "*Nota*"),
    "bold over two lines": ("**uno\ndos**", "*uno*\n*dos*"),
    "bold in a word": ("re**mark**able", "remarkable"),
    "bold that ends in a word": ("**Nota**s", "Notas"),
    "bold around its own mark": ("**2 \\* 3**", "2 * 3"),
    "bold after its own mark": ("\\* **a**, \\***b**", "* *a*, *b"),
    "italic around code": ("*usa `x_1` ya*", "_usa_ `x_1` _ya_"),
    "italic of nothing but code": ("*`x`*", "`x`"),
    "product": ("2*3*4 = 24, 5 * 3, 2**3**4", "2*3*4 = 24, 5 * 3, 2**3**4"),
    "struck digits in a number": ("~~10~~20 y a~~b~~", "~~10~~20 y a~~b~~"),
    "names, tildes, prices and times": (
        "snake_case_name ~5 min $1,200.50 10:30-18:00 +52 55 1234 #1 a/b 50% <b> &amp; &copy;",
        "snake_case_name ~5 min $1,200.50 10:30-18:00 +52 55 1234 #1 a/b 50% <b> &amp; &copy;",
    ),
    "escaped marks": ("\\*no\\* 1\\. \\_x\\_", "*no* 1. _x_"),
    "heading": ("# Menú\n\nHoy", "*Menú*\n\nHoy"),
    "heading with bold": ("## Menú de **hoy** ##\nSopa", "*Menú de hoy*\nSopa"),
    "heading below a line": ("Hola\n### Menú", "Hola\n\n*Menú*"),
    "heading with code and a link": ("# Usa `x` en [A](https://a.mx)", "*Usa* `x` *en A* (https://a.mx)"),
    "empty heading": ("a\n\n#\n\nb", "a\n\nb"),
    "line over a rule": ("Total\n---\nGracias", "Total\n\nGracias"),
    "line over equals signs": ("Total\n===", "Total\n==="),
    "link": ("[Menú](https://a.mx/menú?b=1&c=2)", "Menú (https://a.mx/menú?b=1&c=2)"),
    "link in bold": ("**ve [el menú](https://a.mx) hoy**", "*ve el menú* (https://a.mx) *hoy*"),
    "bold in a link": ("[**Menú**](https://a.mx)", "*Menú* (https://a.mx)"),
    "link that is its text": ("[https://a.mx](https://a.mx)", "https://a.mx"),
    "link that is nearly its text": ("[**www.a.mx**](https://www.a.mx/)", "https://www.a.mx/"),
    "link in capitals": ("[A.MX](https://a.mx)", "https://a.mx"),
    "link without text": ("[](https://a.mx)", "https://a.mx"),
    "link without address": ("[Menú]()", "Menú"),
    "link with a space": ("[A](<https://a.mx/b c>)", "A (https://a.mx/b%20c)"),
    "address in angle brackets": ("<https://a.mx/ñ_%C3%B1_>", "https://a.mx/ñ_%C3%B1_"),
    "bare address": ("Ve https://a.mx/*a*/_b_?c=1.", "Ve https://a.mx/*a*/_b_?c=1."),
    "bare address and nothing before it": ("https://a.mx/*a*/_b_", "https://a.mx/*a*/_b_"),
    "bare address in bold": ("**Web: https://a.mx**", "*Web:* https://a.mx"),
    "bare address that is escaped": ("https://a.mx/a\\_b", "https://a.mx/a_b"),
    "bare address in a link": (
        "[http://a.mx](https://a.mx) [y http://b.mx](http://c.mx)",
        "https://a.mx y http://b.mx (http://c.mx)",
    ),
    "no address": ("a://b, http: **c**, https://", "a://b, http: *c*, https://"),
    "mail": ("<hola@a.mx> o [mail](mailto:hola@a.mx)", "hola@a.mx o mail (hola@a.mx)"),
    "phone": ("[+52 (55) 1234](tel:+52551234)", "+52551234"),
    "image": ("![Mapa *1*](https://a.mx/1.png)", "Mapa _1_ (https://a.mx/1.png)"),
    "image without a text": ("![](https://a.mx/1.png)", "https://a.mx/1.png"),
    "image in a link": ("[![A](https://a.mx/1)](https://b.mx)", "A (https://a.mx/1) (https://b.mx)"),
    "reference": ("[a]: https://a.mx\n\n[a]", "[a]: https://a.mx\n\n[a]"),
    "code": ("Pon `snake_case **x** [a](b)`", "Pon `snake_case **x** [a](b)`"),
    "code with a backtick": ("``a`b``", "a`b"),
    "code with spaces at its ends": ("a ` ` b ``  c  ``", "a   b  c"),
    "fence": ("```python\nx = 2**3\n\n\n    y_1_\n```", "```\nx = 2**3\n\n\n    y_1_\n```"),
    "fence that never ends": ("a\n~~~\nb", "a\n```\nb\n```"),
    "fence with a fence": ("````\n```\nx\n```\n````", "```\nx\n```"),
    "empty fence": ("a\n```\n \n```\nb", "a\nb"),
    "fence with an indented line": ("```\n  x\n```", "```\n  x\n```"),
    "tags": ("<div>\n**a**\n</div>", "<div>\n*a*\n</div>"),
    "indented line": ("    no es código", "no es código"),
    "bullets": ("* a\n* b", "- a\n- b"),
    "loose list": ("Hay:\n\n- a\n\n- b\n\nFin", "Hay:\n\n- a\n- b\n\nFin"),
    "list below a line": ("Hay:\n- a\n- b", "Hay:\n- a\n- b"),
    "nested list": ("1. a\n   - b\n     - c\n2. d", "1. a\n   - b\n     - c\n2. d"),
    "item of two paragraphs": ("- a\n\n  b\n- c", "- a\n  b\n- c"),
    "item of two lines": ("- **a\n  b**", "- *a*\n  *b*"),
    "empty item": ("-\n- a", "-\n- a"),
    "fence in an item": ("1. a\n   ```\n   b\n     c\n   ```", "1. a\n```\nb\n  c\n```"),
    "fence first in an item": ("- ```\n  b\n  ```", "-\n```\nb\n```"),
    "numbers from three": ("3. a\n4. b", "3. a\n4. b"),
    "numbers left to count": ("1. a\n1. b\n1. c", "1. a\n2. b\n3. c"),
    "numbers as counted": ("1) a\n3) b", "1. a\n3. b"),
    "number before a text": ("2024. Un buen año", "2024. Un buen año"),
    "quote": ("> **a\n> b**\n>\n> c", "> *a*\n> *b*\n> c"),
    "quote in a quote": ("> a\n> > b", "> a\n> b"),
    "list in a quote": ("> - a\n> - b", "> - a\n> - b"),
    "rule": ("a\n\n***\n\nb", "a\n\nb"),
    "line break": ("a  \nb\\\nc\nd<br/>e", "a\nb\nc\nd\ne"),
    "empty lines in a cell or a line": ("a<br><BR />b", "a\nb"),
    "blank lines": ("\n\na\n\n\n\nb\n\n", "a\n\nb"),
    "other line ends": ("a\r\nb\rc\r\n\r\nd", "a\nb\nc\n\nd"),
    "characters that XML forbids": ("a\x00\x0b\x1f\ud83d\ufffe\uffffb\tc", "ab\tc"),
    "other control characters": ("a\x7fb\x85c", "abc"),
    "nested too deep for the parser": (">" * 30 + " a\n\n\n\nb", ">" * 30 + " a\n\nb"),
    "nothing": (" \n\t\n", ""),
}
TABLES = {
    "two columns": (
        "| Plato | $ |\n|---|---|\n| **Sopa** | 5 |\n| Pan | *2* |",
        "_Plato: $_\n*Sopa*: 5\n*Pan*: _2_",
    ),
    "two columns without header": (
        "| | |\n|---|---|\n| Lunes: | 9-18 |\n| Martes | |",
        "*Lunes:* 9-18\n*Martes*",
    ),
    "two lines in a cell": (
        "| A | B |\n|---|---|\n| Lunes | 9-13<br>15-19 |",
        "_A: B_\n*Lunes*: 9-13, 15-19",
    ),
    "three columns": (
        "| Plan | Precio | Usuarios |\n|---|--:|---|\n| Uno | $1 | 3 |\n| Dos | $2 |",
        "*Plan: Uno*\nPrecio: $1\nUsuarios: 3\n\n*Plan: Dos*\nPrecio: $2\nUsuarios: -",
    ),
    "three columns with a corner": ("| | A | B |\n|---|---|---|\n| Uno | 1 | 2 |", "*Uno*\nA: 1\nB: 2"),
    "three columns with long headers": (
        f"| {'a' * 200} | b | c |\n|---|---|---|\n| 1 | 2 | 3 |",
        f"_{'a' * 200}: b: c_\n*1*: 2, 3",
    ),
    "one column": ("| A |\n|---|\n| 1 |\n| 2 |", "_A_\n1\n2"),
    "no rows": ("| A | B | C |\n|---|---|---|", "_A: B: C_"),
    "below a line": ("Hay:\n| A | B |\n|---|---|\n| 1 | 2 |\n\nFin", "Hay:\n_A: B_\n*1*: 2\n\nFin"),
}
IN_PLAIN_TEXT = {
    "styles": ("**a** *b* ~~c~~ ***d*** `e_f` 2*3*4", "a b c d e_f 2*3*4"),
    "heading and rule": ("# Menú\nHoy\n\n---\n\nFin", "Menú\nHoy\n\nFin"),
    "link": ("[Menú](https://a.mx)", "Menú (https://a.mx)"),
    "list": ("1. a\n   - b", "1. a\n   - b"),
    "quote": ("> a\n> b", "a\nb"),
    "fence": ("```sh\nls *\n```", "ls *"),
    "table": ("| A | B |\n|---|---|\n| 1 | 2 |", "A: B\n1: 2"),
}


@pytest.mark.parametrize(("markdown", "text"), ON_WHATSAPP.values(), ids=ON_WHATSAPP)
def test_markdown_reads_well_on_whatsapp(markdown: str, text: str) -> None:
    assert to_whatsapp(markdown) == text


@pytest.mark.parametrize(("markdown", "text"), TABLES.values(), ids=TABLES)
def test_a_table_becomes_lines_that_fit_a_phone(markdown: str, text: str) -> None:
    assert to_whatsapp(markdown) == text


@pytest.mark.parametrize(("markdown", "text"), IN_PLAIN_TEXT.values(), ids=IN_PLAIN_TEXT)
def test_plain_text_has_no_marks(markdown: str, text: str) -> None:
    assert to_plain(markdown) == text


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def through_xml(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    read: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = read.append
    parser.Parse(f"<a>{escaped}</a>", True)
    return "".join(read)


def is_in_order(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)


def without_syntax(markdown: str) -> str:
    """The text without syntax that may change: items' numbers, and the words after an opening fence."""
    numbers = re.compile(r"^(?:[ \t>*+-]|\d{1,9}[.)])+", re.MULTILINE)
    return re.sub(r"(?:`{3}|~{3}).*", "", numbers.sub("", re.sub(r"\r\n?", "\n", markdown)))


# Without brackets and pipes: an address that is its own text shows once, and GFM drops surplus cells.
WITHOUT_LINKS = st.text(alphabet="*_~`>#-+1.a漢 \n\t\\!", max_size=60)
WITH_LINKS = st.text(alphabet="*_~`>#-|[](<)1.a \n\t\r\x0b\x85")
EVERY_CHARACTER = st.text(st.characters(codec=None, exclude_categories=()))


@given(st.text() | WITHOUT_LINKS)
def test_letters_and_digits_survive_in_their_order(markdown: str) -> None:
    for render in (to_whatsapp, to_plain):
        assert is_in_order(letters(without_syntax(markdown)), render(markdown))


@given(st.lists(st.text("aé漢9 ", min_size=1).filter(str.strip), min_size=9, max_size=9))
def test_each_cell_and_header_of_a_wide_table_shows_whole(cells: list[str]) -> None:
    rows = ["|" + "|".join(cells[start : start + 3]) + "|" for start in (0, 3, 6)]
    text = to_whatsapp("\n".join([rows[0], "|-|-|-|", *rows[1:]]))
    assert all(cell.strip() in text for cell in cells)


@given(st.text("abcñé漢🙂👩‍🚀12 ,;:¿?¡€%/'\"\t\n"))
def test_a_text_without_markdown_stays_as_it_is(text: str) -> None:
    assert to_whatsapp(text).split() == to_plain(text).split() == text.split()


@given(EVERY_CHARACTER | WITH_LINKS)
def test_every_text_can_be_sent_as_xml_without_gaps(markdown: str) -> None:
    for render in (to_whatsapp, to_plain):
        text = render(markdown)
        assert through_xml(text) == text
        assert text == text.strip()
        assert "```" in text or not re.search(r"\n\s*\n\s*\n", text)


@pytest.mark.no_cover  # tracing takes more than the test
@pytest.mark.parametrize(
    "piece",
    ["*", "_", "~", "`", ">", "[", "![", "](", "**a ", "*a_ ", "`a", "- ", "1. ", "a|b\n-|-\n", "<", "\\"],
)
def test_64_kilobytes_of_marks_come_to_an_end(piece: str) -> None:
    # Measured: under a second each, the parser included, which limits nesting to 20.
    assert isinstance(to_whatsapp(piece * (65_536 // len(piece))), str)


def test_marks_around_marks_thousands_deep_are_one_mark() -> None:
    assert to_whatsapp("*" * 20_000 + "a" + "*" * 20_000) == "*a*"


def test_a_long_header_does_not_multiply_the_text() -> None:
    table = f"|{'a' * 500}|b|c|\n|-|-|-|\n" + "|1|2|3|\n" * 5_000
    assert len(to_whatsapp(table)) < 2 * len(table)
