"""The main text of a page is read in its order, and what surrounds it is not.

1. Headings have their levels, lists are items, tables are lines with tabs.
2. Accordions, details and tabs are opened, each under its heading.
3. Terms and short meanings are one item; long meanings stand below the term.
4. Navigation, notices, forms, share bars, newsletters, comments and teasers are left out,
   and so are the lines that lead to the imprint, narrow columns and what follows the text as links.
5. Cards of persons and sections of contacts are left out; the sentences around them stay.
6. Facts beside the text stay, tables that only place things on the page are no tables.
7. A page without any marks is read like one with marks.
8. Links of the main text are absolute, of the web, and without tokens.
9. Soft hyphens and hard blanks are not seen.
10. What is damaged, endless or nested deeply is read as far as it goes, in a time that grows with its size.
"""

from __future__ import annotations

import time

import pytest

from indexer.ingest.extraction import Hints, Link, Passage, Text
from indexer.ingest.extractors.html import CUT, extract
from kb.errors import SourceUnreadable
from tests.tiers import examples

ADDRESS = "https://www.example.org/practices/fees"
FIRST = "Das Netzwerk finanziert sich zu sechzig Prozent aus den Beiträgen seiner 145 Mitglieder."
SECOND = "Die Beiträge richten sich nach der Zahl der Beschäftigten und wurden 2018 neu geregelt."
NAVIGATION = "<nav><ul><li><a href='/a'>Über uns</a></li><li><a href='/b'>Mitglieder</a></li></ul></nav>"


def read(body: str, head: str = "<title>Beiträge</title>") -> Text:
    page = (
        f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    )
    return extract(page.encode(), Hints(name="page.html", address=ADDRESS))


def main(inner: str) -> list[str]:
    """The texts of a page with two paragraphs and something behind them."""
    whole = f"<header>{NAVIGATION}</header><main><h1>Beiträge</h1><p>{FIRST}</p><p>{SECOND}</p>{inner}</main>"
    texts = [passage.text for passage in read(whole).passages]
    assert texts[:3] == ["Beiträge", FIRST, SECOND]
    return texts[3:]


def test_everything_stands_in_its_order() -> None:
    text = read(
        f"<main><h1>Beiträge</h1><p>{FIRST}</p><h2>Wirkung</h2>"
        "<ul><li>Eins<ul><li>Zwei</li></ul></li><li><p>Drei</p></li></ul>"
        "<table><tr><th>Größe</th><th>Beitrag</th></tr><tr><td>bis 10</td><td>250&nbsp;€</td></tr></table>"
        f"<blockquote><p>{SECOND}</p></blockquote>Ein loser Satz."
        "<p>Zeile<br>um Zeile<br><br>Neuer Absatz</p></main>"
    )
    assert text.passages == (
        Passage("heading", "Beiträge", 1),
        Passage("paragraph", FIRST),
        Passage("heading", "Wirkung", 2),
        Passage("item", "Eins"),
        Passage("item", "Zwei"),
        Passage("item", "Drei"),
        Passage("table", "Größe\tBeitrag\nbis 10\t250 €"),
        Passage("paragraph", SECOND),
        Passage("paragraph", "Ein loser Satz."),
        Passage("paragraph", "Zeile um Zeile"),
        Passage("paragraph", "Neuer Absatz"),
    )
    assert (text.kind, text.title, text.language) == ("html", "Beiträge", "de")
    assert text.extractor.startswith("html 1, trafilatura ")


PANEL = "<p>250 Euro im Jahr.</p>"
ACCORDIONS = (
    f"<details><summary>Wie viel?</summary>{PANEL}</details>",
    f"<button class='accordion'>Wie viel?</button><div class='panel' style='display:none'>{PANEL}</div>",
    "<h2><button data-bs-toggle='collapse' data-bs-target='#p'>Wie viel?</button></h2>"
    f"<div id='p' class='collapse' aria-hidden='true'>{PANEL}</div>",
    "<div role='button' aria-expanded='false' aria-controls='q'><a>Wie viel?</a></div>"
    f"<div id='q' hidden>{PANEL}</div>",
    "<ul role='tablist'><li><a role='tab' id='t' href='#r'>Wie viel?</a></li></ul>"
    f"<div role='tabpanel' id='r' aria-labelledby='t' aria-hidden='true'>{PANEL}</div>",
    "<div class='faq-item'><div><strong>Wie viel?</strong></div>"
    f"<div style='display: none'>{PANEL}</div></div>",
)


