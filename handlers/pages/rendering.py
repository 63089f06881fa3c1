"""Pages made of the templates beside it. Each is compiled when it is first shown: a start would take 40 ms longer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from handlers.languages import Language, Sentence
from handlers.pages.guard import HEADERS
from handlers.pages.shown import marked, word
from handlers.pages.words import WORDS

HERE = Path(__file__).parent
ASSETS = {"desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml"}


class Pages:
    """Renders templates in a language, with the headers that every page has. `words`: those that they use, by name."""

    def __init__(self, words: Mapping[str, Sentence] = WORDS) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["marked"] = marked
        self._words = words

    def __call__(self, template: str, language: Language, *, status: int = 200, **values: Any) -> Response:
        """A page. In it, `t` is the word of a name, filled with what else it is given."""

        def t(name: str, /, **filled: object) -> str:
            return self._words[name][language].format(**filled)

        html = self._templates.get_template(template).render(
            t=t, word=lambda name: word(name, language), language=language, **values
        )
        return HTMLResponse(html, status, HEADERS)


def assets() -> dict[str, Response]:
    """The style, the script and the icon, by name: small, and the same for everybody."""
    return {name: asset(name, media_type) for name, media_type in ASSETS.items()}


def asset(name: str, media_type: str) -> Response:
    """A file that is the same for everybody."""
    headers = HEADERS | {"Cache-Control": "public, max-age=300"}
    return Response((HERE / "static" / name).read_bytes(), headers=headers, media_type=media_type)
