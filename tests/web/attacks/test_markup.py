"""Does anything that was typed become more than words on a page?

Every field of a record, of a draft, of what ingestion found, notes, messages, searches and the audit log say
what somebody types who means harm. Fields come from the schema, addresses from the table of access, names of
parameters and of inputs from the sources and the pages: what is new is attacked at once.

1. On no page of any route, for readers and each role, does a text become an element, an attribute or an
   address with a scheme of its own; the pages of which the attacks are show them as words.
2. Neither does anything in any parameter of any page, or in its path.
3. Neither does anything that is sent back because it cannot be taken: forms, names, file names, conflicts.
4. What is no page says so, and no browser guesses: JSON, XML and plain text.
5. The test would notice.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree

import web
from indexer.facets import FACETS
from tests.tiers import examples
from tests.web.attacks.hostile_site import SAID, HostileSite, hostile_site
from tests.web.attacks.markup import came_out
from tests.web.attacks.strings import ATTACKS, EVERYTHING, hostile
from tests.web.desk.filled_forms import the_form
from tests.web.papers import DIGESTS
from tests.web.test_access import POSTING, ROWS
from web.pages.citing import BIBTEX, RIS
from web.security import CONTENT_SECURITY_POLICY

SHOWING = {  # pages that have to show what was typed, else this would test nothing
    "record": 40,
    "search": 3,
    "desk_draft": 40,
    "desk_preview": 20,
    "desk_review": 20,
    "desk_history": 2,
    "desk_suggestions": 20,
    "desk_feedback": 20,
    "desk_likenesses": 1,
    "desk_record": 2,
    "desk_audit": 1,
    "desk": 5,
}
FURTHER = (
    "/records/open",
    "/records/gone",
    "/records/web",
    "/search?organisation=_none",
    "/search?values=organisation",
    "/search?q=xss&archived=1",
    "/api/search?q=xss",
    "/api/suggest?q=xss",
    "/desk?list=all",
    "/desk?list=misses",
    "/desk/drafts/odd",
    "/desk/drafts/odd/preview",
    "/desk/drafts/odd/review",
    "/desk/drafts/broken",
    "/desk/drafts/practice",
    "/desk/drafts/practice/preview",
    "/desk/drafts/practice/review",
    "/desk/drafts/practice/likenesses",
    "/desk/history/practice?from=1&to=2",
    "/desk/history/gone",
    "/desk/records/gone",
    "/desk/records/open",
    "/desk/records?q=practice",
    "/desk/concepts?vocabulary=themes&q=xss",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> HostileSite:
    return hostile_site(tmp_path_factory.mktemp("hostile"))


# What no browser takes for a page: it is saved, or shown as text.
WORDS_ONLY = {
    "",
    "text/plain",
    "application/pdf",
    "application/vnd.oai.openapi+json",
    *(media_type.partition(";")[0] for media_type in (RIS, BIBTEX)),
}


def is_harmless(answer: Any) -> None:
    """What came back is words only; raises if not."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert answer.status_code not in (500, 502), answer.url
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "xss" not in " ".join(answer.headers).lower()
    if kind == "text/html":
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert came_out(answer.text) == [], answer.url
    elif kind in ("application/json", "application/problem+json"):
        json.loads(answer.text)
    elif kind == "application/xml":
        etree.fromstring(answer.content)
    else:
        assert kind in WORDS_ONLY, kind


def address(name: str) -> str:
    return str(ROWS[name]["address"]).format(**DIGESTS)


def readable() -> list[str]:
    return [name for name, row in ROWS.items() if "GET" in row]


@pytest.mark.parametrize("name", readable())
def test_no_route_shows_more_than_words(site: HostileSite, name: str) -> None:
    for browser in (site.reader, site.admin):
        answer: Any = browser.get(address(name), params={"lang": "en"})
        is_harmless(answer)
    assert answer.text.lower().count("xss") >= SHOWING.get(name, 0)


@pytest.mark.parametrize("further", FURTHER)
def test_no_further_state_shows_more_than_words(site: HostileSite, further: str) -> None:
    for lang in ("de", "en")[: examples(1, 2)]:
        is_harmless(site.admin.get(f"{further}{'&' if '?' in further else '?'}lang={lang}"))


