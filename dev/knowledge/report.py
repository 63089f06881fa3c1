"""What is in a folder, as text for the terminal: its files, what cannot be used, the tokens, and what is next. Pure."""

from collections.abc import Iterator

from handlers.knowledge.folder import Folder
from handlers.knowledge.tokens import CHARACTERS_A_TOKEN, about_tokens


def report(folder: Folder, name: str, most: int, store: str, *, syncs: bool, option: str = "") -> str:
    """`most`: KNOWLEDGE_TOKENS; `store`: the vector store that is set up, ""; `syncs`: it is filled now.

    `option`: how make is told of this folder, as in " FOLDER=catalog"; "" for the one that the assistant answers from.
    """
    return "\n".join(_lines(folder, name, most, store, syncs, option))


def _lines(folder: Folder, name: str, most: int, store: str, syncs: bool, option: str) -> Iterator[str]:
    if folder.texts:
        files = "1 file" if len(folder.texts) == 1 else f"{len(folder.texts)} files"
        yield f"{name}: {files}, about {folder.tokens:,} tokens (one for each {CHARACTERS_A_TOKEN} characters)."
        yield from (f"  about {about_tokens(text.text):>7,}  {text.name}" for text in folder.texts)
    else:
        yield f"{name}: no file that can be used."
    if folder.left_out:
        yield "Not used:"
        yield from (f"  {_shown(one.name)} {one.why}" for one in folder.left_out)
    if folder.texts and not syncs:
        yield _next(name, folder.tokens, most, store, option)


def _shown(name: str) -> str:
    """A name as a terminal can show it, on one line."""
    return name if name.isprintable() else ascii(name)


def _next(name: str, tokens: int, most: int, store: str, option: str) -> str:
    if store:
        return f"KNOWLEDGE is the store {store}. Next: make knowledge SYNC=1{option} makes it as this folder is."
    if tokens > most:
        return (
            f"That is more than KNOWLEDGE_TOKENS ({most:,}), so each question would pay for it.\n"
            f"Next: make knowledge SYNC=1{option} puts it into a vector store at OpenAI,"
            " which is searched for each question."
        )
    if option:
        return (
            f"The assistant does not answer from it yet, since KNOWLEDGE names another folder or none.\n"
            f'Next: put this line into .env.yaml, then make run, to try it:\nKNOWLEDGE: "{name}"'
        )
    return f"It goes whole with every question (KNOWLEDGE_TOKENS is {most:,}). Next: make run, to try it; make deploy."
