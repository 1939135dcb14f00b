"""Here is a page of which little is left: why, and what is to be done?"""

from __future__ import annotations

import re

from indexer.ingest.extractors.page_words import states
from kb.errors import SourceUnreadable

HARDLY_ANY = 60  # signs
LITTLE = 600  # signs up to which a page may be a notice instead of a text
REASONS = {
    "missing": (
        "The page says that it does not exist (not found).",
        "Look for its new address, or for an archived copy.",
    ),
    "broken": ("The page reports a fault of its server.", "Try again later."),
    "refused": (
        "The page refuses programs.",
        "Open it in a browser, and save it from there as 'web page, HTML only'.",
    ),
    "login": (
        "The page asks for a login.",
        "Log in with a browser and save the page from there, if its text may be used.",
    ),
    "script": (
        "The page needs JavaScript; its text is not in the file.",
        "Open it in a browser, and save it from there as a complete web page.",
    ),
    "consent": (
        "The page shows only its question about cookies.",
        "Answer it in a browser, and save the page from there.",
    ),
}
_CODE = re.compile(r"\b(?:error|fehler|fejl)?\s*(?:404|410)\b", re.IGNORECASE)
_APPLICATION = re.compile(
    r"""<div[^>]+id=["']?(?:root|app|__next|___gatsby|__nuxt|q-app)["'\s>]""", re.IGNORECASE
)


def reason(title: str, main: str, everything: str, source: str, asked_for_consent: bool) -> str | None:
    """Why a page has little text. ``everything`` is all that it says, ``source`` its beginning."""
    if len(main) > LITTLE:
        return None
    hardly_any = len(main) < HARDLY_ANY
    text = f"{title}\n{main}" + (f"\n{everything}" if hardly_any else "")
    for name in ("missing", "broken", "refused", "login"):
        if states()[name].search(text):
            return name
    if _CODE.search(title):
        return "missing"
    if states()["script"].search(f"{text}\n{everything}") and len(main) < LITTLE / 2:
        return "script"
    if hardly_any and _APPLICATION.search(source):
        return "script"
    if hardly_any and (asked_for_consent or states()["consent"].search(everything)):
        return "consent"
    return None


def note(name: str) -> str:
    """What the person who brought the page should know."""
    return " ".join(REASONS[name])


def refusal(name: str | None) -> SourceUnreadable:
    """Why a page without text is not read."""
    if name:
        return SourceUnreadable(*REASONS[name], code=f"page_{name}")
    return SourceUnreadable(
        "The page holds hardly any text.",
        "If a browser shows its text, save it from there as a complete web page.",
        code="page_empty",
    )
