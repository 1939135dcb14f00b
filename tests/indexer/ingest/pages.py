"""A page and a report as their extractors would give them, to make drafts of."""

from __future__ import annotations

from dataclasses import replace

from indexer.ingest.extraction import Found, Hints, Passage, Text
from indexer.ingest.sources import Content

CREATED = "2026-11-28T00:00:00Z"
ADDRESS = "https://example.org/voucher"
PAGE = Text(
    kind="html",
    extractor="html 1",
    title="Gutscheine für Erstberatungen",
    language="de",
    passages=(
        Passage("heading", "Gutscheine für Erstberatungen", 1),
        Passage("paragraph", "Das Netzwerk gibt Gutscheine für Erstberatungen an kleine Unternehmen aus."),
        Passage("heading", "Ausgangslage", 2),
        Passage("paragraph", "Kleinen Unternehmen fehlte der Zugang zu Fachleuten in Deutschland."),
        Passage("heading", "Ergebnisse", 2),
        Passage("paragraph", "Im Jahr 2019 zählte das Netzwerk 350 Mitglieder in Deutschland."),
    ),
    found=(Found("organisation", "Beispielnetz", "og:site_name"),),
)
CONTENT = Content(b"<html>page", Hints("voucher.html", ADDRESS), "2026-11-28T04:00:00Z")
REPORT = replace(
    PAGE,
    kind="pdf",
    pages=2,
    passages=tuple(replace(passage, page=1 + (number > 3)) for number, passage in enumerate(PAGE.passages)),
)
