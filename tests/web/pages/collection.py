"""The made-up records the page tests look at: forty that are found, and one of every other fate.

``effort`` is stated by six of forty, as many as a facet needs to be offered; ``outcome`` by one fewer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexer.indexing import update_index
from indexer.links.known import Link, open_links
from kb.corpus import Corpus
from kb.record import Record
from kb.settings import Settings, load_settings
from tests.web.sites import a_record

PASSAGE = "The port pays a tenth of its dues into the fund."
FIRST = "2026-03-01T09:00:00Z"  # the day on which most records were added

FEES: dict[str, Any] = {
    "title": {"de": "Beiträge der Mitglieder", "en": "Membership fees"},
    "summary": {"de": "Mitglieder zahlen *gern*.", "en": "Members are *glad* to pay."},
    "challenge": {"de": "Die Förderung läuft aus.", "en": "The grant runs out."},
    "approach": {"de": "Der Hafen zahlt zuerst.", "en": PASSAGE},
    "results": {"en": "Only told in English."},
    "success_factors": {"de": ["Vertrauen"], "en": ["Trust"]},
    "limiting_factors": [
        {"text": {"de": "Kleine Betriebe", "en": "Small firms"}, "passage": PASSAGE, "by": "editorial"}
    ],
    "stages": [{"value": "growth", "passage": "Die Förderung läuft aus.", "by": "editorial"}],
    "effort": {"value": "low"},
    "evidence": {"value": "measured", "passage": PASSAGE, "by": "editorial"},
    "organisation": {"name": "Hafen & Söhne GmbH"},
    "place": {"countries": ["DE", "DK", "FR", "SE"], "regions": ["DEF"]},
    "sectors": ["shipbuilding"],
    "themes": ["financing", "governance"],
    "tags": {"themes": ["Kassenwart"]},
    "period": {"start": 2015, "end": 2019},
    "figures": [
        {
            "what": {"de": "Mitglieder", "en": "members"},
            "value": 1234.5,
            "unit": "firms",
            "year": 2019,
            "source": "https://example.org/figures",
        },
        {"what": {"de": "Nur deutsch gezählt"}, "value": 7},
    ],
    "relations": [
        {"type": "funded_by", "to": "fund", "passage": "A line of the statutes.", "by": "editorial"},
        {"type": "related", "to": "waiting"},
    ],
    "sources": [
        {
            "url": "https://example.org/report?a=1&b=2",
            "title": "Jahresbericht",
            "publisher": "Port Authority",
            "language": "de",
            "accessed": "2026-02-03",
        },
        {"url": "https://example.com/", "title": "Statutes"},
        {"url": "https://example.org/minutes#page=3", "title": "Minutes"},
    ],
    "licence": "CC BY 4.0",
    "not_applicable": ["funding"],
    "former_ids": ["old-fees"],
    "created": "2026-04-05T10:00:00Z",
    "edited": "2026-05-04T10:00:00Z",
    "checked": "2026-06-01",
}

NAMED = (
    a_record("fees", **FEES),
    a_record("fund", kind="funding-programme", created=FIRST),
    a_record("german-only", title={"de": "Nur deutsch"}, summary={"de": "Ein Text."}, created=FIRST),
    a_record("danish-only", title={"da": "Kun dansk"}, summary={"da": "En tekst."}, created=FIRST),
    a_record(
        "half",
        title={"de": "Halb übersetzt", "en": "Half translated"},
        summary={"de": "Ein Text."},
        created=FIRST,
    ),
    a_record("port", kind="cluster", label="silver", period={"start": 2001, "ongoing": True}, created=FIRST),
    a_record(
        "fair",
        title={"de": "Leuchtfeuer, Seezeichen und Lotsen"},
        summary={"de": "Ein Text."},
        organisation={"name": "Port of Kiel", "record": "port"},
        created=FIRST,
    ),
    a_record(
        "hostile",
        title={"en": "Bold <b>title</b> & more"},
        summary={"en": "<script>alert(1)</script> [click](javascript:alert(1))"},
        organisation={"name": "<i>Hafen</i> & Söhne GmbH"},
        approach={"en": "1. first\n2. second\n\n[site](https://example.org/a)"},
        created=FIRST,
    ),
)
UNSEEN = (
    a_record("archived", status="archived", title={"de": "Abgelegt", "en": "Filed away"}),
    a_record("waiting", status="in-review", title={"de": "Geheimnis", "en": "Secret"}),
    a_record("twin", status="merged", merged_into="fees"),
    a_record("gone"),
)


LINKS = (
    Link("https://example.com/", "dead", "2026-11-11T23:30:00Z", "2026-11-12", gone_since="2026-11-05"),
    Link(
        "https://example.org/minutes", "moved", FIRST, FIRST[:10], moved_to="https://example.org/a?b=1&c=<i>"
    ),
    Link("https://example.org/report?a=1&b=2", "failing", FIRST, FIRST[:10], failing_since=FIRST[:10]),
)


def _filler(number: int) -> Record:
    stated: dict[str, Any] = {
        "themes": ["financing", "skills", "governance"][number % 3 :][:1],
        "place": {"countries": ["DE"] if number % 2 else ["DK", "SE"]},
    }
    if number >= 20:
        stated["period"] = {"start": 2000 + number}
    if number in (16, 17):
        stated |= {"kind": "study", "published_year": 2011}
    if number < 5:
        stated |= {"effort": {"value": "high"}, "outcome": {"value": "worked"}}
    if number < 12:
        stated["sectors"] = [["maritime", "offshore", "ocean-technology", "fisheries"][number % 4]]
        stated["organisation"] = {"name": f"Agency {number}"}
    if number in (0, 1, 2):
        stated["challenge"] = {"de": ["Leuchtfeuer und Seezeichen.", "Leuchtfeuer.", "Lotsen."][number]}
    if number == 3:
        stated["challenge"] = {"en": "Member services cost time."}
    if number == 4:
        stated["challenge"] = {"de": "Die Beitröge sind vertippt."}
    return a_record(f"filler-{number:02}", created=FIRST, **stated)


RECORDS: tuple[Record, ...] = (*NAMED, *(_filler(number) for number in range(40 - len(NAMED))), *UNSEEN)
FOUND: tuple[Record, ...] = tuple(
    record for record in RECORDS if record.status == "published" and record.id != "gone"
)


def a_collection(folder: Path) -> Settings:
    """The settings of a new site that holds RECORDS with their index; ``gone`` is deleted again."""
    settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
    repository = Corpus(settings).repository
    for record in RECORDS:
        stored = repository.save(record, expected=None, by="test", why="test")
        if record.id == "gone":
            repository.delete("gone", expected=stored.digest, by="test", why="test")
    assert update_index(Corpus(settings)).failed == ()
    with open_links(settings.links, [link.address for link in LINKS]) as log:
        for link in LINKS:
            log.write(link)
    return settings
