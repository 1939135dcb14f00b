"""How were the words understood?

1. A correction is told at once and can be dropped: then the words are searched as they were typed.
2. What else was added is told in one line for each word, most telling first; each part can be left out.
3. What was left out is named, and each part can be brought back; unknown parts are not named.
4. Long lists are shortened: four words, the others behind a click.
5. Another spelling is offered with the number of records it finds.
"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer.search.results import DidYouMean, Expansion, ExpansionKind, Results
from indexer.search.state import SearchState
from tests.web.pages.reading import ask, parameters, see
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.pages.understood import Line, Understood, understood

TYPED = SearchState(text="Mitglieder", page=3)


@pytest.fixture
def site(client: TestClient) -> Site:
    application: Any = client.app
    knowledge: Knowledge = application.state.knowledge
    return Site("", "http://testserver", "de", None, knowledge.vocabularies)


def account(site: Site, *expansions: Expansion, state: SearchState = TYPED, **values: Any) -> Understood:
    return understood(state, Results(1, (), (), "1", expansions=expansions, **values), site)


def line(site: Site, kind: ExpansionKind, word: str, *added: str) -> Line:
    """The only line for one expansion."""
    key = "concept:member" if kind == "concept" else kind
    (found,) = account(site, Expansion(kind, key, word, added)).lines
    return found


def test_a_correction_is_told_and_can_be_dropped_and_brought_back(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitgleider", lang="de")
    assert "Gesucht wurde „Mitglieder“ statt „Mitgleider“." in seen.main.text
    literal = see(client, seen.main.link("Nur „Mitgleider“ suchen").href, lang=None)
    assert "Gesucht wurde" not in literal.main.text
    assert "Kein Eintrag passt." in literal.main.text
    again = literal.main.part("list", "Weggelassen").link("Wieder mitsuchen: berichtigte Schreibung")
    assert see(client, again.href, lang=None).main.text == seen.main.text


def test_several_corrections_are_dropped_together(site: Site, client: TestClient) -> None:
    found = account(
        site,
        Expansion("typos", "typos", "Mitgleider", ("Mitglieder",)),
        Expansion("typos", "typos", "zahln", ("zahlen",)),
    )
    assert [(one.typed, one.searched) for one in found.corrections] == [
        ("Mitgleider", "Mitglieder"),
        ("zahln", "zahlen"),
    ]
    assert found.lines == ()
    assert parameters(found.as_typed) == [("q", "Mitglieder"), ("without", "typos")]
    seen = see(client, "/search?q=Mitgleider+Leuchtfeuerx")
    assert seen.main.text.count("instead of") == 2
    assert parameters(seen.main.link("Search exactly as typed").href)[1] == ("without", "typos")


def test_what_was_added_can_be_left_out_and_brought_back(client: TestClient) -> None:
    address = "/search?q=Mitgliederbeitrag+Förderung"
    body = ask(client, address, lang="de")
    seen = see(client, address, lang="de")
    block = next(part for part in seen.main.parts("group") if "Mitgesucht:" in part.text)
    assert {expansion["key"] for expansion in body["expansions"]} == {"compounds", "concept:public-funding"}
    for name, key in {
        "Zusammensetzungen": "compounds",
        "Begriff „Förderung“": "concept:public-funding",
    }.items():
        link = block.link(f"Weglassen: {name}")
        assert link.rel == {"nofollow"}
        assert parameters(link.href) == [("q", "Mitgliederbeitrag Förderung"), ("without", key)]
        without = see(client, link.href, lang=None)
        assert [one.name for one in without.main.links if one.name == f"Weglassen: {name}"] == []
        back = without.main.part("list", "Weggelassen").link(f"Wieder mitsuchen: {name}")
        assert parameters(back.href) == parameters(seen.canonical)


def test_each_word_has_one_line_the_most_telling_part_first(site: Site) -> None:
    lines = account(
        site,
        Expansion("compounds", "compounds", "Mitglieder", ("vereinsmitglieder",)),
        Expansion("compounds", "compounds", "Hafen", ("seehafen",)),
        Expansion("concept", "concept:member", "Mitglieder", ("Member",)),
        Expansion("dictionary", "dictionary", "Mitglieder", ("members",)),
    ).lines
    assert [(one.word, [added.extra.kind for added in one.added]) for one in lines] == [
        ("Mitglieder", ["concept", "dictionary", "compounds"]),
        ("Hafen", ["compounds"]),
    ]


def test_long_lists_are_shortened(site: Site) -> None:
    four, six = "abcd", "abcdef"
    assert line(site, "concept", "Mitglied", *four).added[0].others == ()
    assert line(site, "concept", "Mitglied", *"abcde").added[0].others == ()
    added = line(site, "concept", "Mitglied", *six).added[0]
    assert (added.first, added.others) == (tuple("abcd"), ("e", "f"))
    assert added.more == 0
    many = line(site, "concept", "Mitglied", *map(str, range(20))).added[0]
    assert (len(many.first), len(many.others), many.more) == (4, 8, 8)
    found = account(site, Expansion("dictionary", "dictionary", "Mitglied", tuple(six)))
    assert (found.summary, found.more) == (("a", "b", "c", "d"), 2)


def test_words_are_told_once_and_not_as_typed(site: Site) -> None:
    (added,) = line(site, "concept", "Mitglied", "Member", "member", "MITGLIED", "Akteur").added
    assert added.first == ("Member", "Akteur")
    assert account(site, Expansion("concept", "concept:member", "Hafen", ("hafen",))).lines == ()
    both = account(
        site,
        Expansion("concept", "concept:member", "Mitglied", ("Member", "Akteur")),
        Expansion("dictionary", "dictionary", "Mitglied", ("member", "limb")),
    )
    assert both.summary == ("Member", "Akteur", "limb")


@pytest.mark.parametrize(
    ("word", "added", "shown"),
    [
        ("Beitrag", ("mitgliedsbeitrag", "jahresbeitrag"), ("Mitgliedsbeitrag", "Jahresbeitrag")),
        ("beitrag", ("mitgliedsbeitrag",), ("mitgliedsbeitrag",)),
        ("Hafenkosten", ("hafen", "kosten"), ("Hafen + Kosten",)),
    ],
)
def test_compounds_are_written_as_they_are_searched(
    site: Site, word: str, added: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    assert line(site, "compounds", word, *added).added[0].first == shown


def test_words_that_mean_something_together_are_told_as_typed(site: Site) -> None:
    state = SearchState(text="all about e-mobility")
    (found,) = account(site, Expansion("concept", "concept:member", "e mobility", ("x",)), state=state).lines
    assert found.word == "e-mobility"
    assert line(site, "concept", "e mobility", "x").word == "e mobility"


def test_many_parts_are_folded_on_every_screen(site: Site) -> None:
    expansions = [Expansion("dictionary", "dictionary", word, ("x",)) for word in "abcd"]
    assert account(site, *expansions[:3]).few
    assert not account(site, *expansions).few


def test_only_what_can_be_left_out_is_named_as_left_out(site: Site) -> None:
    keys = ("compounds", "concept", "concept:", "concept:member", "concept:nonsense", "nonsense", "typos")
    dropped = account(site, state=SearchState(text="Hafen", without=keys)).dropped
    assert [(one.key, one.concept) for one in dropped] == [
        ("compounds", None),
        ("concept:member", "Mitglied"),
        ("typos", None),
    ]
    assert account(site, state=SearchState(without=keys)).dropped == ()


def test_another_spelling_is_offered_with_its_count(site: Site) -> None:
    meant = account(site, did_you_mean=DidYouMean("Mitglied zahlt", 12)).did_you_mean
    assert meant
    assert (meant.text, meant.total, parameters(meant.url)) == (
        "Mitglied zahlt",
        12,
        [("q", "Mitglied zahlt")],
    )


def test_another_spelling_is_a_link_to_as_many_records(client: TestClient) -> None:
    seen = see(client, "/search?q=Beitröge")
    link = seen.main.link("Beiträge")
    total = ask(client, "/search?q=Beiträge")["total"]
    assert f"Did you mean Beiträge? ({total} records)" in seen.main.text
    assert parameters(link.href) == [("q", "Beiträge")]


def test_a_search_without_words_says_nothing_about_them(client: TestClient) -> None:
    text = see(client, "/search?theme=skills&without=typos").main.text
    assert "Also searched" not in text
    assert "Left out" not in text
