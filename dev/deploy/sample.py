"""The sample bakery's own words, in .env.yaml and in copies of its files: they go live only if somebody says so."""

from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from dev.example import BAKERY
from dev.given import NotClear
from dev.processes import ROOT
from handlers.knowledge.place import knowledge_in

SAID = "Still the example's, about a bakery that is not yours"
ANYWAY = "if you want to deploy it all the same, make deploy ... KEEP_SAMPLE=1"
SETTINGS = (ROOT / ".env.yaml.example", BAKERY / "settings.yaml")
WORDS = ("ASSISTANT_INSTRUCTIONS", "PEOPLE_CONTACT")  # that fit no other business


def confirm(settings: Mapping[str, str], *, ask: Callable[[str], str] | None) -> None:
    """Ask whether the sample's words may go live. Raises NotClear after a no, or where nobody can be asked."""
    if not (said := what_is_left(settings)):
        return
    if ask is None or ask(f"{said}. Deploy it all the same? [y/N] ").strip().lower() not in ("y", "yes"):
        raise NotClear(f"Nothing was done. {said}. Write your own; {ANYWAY}.")


def what_is_left(settings: Mapping[str, str]) -> str:
    """What is the sample's still, however its lines are broken, as a sentence without its stop; "" for nothing."""
    left = [*_words(settings), *_faq(settings), *_knowledge(settings)]
    return f"{SAID}: {', '.join(left)}" if left else ""


def _words(settings: Mapping[str, str]) -> list[str]:
    samples = [yaml.safe_load(path.read_text()) for path in SETTINGS]
    given = {name: words for name in WORDS if (words := settings.get(name, "").split())}
    return [name for name, words in given.items() if words in [sample[name].split() for sample in samples]]


def _faq(settings: Mapping[str, str]) -> list[str]:
    given = settings.get("FAQ")
    return ["FAQ"] if given and _is_copy(ROOT / given, BAKERY / "faq.yaml") else []


def _knowledge(settings: Mapping[str, str]) -> list[str]:
    place = knowledge_in(settings.get("KNOWLEDGE", ""))
    samples = sorted((BAKERY / "knowledge").iterdir()) if isinstance(place, Path) else []
    names = [sample.name for sample in samples if _is_copy(Path(str(place)) / sample.name, sample)]
    return [f"KNOWLEDGE ({', '.join(names)})"] if names else []


def _is_copy(path: Path, sample: Path) -> bool:
    return path.is_file() and path.read_bytes().split() == sample.read_bytes().split()
