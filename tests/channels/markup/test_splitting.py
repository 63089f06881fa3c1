"""Answers split into messages: none too long, few in number, and nothing torn that could stay whole."""

import re
from itertools import pairwise
from xml.parsers import expat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.channels.markup.splitting import split
from handlers.channels.markup.text import to_plain, to_whatsapp

NOTICE = "(Sigue: escribe «más»)"
FAMILY, FLAG, WAVE, ACCENT = "👨‍👩‍👧", "🇲🇽", "👋🏽", "e\u0301"

# At a limit of 40 units: the text, and the messages it becomes.
AT_40 = {
    "a short text stays one": ("Hola.\n\n¿Qué tal?", ["Hola.\n\n¿Qué tal?"]),
    "a blank text is none": (" \n\t ", []),
    "paragraphs before lines": (
        "Uno dos tres cuatro cinco.\n\nSeis\nsiete ocho nueve diez.",
        ["Uno dos tres cuatro cinco.", "Seis\nsiete ocho nueve diez."],
    ),
    "lines before sentences": (
        "Uno dos tres cuatro cinco.\nSeis. Siete ocho nueve diez.",
        ["Uno dos tres cuatro cinco.", "Seis. Siete ocho nueve diez."],
    ),
    "sentences before words": (
        "Uno dos tres cuatro cinco… Seis siete ocho nueve diez.",
        ["Uno dos tres cuatro cinco…", "Seis siete ocho nueve diez."],
    ),
    "a question starts a sentence": (
        "Uno dos tres cuatro cinco ¿seis siete ocho nueve diez?",
        ["Uno dos tres cuatro cinco", "¿seis siete ocho nueve diez?"],
    ),
    "an abbreviation ends no sentence": (
        "Uno dos tres cuatro cinco p. ej. seis siete ocho nueve",
        ["Uno dos tres cuatro cinco p. ej. seis", "siete ocho nueve"],
    ),
    "Chinese sentences": ("一" * 25 + "。" + "二" * 25, ["一" * 25 + "。", "二" * 25]),
    "Chinese quotes": ("一" * 25 + "。」" + "二" * 25, ["一" * 25 + "。」", "二" * 25]),
    "Chinese exclamations": ("一" * 25 + "。。" + "二" * 25, ["一" * 25 + "。。", "二" * 25]),
    "a paragraph in the first half is no place": (
        "Uno dos tres.\n\nCuatro cinco seis siete ocho n.",
        ["Uno dos tres.\n\nCuatro cinco seis siete", "ocho n."],
    ),
    "a message may be as long as the limit": (
        "a" * 19 + " " + "b" * 20 + " c",
        ["a" * 19 + " " + "b" * 20, "c"],
    ),
    "a paragraph too early is no place": (
        "Uno.\n\nDos tres cuatro cinco seis siete ocho nueve diez once.",
        ["Uno.\n\nDos tres cuatro cinco seis siete", "ocho nueve diez once."],
    ),
    "a better place is not worth one message more": (
        "Uno dos tres cuatro cinco.\n\nSeis siete ocho nueve diez once doce trece 14.",
        ["Uno dos tres cuatro cinco.\n\nSeis siete", "ocho nueve diez once doce trece 14."],
    ),
    "a word is not torn": ("uno " + "b" * 38, ["uno", "b" * 38]),
    "nor an address": (
        "Pide en https://tienda.example.com/menu?a=1. Ya",
        ["Pide en", "https://tienda.example.com/menu?a=1. Ya"],
    ),
    "unless it is too long": ("Ve https://a.mx/" + "b" * 40, ["Ve https://a.mx/" + "b" * 24, "b" * 16]),
    "bold moves whole": (
        "Uno dos tres cuatro *cinco seis siete ocho nueve* diez.",
        ["Uno dos tres cuatro", "*cinco seis siete ocho nueve* diez."],
    ),
    "bold as long as a message, too": (
        "Uno dos tres cuatro cinco *" + "a" * 8 + " " + "b" * 29 + "*",
        ["Uno dos tres cuatro cinco", "*" + "a" * 8 + " " + "b" * 29 + "*"],
    ),
    "code moves whole": (
        "Uno dos tres cuatro `cinco * seis siete *ocho nueve`.",
        ["Uno dos tres cuatro", "`cinco * seis siete *ocho nueve`."],
    ),
    "glued code moves whole": (
        "x" * 20 + "`cinco seis siete ocho nueve`",
        ["x" * 20, "`cinco seis siete ocho nueve`"],
    ),
    "longer bold is closed and reopened": (
        "*_Uno dos tres_ cuatro cinco seis siete ocho nueve diez*",
        ["*_Uno dos tres_ cuatro cinco seis siete*", "*ocho nueve diez*"],
    ),
    "longer marks in marks are closed and reopened": (
        "*_Uno dos tres cuatro cinco seis siete ocho nueve diez_*",
        ["*_Uno dos tres cuatro cinco seis siete_*", "*_ocho nueve diez_*"],
    ),
    "longer code is closed and reopened": (
        "```\nuno\n  dos tres cuatro\n  cinco seis siete ocho\n```\nnueve",
        ["```\nuno\n  dos tres cuatro\n```", "```\n  cinco seis siete ocho\n```\nnueve"],
    ),
    "lines of code are no list": (
        "```\n- uno dos tres cuatro cinco seis siete ocho nueve\n```",
        ["```\n- uno dos tres cuatro cinco seis\n```", "```\nsiete ocho nueve\n```"],
    ),
    "no mark is cut off from what it touches": ("*" + "a" * 37 + " b*", ["*" + "a" * 37 + "*", "*b*"]),
    "a longer quote goes on as one": (
        "> Uno dos tres cuatro cinco seis siete ocho nueve",
        ["> Uno dos tres cuatro cinco seis siete", "> ocho nueve"],
    ),
    "an item moves whole": (
        "Hay:\n1. Uno. Dos\n2. Tres. Cuatro\n   cinco\n3. Seis",
        ["Hay:\n1. Uno. Dos", "2. Tres. Cuatro\n   cinco\n3. Seis"],
    ),
    "a nested item keeps its indentation": (
        "- Uno dos tres cuatro cinco seis\n  - siete ocho",
        ["- Uno dos tres cuatro cinco seis", "  - siete ocho"],
    ),
    "nested items may part": (
        "Hay uno dos:\n- tres cuatro\n  - cinco seis\n  - siete",
        ["Hay uno dos:\n- tres cuatro", "  - cinco seis\n  - siete"],
    ),
    "a longer one too": (
        "- Uno dos tres cuatro cinco seis\n  - " + "b" * 37,
        ["- Uno dos tres cuatro cinco seis", "  - " + "b" * 36, "b"],
    ),
    "a longer item is not cut after its number": ("12. " + "b" * 50, ["12. " + "b" * 36, "b" * 14]),
    "but after a letter": ("- a " + "b" * 38, ["- a", "b" * 38]),
    "emoji count twice": ("🙂" * 21, ["🙂" * 20, "🙂"]),
    "a family stays together": ("a" * 37 + FAMILY, ["a" * 37, FAMILY]),
    "so does a flag": ("a" * 34 + FLAG * 2, ["a" * 34 + FLAG, FLAG]),
    "with what stands on it": ("a" * 36 + FLAG + "\u0301b", ["a" * 36, FLAG + "\u0301b"]),
    "a skin tone": ("a" * 38 + WAVE, ["a" * 38, WAVE]),
    "the darkest, too": ("a" * 38 + "👋🏿", ["a" * 38, "👋🏿"]),
    "and an accent": ("a" * 39 + ACCENT, ["a" * 39, ACCENT]),
    "an endless accent is cut anyway": ("e" + "\u0301" * 50, ["e" + "\u0301" * 39, "\u0301" * 11]),
    "signs in words are no marks": (
        "uno dos tres cuatro 2*cinco seis siete ocho* *nueve diez*3",
        ["uno dos tres cuatro 2*cinco seis siete", "ocho* *nueve diez*3"],
    ),
    "nor signs before a digit": (
        "uno dos tres cuatro *cinco seis siete ocho*3 nueve",
        ["uno dos tres cuatro *cinco seis siete", "ocho*3 nueve"],
    ),
    "nor are those in code": (
        "uno dos `x *` tres cuatro cinco seis siete `* y` ocho",
        ["uno dos `x *` tres cuatro cinco seis", "siete `* y` ocho"],
    ),
    "bold that fits only without its number": (
        "1. *dos tres cuatro cinco seis siete ocho*",
        ["1. *dos tres cuatro cinco seis siete*", "*ocho*"],
    ),
    "code of one long word": (
        "```\n" + "a" * 38 + "\n```",
        ["```\n" + "a" * 32 + "\n```", "```\n" + "a" * 6 + "\n```"],
    ),
    "white space before a cut is none": ("a" * 39 + " " + "b" * 80, ["a" * 39, "b" * 40, "b" * 40]),
    "white space around is none": ("\n  a \n", ["a"]),
    "white space is no message": ("a" + " " * 60 + "b", ["a", "b"]),
}