@pytest.mark.parametrize("accordion", ACCORDIONS)
def test_accordions_are_opened(accordion: str) -> None:
    passages = read(f"<main><h1>Beiträge</h1><p>{FIRST}</p>{accordion}</main>").passages[2:]
    assert passages == (Passage("heading", "Wie viel?", 2), Passage("paragraph", "250 Euro im Jahr."))


def test_what_is_hidden_otherwise_is_not_read() -> None:
    assert main("<p hidden>Eins</p><div style='display:none'>Zwei</div><p aria-hidden='true'>Drei</p>") == []


def test_terms_and_meanings() -> None:
    assert main("<dl><dt>Mitglieder</dt><dd>350</dd><dt>Wer?</dt><dd>Alle</dd></dl>") == [
        "Mitglieder: 350",
        "Wer? Alle",
    ]
    labelled = "<div class='field__label'>Laufzeit</div><div class='field__item'>2019–2022</div>"
    assert main(f"<div>{labelled}</div>") == ["Laufzeit: 2019–2022"]
    assert main(f"<dl><dt>Ablauf</dt><dd>{FIRST.replace('145', '146')}</dd></dl>") == [
        "Ablauf",
        FIRST.replace("145", "146"),
    ]


SURROUNDINGS = (
    NAVIGATION,
    "<div id='cookie-notice'><h2>Cookies</h2><p>Wir verwenden Cookies für Ihr Erlebnis.</p></div>",
    "<div class='CybotCookiebotDialog'><p>Diese Seite verwendet Cookies.</p></div>",
    "<form><label>Ihre Nachricht</label><input></form>",
    "<div class='social-share'><a href='https://social.example.org/share'>Teilen</a></div>",
    "<section><h2>Newsletter</h2><p>Jeden Monat das Neueste aus dem Netzwerk.</p></section>",
    "<div class='newsletter-signup'><p>Jeden Monat das Neueste aus dem Netzwerk.</p></div>",
    "<div id='comments'><h3>2 Kommentare</h3><p>Sehr hilfreich, vielen Dank dafür!</p></div>",
    "<h2>Das könnte Sie auch interessieren</h2><ul><li><a href='/x'>Ein anderes Projekt</a></li></ul>",
    "<div class='teaser'><h3><a href='/x'>Ein anderes Projekt</a></h3><p>Ein Auszug …</p></div>",
    "<div><div><h3><a href='/x'>Eins</a></h3><p>Auszug</p></div>"
    "<div><h3><a href='/y'>Zwei</a></h3><p>Auszug</p></div></div>",
    "<p><a href='/next'>Mehr erfahren</a></p>",
    "<p>Veröffentlicht am 3. März 2021</p>",
    "<p>12. Mai 2022</p>",
    "<p>Von: Redaktion</p>",
    "<figure><img src='a.jpg' alt=''><figcaption>Foto: Beispielbüro</figcaption></figure>",
    "<div class='breadcrumb'><a href='/'>Start</a> &gt; Praxis</div>",
    "<script>var a = 'Text';</script><style>p {}</style><template><p>Vorlage</p></template>",
)


@pytest.mark.parametrize("surrounding", SURROUNDINGS)
def test_what_surrounds_the_text_is_left_out(surrounding: str) -> None:
    assert main(surrounding) == []


def test_a_class_that_means_something_else_takes_nothing_away() -> None:
    text = read(
        f"<div class='contact-page share'><div class='menu'><h1>Beiträge</h1><p>{FIRST}</p></div></div>"
    )
    assert [passage.text for passage in text.passages] == ["Beiträge", FIRST]


OTHERS = "".join(f"<p><a href='/{n}'>Ein anderes Netzwerk berichtet über {n}</a></p>" for n in range(5))
OTHERS = f"<div><span>Nachrichten</span>{OTHERS}</div>"
LAST = "Auch kleine Betriebe zahlen deshalb gern einen Beitrag, wie eine Befragung im Jahr 2019 ergab."


def test_a_line_that_leads_to_the_imprint_is_left_out() -> None:
    line = "<div><p>Beispielnetz, Musterstadt. <a href='/impressum'>Impressum</a></p></div>"
    text = read(f"<div><h1>Beiträge</h1><p>{FIRST}</p><p>{SECOND}</p></div>{line}")
    assert [passage.text for passage in text.passages] == ["Beiträge", FIRST, SECOND]


