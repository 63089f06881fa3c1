"""KNOWLEDGE: the place of what the business knows."""

from pathlib import Path

BESIDE = Path(__file__).parent.parent.parent  # main.py's folder
FOLDER = "knowledge"  # is used where it is there, without a setting
OFF = "off"


def knowledge_in(setting: str) -> Path | None:
    """The folder; None if there is none. A relative path begins beside main.py."""
    if setting:
        return None if setting == OFF else BESIDE / setting
    return BESIDE / FOLDER if (BESIDE / FOLDER).is_dir() else None
