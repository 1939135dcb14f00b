"""What a page says of itself is found, the most trustworthy statement first.

1. The title is the headline of the text, not the name of the site or of a section.
2. JSON-LD is read in lists, graphs and with small mistakes; what is broken is noted and hurts nothing else.
3. The organisation is the publisher; persons are never named.
4. Days have the precision they are stated with, from metadata or from labels on the page.
5. Language, description, keywords, address and feeds are found where they stand.
6. The language of the text wins over the one that is declared.
7. Nothing found holds a mail address.
8. A page that is no text says so: missing, broken, asking for a login, for JavaScript or for consent.
"""

from __future__ import annotations

import json

import pytest

from indexer.ingest.extraction import Found, Hints, Text
from indexer.ingest.extractors.html import BROKEN_JSON, extract
from indexer.ingest.extractors.html_states import note
from kb.errors import SourceUnreadable

ADDRESS = "https://www.example.org/practices/fees"
TEXT = (
    "Das Netzwerk finanziert sich zu sechzig Prozent aus den Beiträgen seiner 145 Mitglieder. "
    "Die Beiträge richten sich nach der Zahl der Beschäftigten und wurden neu geregelt."
)
ENGLISH = (
    "The network is financed by the fees of its members, which depend on the number of people they employ. "
    "Small firms pay less than large ones, and public bodies pay nothing at all."
)


def read(head: str = "", body: str = "", text: str = TEXT, language: str = "de") -> Text:
    page = f"<html lang='{language}'><head><meta charset='utf-8'>{head}</head>{body}<p>{text}</p>"
    return extract(page.encode(), Hints(address=ADDRESS))


def values(text: Text, what: str) -> list[str]:
    return [found.value for found in text.found if found.what == what]


def json_ld(value: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


ORGANISATION = "itemscope itemtype='https://schema.org/Organization'"
PERSON = "itemscope itemtype='https://schema.org/Person'"

TITLES = (
    ("<title>Beiträge | Beispielnetz</title>", "<h1>Beiträge</h1>", "Beiträge"),
    ("<title>Beiträge nach Größe | Beispielnetz</title>", "", "Beiträge nach Größe"),
    ("<title>Beiträge - ein Leitfaden</title>", "", "Beiträge - ein Leitfaden"),
    (
        "<title>Beiträge – Beispielnetz</title><meta property='og:site_name' content='Beispielnetz'>",
        "",
        "Beiträge",
    ),
    (
        "<title>Beispielnetz - Beiträge</title><meta property='og:site_name' content='Beispielnetz'>",
        "",
        "Beiträge",
    ),
    (
        "<title>x</title>",
        "<header><h1><a href='/'>Beispielnetz</a></h1></header><h1>Beiträge</h1>",
        "Beiträge",
    ),
    ("<meta property='og:title' content='Beiträge'>", "<h1>Aktuelles</h1><h2>Beiträge</h2>", "Beiträge"),
    ("<title>Beispielnetz: Beiträge 2023</title>", "<h2>Beiträge 2023</h2>", "Beiträge 2023"),
    ("<title>Beiträge: ein Leitfaden</title>", "<p>Text</p><h2>Ablauf</h2>", "Beiträge: ein Leitfaden"),
    ("", f"<div {ORGANISATION}><h1 itemprop='name'>Beispielnetz</h1></div>", "Beispielnetz"),
    (json_ld({"@type": "Article", "headline": "Beiträge"}), "", "Beiträge"),
    ("<meta name='DC.title' content='Beiträge'>", "", "Beiträge"),
    ("", "<h1><img alt='Beiträge' src='a.png'></h1>", "Beiträge"),
    ("", "", None),
)


@pytest.mark.parametrize(("head", "body", "title"), TITLES)
def test_the_title_is_the_headline(head: str, body: str, title: str | None) -> None:
    assert read(head, body).title == title


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Beiträge",
    "datePublished": "2021-03-04T23:30:00+01:00",
    "dateModified": "2022-01",
    "publisher": {"@id": "#org"},
    "author": {"@type": "Person", "name": "Frau Beispiel"},
}
PUBLISHER = {"@type": "Organization", "@id": "#org", "name": "Beispielnetz"}
FORMS = (
    json_ld([ARTICLE, PUBLISHER]),
    json_ld(
        {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebSite", "name": "Start"}, PUBLISHER, ARTICLE],
        }
    ),
    json_ld({"@type": "WebPage", "name": "Seite", "mainEntity": {**ARTICLE, "publisher": PUBLISHER}}),
    json_ld(ARTICLE).replace("</script>", f"</script>{json_ld(PUBLISHER)}"),
    json_ld([ARTICLE, PUBLISHER]).replace("]</", ",]</").replace(">[", "><!--\n["),
    json_ld([{**ARTICLE, "@type": ["Report", "Thing"]}, PUBLISHER]),
)


