"""A week's hours, read: several intervals, nights, days off; what is not understood is refused with an example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.tickets.week import DAYS, EXAMPLE, Times, week_of

NINE_TO_SIX = ((540, 1080),)
NONE: Times = ()


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mo-Fr 09:00-18:00", (*[NINE_TO_SIX] * 5, NONE, NONE)),
        ("mo - fr 9:00 \N{EN DASH} 18:00 ;", (*[NINE_TO_SIX] * 5, NONE, NONE)),
        ("Mo,We-Fr 09:00-18:00", (NINE_TO_SIX, NONE, *[NINE_TO_SIX] * 3, NONE, NONE)),
        ("Sa-Mo 09:00-18:00", (NINE_TO_SIX, *[NONE] * 4, NINE_TO_SIX, NINE_TO_SIX)),
        ("09:00-18:00; Su off", (*[NINE_TO_SIX] * 6, NONE)),
        ("Mo-Su 09:00-18:00; Su,Sa closed", (*[NINE_TO_SIX] * 5, NONE, NONE)),
        ("We 16:00-19:00, 09:00-14:00", (NONE, NONE, ((540, 840), (960, 1140)), *[NONE] * 4)),
        ("Fr 22:00-02:00", (*[NONE] * 4, ((1320, 1560),), NONE, NONE)),
        ("Fr 22:00-26:00; Sa 18:00-24:00", (*[NONE] * 4, ((1320, 1560),), ((1080, 1440),), NONE)),
        ("24/7", (((0, 1440),),) * 7),
    ],
)
def test_hours_that_are_understood(text: str, week: tuple[Times, ...]) -> None:
    assert week_of(text) == week


def test_the_example_is_understood() -> None:
    assert week_of(EXAMPLE)[4:] == (((540, 840), (960, 1140)), ((1320, 1560),), NONE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Mo-Fr 9-18",
            "has “Mo-Fr 9-18”, which is not understood: write days (Mo Tu We Th Fr Sa Su) and times, as in ",
        ),
        ("Mo-Fr 09:00-18:00; Lu 9:00-12:00", "has “Lu 9:00-12:00”, which is not understood"),
        ("Mon-Fri 9am-6pm", "has “Mon-Fri 9am-6pm”"),
        ("Mo-Fr", "has “Mo-Fr”"),
        ("Mo-Fr 09:00-18:00 unknown", "which is not understood"),
        ("Mo-Fr sunrise-sunset", "which is not understood"),
        ("Mo-Fr 09:00-18:60", "has “18:60”, which is no time of a day"),
        ("Mo-Fr 24:00-25:00", "has “24:00-25:00”, which is no time of a day: all day long is 00:00-24:00"),
        ("Mo-Fr 09:00-09:00", "has “09:00-09:00”"),
        ("Mo-Fr 09:00-49:00", "has “09:00-49:00”"),
        ("Mo-Fr 09:00-18:00; PH off", "has “PH off”: write holidays into HOLIDAYS, as in HOLIDAYS=MX"),
        ("Mo-Fr 09:00-18:00; Fr 22:00-02:00", "has times for Fr in two rules: write all times of a day in one"),
        ("Su off; Mo-Su 09:00-18:00", "has times for Su in two rules"),
        ("Mo off", "never opens: name at least one day with its times, as in Mo-Fr 09:00-14:00"),
        (";", "never opens"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^(has|never) ") as problem:
        week_of(text)
    assert said in str(problem.value)


intervals = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda pair: (pair[0], pair[0] + pair[1]))
days = st.lists(intervals.filter(lambda pair: pair[1] - pair[0] < 1440), max_size=3).map(
    lambda some: tuple(sorted(some))
)


def written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@given(st.lists(days, min_size=7, max_size=7).filter(any), st.booleans())
def test_whatever_week_is_written_is_read(week: list[Times], past_midnight: bool) -> None:
    rules = []
    for day, times in zip(DAYS, week, strict=True):
        ends = [(opens, closes if past_midnight else closes % 1440 or 1440) for opens, closes in times]
        rules.append(
            f"{day.title()} {','.join(f'{written(opens)}-{written(closes)}' for opens, closes in ends) or 'off'}"
        )
    assert week_of("; ".join(rules)) == tuple(week)
