"""What holds for every page, whatever it shows?

1. The canonical address and those of hreflang are absolute and name the language; errors have none.
2. An address with ``lang`` passes it to every link; without it none does, and the answer varies.
3. A page can be read in the other language by one link that keeps the whole state.
4. The title names the page and the site; the first link leads to the content.
5. Links within the site lead to pages that exist; below a path prefix all of them stay below it.
6. Nothing is loaded from elsewhere, nothing is inline that the content security policy would refuse.

That every page is valid HTML is a matter of tests/web/test_valid_pages.py.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.web.pages.reading import Seen, parameters, path_of, see

PAGES = {
    "/": 200,
    "/search": 200,
    "/search?q=Mitglieder&theme=financing&-country=SE&year=2020-&page=1": 200,
    "/search?sort=title&page=2": 200,
    "/search?q=xyzzyx&theme=skills&country=DE": 200,
    "/search?q=Leuchtfeuer+Seezeichen+Lotsen": 200,
    "/records/fees": 200,
    "/records/hostile": 200,
    "/records/archived": 200,
    "/records/danish-only": 200,
    "/concepts/sector:maritime": 200,
    "/concepts/cluster": 200,
    "/concepts/ecei:2.4": 200,
    "/about": 200,
    "/feedback?q=Seezeichen&record=fees": 200,
    "/feedback?sent=1": 200,
    "/nowhere": 404,
    "/records/gone": 410,
}
FOUND = [address for address, status in PAGES.items() if status == 200]
BOTH = [address for address in FOUND if address not in ("/records/hostile", "/records/danish-only")]


@cache
def _see(client: TestClient, address: str, lang: str | None = "en") -> Seen:
    """One of PAGES, opened once for all who only look at it."""
    return see(client, address, lang=lang, status=PAGES[address])


@pytest.mark.parametrize("address", BOTH)
@pytest.mark.parametrize("lang", ["de", "en", None])
def test_canonical_and_hreflang_name_the_language(client: TestClient, address: str, lang: str | None) -> None:
    seen = _see(client, address, lang)
    assert set(seen.alternates) == {"de", "en"}
    assert seen.canonical == seen.alternates[lang or "de"]
    for code, place in seen.alternates.items():
        assert place.startswith("http://testserver/")
        assert parse_qs(urlsplit(place).query)["lang"] == [code]
        assert path_of(place) == path_of(address)
        kept = sorted(pair for pair in parameters(address) if pair != ("page", "1"))
        assert parameters(place) == kept


def test_the_canonical_address_leaves_out_what_changes_nothing(client: TestClient) -> None:
    seen = see(client, "/search?utm_source=x&size=10&page=1&theme=skills&q=++a++b+&sort=&lang=en", lang=None)
    assert seen.canonical == "http://testserver/search?lang=en&q=a+b&theme=skills"
    assert see(client, "/records/fees?x=1").canonical == "http://testserver/records/fees?lang=en"


@pytest.mark.parametrize(
    ("address", "language"),
    [("/records/german-only", "de"), ("/records/hostile", "en"), ("/records/half", "de")],
)
def test_a_record_in_one_language_has_no_other_version(
    client: TestClient, address: str, language: str
) -> None:
    for lang in ("de", "en"):
        seen = see(client, address, lang=lang)
        assert set(seen.alternates) == {language}
        assert seen.canonical == seen.alternates[language]


@pytest.mark.parametrize("address", ["/nowhere", "/records/gone"])
def test_an_error_has_no_canonical_address_and_no_index(client: TestClient, address: str) -> None:
    seen = _see(client, address)
    assert seen.head_links("canonical") == []
    assert seen.alternates == {}
    assert "noindex" in seen.robots


@pytest.mark.parametrize("address", PAGES)
def test_a_language_in_the_address_stays(client: TestClient, address: str) -> None:
    for lang in ("de", "en"):
        switches = {"de": "Deutsch", "en": "English"}
        for link in _see(client, address, lang).inside_links:
            if link.name not in switches.values() and not path_of(link.href).startswith("/api/"):
                assert parse_qs(urlsplit(link.href).query).get("lang") == [lang], link


@pytest.mark.parametrize("address", PAGES)
def test_without_a_language_in_the_address_no_link_has_one(client: TestClient, address: str) -> None:
    for link in _see(client, address, None).inside_links:
        if link.name not in ("Deutsch", "English"):
            assert "lang" not in parse_qs(urlsplit(link.href).query), link


@pytest.mark.parametrize("address", PAGES)
def test_the_answer_varies_only_without_a_language_in_the_address(client: TestClient, address: str) -> None:
    assert "accept-language" not in _see(client, address).headers.get("vary", "").lower()
    by_browser = see(client, address, lang=None, status=PAGES[address], headers={"Accept-Language": "en-GB"})
    assert "accept-language" in by_browser.headers["vary"].lower()
    assert by_browser.tag.html is not None
    assert by_browser.tag.html["lang"] == "en"


@pytest.mark.parametrize("address", PAGES)
def test_the_other_language_is_one_click_away(client: TestClient, address: str) -> None:
    seen = _see(client, address, "en")
    languages = seen.part("navigation", "Language")
    assert [(link.name, link.lang, bool(link.current)) for link in languages.links] == [
        ("Deutsch", "de", False),
        ("English", "en", True),
    ]
    german = see(client, languages.link("Deutsch").href, lang=None, status=PAGES[address])
    assert german.tag.html is not None
    assert german.tag.html["lang"] == "de"
    assert parameters(german.address) == parameters(seen.part("navigation", "Language").link("English").href)


@pytest.mark.parametrize("address", PAGES)
def test_the_title_names_the_page_and_the_site(client: TestClient, address: str) -> None:
    seen = _see(client, address)
    assert seen.heading
    assert seen.title.removesuffix("Leuchtturm").rstrip(" ·")
    assert seen.title.endswith("Leuchtturm")


def test_the_first_link_leads_to_the_content(client: TestClient) -> None:
    for address in PAGES:
        seen = _see(client, address)
        assert seen.links[0].href == f"#{seen.main.tag['id']}"


def test_links_within_the_site_lead_somewhere(client: TestClient) -> None:
    addresses = {
        link.href.partition("#")[0]
        for address in PAGES
        for link in _see(client, address).inside_links
        if "nofollow" not in link.rel
    }
    statuses = {
        address: client.get(address, follow_redirects=False).status_code
        for address in sorted(addresses - {""})
        if "/nowhere" not in address and "/records/gone" not in address
    }
    assert {address: status for address, status in statuses.items() if status != 200} == {}
    assert len(statuses) > 50


def test_below_a_prefix_every_address_stays_below_it(site_below_a_path: TestClient) -> None:
    checked = 0
    for address in ("/", "/search?q=Mitglieder&theme=financing", "/records/fees", "/concepts/theme:skills"):
        seen = see(site_below_a_path, f"/wissen{address}")
        for name in ("href", "src", "action"):
            for tag in seen.tag.select(f"[{name}]"):
                place = str(tag[name])
                outside = place.startswith(("#", "https://example.org/"))
                assert outside or urlsplit(place).path.startswith("/wissen/"), tag
                checked += 1
        assert seen.canonical.startswith(
            f"https://cluster.example/wissen{address.partition('?')[0]}".rstrip("/")
        )
    assert checked > 50


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_loaded_from_elsewhere_or_inline(client: TestClient, address: str) -> None:
    tags = _see(client, address).tag
    assert (
        tags.select("style, [style], script:not([src]), iframe, object, embed, base, form[action*='//']")
        == []
    )
    assert [
        name
        for tag in tags.find_all(True)
        for name in tag.attrs
        if name.startswith("on") or (name == "src" and "//" in str(tag[name]))
    ] == []
    loaded = tags.select("link[rel=stylesheet], link[rel=icon], script[src], img[src]")
    assert loaded
    for tag in loaded:
        answer = client.get(str(tag.get("href") or tag.get("src")))
        assert answer.status_code == 200