@pytest.mark.parametrize("form", FORMS)
def test_json_ld_is_read_in_all_its_forms(form: str) -> None:
    text = read(form)
    assert (text.title, text.notes) == ("Beiträge", ())
    assert text.first("organisation") == "Beispielnetz"
    assert (text.first("published"), text.first("modified")) == ("2021-03-04", "2022-01")
    assert "Frau Beispiel" not in str(text.found)


BROKEN = ("{", '{"@type": "Article", "headline": }', "[" * 100_000, "", '{"@graph":' * 900 + "1" + "}" * 900)


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_json_ld_hurts_nothing_else(broken: str) -> None:
    text = read(f"<script type='application/ld+json'>{broken}</script>{json_ld(ARTICLE)}")
    assert text.title == "Beiträge"
    assert text.notes in ((), (BROKEN_JSON,))


def test_broken_json_ld_is_noted() -> None:
    assert read("<script type='application/ld+json'>{'a': 1}</script>").notes == (BROKEN_JSON,)


ORGANISATIONS = (
    ("<meta property='og:site_name' content='Beispielnetz'>", "", "og:site_name"),
    ("<meta name='DC.publisher' content='Beispielnetz'>", "", "meta dc.publisher"),
    (
        json_ld({"@type": "Event", "organizer": {"@type": "NGO", "name": "Beispielnetz"}}),
        "",
        "JSON-LD organizer",
    ),
    (json_ld({"@type": "WebSite", "publisher": {"name": "Beispielnetz"}}), "", "JSON-LD WebSite publisher"),
    (json_ld({"@type": "Organization", "name": "Beispielnetz"}), "", "JSON-LD Organization"),
    ("<meta name='publisher' content='Beispielnetz'>", "", "meta publisher"),
    (
        "",
        f"<p itemprop='provider' {ORGANISATION}><b itemprop='name'>Beispielnetz</b></p>",
        "itemprop provider",
    ),
    ("", "<span itemprop='publisher'>Beispielnetz</span>", "itemprop publisher"),
    (
        "",
        f"<div {ORGANISATION}><p {PERSON} itemprop='member'><b itemprop='name'>Frau Beispiel</b></p>"
        "<b itemprop='name'>Beispielnetz</b></div>",
        "microdata Organization",
    ),
    ("", "<footer>© 2019–2024 Beispielnetz | Impressum</footer>", "<footer>"),
)


@pytest.mark.parametrize(("head", "body", "where"), ORGANISATIONS)
def test_the_organisation_is_the_publisher(head: str, body: str, where: str) -> None:
    assert [found for found in read(head, body).found if found.what == "organisation"] == [
        Found("organisation", "Beispielnetz", where)
    ]


def test_persons_are_no_organisations() -> None:
    persons = {"@type": "Article", "author": "Frau Beispiel", "creator": [{"name": "Frau Beispiel"}]}
    body = f"<p itemprop='publisher' {PERSON}><b itemprop='name'>Frau Beispiel</b></p>"
    assert values(read(body=body), "organisation") == []
    assert (
        values(read(json_ld(persons) + "<meta name='author' content='Frau Beispiel'>"), "organisation") == []
    )


DAYS = (
    (
        "<meta property='article:published_time' content='2021-03-04T08:00:00Z'>",
        "",
        "published",
        "2021-03-04",
    ),
    ("<meta name='DCTERMS.issued' content='2021'>", "", "published", "2021"),
    ("<meta name='date' content='4. März 2021'>", "", "published", "2021-03-04"),
    ("<meta name='last-modified' content='2021-03'>", "", "modified", "2021-03"),
    ("", "<article><time datetime='2021-03-04'>gestern</time></article>", "published", "2021-03-04"),
    ("", "<span itemprop='dateModified' content='2021-03-04'></span>", "modified", "2021-03-04"),
    ("", "<p>Veröffentlicht: 04.03.2021</p>", "published", "2021-03-04"),
    ("", "<p>Published on Thursday, March 4th, 2021</p>", "published", "2021-03-04"),
    ("", "<p>Sidst opdateret den 4. marts 2021</p>", "modified", "2021-03-04"),
    ("", "<footer>Stand: 03/2021</footer>", "modified", None),
    ("", "<footer><p>Stand: 03/2021</p></footer>", "modified", "2021-03"),
    ("", "<p>Der Stand der Technik von 2021 genügt.</p>", "modified", None),
    ("", "<footer>© 2021</footer>", "published", None),
    ("<meta name='date' content='2999-01-01'>", "", "published", None),
)


