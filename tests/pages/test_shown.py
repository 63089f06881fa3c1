"""Texts and files in a chat, the words of the pages, canned replies, addresses."""

import pytest

from handlers.pages.canned import Canned, canned_in
from handlers.pages.kinds import element_of
from handlers.pages.place import made_at, place_in
from handlers.pages.shown import marked
from handlers.pages.words import LANGUAGES, WORDS, language_of
from handlers.tickets.desk_acts import REASONS, Result
from handlers.tickets.ticket import State, What, Why


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*Ana:* hola", "<strong>Ana:</strong> hola"),
        ("_sí_ y *no*", "<em>sí</em> y <strong>no</strong>"),
        ("2*3*4 a_b_c * x *", "2*3*4 a_b_c * x *"),
        ("<script>*x*</script>", "&lt;script&gt;<strong>x</strong>&lt;/script&gt;"),
        ("*<b>*", "<strong>&lt;b&gt;</strong>"),
    ],
)
def test_whatsapps_marks_are_shown_and_everything_else_is_only_text(text: str, html: str) -> None:
    assert marked(text) == html


def test_everything_that_a_page_names_has_its_word() -> None:
    needed = {f"state_{state}" for state in State} | {f"why_{why}" for why in Why}
    needed |= {f"reason_{reason}" for reason in (*REASONS, "agent", "customer")}
    needed |= {f"result_{result}" for result in Result if result is not Result.DONE}
    needed |= {f"did_{what}" for what in What if what not in (What.ANSWERED, What.NOTED)}
    assert needed <= set(WORDS)
    for name, sentence in WORDS.items():
        assert all(sentence[language] for language in LANGUAGES), name
        assert len({tuple(sorted(set(_fields(sentence[language])))) for language in LANGUAGES}) == 1, name


def _fields(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_a_browser_gets_the_first_language_that_is_ours() -> None:
    assert language_of("de-DE,pt;q=0.8,en;q=0.5", "es") == "pt"
    assert language_of("", "es") == "es"


def test_a_canned_reply_may_have_a_name() -> None:
    assert canned_in("\n Hours | We open at 7. \nThanks | \n" + "x" * 50) == [
        Canned("Hours", "We open at 7."),
        Canned("Thanks", "Thanks |"),
        Canned("x" * 40, "x" * 50),
    ]


@pytest.mark.parametrize(
    ("media_type", "element"),
    [("image/png", "img"), ("audio/ogg", "audio"), ("video/mp4", "video"), ("image/svg+xml", ""), ("text/html", "")],
)
def test_only_a_kind_that_runs_nothing_is_shown_in_the_page(media_type: str, element: str) -> None:
    assert element_of(media_type) == element


def test_an_address_that_means_nothing_is_the_list() -> None:
    assert place_in({"view": "x", "ticket": "k7f2", "talk": "../..", "more": "2"}).at() == "/desk"
    assert place_in({"ticket": "K7F3", "search": "a b"}).at() == "/desk?ticket=K7F3"
    assert made_at("not a time~x") is None
