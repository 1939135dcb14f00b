"""In which languages can a record be read, which was written first, and do the others still say the same?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kb.localized import LANGUAGES, Language
from web.formatting import Text
from web.language import INTERFACE_LANGUAGES
from web.pages.cards import readable
from web.pages.layout import OWN_NAMES, Layout

VersionState = Literal["original", "translated", "outdated", "available", "missing"]


@dataclass(frozen=True)
class Version:
    """A record in one language, which is named in itself.

    ``available`` claims nothing of what was written first, because the record does not say it. ``url`` leads
    to the page in that language; None for this page, for what is missing, and for languages that pages do
    not speak.
    """

    name: Text
    code: Language
    state: VersionState
    url: str | None
    current: bool


def versions(record: Mapping[str, Any], layout: Layout) -> tuple[Version, ...]:
    """The languages of the pages, and whatever others the record can be read in."""
    can_be_read = readable(record)
    pages = {link.code: link.url for link in layout.languages}
    return tuple(
        Version(
            name=Text(OWN_NAMES[code], None if code == layout.lang else code),
            code=code,
            state=_state(code, record) if code in can_be_read else "missing",
            url=pages.get(code) if code in can_be_read and code != layout.lang else None,
            current=code == layout.lang and code in can_be_read,
        )
        for code in LANGUAGES
        if code in INTERFACE_LANGUAGES or code in can_be_read
    )


def _state(code: Language, record: Mapping[str, Any]) -> VersionState:
    original = record.get("original_language")
    state: VersionState = record.get("translations", {}).get(code, "available")
    if original is None or state == "outdated":
        return state
    return "original" if code == original else "translated"
