"""`make mutate`: each slip is one change, and a test that looks there notices it."""

import ast
from pathlib import Path

import pytest

from dev.mutate.changes import Mutant, difference, mutants
from dev.mutate.sampling import sample
from dev.mutate.tree import Noticed, Tree
from dev.processes import ROOT

HERE = Path("handlers/room/module.py")


def changed(source: str) -> list[str]:
    return [mutant.source for mutant in mutants(HERE, source)]


@pytest.mark.parametrize(
    ("source", "becomes"),
    [
        ("a < b", ["a <= b"]),
        ("a is not b", ["a is b"]),
        ("a not in b", ["a in b"]),
        ("1 <= a < 9", ["1 < a < 9", "1 <= a <= 9", "2 <= a < 9", "0 <= a < 9", "1 <= a < 10", "1 <= a < 8"]),
        ("a and b", ["a or b"]),
        ("a + b", ["a - b"]),
        ("not a", ["a"]),
        (
            "AHEAD = timedelta(days=1)",
            ["AHEAD = timedelta()", "AHEAD = timedelta(days=2)", "AHEAD = timedelta(days=0)"],
        ),
        ("x = 'ñandú'  # ñ", ["x = ''  # ñ"]),
        ("x = f'a{b}'", ["x = ''"]),
        ("x = True", ["x = False"]),
        ("say(a, to=b)", ["say(a)", "pass"]),
        (
            "x = say(a=1,\n  b=c,  # d\n)",
            ["x = say(b=c,  # d\n)", "x = say(a=1,\n  # d\n)", *(f"x = say(a={n},\n  b=c,  # d\n)" for n in "20")],
        ),
        ("if a: b", ["if not a: b"]),
        ("x = a if b else c", ["x = a if not b else c"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
        ("def f():\n    raise a", ["def f():\n    pass"]),
        ("for a in b:\n    continue", ["for a in b:\n    pass"]),
        ("a.b = c", ["pass"]),
        ("a += b", ["pass"]),
    ],
)
def test_a_slip_is_made_in_one_place(source: str, becomes: list[str]) -> None:
    assert sorted(changed(source)) == sorted(becomes)


@pytest.mark.parametrize(
    "source",
    [
        "'''What it is for.'''",
        "def f(a: 'int') -> 'str': ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "class A(Protocol):\n    x = 1",
        "if TYPE_CHECKING:\n    x = 1",
        "A: TypeAlias = 'B'",
        "return_nothing = None",
    ],
)
def test_what_only_readers_and_types_look_at_is_left_alone(source: str) -> None:
    assert changed(source) == []


def test_every_slip_in_a_whole_module_is_another_program() -> None:
    source = (ROOT / "handlers" / "channels" / "markup" / "splitting.py").read_text()
    programs = [ast.dump(ast.parse(program)) for program in (source, *changed(source))]
    assert len(programs) > 100
    assert programs[0] not in programs[1:]


def test_a_sample_is_the_same_for_the_same_seed_and_takes_of_every_room_and_kind() -> None:
    places = [(room, kind) for room in ("channels", "steps", "") for kind in ("not", "keyword")]
    many = [
        Mutant(Path("handlers", *filter(None, [room]), "m.py"), line, kind, "")
        for room, kind in places
        for line in range(9)
    ]
    drawn = sample(many, 6, seed=1)
    assert {(*mutant.path.parts[1:-1], mutant.kind) for mutant in drawn} == {
        *(("channels", "not"), ("channels", "keyword"), ("steps", "not"), ("steps", "keyword")),
        *(("not",), ("keyword",)),
    }
    assert drawn == sample(many, 6, seed=1)
    assert drawn != sample(many, 6, seed=2)


def test_a_diff_shows_the_line() -> None:
    (mutant,) = mutants(HERE, "a\nb < c\nd\ne")
    assert difference(mutant, "a\nb < c\nd\ne").splitlines() == [
        "--- handlers/room/module.py:2 (comparison)",
        *("@@ -1,3 +1,3 @@", " a", "-b < c", "+b <= c", " d"),
    ]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A project with one function; its own test checks one part of it, another test one more."""
    files = {
        "handlers/room/module.py": "def f(a):\n    return a + 1, not a, a < 2\n",
        "tests/room/test_module.py": "from handlers.room.module import f\n\ndef test_own():\n    assert f(1)[0] == 2\n",
        "tests/test_all.py": "from handlers.room.module import f\n\ndef test_all():\n    assert not f(1)[1]\n",
        "tests/dev/test_tool.py": "def test_never():\n    assert False\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return Tree(tmp_path, spread=())  # five processes for three tests would take longer


def test_a_slip_is_noticed_by_the_module_s_own_tests_by_others_or_not(tree: Tree) -> None:
    source = (tree.folder / HERE).read_text()
    found = {mutant.kind: mutant for mutant in mutants(HERE, source)}
    assert tree.judge(found["plus, minus"]) is Noticed.OWN
    assert tree.judge(found["not"]) is Noticed.OTHERS
    assert tree.judge(found["comparison"]) is Noticed.NOT
    assert (tree.folder / HERE).read_text() == source


def test_all_tests_are_run_on_both_cores(tree: Tree) -> None:
    assert Tree(tree.folder).holds_all()


def test_a_slip_that_never_comes_to_an_end_is_noticed(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dev.mutate.tree.SECONDS", 0.1)
    assert not tree.holds_all()


def test_own_tests_are_the_mirror_or_the_room_and_the_contracts() -> None:
    tree = Tree(ROOT)
    assert tree.own_tests(Path("handlers/steps/moderate.py")) == ["tests/steps/test_moderate.py", "tests/contracts"]
    assert tree.own_tests(Path("handlers/conversation/thread.py")) == ["tests/conversation", "tests/contracts"]
    assert tree.own_tests(Path("handlers/logs.py")) == ["tests/test_logs.py", "tests/contracts"]
    assert "tests/dev" not in tree.all_tests()
