"""The sample bakery's text in ASSISTANT_INSTRUCTIONS: it goes live only if somebody says so."""

from collections.abc import Callable, Mapping

import yaml

from dev.given import NotClear
from dev.processes import ROOT

SAID = "ASSISTANT_INSTRUCTIONS in .env.yaml is still the example's, about a bakery that is not yours"
ANYWAY = "if you want to deploy it all the same, make deploy ... KEEP_SAMPLE=1"


def confirm(settings: Mapping[str, str], *, ask: Callable[[str], str] | None) -> None:
    """Ask whether the sample's text may go live. Raises NotClear after a no, or where nobody can be asked."""
    if not is_sample(settings.get("ASSISTANT_INSTRUCTIONS", "")):
        return
    if ask is None or ask(f"{SAID}. Deploy it all the same? [y/N] ").strip().lower() not in ("y", "yes"):
        raise NotClear(f"Nothing was done: {SAID}. Write your own; {ANYWAY}.")


def is_sample(text: str) -> bool:
    """True for the text of .env.yaml.example, however its lines are broken."""
    example = yaml.safe_load((ROOT / ".env.yaml.example").read_text())
    return bool(text.split() == example["ASSISTANT_INSTRUCTIONS"].split())
