"""What does a web page say, without what surrounds it: headings, paragraphs, lists, tables in their order?"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version

from lxml import etree

from indexer.ingest.extraction import Found, Hints, Link, Passage, Text
from indexer.ingest.extractors import html_states
from indexer.ingest.extractors.contacts import without_contacts
from indexer.ingest.extractors.html_accordions import opened
from indexer.ingest.extractors.html_blocks import Block, blocks_of
from indexer.ingest.extractors.html_contacts import remove_cards
from indexer.ingest.extractors.html_main import main_blocks
from indexer.ingest.extractors.html_pruning import remove_sections, remove_teasers, without_frame
from indexer.ingest.extractors.html_statements import Statements, plain_title
from indexer.ingest.extractors.html_tree import Page, parsed, plain
from indexer.ingest.extractors.statements import language_in, title_of

EXTRACTOR = f"html 1, trafilatura {version('trafilatura')}"
LINKS = 500
REPEATED = 60  # signs; what is as long and stands twice was made for screens of two sizes
SEEN = 20_000  # signs of a page that are searched for why it has no text
CUT = "It is nested so deeply that some of its text may be missing. Compare it with the page in a browser."
BROKEN_JSON = "Its JSON-LD is damaged and was not read in full. Check title, organisation and days."


def extract(data: bytes, hints: Hints) -> Text:
    """The main text of a page and what it says of itself.

    Raises SourceUnreadable if it holds hardly any text, with the reason if the page tells it.
    """
    page = parsed(data, hints)
    statements = Statements(page)
    found = statements.all()
    everything = plain(page.body)[:SEEN]
    source = etree.tostring(page.body, encoding="unicode")[:SEEN]
    blocks, asked_for_consent = _main(page)
    passages = tuple(without_contacts(_passages(blocks, found)))
    main = "\n".join(passage.text for passage in passages)
    body_text = "\n".join(passage.text for passage in passages if passage.kind != "heading")
    reason = html_states.reason(plain_title(page.root), main, everything, source, asked_for_consent)
    if len(body_text) < html_states.HARDLY_ANY:
        raise html_states.refusal(reason)
    notes = [html_states.note(reason)] if reason else []
    notes += [CUT] if page.is_cut else []
    notes += [BROKEN_JSON] if statements.broken_json else []
    return Text(
        "html",
        EXTRACTOR,
        passages,
        title=title_of(found),
        language=language_in(main, found),
        found=found,
        links=_links(blocks),
        notes=tuple(notes),
    )


def _main(page: Page) -> tuple[list[Block], bool]:
    """The blocks of the main text, and whether the page asks about cookies."""
    body = page.body
    opened(body)
    asked_for_consent = without_frame(body)
    remove_sections(body)
    remove_cards(body)
    remove_teasers(body)
    return main_blocks(page, blocks_of(page)), asked_for_consent


def _passages(blocks: list[Block], found: tuple[Found, ...]) -> list[Passage]:
    """The blocks as passages, each heading and paragraph once; the headline first if it stood elsewhere."""
    passages = [Passage(block.kind, block.text, block.level) for block in blocks]
    headline = next((one.value for one in found if one.what == "title" and one.where == "<h1>"), None)
    if headline and all(passage.text != headline for passage in passages):
        passages.insert(0, Passage("heading", headline, 1))
    texts: Counter[str] = Counter()
    kept = []
    for passage in passages:
        texts[passage.text] += 1
        if texts[passage.text] == 1 or len(passage.text) < REPEATED:
            kept.append(passage)
    return kept


def _links(blocks: list[Block]) -> tuple[Link, ...]:
    links = dict.fromkeys(link for block in blocks for link in block.links)
    return tuple(links)[:LINKS]
