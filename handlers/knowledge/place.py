"""KNOWLEDGE: the place of what the business knows, a folder or a vector store of OpenAI's."""

from pathlib import Path

BESIDE = Path(__file__).parent.parent.parent  # main.py's folder
FOLDER = "knowledge"  # is used where it is there, without a setting
OFF = "off"


def knowledge_in(setting: str) -> Path | str | None:
    """The folder, or the vector store's id; None if there is neither. A relative path begins beside main.py."""
    if setting.startswith("vs_"):
        return setting
    if setting:
        return None if setting == OFF else BESIDE / setting
    return BESIDE / FOLDER if (BESIDE / FOLDER).is_dir() else None
