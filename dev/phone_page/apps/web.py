"""The web chat: a small site of another origin, whose page has the script's line; the phone shows it in a frame.

The site proves each of the page's customers as one of its own, as the server of a real site does.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from dev.phone_page.apps.app import Envelope, Letter
from dev.phone_page.inputs import Refused
from dev.phone_page.records import WEB
from dev.phone_page.state import PageState
from dev.serving import RequestLog
from handlers.channels.web.proof import Proof, key_of, mark_of

WORDS = {  # the page's: its title, and a line below; for a customer of the site's, a line more
    "en": ("A page of your site", "The chat is in the corner.", "{name} is signed in here."),
    "es": ("Una página de tu sitio", "El chat está en la esquina.", "{name} inició sesión aquí."),
    "pt": ("Uma página do seu site", "O chat está no canto.", "{name} entrou aqui."),
}
# No more than the script needs, and the style of this page.
POLICY = "default-src 'none'; script-src {function}; connect-src {function}; style-src 'unsafe-inline'"
STYLE = "body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem; } :root { color-scheme: light dark; }"


@dataclass
class Web:
    """An app that talks to the function by itself; the page only shows it.

    `sites`: the CHAT_SITES that were set before, to which this one comes.
    """

    page: PageState
    secret: str
    function_port: int
    sites: str = ""
    name: str = WEB

    def served_at(self, address: str) -> Mapping[str, str]:
        """See App; here it is the site that is served at `address`."""
        port = address.rpartition(":")[2]
        ours = [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1")]
        self.page.about["site_port"] = int(port)
        return {"CHAT_SECRET": self.secret, "CHAT_SITES": ", ".join(filter(None, [self.sites, *ours]))}

    def routes(self) -> Sequence[BaseRoute]:
        """None: the function is asked by the script in the site's page, and asks nobody."""
        return ()

    def write(self, letter: Letter) -> Envelope:
        """Refuses: the chat in the site's page has a composer of its own."""
        raise Refused("this app has a composer of its own", 409)

    def stop(self) -> None:
        """See App."""

    def site(self) -> Starlette:
        """The site, to be served on a port of its own."""
        app = Starlette(routes=[Route("/", self._home)])
        app.state.standin = RequestLog()
        return app

    async def _home(self, request: Request) -> Response:
        asked, host = request.query_params, request.url.hostname
        language = asked.get("lang", "")
        title, where, signed_in = WORDS.get(language, WORDS["en"])
        lines, attributes = [where], {"src": f"http://{host}:{self.function_port}/chat.js"}
        number = asked.get("customer", "")
        customer = self.page.customers.get(int(number)) if number.isdecimal() else None
        if customer:
            lines.append(signed_in.format(name=customer.name))
            attributes |= self._proof(customer.number, customer.name, f"{request.url.scheme}://{request.url.netloc}")
        function = f"http://{host}:{self.function_port}"
        document = _document(language if language in WORDS else "en", title, lines, attributes)
        return HTMLResponse(document, headers={"Content-Security-Policy": POLICY.format(function=function)})

    def _proof(self, user: str, name: str, site: str) -> Mapping[str, str]:
        """The attributes by which a site's server proves its customer: docs/web-chat.md."""
        proof = Proof(user, name, str(int(time.time())), "")
        mark = mark_of(proof, key=key_of(site, secret=self.secret))
        return {"data-user": user, "data-name": name, "data-time": proof.time, "data-mark": mark}


def _document(language: str, title: str, lines: Sequence[str], attributes: Mapping[str, str]) -> str:
    script = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(title)}</h1>{paragraphs}"
        f"<script {script} async></script></body></html>\n"
    )
