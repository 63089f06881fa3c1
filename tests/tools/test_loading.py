"""Functions of the business's that become tools, and those that cannot."""

from pathlib import Path

import pytest

from handlers.errors import BadSettings
from handlers.tools.loading import MOST_TOOLS, tools_in
from tests.tooling import BEGINNING, fault, written


def test_every_public_function_of_every_module_is_a_tool(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "tools",
        '''
        def order(number: str) -> str:
            """Look up an order,
            by its number.

            For who reads the code.
            """

        async def stock(product: str) -> int:
            """How many are left."""

        def _hidden(): ...
        renamed = order
        later = lambda: None
        from textwrap import dedent
        ''',
    )
    (folder / "._shop.py").write_text("no Python")  # as some systems leave them beside a file
    (folder / "_prices.py").write_text('def price(of: str) -> int:\n    """Not a tool."""')
    (folder / "calendar.py").write_text(
        "from . import _prices\nimport calendar\nassert calendar.isleap(2028)\n"
        'def book() -> int:\n    """Book a table."""\n    return _prices.price("")'
    )
    tools = tools_in(folder)

    assert list(tools) == ["book", "order", "stock"]
    assert tools["order"].description == "Look up an order, by its number."
    assert tools["order"].schema == {
        "type": "function",
        "name": "order",
        "description": "Look up an order, by its number.",
        "parameters": {
            "type": "object",
            "properties": {"number": {"type": "string"}},
            "required": ["number"],
            "additionalProperties": False,
        },
        "strict": True,
    }
    assert tools["order"].options.seconds == 5
    assert not tools["order"].options.requires


def test_a_folder_that_is_read_again_gives_the_same_functions(tmp_path: Path) -> None:
    folder = written(tmp_path, 'def order():\n    """Look up."""')
    assert tools_in(folder)["order"].function is tools_in(folder)["order"].function


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "import no_such_package_of_mine",
            "shop.py imports no_such_package_of_mine, which is not installed: add it to",
        ),
        ("from . import missing", "shop.py cannot be imported: ImportError at line 8; mend it"),
        ("def order(", "shop.py cannot be imported: SyntaxError at line 8"),
        ("1 / 0", "shop.py cannot be imported: ZeroDivisionError at line 8"),
        ("raise SystemExit('a secret')", "shop.py cannot be imported: SystemExit at line 8"),
        ("def order(number: str): ...", "shop.py: order() has no docstring: say in its first paragraph"),
        (
            "def order(number):\n    'Look up.'",
            "order() has a parameter without a type: annotate 'number', as in n",
        ),
        ("def order(_number: str):\n    'Look up.'", "order() has a parameter '_number': no underscore"),
        ("def order(*numbers: str):\n    'Look up.'", "order() takes '*numbers: str': give it plain parameters only"),
        ("def order(number: 'Nowhere'):\n    'Look up.'", "order() has an annotation that cannot be read (NameError)"),
        (
            "def order(number: Any):\n    'Look up.'",
            "order() has a parameter of any or of mixed types, at 'number': say",
        ),
        ("def order(number: list):\n    'Look up.'", "order() has a parameter of any or of mixed types, at 'number'"),
        (
            "def order(number: Literal['L', 1]):\n    'Look up.'",
            "has a parameter of any or of mixed types, at 'number'",
        ),
        ("def order(number: type):\n    'Look up.'", "order() has a type that no JSON can have"),
        ("def order(number: threading.Thread):\n    'Look up.'", "order() has a type that no JSON can have"),
        (
            "def order(number: dict):\n    'Look up.'",
            "order() has a type with any keys, such as dict, at 'number': use",
        ),
        ("def order(number: dict[str, int]):\n    'Look up.'", "has a type with any keys, such as dict, at 'number'"),
        (
            "def order(pair: tuple[int, str]):\n    'Look up.'",
            "has a type that a strict schema cannot say (prefix",
        ),
        ("def order():\n    'Look up.'\n    yield 1", "order() yields: return a list instead"),
        ("async def order():\n    'Look up.'\n    yield 1", "order() yields: return a list instead"),
        ("def pedido_año():\n    'Look up.'", "pedido_año() has a name that OpenAI refuses"),
        (f"def {'o' * 65}():\n    'Look up.'", "has a name that OpenAI refuses: at most 64 letters"),
        (f"def order():\n    '{'x' * 1001}'", "order() has a first paragraph of more than 1000 characters: shorten it"),
        (
            "@tool(seconds=10)\ndef order():\n    'Look up.'",
            "order() has a time limit of 10 seconds: more than 0 and",
        ),
        ("@tool(seconds=0)\ndef order():\n    'Look up.'", "order() has a time limit of 0 seconds"),
        (
            "@tool(requires='yes')\ndef order():\n    'Look up.'",
            "order() requires something unknown: write",
        ),
        (
            "@tool(requires='confirm')\ndef order():\n    'Look up.'",
            "order() needs a title, since customers",
        ),
        (
            "@tool(title={'fr': 'Commande'})\ndef order():\n    'Look up.'",
            "order() has a title in 'fr': the languages",
        ),
        (
            "@tool(title={'es': 'El {nada}'})\ndef order():\n    'Look up.'",
            "order() has a title with {nada} in it, which",
        ),
        ("@tool(title={'es': 'El {'})\ndef order():\n    'Look up.'", "order() has a title with a single { or }"),
        ("def order(by: Caller | None = None):\n    'Look up.'", "has Caller or CallId within the type of 'by'"),
        ("def order(by: list[CallId]):\n    'Look up.'", "has Caller or CallId within the type of 'by': it has to be"),
        ("", "holds no function that could be a tool: write one, or leave TOOLS empty"),
    ],
)
def test_what_cannot_be_a_tool_is_named_with_its_remedy(tmp_path: Path, source: str, said: str) -> None:
    assert said in fault(tmp_path, source)


