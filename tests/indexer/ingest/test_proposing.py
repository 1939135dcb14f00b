"""A text that runs on becomes a draft and a proposal.

1. A page becomes a practice with title, summary, source, provenance and the texts of its sections; what was
   concluded is only suggested.
2. A paper becomes a record of kind file with its text in parts; it may be quoted unless said otherwise.
3. Made public, what is sure is taken, but texts of others only if their rights are open.
4. The language, the kind, the rights and the record it belongs to can be named.
5. An id that another record has gets a number; a text without a language is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from indexer.ingest.extraction import Text
from indexer.ingest.incoming import Incoming
from indexer.ingest.proposing import Proposer, Wishes
from kb.corpus import Corpus
from kb.errors import SourceUnreadable
from kb.repository import digest_of
from tests.indexer.ingest.pages import ADDRESS, CONTENT, CREATED, PAGE, REPORT


def proposed(
    corpus: Corpus, text: Text, taken: frozenset[str] = frozenset(), **wishes: Any
) -> tuple[Incoming, dict[str, Any]]:
    found = Proposer(corpus, Wishes(**wishes), CREATED).propose(text, CONTENT, "voucher.html", taken)
    assert found.incoming, found.findings
    return found.incoming, found.incoming.record.values()


def test_a_page_becomes_a_practice_with_what_it_says_of_itself(corpus: Corpus) -> None:
    incoming, values = proposed(corpus, PAGE)
    assert values["id"] == "gutscheine-fuer-erstberatungen"
    assert incoming.proposal
    kinds = [one.value for one in incoming.proposal.suggestions if one.field == "kind"]
    assert (values["kind"], values["status"]) == ([*kinds, "best-practice"][0], "draft")
    assert values["title"] == {"de": PAGE.title}
    assert values["summary"]["de"].startswith("Das Netzwerk gibt Gutscheine")
    assert values["challenge"]["de"].startswith("Kleinen Unternehmen")
    assert values["results"]["de"].startswith("Im Jahr 2019")
    assert values["sources"] == [
        {"url": ADDRESS, "title": PAGE.title, "publisher": "Beispielnetz", "language": "de"}
    ]
    assert values["provenance"] == {
        "imported_from": "voucher.html",
        "address": ADDRESS,
        "retrieved": CONTENT.retrieved,
        "digest": digest_of(CONTENT.data),
        "extractor": "html 1",
    }
    assert values["created"] == CREATED
    assert incoming.paper is None


def test_what_was_concluded_is_only_suggested(corpus: Corpus) -> None:
    incoming, values = proposed(corpus, PAGE)
    assert not {"figures", "place", "themes", "sectors", "organisation", "checked"} & values.keys()
    assert incoming.proposal
    suggested = {one.field: one.value for one in incoming.proposal.suggestions}
    assert suggested["place.countries"] == "DE"
    assert suggested["figures"]["value"] == 350
    assert all(one.passage for one in incoming.proposal.suggestions)


def test_a_paper_becomes_a_file_with_its_text_in_parts(corpus: Corpus) -> None:
    incoming, values = proposed(corpus, REPORT, belongs_to="a-network")
    assert (values["kind"], values["rights"]) == ("file", "quote")
    assert values["file"] == {
        "digest": digest_of(CONTENT.data),
        "name": "voucher.html",
        "media_type": "application/pdf",
        "size": len(CONTENT.data),
        "pages": 2,
    }
    assert values["relations"] == [{"type": "part_of", "to": "a-network"}]
    assert incoming.paper
    assert incoming.paper.original == CONTENT.data
    assert [part.page for part in incoming.paper.text.parts] == [1, 2]
    assert "results" not in values


def test_made_public_what_is_sure_is_taken_but_no_texts_of_others(corpus: Corpus) -> None:
    _, values = proposed(corpus, PAGE, publish=True)
    assert values["status"] == "published"
    assert not {"challenge", "results"} & values.keys()
    assert values["figures"][0]["value"] == 350
    _, values = proposed(corpus, PAGE, publish=True, rights="open")
    assert {"challenge", "results"} <= values.keys()


def test_kind_language_and_rights_can_be_named(corpus: Corpus) -> None:
    _, values = proposed(corpus, replace(REPORT, language=None), kind="guide", language="de")
    assert (values["kind"], values["original_language"]) == ("guide", "de")
    assert "file" not in values
    _, values = proposed(corpus, PAGE, kind="file", rights="open")
    assert (values["kind"], values["rights"], values["file"]["media_type"]) == ("file", "open", "text/html")


def test_a_text_without_a_language_is_refused_with_what_to_do(corpus: Corpus) -> None:
    with pytest.raises(SourceUnreadable, match="--lang"):
        proposed(corpus, replace(PAGE, language=None))


def test_an_id_that_another_record_has_gets_a_number(corpus: Corpus) -> None:
    taken = frozenset(("gutscheine-fuer-erstberatungen", "gutscheine-fuer-erstberatungen-2"))
    incoming, _ = proposed(corpus, PAGE, taken)
    assert incoming.record.id == "gutscheine-fuer-erstberatungen-3"


def test_a_text_without_a_title_is_called_by_its_file(corpus: Corpus) -> None:
    _, values = proposed(corpus, replace(PAGE, title=None, passages=PAGE.passages[1:]))
    assert values["title"]["de"]