def test_a_narrow_column_beside_the_text_is_left_out_unless_it_holds_facts() -> None:
    page = "<table><tr><td>{}</td><td><h1>Beiträge</h1><p>{}</p><p>{}</p></td></tr></table>"
    passages = [passage.text for passage in read(page.format("Nachbarn", FIRST, SECOND)).passages]
    assert passages == ["Beiträge", FIRST, SECOND]
    facts = "<p>Mitglieder: 145</p><p>Sitz: Kiel</p>"
    passages = [passage.text for passage in read(page.format(facts, FIRST, SECOND)).passages]
    assert passages == ["Mitglieder: 145", "Sitz: Kiel", "Beiträge", FIRST, SECOND]


def test_what_follows_the_text_and_leads_to_other_pages_is_left_out() -> None:
    assert main(f"<p>{LAST}</p>{OTHERS}") == [LAST]


def test_tables_that_follow_the_text_stay() -> None:
    table = "<table><tr><th>Größe</th><th>Euro</th></tr><tr><td>bis 10</td><td>250</td></tr></table>"
    assert main(f"<p>{LAST}</p>{table}{OTHERS}") == [LAST, "Größe\tEuro\nbis 10\t250"]


def test_a_list_of_links_below_a_heading_stays() -> None:
    partners = "".join(f"<li><a href='https://{n}.example.org'>Hochschule {n}</a></li>" for n in "abcdef")
    texts = main(f"<p>{LAST}</p><h2>Partner</h2><ul>{partners}</ul>")
    assert texts == [LAST, "Partner", *(f"Hochschule {n}" for n in "abcdef")]


def test_labels_that_stand_again_and_again_are_left_out() -> None:
    labels = "<p>Bild ansehen</p>" * 4
    assert main(f"{labels}<p>{LAST}</p>") == [LAST]


def test_a_page_of_teasers_is_read() -> None:
    cards = "".join(
        f"<div class='card'><h3><a href='/{n}'>Projekt {n}</a></h3><p>{FIRST}</p></div>" for n in "ab"
    )
    texts = [passage.text for passage in read(f"<main><h1>Projekte</h1>{cards}</main>").passages]
    assert texts[:3] == ["Projekte", "Projekt a", FIRST]


CARDS = (
    "<h2>Ansprechpartnerin</h2><div><p>Frau Beispiel<br>Leitung</p><p>Telefon: 0431 000000</p></div>",
    "<div><h4>Frau Beispiel</h4><p>Leitung</p><p><a href='mailto:info@example.org'>Schreiben</a></p></div>",
    "<div class='vcard'>Frau Beispiel, Leitung</div>",
    "<address>Beispielweg 1, 00000 Musterort</address>",
    "<ul><li>Frau Beispiel</li><li>Tel. 0431 000000</li><li>info@example.org</li></ul>",
)


@pytest.mark.parametrize("card", CARDS)
def test_cards_of_persons_are_left_out(card: str) -> None:
    assert main(card) == []


def test_sentences_around_a_mail_address_stay() -> None:
    third = "Die Satzung ist öffentlich und kann von anderen übernommen werden."
    assert main(f"<p>{third} Fragen an info@example.org.</p>") == [third]
    assert main(
        "<ul><li>Gründung: 2004</li><li>E-Mail: info@example.org</li><li>Mitglieder: 145</li></ul>"
    ) == [
        "Gründung: 2004",
        "Mitglieder: 145",
    ]


def test_facts_beside_the_text_stay() -> None:
    facts = "<h3>Auf einen Blick</h3><ul><li>Start: 2019</li><li>Budget: 2 Mio. Euro</li></ul>"
    assert main(f"<aside class='sidebar'>{facts}</aside>") == [
        "Auf einen Blick",
        "Start: 2019",
        "Budget: 2 Mio. Euro",
    ]
    assert main("<aside class='sidebar'><ul><li><a href='/x'>Ein Thema</a></li></ul></aside>") == []


def test_numbers_stay_numbers() -> None:
    boxes = "<div><span>812</span><span class='label'>Teilnehmende</span></div><p>2019</p><p>145</p>"
    assert main(boxes) == ["812 Teilnehmende", "2019", "145"]
    assert main("<p>CO<sub>2</sub>e und m<sup>2</sup></p>") == ["CO2e und m2"]


