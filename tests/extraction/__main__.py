"""How well does ingestion read the files of the test set?

python -m tests.extraction               one table by kind of file, and HTML beside other ways to read it
python -m tests.extraction --files       also each file with what is not as in the gold
python -m tests.extraction --published   also pages that others have collected, fetched once into build/
python -m tests.extraction --json        the same figures as one object
"""

from __future__ import annotations

import argparse
import json

from indexer.ingest.extraction import Hints, Text
from indexer.ingest.isolation import Isolated
from kb.vocabulary import load_vocabularies
from tests.extraction.gold import gold_files
from tests.extraction.measures import token_f1
from tests.extraction.measuring import Reading, read
from tests.extraction.published import PINNED, published_pages
from tests.extraction.report import (
    PeerLine,
    as_values,
    beside_peers,
    by_kind,
    file_list,
    kind_table,
    peer_table,
)


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.extraction",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--files", action="store_true", help="each file with what is not as in the gold")
    parser.add_argument("--published", action="store_true", help="also the pages of a published collection")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    options = parser.parse_args(arguments)
    vocabularies = load_vocabularies()
    with Isolated() as isolated:
        readings = [read(file, isolated, vocabularies) for file in gold_files()]
        pages = {page.name: page for page in published_pages()} if options.published else {}
        read_pages = {name: token_f1(_read(isolated, page.data), page.text) for name, page in pages.items()}
    expected = {name: (page.data, page.text) for name, page in pages.items()}
    published = beside_peers(expected, read_pages) if pages else []
    kinds, html = by_kind(readings), _html(readings)
    if options.json:
        figures = {"kinds": as_values(kinds), "html": as_values(html), "published": as_values(published)}
        print(json.dumps(figures, indent=1))
        return
    print(f"{len(readings)} files\n\n{kind_table(kinds)}\n\n## HTML beside other ways\n\n{peer_table(html)}")
    if published:
        print(f"\n## Published pages ({PINNED})\n\n{peer_table(published)}")
    if options.files:
        print(f"\n## Files\n\n{file_list(readings)}")
        print("\n".join(f"{f1:.3f}  published {name}" for name, f1 in read_pages.items()))


def _html(readings: list[Reading]) -> list[PeerLine]:
    pages = {each.file.name: each for each in readings if each.file.gold.kind == "html"}
    return beside_peers(
        {name: (each.file.data(), each.file.gold.text) for name, each in pages.items()},
        {name: each.f1 for name, each in pages.items()},
    )


def _read(isolated: Isolated, data: bytes) -> str:
    _, extract = isolated.extract(data, Hints(name="page.html"))
    assert isinstance(extract, Text)
    return extract.plain()


if __name__ == "__main__":
    main()
