"""``/lists/kit``, ``/lists/kit.docx``, ``/lists/kit.md``: where does a reader get the handout of a list?

The list is wholly in the address, as everywhere. A list without any record gives a page that says what to do;
asked for as a file it gives the same page as an error, so that nothing is saved that is no handout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from kb.localized import Language
from web.kit import markdown
from web.kit.content import Kit
from web.kit.kit import kit
from web.kit.voice import Voice
from web.knowledge import Knowledge
from web.language import INTERFACE_LANGUAGES
from web.pages.chosen import chosen
from web.pages.layout import OWN_NAMES, Site
from web.pages.reading_list import ReadingList
from web.templates import Page, render

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
MOST_NAME = 80  # characters of the name of a file


@dataclass(frozen=True)
class Edition:
    """The handout in one language; ``name`` is that of the language in itself."""

    language: Language
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class KitPage(Page):
    """The handout as it is printed. ``kit`` is None where the list names no record there is.

    ``language`` is that of the handout where the page around it speaks another one, else None. ``list_url``
    leads back to the list, ``missing`` are its ids without a record.
    """

    template: ClassVar[str] = "kit/handout.html"
    kit: Kit | None
    language: Language | None
    editions: tuple[Edition, ...]
    word: str
    markdown: str
    list_url: str
    search_url: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """What an address asks for."""

    site: Site
    listed: ReadingList
    language: Language
    kit: Kit | None
    missing: tuple[str, ...]


def page(request: Request) -> Response:
    """``/lists/kit``"""
    return render(_page(_asked(request)))


def as_word(request: Request) -> Response:
    """``/lists/kit.docx``"""
    asked = _asked(request)
    if asked.kit is None:
        return render(_page(asked), 400)
    from web.kit import word  # brings python-docx along, which nothing else that is served needs

    return _file(word.document(asked.kit), word.MEDIA_TYPE, asked.kit, "docx")


def as_markdown(request: Request) -> Response:
    """``/lists/kit.md``"""
    asked = _asked(request)
    if asked.kit is None:
        return render(_page(asked), 400)
    text = markdown.document(asked.kit).encode()
    return _file(text, f"{markdown.MEDIA_TYPE}; charset=utf-8", asked.kit, "md")


def _asked(request: Request) -> _Asked:
    site, knowledge = Site.of(request), Knowledge.of(request)
    listed = ReadingList.parse(request.query_params.multi_items())
    wanted = request.query_params.get("language")
    language = next((one for one in INTERFACE_LANGUAGES if one == wanted), site.reader)
    choices = chosen(listed.ids, knowledge)
    made = kit(listed, choices, knowledge.links.get(), Voice.of(site, language), knowledge.corpus.today())
    missing = tuple(one.id for one in choices if one.record is None)
    return _Asked(site, listed, language, made, missing)


def _page(asked: _Asked) -> KitPage:
    site, language = asked.site, asked.language

    def url(path: str, of: Language = language, lang: Language | None = None) -> str:
        return site.url(path, lang, [*asked.listed.parameters, ("language", of)])

    return KitPage(
        layout=site.layout("lists", lambda lang: url("/lists/kit", lang=lang), indexed=False),
        kit=asked.kit,
        language=None if language == site.reader else language,
        editions=tuple(
            Edition(one, OWN_NAMES[one], url("/lists/kit", one), one == language)
            for one in INTERFACE_LANGUAGES
        ),
        word=url("/lists/kit.docx"),
        markdown=url("/lists/kit.md"),
        list_url=site.url("/lists", None, asked.listed.parameters),
        search_url=site.search(),
        missing=asked.missing,
    )


def _file(content: bytes, media_type: str, made: Kit, ending: str) -> Response:
    headers = {
        "Content-Disposition": disposition(f"{made.title} {made.made_on}", ending),
        "X-Robots-Tag": "noindex",
    }
    return Response(content, media_type=media_type, headers=headers)


def disposition(name: str, ending: str) -> str:
    """The header that names a file to be saved: once in ASCII, once as it is called.

    >>> disposition("Kieler Förde", "md")
    "attachment; filename=kieler-foerde.md; filename*=UTF-8''Kieler-F%C3%B6rde.md"
    """
    from indexer.ingest.slugs import slug  # a server starts without the import of files

    shown = "".join(sign for sign in name if sign.isprintable() or sign.isspace())
    named = _NOT_IN_NAMES.sub("-", shown)[:MOST_NAME].strip("-.") or "workshop"
    plain = slug(name) or "workshop"
    return f"attachment; filename={plain}.{ending}; filename*=UTF-8''{quote(named, safe='')}.{ending}"