def test_an_import_error_does_not_show_what_it_says(tmp_path: Path) -> None:
    assert "sk-secret" not in fault(tmp_path, "raise ValueError('sk-secret')")


def test_an_error_in_a_package_that_a_module_imports_names_the_module_s_line(tmp_path: Path) -> None:
    assert "JSONDecodeError at line 9;" in fault(tmp_path, "import json\njson.loads('')")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    folder = written(tmp_path, "1 / 0")
    written(folder, "def order(number): ...\ndef stock(): ...\ndef ready():\n    'Is it ready.'", name="stock")
    with pytest.raises(BadSettings) as refused:
        tools_in(folder)
    assert [line.partition(f"{folder}: ")[2][:17] for line in str(refused.value).splitlines()[1:]] == [
        "shop.py cannot be",
        "stock.py: order()",
        "stock.py: stock()",
    ]


def test_two_functions_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, "def order():\n    'Look up.'")
    written(folder, "def order():\n    'Look up.'", name="stock")
    with pytest.raises(BadSettings, match=r"stock\.py: order\(\) has the name of one in shop\.py: rename one"):
        tools_in(folder)


def test_a_model_is_given_no_more_tools_than_it_can_choose_from(tmp_path: Path) -> None:
    many = "\n".join(f"def tool_{number}():\n    'Look up.'" for number in range(MOST_TOOLS))
    assert len(tools_in(written(tmp_path / "64", many))) == MOST_TOOLS
    assert fault(tmp_path / "65", many + "\ndef more():\n    'Look up.'").startswith("holds 65 tools")


@pytest.mark.parametrize("given", ["nowhere", "{}/nowhere"])
def test_a_folder_that_is_not_there_is_named_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadSettings) as told:
        tools_in(Path(given.format(tmp_path)))
    assert str(told.value) == f"TOOLS: there is no folder “nowhere” in {tmp_path}"


def test_a_module_imports_all_that_a_tool_needs_from_one_place() -> None:
    assert "from handlers.tools import Caller, CallId, tool" in BEGINNING
