"""What every page and every request of the desk has to keep: headers, and where a POST may come from.

`Referrer-Policy: no-referrer` makes browsers say `Origin: null` with a plain form; then `Sec-Fetch-Site` decides, which
every browser since 2023 sends. https://web.dev/articles/fetch-metadata
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers

OURS_ONLY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": OURS_ONLY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


def is_from_here(headers: Headers, public_url: str) -> bool:
    """True if a page of ours made the request: as the browser says, by `Sec-Fetch-Site`, else by `Origin`."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return origin.netloc in (headers.get("host"), urlsplit(public_url).netloc)
