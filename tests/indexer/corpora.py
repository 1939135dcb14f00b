"""Small corpora to index: valid records, written as the YAML files people write.

corpus = a_corpus(tmp_path, [values("fees", title={"de": "Beiträge"})])
corpus = a_corpus(tmp_path, random_records(seed=7, count=40))
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indexer.dictionary.compiled import Dictionary
from indexer.documents import Document, project
from indexer.index.in_memory import snapshot_of
from indexer.index.opening import open_snapshot
from indexer.index.snapshot import Snapshot
from indexer.indexing import update_index
from indexer.pages import pages_of
from indexer.search.request import SearchRequest
from indexer.search.results import Results
from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from kb.localized import Language
from kb.paper import PaperPart, PaperText
from kb.paper_files import PaperFiles
from kb.record import Record, Rights
from kb.settings import load_settings
from kb.vocabulary import Vocabularies, load_vocabularies

Values = dict[str, Any]

WORDS = {
    language: text.split()
    for language, text in {
        "de": "Messe Förderung Beiträge Mitglieder Netzwerk Straße Hafen Werft Antrag Prüfung Größe Übung",
        "en": "fair funding fees members network street harbour shipyard grant audit size training",
        "da": "messe støtte kontingent medlemmer netværk gade havn værft ansøgning prøve størrelse øvelse",
    }.items()
}
SECTORS = ["maritime", "shipbuilding", "ocean-technology", "offshore", "ict", "media"]
REGIONS = ["DE", "DE1", "DE30", "DE4", "DEF"]
COUNTRIES = ["DE", "DK", "EU", "FR"]
THEMES = ["financing", "governance", "knowledge-transfer"]
ORGANISATIONS = ["Hafen GmbH", "Clusteragentur Schleswig-Holstein", "Væksthus Sjælland"]


def values(record_id: str, **fields: Any) -> Values:
    """The plain values of a valid record; a test states only what matters to it."""
    return {
        "format": 1,
        "id": record_id,
        "kind": "best-practice",
        "status": "published",
        "title": {"de": f"Praxis {record_id}"},
        "summary": {"de": "Ein Text."},
        **fields,
    }


def a_paper(record_id: str, *, rights: str = "quote", name: str = "paper.pdf", **fields: Any) -> Values:
    """The plain values of a valid record of a paper; ``digest_for`` gives the digest of its original."""
    media_type = "application/pdf" if name.endswith(".pdf") else "text/plain"
    original = {"digest": digest_for(record_id), "name": name, "media_type": media_type, "size": 1000}
    return values(record_id, **{"kind": "file", "rights": rights, "file": original, **fields})


def digest_for(record_id: str) -> str:
    """The digest of the original of a record's paper."""
    return hashlib.sha256(record_id.encode()).hexdigest()


def a_text(record_id: str, *pages: str, language: Language = "de", headings: bool = False) -> PaperText:
    """The text of the paper of a record: numbered pages, or sections under headings "Teil 1", "Teil 2"."""
    parts = [
        PaperPart(text=text, heading=f"Teil {n}") if headings else PaperPart(text=text, page=n)
        for n, text in enumerate(pages, 1)
    ]
    digest = digest_for(record_id)
    return PaperText(format=1, digest=digest, extractor="test", language=language, parts=parts)


