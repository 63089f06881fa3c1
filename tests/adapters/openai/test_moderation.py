"""OpenAI's moderation, with the real SDK over HTTP: flagged texts, and the translation of each error."""

import openai
import pytest

from dev.openai_standin import Standin
from handlers.adapters.openai.moderation import OpenAIModerator
from handlers.errors import AssistantHiccup, AssistantMisconfigured, AssistantUnavailable, QuestionRefused


@pytest.fixture
def moderator(openai_client: openai.AsyncOpenAI) -> OpenAIModerator:
    return OpenAIModerator(openai_client)


async def test_one_harmful_text_is_enough(moderator: OpenAIModerator) -> None:
    assert await moderator.is_flagged(["Hola", "#flag", "Adiós"])
    assert not await moderator.is_flagged(["Hola", "Adiós"])


async def test_of_nothing_openai_is_not_asked(moderator: OpenAIModerator, standin: Standin) -> None:
    before = len(standin.state.requests)
    assert not await moderator.is_flagged([])
    assert not await moderator.is_flagged(["", "  "])
    assert len(standin.state.requests) == before


async def test_what_is_sent_are_the_texts(moderator: OpenAIModerator, standin: Standin) -> None:
    await moderator.is_flagged(["Hola", "", "Adiós"])
    body = standin.state.seen("POST", "/v1/moderations")[-1].body
    assert body == {"model": "omni-moderation-latest", "input": ["Hola", "Adiós"]}


@pytest.mark.parametrize(
    ("directive", "becomes"),
    [
        ("#fail=500", AssistantHiccup),
        ("#fail=429", AssistantHiccup),
        ("#fail=400", QuestionRefused),
        ("#fail=model", AssistantMisconfigured),
        ("#fail=401", AssistantMisconfigured),
        ("#fail=quota", AssistantMisconfigured),
    ],
)
async def test_each_error_has_its_meaning(
    moderator: OpenAIModerator, directive: str, becomes: type[AssistantUnavailable]
) -> None:
    with pytest.raises(AssistantUnavailable) as problem:
        await moderator.is_flagged([f"me llamo Ana {directive}"])
    assert type(problem.value) is becomes
    assert "Ana" not in f"{problem.value}{problem.value.remedy}"
    assert problem.value.__suppress_context__


async def test_the_remedy_names_the_model_that_is_not_there(openai_client: openai.AsyncOpenAI) -> None:
    with pytest.raises(AssistantMisconfigured) as problem:
        await OpenAIModerator(openai_client, "no-such-model").is_flagged(["Hola"])
    assert "no-such-model" in problem.value.remedy
