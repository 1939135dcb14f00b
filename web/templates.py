"""Here are the values of a page: how do they become HTML?

A page is a frozen dataclass whose fields are exactly the names its template uses. Templates hold the words
and the markup; they compute nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, partial
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from kb.localized import Language
from web import formatting
from web.pages.layout import Layout
from web.wording import translations

FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """What every page has. ``template`` is the file below ``web/templates`` that shows it."""

    template: ClassVar[str]
    layout: Layout


def in_language(text: formatting.Text) -> Markup:
    """The attribute for a text that is in another language than its page."""
    return Markup(' lang="{}"').format(text.lang) if text.lang else Markup("")


@cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    messages = translations(language)
    found.add_extension("jinja2.ext.i18n")
    found.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        messages.ugettext, messages.ungettext, newstyle=True
    )
    found.filters["number"] = partial(formatting.number, reader=language)
    found.filters["size"] = partial(formatting.size, reader=language)
    found.filters["day"] = partial(formatting.day, reader=language)
    found.filters["shortened"] = formatting.shortened
    found.filters["in_language"] = in_language
    return found


def render(page: Page, status: int = 200) -> Response:
    """The page as an answer."""
    template = environment(page.layout.lang).get_template(page.template)
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    return HTMLResponse(template.render(values), status)
