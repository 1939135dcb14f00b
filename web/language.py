"""In which language is this reader answered?

The parameter ``lang`` decides; without it the browser's Accept-Language does, and the answer says so with
``Vary``. Pages are worded in German and English; who asks for another language gets the next one they accept,
in the end the first of ``KB_LANGUAGES``.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.localized import Language
from web.knowledge import Knowledge

INTERFACE_LANGUAGES: tuple[Language, ...] = ("de", "en")
LONGEST_HEADER = 1000  # characters of Accept-Language that are read; browsers send less than 100
_RANGE = re.compile(
    r"\s*(?P<tag>\*|[A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*"
    r"\s*(?:;\s*[qQ]\s*=\s*(?P<quality>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?\Z"
)


def accepted(header: str, default: Language) -> Language:
    """The interface language an Accept-Language header prefers, else ``default``.

    >>> accepted("da, en-GB;q=0.8, de;q=0.7", "de")
    'en'
    """
    qualities: dict[str, float] = {}
    for part in header[:LONGEST_HEADER].split(","):
        found = _RANGE.match(part)
        if found:
            qualities.setdefault(found["tag"].lower(), float(found["quality"] or 1))
    others = qualities.get("*", 0.0)
    order = list(qualities)

    def wish(language: Language) -> tuple[float, int, bool]:
        place = order.index(language) if language in order else len(order)
        return qualities.get(language, others), -place, language == default

    best = max(INTERFACE_LANGUAGES, key=wish)
    return best if wish(best)[0] > 0 else default


def reader(connection: HTTPConnection) -> Language:
    """The language of this reader's pages."""
    wanted = connection.query_params.get("lang")
    for language in INTERFACE_LANGUAGES:
        if wanted == language:
            return language
    connection.state.varies_by_language = True
    languages = Knowledge.of(connection).settings.languages
    default = next((one for one in languages if one in INTERFACE_LANGUAGES), INTERFACE_LANGUAGES[0])
    return accepted(connection.headers.get("accept-language", ""), default)


class VaryByLanguage:
    """Says ``Vary: Accept-Language`` wherever ``reader`` had to look at that header."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""

        async def send_varying(message: Message) -> None:
            if message["type"] == "http.response.start" and scope.get("state", {}).get("varies_by_language"):
                MutableHeaders(scope=message).add_vary_header("Accept-Language")
            await send(message)

        await self.app(scope, receive, send_varying)