def write(folder: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records below ``folder``/records as their canonical YAML."""
    for record in records:
        path = folder / "records" / record["kind"] / f"{record['id']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Record.model_validate(record).as_yaml(), "utf-8")


def a_corpus(folder: Path, records: Iterable[Mapping[str, Any]] = ()) -> Corpus:
    """A corpus below ``folder`` that holds the records; its index will lie in ``folder``/var."""
    settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
    (settings.corpus / "records").mkdir(parents=True, exist_ok=True)
    write(settings.corpus, records)
    return Corpus(settings)


def a_snapshot(corpus: Corpus) -> Snapshot:
    """The arrays of the corpus, indexed now; every record must have been valid."""
    report = update_index(corpus)
    assert report.failed == ()
    return open_snapshot(corpus.settings.index)[0]


def keep(corpus: Corpus, papers: Mapping[str, PaperText], rights: Rights = "quote") -> None:
    """Keep the texts of papers by the ids of their records; the original is the id."""
    for record_id, text in papers.items():
        PaperFiles.of(corpus.settings).keep(record_id.encode(), text, rights)


def a_searcher(
    folder: Path, records: Iterable[Mapping[str, Any]], papers: Mapping[str, PaperText] | None = None
) -> Searcher:
    """A searcher over exactly these records; what lay in ``folder`` is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    corpus = a_corpus(folder, records)
    keep(corpus, papers or {})
    return Searcher(a_snapshot(corpus), corpus.vocabularies)


@cache
def delivered_vocabularies() -> Vocabularies:
    """The vocabularies of the package, read once."""
    return load_vocabularies()


def in_memory(
    records: Iterable[Mapping[str, Any]],
    vocabularies: Vocabularies | None = None,
    dictionary: Dictionary | None = None,
    papers: Mapping[str, PaperText] | None = None,
) -> Searcher:
    """A searcher over exactly these records without any files, for tests that need many of them.

    ``papers`` are the texts of those that are papers, by id.
    """
    known = vocabularies or delivered_vocabularies()
    found = documents_of(records, papers or {}, known)
    return Searcher(snapshot_of(found), known, dictionary=lambda: dictionary)


def documents_of(
    records: Iterable[Mapping[str, Any]],
    papers: Mapping[str, PaperText] = MappingProxyType({}),
    vocabularies: Vocabularies | None = None,
) -> list[Document]:
    """The documents of records; ``papers`` are the texts of those that are papers, by id."""
    return [
        project(
            Record.model_validate(record),
            digest="0",
            revision=1,
            vocabularies=vocabularies or delivered_vocabularies(),
            today=date(2026, 1, 1),
            pages=pages_of(papers[record["id"]]) if record["id"] in papers else (),
        )
        for record in records
    ]


def found(searcher: Searcher, text: str, **asked: Any) -> list[str]:
    """The ids a query finds, in order."""
    return ids(searcher.search(SearchRequest(text, size=100, counting=False, **asked)))


def ids(results: Results) -> list[str]:
    """The ids of the hits, in order."""
    return [hit.id for hit in results.hits]


def this_year() -> int:
    """The year in which what is ongoing ends, as the index of a test sees it."""
    return datetime.now(UTC).year


def random_records(seed: int, count: int) -> list[Values]:
    """Valid records of every sort: states, kinds, languages, trees, years and what does not apply."""
    chance = random.Random(seed)
    return [_random_record(chance, number) for number in range(count)]


def _some(chance: random.Random, choices: list[str], most: int = 2) -> list[str]:
    return chance.sample(choices, chance.randint(0, most))


def _text(chance: random.Random, language: str, most: int) -> str:
    return " ".join(chance.choices(WORDS[language], k=chance.randint(1, most)))


def _random_record(chance: random.Random, number: int) -> Values:
    languages = chance.choice([["de"], ["en"], ["da"], ["de", "en"], ["de", "en", "da"]])
    record = values(
        f"r{number}",
        kind=chance.choice(["best-practice", "best-practice", "instrument", "study", "guide"]),
        status=chance.choice(["published"] * 6 + ["archived", "draft"] + ["merged"] * (number > 0)),
        title={language: _text(chance, language, 4) for language in languages},
        summary={language: _text(chance, language, 12) for language in languages},
        approach={language: _text(chance, language, 20) for language in languages if chance.random() < 0.5},
        themes=_some(chance, THEMES),
        sectors=_some(chance, SECTORS),
        target_groups=_some(chance, ["cluster-managers"], 1),
        stages=[{"value": value} for value in _some(chance, ["growth", "maturity"])],
        ecei=[{"value": value} for value in _some(chance, ["2.4", "4.1.1", "4"])],
        period=_random_period(chance),
        created=f"2026-01-{chance.randint(1, 28):02}T00:00:00Z",
    )
    if record["status"] == "merged":
        record["merged_into"] = "r0"
    if chance.random() < 0.6:
        record["place"] = {"countries": _some(chance, COUNTRIES), "regions": _some(chance, REGIONS)}
    if chance.random() < 0.5:
        record["organisation"] = {"name": chance.choice(ORGANISATIONS)}
    if chance.random() < 0.5:
        record["published_year"] = chance.randint(2012, 2024)
    _leave_out(chance, record)
    return record


def _random_period(chance: random.Random) -> Values:
    start = chance.randint(2010, 2022)
    shape = chance.randint(0, 4)
    if shape == 0:
        return {}
    if shape == 1:
        return {"start": start, "end": start + chance.randint(0, 6)}
    if shape == 2:
        return {"start": start, "ongoing": True}
    return {"start": start} if shape == 3 else {"end": start}


def _leave_out(chance: random.Random, record: Values) -> None:
    """Drop what is empty and say of some of it that it does not apply."""
    for name in ("approach", "themes", "sectors", "stages", "ecei", "period", "place", "organisation"):
        if not record.get(name) or (name == "place" and not any(record[name].values())):
            record.pop(name, None)
            if chance.random() < 0.3:
                record.setdefault("not_applicable", []).append(name)


SOME_RECORDS = tuple(random_records(seed=1, count=60))
