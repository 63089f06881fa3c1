"""Answers without a model, through the function over HTTP: nothing is asked, nothing shown, and the log counts it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from dev.openai_standin import Standin
from dev.phone import Phone
from dev.processes import ROOT
from dev.twilio_standin import File
from dev.twilio_standin import Standin as Twilio
from handlers.knowledge.faq_file import read_faq
from tests import functions

FAQ = """
- ask: ["¿A qué hora abren?", horario]
  answer: A las **siete**.
- ask: ¿Tienen pasteles?
  answer: ¡Sí! ¿Para qué día?
- ask: baja
  answer: En la planta baja.
"""


@pytest.fixture
def faq(tmp_path: Path) -> str:
    path = tmp_path / "faq.yaml"
    path.write_text(FAQ, encoding="utf-8")
    return str(path)


@asynccontextmanager
async def function(openai: Standin, twilio: Twilio, **other: str) -> AsyncIterator[Phone]:
    key = {"TWILIO_API_KEY_SID": "SK0123456789abcdef0123456789abcdef", "TWILIO_API_KEY_SECRET": "any"}
    env = functions.settings(openai.base_url, TWILIO_API_BASE_URL=twilio.base_url, **key, **other)
    async with functions.in_process(env) as phone:
        yield phone


def asked(openai: Standin) -> list[Mapping[str, Any]]:
    """The bodies of all questions to the model."""
    return [cast(dict[str, Any], seen.body) for seen in openai.state.seen("POST", "/v1/responses")]


async def send(phone: Phone, text: str = "", **more: str) -> str:
    return "\n".join((await phone.send(text, **more)).messages)


async def test_a_known_question_costs_no_model_and_shows_no_typing(
    standin: Standin, twilio_standin: Twilio, faq: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(asked(standin))
    async with function(standin, twilio_standin, FAQ=faq) as phone:
        capsys.readouterr()
        assert await send(phone, "Buenos días, ¿a qué hora abren? 🙏") == "A las *siete*."
    assert len(asked(standin)) == before
    assert twilio_standin.state.seen("POST", "/v2/Indicators/Typing.json") == []
    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"turn"' in line]
    assert (line["result"], line["faq"]) == ("answered", "a-que-hora-abren")
    assert "input_tokens" not in line
    assert line["cost"] == 0.0185  # Twilio's half a cent each way, and Meta's 0.85 to Mexico


async def test_what_is_spoken_is_answered_like_what_is_typed(
    standin: Standin, twilio_standin: Twilio, faq: str
) -> None:
    before = len(asked(standin))
    async with function(standin, twilio_standin, FAQ=faq) as phone:
        url = twilio_standin.base_url + twilio_standin.state.keep(File("OggS ¿a qué hora abren?".encode(), "audio/ogg"))
        assert await send(phone, NumMedia="1", MediaUrl0=url, MediaContentType0="audio/ogg") == "A las *siete*."
    assert len(asked(standin)) == before


async def test_after_a_question_of_ours_and_for_any_other_question_the_assistant_is_asked_and_knows_it_all(
    standin: Standin, twilio_standin: Twilio, faq: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with function(standin, twilio_standin, FAQ=faq) as phone:
        assert await send(phone, "¿Tienen pasteles?") == "¡Sí! ¿Para qué día?"
        capsys.readouterr()
        assert await send(phone, "horario") != "A las *siete*."
        [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"turn"' in line]
    assert "faq" not in line
    question = asked(standin)[-1]
    assert question["instructions"].endswith("- baja\n  En la planta baja.\n</faq>")
    items = [(item["role"], item["content"]) for item in question["input"]]
    assert items == [("user", "¿Tienen pasteles?"), ("assistant", "¡Sí! ¿Para qué día?"), ("user", "horario")]


async def test_after_beginning_anew_a_known_question_costs_no_model(
    standin: Standin, twilio_standin: Twilio, faq: str
) -> None:
    before = len(asked(standin))
    async with function(standin, twilio_standin, FAQ=faq) as phone:
        assert (await send(phone, "nueva conversación")).endswith("¿En qué te ayudo?")
        assert await send(phone, "horario") == "A las *siete*."
    assert len(asked(standin)) == before


async def test_commands_come_first(standin: Standin, twilio_standin: Twilio, faq: str) -> None:
    async with function(standin, twilio_standin, FAQ=faq) as phone:
        assert "continuar" in await send(phone, "baja")
        assert await send(phone, "horario") == ""  # the customer wants no messages


def test_the_page_shows_entries_as_a_file_has_them_and_whole(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "knowledge.md").read_text()
    example = page.partition("```yaml\n")[2].partition("```")[0]
    assert example in (ROOT / "examples" / "bakery" / "faq.yaml").read_text()
    (tmp_path / "faq.yaml").write_text(example)
    assert [entry.id for entry in read_faq(str(tmp_path / "faq.yaml"))] == ["conchas", "bolillos"]