@cache
def parameters() -> list[str]:
    """Every name that a page asks the query for, read from the sources, and each facet."""
    found = {facet.name for facet in FACETS}
    found |= {"archived", "page", "size", "sort", "without", "why", "from", "to"}
    for path in Path(web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "query_params.get" in ast.unparse(node.func):
                found.add(str(ast.literal_eval(node.args[0])))
    assert {"lang", "q", "next", "values", "vocabulary", "record"} <= found
    return sorted(found)


@pytest.mark.parametrize("name", readable())
def test_no_parameter_comes_out(site: HostileSite, name: str) -> None:
    own = address(name).partition("?")[0]
    for text in ATTACKS["markup"][1 : examples(2, 20)]:
        every = {**dict.fromkeys(parameters(), text), text: text}
        is_harmless(site.admin.get(own, params={one: text for one in every if one != "values"}))
        if name in ("search", "desk_draft") or examples(0, 1):
            is_harmless(site.admin.get(own, params=every))


PLACES = ("/", "/records/", "/concepts/", "/api/", "/files/", "/static/x/", "/api/records/")
DESK_PLACES = ("/desk/drafts/", "/desk/history/", "/desk/records/")
Asked = list[tuple[str, dict[str, str]]]
TYPED = list(enumerate(ATTACKS["markup"] + ATTACKS["elsewhere"] + ATTACKS["lines"]))[:: examples(4, 1)]


def asked_with(text: str) -> tuple[Asked, Asked]:
    """What a reader and a scout ask for with a text in it."""
    searches = (
        {"q": text},
        {"q": text, "theme": text, "page": "2"},
        {"values": "organisation", "find": text},
    )
    quoted = quote(text, safe="")
    reading: Asked = [(page, given) for page in ("/search", "/api/search") for given in searches]
    reading += [("/feedback", {"q": text, "record": text}), ("/login", {"next": text})]
    reading += [(f"{place}{quoted}", {}) for place in PLACES]
    return reading, [("/desk/new", {"title": text}), *((f"{place}{quoted}", {}) for place in DESK_PLACES)]


@pytest.mark.parametrize(("number", "text"), TYPED, ids=ascii)
def test_no_words_and_no_path_come_out(site: HostileSite, number: int, text: str) -> None:
    for browser, asked in zip((site.reader, site.scout), asked_with(text), strict=True):
        few = examples(2, len(asked))  # those that come after those of the text before
        for place, given in [*asked, *asked][number % len(asked) :][:few]:
            is_harmless(browser.get(place, params=given))


@cache
def names_of_inputs() -> list[str]:
    """Every name that a page asks a form for, read from the sources; the form of a record has its own."""
    found: set[str] = {"_action", "_expected", "_note"}
    for path in Path(web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("form.get", "_text", "asked.text"):
                found.update(ast.literal_eval(one) for one in node.args if isinstance(one, ast.Constant))
    assert {"name", "next", "to", "_expected", "address", "token"} <= found
    return sorted(name for name in found if isinstance(name, str))


@pytest.mark.parametrize("name", POSTING)
def test_nothing_that_is_sent_back_comes_out(site: HostileSite, name: str) -> None:
    if name == "logout":
        return
    own = f"{address(name)}?lang=en"
    values = dict.fromkeys(names_of_inputs(), SAID) | {"title.de": SAID, "title": SAID, "themes": SAID}
    actions = (SAID, "nevertheless", f"accept:{SAID}", f"remove:{SAID}", "add:figures")
    for action in actions[: examples(1, 5)]:
        is_harmless(site.admin.post(own, data={**values, "_action": action}))
    is_harmless(site.reader.post(own, data={**values, SAID: SAID}))
    table = f"{SAID},b\n{SAID},c".encode()
    sent: tuple[Any, ...] = (
        {SAID: (SAID, b"xss", "text/html"), "name": (SAID, b"xss")},
        {"files": (f"{SAID}.html", SAID.encode()), "table": (f"{SAID}.csv", table)},
    )
    for given in sent[: examples(1, 2)]:
        is_harmless(site.reader.post(own, data=values, files=given))
        is_harmless(site.admin.post(own, data=values, files=given))


def test_two_who_mean_harm_meet(site: HostileSite) -> None:
    drafts, by = site.knowledge.drafts, site.scout.account.id
    drafts.start(hostile("meeting", title={"de": "x"}, status="draft"), by=by)
    form = the_form(site.scout.get("/desk/drafts/meeting?lang=en"), "save")
    draft = drafts.get("meeting")
    drafts.save(
        "meeting", {**draft.values, "title": {"de": SAID}, "licence": SAID}, expected=draft.digest, by=by
    )
    form.fill({"title.de": ATTACKS["markup"][0], "licence": ATTACKS["markup"][3]})
    page = form.press(site.scout, "save")
    assert page.status_code == 409
    assert page.text.count("xss") > 10
    is_harmless(page)
    is_harmless(the_form(page).fill({}).press(site.scout))


def test_what_is_brought_in_comes_out_as_words(site: HostileSite) -> None:
    typed = escape("\n".join(ATTACKS["markup"]))
    page = (
        f"<title>{escape(SAID)}</title><h1>{escape(SAID)}</h1>"
        + f"<p>The harbour has {typed} members.</p>" * 9
    )
    rows = "title_de,summary_de,kind\n" + "\n".join(
        f'"{SAID.replace(chr(34), chr(34) * 2)}",b,{SAID}' for _ in "ab"
    )
    led: list[str] = []
    brought: tuple[tuple[str, Any], ...] = (
        ("files", {"files": ("xss<xss>.html", page.encode())}),
        ("table", {"table": ("<img src=x onerror=xss>.csv", rows.encode())}),
        ("files", {"files": ("<img src=x onerror=xss>.xss", b"\0\1\2")}),
        ("table", {"table": ("<img src=x onerror=xss>.json", b'[{"<xss>": {"<xss>": "<xss>"}}]')}),
    )
    for action, files in brought[: examples(2, 4)]:
        answer = site.scout.post("/desk/import?lang=en", data={"_action": action}, files=files)
        is_harmless(answer)
        if answer.status_code == 303:
            led.append(answer.headers["location"])
            is_harmless(site.scout.get(led[-1]))
    assert len(led) == 1
    assert "xss" in site.scout.get(led[0]).text


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{SAID}</p>",
        f'<p title="{SAID}"></p>',
        "<a href='java\nscript:xss'>x</a>",
        "<a href=' javascript:xss'>x</a>",
        "<form action='//xss.example'></form>",
        "<form action='https://xss.example'></form>",
        "<p onclick='x'></p>",
        "<script>1</script>",
        "<p style='x'></p>",
        f"<p>{EVERYTHING}</p>",
    ],
)
def test_the_test_would_notice(page: str) -> None:
    assert came_out(f"<html><body>{page}</body></html>")
