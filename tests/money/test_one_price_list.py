"""All prices stand in handlers/money/prices.toml: no second list, which would go out of date by itself."""

import ast
import re
from pathlib import Path

import pytest

from dev.processes import ROOT

NAMED = re.compile("PRICE|RATE_CARD|DOLLAR|DIRHAM|META$|MODELS|TWILIO$|CPU|MEMORY|REQUEST$|^READ$|^WRITE$|CENT$")


def amounts(path: Path) -> list[str]:
    """The names of constants in a module that hold prices: amounts with a point, or models with numbers."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            numbers = [
                each
                for each in ast.walk(node.value)
                if isinstance(each, ast.Constant) and isinstance(each.value, float)
            ]
            found += [name for name in names if numbers and NAMED.search(name)]
    return found


def test_prices_stand_in_the_list_alone() -> None:
    of_models = re.compile(r'"gpt-[\w.-]+"\s*:\s*\(?\s*[\d.]')
    for path in [*(ROOT / "handlers").rglob("*.py"), *(ROOT / "dev").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]:
        assert amounts(path) == [], path
        assert not of_models.search(path.read_text()), path


@pytest.mark.parametrize("code", ["PRICES = {'a': (0.1, 0.2)}", "CPU, MEMORY = 0.1, 0.2", "A_DOLLAR: float = 3.6725"])
def test_a_second_list_would_be_noticed(code: str, tmp_path: Path) -> None:
    (tmp_path / "second.py").write_text(code)
    assert amounts(tmp_path / "second.py")
