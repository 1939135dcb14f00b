"""A made-up site: its first record has everything a page can show, the others stand for one case each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from indexer.indexing import update_index
from indexer.links.known import Link, State, open_links
from kb.corpus import Corpus
from kb.settings import Settings, load_settings
from tests.web.sites import a_record

CHECKED = "2026-03-01"
STATES: tuple[State, ...] = get_args(State)
COUNTED = ((2020, 1330), (2012, 380), (2016, 840), (2015, -710.5))
PASSAGE = "Members pay first."


def _figures() -> list[dict[str, Any]]:
    dated = [
        {"what": {"de": "Mitglieder", "en": "Members"}, "value": value, "year": year, "unit": "firms"}
        for year, value in COUNTED
    ]
    return [*dated, {"what": {"de": "Messen", "en": "Fairs"}, "value": 3, "year": 2020}]


RECORDS = (
    a_record(
        "everything",
        title={"de": "Alles auf einmal", "en": "Everything at once", "da": "Alt på én gang"},
        summary={"de": "Ein Text.", "en": "A text.", "da": "En tekst."},
        original_language="de",
        translations={"en": "outdated"},
        approach={"de": "Zuerst zahlen die Mitglieder.", "en": PASSAGE},
        results={"de": "Viel.", "en": "Much."},
        effort={"value": "low", "passage": PASSAGE, "by": "editorial"},
        place={"countries": ["DE"], "regions": ["DEF"]},
        period={"start": 2012, "ongoing": True},
        funding=["interreg"],
        themes=["financing"],
        figures=_figures(),
        relations=[{"type": "part_of", "to": "whole"}],
        sources=[
            {"url": f"https://example.org/{state}", "title": f"Found {state}", "language": "de"}
            for state in (*STATES, "unknown")
        ],
        edited="2026-05-04T10:00:00Z",
        former_ids=["all"],
    ),
    a_record("whole", translations={"de": "original", "en": "translated"}),
    a_record("english-only", title={"en": "In English"}, summary={"en": "A text."}, original_language="en"),
    a_record("hostile", title={"de": "Ein } Titel\nER  - {", "en": "A \" title' <b>"}),
)
LINKS = tuple(
    Link(
        f"https://example.org/{state}",
        state,
        f"{CHECKED}T09:00:00Z",
        CHECKED,
        moved_to="https://example.org/new" if state == "moved" else None,
    )
    for state in STATES
)


def a_site_of_everything(folder: Path) -> Settings:
    """The settings of a new site that holds RECORDS with their index and the state of their links."""
    settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
    repository = Corpus(settings).repository
    for record in RECORDS:
        repository.save(record, expected=None, by="test", why="test")
    assert update_index(Corpus(settings)).failed == ()
    with open_links(settings.links, [link.address for link in LINKS]) as log:
        for link in LINKS:
            log.write(link)
    return settings