@pytest.mark.parametrize(("text", "messages"), AT_40.values(), ids=AT_40)
def test_each_message_ends_where_it_reads_best(text: str, messages: list[str]) -> None:
    assert split(text, cut_notice=NOTICE, limit=40) == messages


def test_marks_that_cross_do_not_hold_the_text_up() -> None:
    text = "*a _b* ~c_ d~ " * 300
    messages = split(text, cut_notice=NOTICE)
    assert len(messages) == 3
    assert "".join(messages).replace(" ", "") == text.replace(" ", "")


def test_what_does_not_fit_ends_with_the_notice() -> None:
    messages = split("Una frase. " * 200, cut_notice=NOTICE, limit=100, most=3)
    assert len(messages) == 3
    assert messages[-1].endswith(f"\n\n{NOTICE}")
    assert max(map(len, messages)) <= 100
    assert not any(NOTICE in message for message in messages[:-1])


def test_what_just_fits_has_no_notice() -> None:
    assert split("a" * 120, cut_notice=NOTICE, limit=40, most=3) == ["a" * 40] * 3
    assert split("a" * 121, cut_notice=NOTICE, limit=40, most=3)[-1] == "a" * 16 + f"\n\n{NOTICE}"


def test_ten_messages_of_1600_are_what_twilio_takes() -> None:
    assert split("a" * 16_000, cut_notice=NOTICE) == ["a" * 1600] * 10
    messages = split("a" * 16_001, cut_notice=NOTICE)
    assert (len(messages), messages[-1][-len(NOTICE) :]) == (10, NOTICE)