def test_a_lead_by_a_headline_above_the_text_stays() -> None:
    lead = "Zwölf Betriebe kaufen Kurse gemeinsam ein und sparen."
    text = read(
        f"<div class='hero'><h1>Kurse</h1><p>{lead}</p></div><main><p>{FIRST}</p><p>{SECOND}</p></main>"
    )
    assert [passage.text for passage in text.passages] == ["Kurse", lead, FIRST, SECOND]


def test_tables_that_place_things_are_no_tables() -> None:
    text = read(
        "<table><tr><td><a href=a>Start</a><br><a href=b>Verein</a></td>"
        f"<td><p>{FIRST}<p>{SECOND}<ul><li>Eins</ul></td></tr></table>"
    )
    assert [(passage.kind, passage.text) for passage in text.passages] == [
        ("paragraph", FIRST),
        ("paragraph", SECOND),
        ("item", "Eins"),
    ]


def test_a_page_without_marks_is_read_alike() -> None:
    text = read(
        "<div id=top><a href=/a>Start</a> | <a href=/b>Verein</a></div>"
        f"<div id=x><div><h1>Beiträge</h1><p>{FIRST}</p><p>{SECOND}</p></div>"
        "<div><h2>Tabelle</h2><table><tr><td>bis 10</td><td>250 €</td></tr></table></div></div>"
        "<div id=y><a href=/i>Impressum</a> <a href=/d>Datenschutz</a></div>"
    )
    assert [passage.text for passage in text.passages] == [
        "Beiträge",
        FIRST,
        SECOND,
        "Tabelle",
        "bis 10\t250 €",
    ]


def test_links_are_absolute_and_without_tokens() -> None:
    text = read(
        f"<main><h1>Beiträge</h1><p>{FIRST} <a href='../report.pdf;jsessionid=1?a=b'>Bericht</a>"
        "<a href='#x'>Seite</a> <a href='javascript:x()'>Skript</a>"
        "<a href='//other.example.org/a b'>Portal</a> <a href='ftp://example.org/'>FTP</a>"
        f"<a href='https://me:secret@example.org/'>Login</a></p><p>{SECOND}</p></main>{NAVIGATION}"
    )
    assert text.links == (
        Link("https://www.example.org/report.pdf?a=b", "Bericht"),
        Link("https://other.example.org/a%20b", "Portal"),
    )
    based = read(f"<p>{FIRST} <a href='x'>Bericht</a></p>", "<base href='/base/'>")
    assert based.links == (Link("https://www.example.org/base/x", "Bericht"),)


def test_signs_nobody_sees_are_gone() -> None:
    assert main("<p>Ge&shy;mein&#8203;same&nbsp;&nbsp;Messen\nu\u0308ben</p>") == ["Gemeinsame Messen üben"]


def test_a_wrong_declaration_of_the_encoding_is_recognised() -> None:
    page = (
        f"<html><head><meta charset='utf-8'><title>Beiträge</title></head><body><p>{FIRST}</p></body></html>"
    )
    text = extract(page.encode("windows-1252"), Hints(charset="utf-8"))
    assert (text.title, text.plain()) == ("Beiträge", FIRST)


def test_what_nests_too_deeply_is_read_as_far_as_it_goes() -> None:
    deep = read(f"<p>{FIRST}</p>" + "<div>" * 100_000 + f"<p>{SECOND}</p>")
    assert deep.passages == (Passage("paragraph", FIRST),)
    assert deep.notes == (CUT,)
    unclosed = read("".join(f"<p><font>{FIRST} {number}" for number in range(400)))
    assert len(unclosed.passages) == 400
    assert unclosed.notes == ()


HOSTILE = (
    "<b>Kontakt</b>",
    "<a href='mailto:info@example.org'>m</a>",
    "<td>1</td>",
    "<a href=x>",
    "<dt>a",
    "a@",
    "+49 431 000000 ",
    "<button class=accordion>x</button>",
    "<details><summary>x</summary></details>",
    "<br>",
    "<",
    "a",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_with_the_size(piece: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        read(f"<p>{FIRST}</p><div>{piece * count}</div><p>{SECOND}</p>")
        return time.process_time() - start

    count = examples(500, 4_000)
    few, many = (min(seconds(times * count) for _ in range(2)) for times in (1, 4))
    assert many < 10 * few + 0.2


@pytest.mark.parametrize("page", ["", "   ", "<html></html>", "<p>Kurz.</p>", f"{NAVIGATION * 20}"])
def test_a_page_with_hardly_any_text_is_refused(page: str) -> None:
    with pytest.raises(SourceUnreadable, match=r"browser"):
        extract(page.encode(), Hints())
