"""What does a record say about its languages, its sources, its numbers and its own address?

1. For each language it says whether the text is the original, a translation, an outdated one or missing, and
   claims nothing the record does not state; the switch leads to the page in that language.
2. Each source says what the last check of its link found and when; what nobody checked says so.
3. A number that is stated for three years or more is drawn as a line with a name and a description, beside
   the table that has every value.
4. The address and the citation can be copied by hand; RIS and BibTeX are files with the right type and name,
   and one entry whatever the title; former ids lead on, what cannot be read has none.
5. The reading list, the comparison and each section can be reached by name; nothing needs a script.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.indexer.citations_read import bibtex_entries, ris_entries, shown
from tests.web.pages.everything import COUNTED, a_site_of_everything
from tests.web.pages.reading import Part, said, see
from web.application import create_app


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = a_site_of_everything(tmp_path_factory.mktemp("everything"))
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def _languages(site: TestClient, record_id: str, lang: str = "en") -> Part:
    name = {"en": "Languages of this record", "de": "Sprachen dieses Eintrags"}[lang]
    return see(site, f"/records/{record_id}", lang=lang).main.part("list", name)


@pytest.mark.parametrize(
    ("record_id", "lang", "states"),
    [
        ("everything", "en", ["Deutsch original", "English outdated translation", "Dansk translated"]),
        ("everything", "de", ["Deutsch Original", "English überholte Übersetzung", "Dansk übersetzt"]),
        ("whole", "en", ["Deutsch original", "English translated"]),
        ("english-only", "de", ["Deutsch fehlt noch", "English Original"]),
        ("hostile", "en", ["Deutsch available", "English available"]),
    ],
)
def test_each_language_says_what_its_text_is(
    site: TestClient, record_id: str, lang: str, states: list[str]
) -> None:
    items = _languages(site, record_id, lang).tag.select("li")
    assert [" ".join(tag.get_text(" ").split()) for tag in items] == states


def test_the_switch_leads_to_the_page_in_that_language(site: TestClient) -> None:
    languages = _languages(site, "everything")
    assert [(link.name, link.lang) for link in languages.links] == [("Deutsch", "de")]
    there = see(site, languages.link("Deutsch").href, lang=None)
    assert there.heading == "Alles auf einmal"
    (current,) = languages.tag.select("[aria-current]")
    assert said(current) == "English"
    assert _languages(site, "english-only").links == []


def test_each_source_says_what_the_last_check_found(site: TestClient) -> None:
    sources = see(site, "/records/everything").main.part("group", "Sources")
    found = [said(tag) for tag in sources.tag.select("li")]
    expected = {
        "ok": "Link works (checked on 1 March 2026)",
        "moved": "Moved https://example.org/new checked on 1 March 2026",
        "dead": "Link no longer works (checked on 1 March 2026)",
        "failing": "The last check on 1 March 2026 could not tell whether the link works",
        "refused": "The last check on 1 March 2026 could not tell whether the link works",
        "unknown": "Link not checked yet",
    }
    for text, (state, words) in zip(found, expected.items(), strict=True):
        assert text.startswith(f"Found {state}")
        assert text.endswith(words)


def test_a_number_of_many_years_is_drawn_with_its_table(site: TestClient) -> None:
    figures = see(site, "/records/everything").main.part("group", "Figures")
    (picture,) = figures.tag.select("svg[role=img]")
    names = [figures.tag.select_one(f"#{name}") for name in str(picture["aria-labelledby"]).split()]
    words = [said(tag) for tag in names if tag]
    assert words == ["Members", "A line from 380 in 2012 to 1,330 in 2020. The table has every value."]
    assert len(picture.select("circle")) == len(COUNTED)
    assert len(figures.tag.select("tbody tr")) == len(COUNTED) + 1
    assert see(site, "/records/whole").main.tag.select("svg") == []


def test_the_address_and_the_citation_can_be_copied_by_hand(site: TestClient) -> None:
    seen = see(site, "/records/everything")
    cite = seen.main.part("group", "Cite and share")
    (field,) = cite.tag.select("input[readonly]")
    assert field["value"] == "http://testserver/records/everything"
    (label,) = cite.tag.select(f"label[for={field['id']}]")
    assert said(label) == "Permanent address"
    assert "last changed on 4 May 2026. http://testserver/records/everything (accessed on" in cite.text
    assert [tag for tag in cite.tag.select("button") if not tag.has_attr("hidden")] == []
    for button in cite.tag.select("button[data-copy]"):
        assert cite.tag.select_one(f"#{button['data-copy']}")
        assert button["data-copied"]
        assert button["data-refused"]


def test_files_for_reference_managers_have_type_name_and_one_entry(site: TestClient) -> None:
    cite = see(site, "/records/hostile", lang="de").main.part("group", "Zitieren und teilen")
    ris = site.get(cite.link("Als RIS herunterladen").href)
    assert ris.headers["content-type"] == "application/x-research-info-systems; charset=utf-8"
    assert ris.headers["content-disposition"] == 'attachment; filename="hostile.ris"'
    (entry,) = ris_entries(ris.content.decode())
    assert entry["TI"] == ["Ein } Titel ER - {"]
    assert entry["UR"] == ["http://testserver/records/hostile"]
    bib = site.get(cite.link("Als BibTeX herunterladen").href)
    assert bib.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert bib.headers["content-disposition"] == 'attachment; filename="hostile.bib"'
    assert shown(bibtex_entries(bib.text)["hostile"]["title"]) == "Ein } Titel ER - {"
    assert bib.headers["etag"]


@pytest.mark.parametrize("ending", ["ris", "bib"])
def test_former_ids_lead_to_the_citation_of_the_survivor(site: TestClient, ending: str) -> None:
    answer = site.get(f"/records/all/citation.{ending}?lang=de")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/records/everything/citation.{ending}?lang=de"
    assert site.get(f"/records/never-was/citation.{ending}").status_code == 404
    assert site.get(f"/records/%00%ff/citation.{ending}").status_code == 404


def test_what_a_reader_can_do_with_a_record_is_a_link_near_its_title(site: TestClient) -> None:
    head = see(site, "/records/everything").main.tag.select_one("header")
    assert head
    wish = Part(head).link("Put on the reading list")
    assert wish.href == "/lists?id=everything&lang=en"
    (marked,) = head.select("[data-list-add]")
    assert (marked["data-list-add"], marked["data-title"]) == ("everything", "Everything at once")
    assert Part(head).link("Compare").href == "/compare?id=everything&lang=en"


def test_each_section_has_a_link_to_itself(site: TestClient) -> None:
    main = see(site, "/records/everything").main
    for section in main.tag.select("section[id]"):
        heading = section.find("h2")
        assert heading
        link = Part(section).link(f"Link to this section: {said(heading)}")
        assert link.href == f"#{section['id']}"


def test_the_box_begins_with_what_matters_first(site: TestClient) -> None:
    terms = see(site, "/records/everything").main.part("complementary", "At a glance").terms
    assert terms == [
        "Kind",
        "Country",
        "Region",
        "Effort",
        "Period",
        "Funding",
        "Sources checked",
        "Theme",
        "Not stated",
    ]


def test_a_relation_is_named_from_its_other_side(site: TestClient) -> None:
    assert "Part of" in see(site, "/records/everything").main.part("group", "Related records").text
    assert "Has part" in see(site, "/records/whole").main.part("group", "Related records").text