def test_code_that_is_cut_short_is_closed_before_the_notice() -> None:
    (message,) = split("```\n" + "uno\n" * 50 + "```", cut_notice=NOTICE, limit=50, most=1)
    assert message.endswith(f"uno\n```\n\n{NOTICE}")


LETTERS = st.text("aeñz7é", min_size=1, max_size=12)
LONG_WORDS = st.builds(lambda word, times: word * times, LETTERS, st.integers(5, 30))
SIGNS = st.sampled_from(["12:30", "$5,000.50", "漢字。", "¿qué?", "fin.", "🙂", FAMILY, FLAG])
SENTENCES = st.lists(LETTERS | SIGNS | LONG_WORDS, min_size=1, max_size=8).map(" ".join)
ADDRESSES = st.builds("https://a.mx/{}".format, st.text("abc", max_size=60))
IN_ONE_LINE = st.one_of(
    SENTENCES,
    st.builds("**{}**".format, SENTENCES),
    st.builds("*{}*".format, SENTENCES),
    st.builds("***{}***".format, SENTENCES),
    st.builds("~~{}~~".format, SENTENCES),
    st.builds("`{}`".format, SENTENCES),
    st.builds("[{}]({})".format, SENTENCES, ADDRESSES),
    ADDRESSES,
)
FRAGMENTS = IN_ONE_LINE | st.builds("**{}\n*{}***".format, SENTENCES, SENTENCES)
LINES = st.lists(FRAGMENTS, min_size=1, max_size=3).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    st.builds("## {}\n{}".format, IN_ONE_LINE, LINES),
    st.builds("{}\n- {}\n- {}\n  1. {}\n  2. {}".format, LINES, LINES, LINES, LINES, LINES),
    st.builds("> {}\n> {}".format, LINES, SENTENCES),
    st.builds("| {} | b |\n|---|---|\n| {} | {} |".format, SENTENCES, IN_ONE_LINE, IN_ONE_LINE),
    st.builds("```\n{}\n  {}\n```".format, SENTENCES, SENTENCES),
    st.just("---"),
)
DOCUMENTS = st.lists(BLOCKS, min_size=1, max_size=6).map("\n\n".join)
PIECES = st.text("*_~`>#-|[](<)1. a🙂\n\t", min_size=1, max_size=12)
ANYTHING = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=())),
    st.builds(lambda piece, times: piece * times, PIECES, st.integers(1, 1_000)),
    DOCUMENTS,
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def is_xml(text: str) -> bool:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return expat.ParserCreate().Parse(f"<a>{escaped}</a>", True) == 1


