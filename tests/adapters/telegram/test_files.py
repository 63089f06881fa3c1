"""Files from Telegram: fetched by their names, within limits, from nowhere else."""

import pytest

from dev.telegram_standin import Standin
from handlers.adapters.telegram.files import TelegramFiles
from handlers.adapters.telegram.rest import TelegramRest
from handlers.errors import FileGone, FileTooLarge, FileUnavailable
from tests.adapters.telegram.rest import TOKEN, rest_of

VOICE = bytes(range(256)) * 100


async def test_a_file_is_fetched_by_its_name(rest: TelegramRest, standin: Standin) -> None:
    name = standin.state.keep(VOICE)
    assert await TelegramFiles(rest).download(f"telegram:{name}", most=len(VOICE)) == VOICE


@pytest.mark.parametrize("url", ["https://api.telegram.org/file/a", "telegram:", "telegram:../x", "meta:1", ""])
async def test_nothing_else_is_fetched(rest: TelegramRest, standin: Standin, url: str) -> None:
    with pytest.raises(FileGone):
        await TelegramFiles(rest).download(url, most=100)
    assert not standin.state.requests


@pytest.mark.parametrize("tells_size", [True, False])
async def test_a_file_that_is_too_large_is_not_kept(rest: TelegramRest, standin: Standin, tells_size: bool) -> None:
    name = standin.state.keep(VOICE)
    if not tells_size:
        standin.state.without_size.add(name)
    with pytest.raises(FileTooLarge):
        await TelegramFiles(rest).download(f"telegram:{name}", most=len(VOICE) - 1)
    assert len(standin.state.requests) == (1 if tells_size else 2)  # what is told beforehand is not fetched


async def test_a_file_that_telegram_does_not_hand_out_is_too_large(rest: TelegramRest, standin: Standin) -> None:
    name = standin.state.keep(b"\0" * (20 * 1024 * 1024 + 1))
    with pytest.raises(FileTooLarge):
        await TelegramFiles(rest).download(f"telegram:{name}", most=100)


async def test_a_file_that_is_gone_is_not_tried_again(rest: TelegramRest, standin: Standin) -> None:
    with pytest.raises(FileGone):
        await TelegramFiles(rest).download("telegram:AgAD", most=100)
    standin.state.paths["AgAD"] = "documents/gone.bin"
    with pytest.raises(FileGone, match="404"):
        await TelegramFiles(rest).download("telegram:AgAD", most=100)


@pytest.mark.parametrize("path", ["../../getMe", "", "documents/..", "a//b", "https://example.com/a", "a?b"])
async def test_a_path_that_leads_elsewhere_is_not_followed(rest: TelegramRest, standin: Standin, path: str) -> None:
    standin.state.paths["AgAD"] = path
    with pytest.raises(FileGone, match="no_path"):
        await TelegramFiles(rest).download("telegram:AgAD", most=100)


@pytest.mark.parametrize("fault", [400, 429, 500])
async def test_a_passing_fault_is_worth_another_try(rest: TelegramRest, standin: Standin, fault: int) -> None:
    name = standin.state.keep(VOICE)
    standin.state.files_fail = fault
    with pytest.raises(FileUnavailable) as problem:
        await TelegramFiles(rest).download(f"telegram:{name}", most=len(VOICE))
    assert type(problem.value) is FileUnavailable


async def test_a_storage_that_fails_is_worth_another_try(rest: TelegramRest, standin: Standin) -> None:
    name = standin.state.keep(VOICE)
    standin.state.storage_fails = 503
    with pytest.raises(FileUnavailable, match="503"):
        await TelegramFiles(rest).download(f"telegram:{name}", most=len(VOICE))


async def test_a_file_that_takes_long_is_given_up(standin: Standin) -> None:
    name = standin.state.keep(VOICE)
    standin.state.storage_seconds = 60
    rest = rest_of(standin.base_url)
    with pytest.raises(FileUnavailable, match="TimeoutError"):
        await TelegramFiles(rest, seconds=0.3).download(f"telegram:{name}", most=len(VOICE))
    standin.state.hurry()
    await rest.close()


async def test_a_wrong_token_is_told_and_not_shown(turned_away: TelegramRest, unreachable: TelegramRest) -> None:
    for rest, word in ((turned_away, "TELEGRAM_BOT_TOKEN"), (unreachable, "network")):
        with pytest.raises(FileUnavailable) as problem:
            await TelegramFiles(rest).download("telegram:AgAD", most=100)
        assert word in problem.value.remedy
        assert TOKEN not in f"{problem.value!r}{problem.value.remedy}"
