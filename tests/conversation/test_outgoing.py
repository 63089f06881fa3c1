"""Texts that are sent as a file or a template, and those that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import Enclosure, Template, file_in, file_text, is_named, template_in, template_text

PHOTO = Attachment("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", "image/jpeg")


@pytest.mark.parametrize("caption", ["", "Mira", "Mira:\n\n- uno\n- dos", "![image/png](https://example.com)"])
def test_a_file_is_read_back_with_its_caption(caption: str) -> None:
    assert file_in(file_text(PHOTO, caption)) == Enclosure(PHOTO, caption)


def test_a_file_that_its_carrier_only_names_is_one_too() -> None:
    voice = Attachment("telegram:AgAD-1_2", "audio/ogg")
    assert file_in(file_text(voice, "Oye")) == Enclosure(voice, "Oye")
    assert [is_named(url) for url in (voice.url, PHOTO.url, "data:1", "telegram")] == [True, False, False, False]


@pytest.mark.parametrize(
    "text",
    [
        "Hola",
        "![image/jpeg](data:image/jpeg;base64,AAAA)",
        "![una foto](https://example.com/a.jpg)",
        "Mira ![image/jpeg](https://example.com/a.jpg)",
        "![image/jpeg](https://example.com/a.jpg) mira",
        "![image/jpeg](https://example.com/a b.jpg)",
        "![image/jpeg](javascript:alert)",
        "\\!\\[image/jpeg\\](https://example.com/a.jpg)",
        "",
    ],
)
def test_words_are_no_file(text: str) -> None:
    assert file_in(text) is None
    assert template_in(text) is None


@given(st.lists(st.text()))
def test_a_template_is_read_back_with_its_variables_each_in_one_line(variables: list[str]) -> None:
    lines = tuple(" ".join(variable.split()) for variable in variables)
    assert template_in(template_text("HX1", *variables)) == Template("HX1", lines)
    assert file_in(template_text("HX1", *variables)) is None