@pytest.mark.no_cover  # tracing takes more than the test
@given(ANYTHING)
@example("👍" * 30_000)
def test_whatever_the_model_writes_can_be_sent(markdown: str) -> None:
    for text in (to_whatsapp(markdown), to_plain(markdown)):
        messages = split(text, cut_notice=NOTICE)
        assert len(messages) <= 10
        assert bool(messages) == bool(text)
        assert all(message.strip() and units(message) <= 1600 and is_xml(message) for message in messages)


@given(DOCUMENTS, st.sampled_from([60, 300, 1600]))
def test_only_marks_and_places_change(markdown: str, limit: int) -> None:
    text = to_whatsapp(markdown)
    messages = split(text, cut_notice=NOTICE, limit=limit, most=100_000)
    assert letters("".join(messages)) == letters(text)
    assert all(units(message) <= limit for message in messages)
    remaining = iter(letters(text))
    assert all(char in remaining for char in letters(re.sub(r"(?m)^[ >]*\d\. ", "", markdown)))


@pytest.mark.no_cover  # tracing takes more than the test
@given(DOCUMENTS, st.sampled_from([60, 300, 1600]))
@example(f"- 7\n  2. **{'7' * 46}** **77777 777777777 77777777777 7 7 7 {'7' * 25}**", 60)
def test_marks_are_closed_in_the_message_that_opens_them(markdown: str, limit: int) -> None:
    for message in split(to_whatsapp(markdown), cut_notice=NOTICE, limit=limit, most=100_000):
        rest = re.sub(r"(?s)```\n(?=.*?\S).*?\n```|`[^`\n]+`", "", message)
        for mark in map(re.escape, "*_~"):
            rest = re.sub(rf"{mark}(?=\S)[^{mark}\n]+(?<=\S){mark}", lambda span: span[0][1:-1], rest)
        assert not set(rest) & set("*_~`")


@given(
    st.lists(st.text("añ7🙂", min_size=1, max_size=20), max_size=60),
    st.sampled_from([" ", "\n", "\n\n", ". "]),
)
def test_a_word_that_fits_is_never_torn(words: list[str], gap: str) -> None:
    text = gap.join(words)
    messages = split(text, cut_notice=NOTICE, limit=42, most=100_000)
    assert " ".join(messages).split() == text.split()


@given(st.lists(LETTERS, min_size=1, max_size=200).map(" ".join))
def test_the_next_word_would_never_have_fitted_too(text: str) -> None:
    messages = split(text, cut_notice=NOTICE, limit=100, most=100_000)
    assert all(units(f"{one} {two.split()[0]}") > 100 for one, two in pairwise(messages))


@pytest.mark.parametrize(
    "piece",
    ["*", "_ ", "`", "```", "`a ", "*a ", "*a* ", "> ", "- a\n", "1. ", "https://", " ", "\n", "e\u0301"],
)
def test_64_kilobytes_of_anything_come_to_an_end(piece: str) -> None:
    # Measured: under half a second each; a span is looked for once from each mark, up to the next one.
    assert len(split(piece * (65_536 // len(piece)), cut_notice=NOTICE)) <= 10