@pytest.mark.parametrize(("head", "body", "what", "day"), DAYS)
def test_days_are_found_as_they_are_stated(head: str, body: str, what: str, day: str | None) -> None:
    assert read(head, body).first(what) == day


def test_the_rest_is_found_where_it_stands() -> None:
    text = read(
        "<meta name='description' content='Wie ein Netzwerk sich finanziert.'>"
        "<meta name='keywords' content='Beiträge, Finanzierung; Beiträge'>"
        "<link rel='canonical' href='/fees;jsessionid=1'>"
        "<link rel='alternate' type='application/rss+xml' href='feed'>"
        "<meta property='og:locale' content='de_DE'>"
    )
    assert Found("description", "Wie ein Netzwerk sich finanziert.", "meta description") in text.found
    assert values(text, "keyword") == ["Beiträge", "Finanzierung"]
    assert values(text, "address") == ["https://www.example.org/fees"]
    assert values(text, "feed") == ["https://www.example.org/practices/feed"]
    assert values(text, "language") == ["de", "de_DE"]


@pytest.mark.parametrize(
    ("text", "declared", "language"), [(TEXT, "en", "de"), (ENGLISH, "de", "en"), (TEXT, "", "de")]
)
def test_the_language_of_the_text_wins(text: str, declared: str, language: str) -> None:
    assert read(text=text, language=declared).language == language


def test_nothing_found_holds_a_mail_address() -> None:
    text = read(
        "<meta name='description' content='Wir. Mail: info@example.org'><title>info@example.org</title>"
    )
    assert "@" not in str(text.found)


STATES = (
    (
        "missing",
        "<title>404</title>",
        "<p>Die Seite wurde leider verschoben oder gelöscht, bitte suchen Sie sie.</p>",
    ),
    (
        "missing",
        "",
        "<h1>Page not found</h1><p>Sorry, it may have been moved or deleted. Please use the search.</p>",
    ),
    (
        "login",
        "",
        "<p>Bitte melden Sie sich an, um den Inhalt zu sehen. Er steht nur Mitgliedern offen.</p>",
    ),
    (
        "refused",
        "",
        "<h1>Access denied</h1><p>You do not have permission to view this page on this server at all.</p>",
    ),
    (
        "broken",
        "",
        "<p>Internal Server Error. The server was unable to complete your request, please try again.</p>",
    ),
    (
        "script",
        "",
        "<p>Please enable JavaScript to view this site. Without it nothing at all can be shown here.</p>",
    ),
)


@pytest.mark.parametrize(("state", "head", "body"), STATES)
def test_a_page_that_is_no_text_says_so(state: str, head: str, body: str) -> None:
    assert extract(f"<html><head>{head}</head><body>{body}</body></html>".encode(), Hints()).notes == (
        note(state),
    )


EMPTY = (
    (
        "JavaScript",
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div>",
    ),
    ("JavaScript", "<div id='app'></div><script src='a.js'></script>"),
    ("cookies", "<div class='consent-modal'><p>Wir und unsere 823 Partner verwenden Cookies.</p></div>"),
    ("not found", "<h1>Not Found</h1>"),
    ("hardly any text", "<h1>Beiträge</h1><p>Folgt.</p>"),
)


@pytest.mark.parametrize(("problem", "body"), EMPTY)
def test_a_page_without_text_is_refused_with_the_reason(problem: str, body: str) -> None:
    with pytest.raises(SourceUnreadable, match=problem) as refused:
        extract(f"<html><body>{body}</body></html>".encode(), Hints())
    assert refused.value.repair


def test_a_text_about_such_things_has_no_note() -> None:
    about = "Auf der Seite steht, dass Cookies und JavaScript nicht nötig sind, auch wenn ein Login fehlt. "
    assert read(body=f"<h1>Cookies und Login</h1><p>{about * 8}</p>").notes == ()
