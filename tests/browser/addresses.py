"""The pages the browser tests look at: one address for every state a reader meets, and what to do there.

opened(page, "choosing", "de")          # the page, with two records chosen
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

RECORD = "/records/diwish-from-project-to-permanent-structure"  # has passages, relations and many sections
DESCRIBED = "fit=sector:maritime&fit=country:DE&fit=theme:skills&fit=stage:growth"
CHOSEN = (
    "id=diwish-from-project-to-permanent-structure&id=its-owl-transfer-projects&id=cluster-excellence-denmark"
)
LISTED = f"{CHOSEN}&title=Abend+am+Hafen&note.its-owl-transfer-projects=Zuerst+lesen"
# Pages of their own, each with a layout nothing else has.
OWN = {
    "home": "/",
    "query": "/search?q=Finanzierung+Clustermanagement+Mitgliedsbeiträge",
    "filters": "/search?q=Cluster&country=DE&country=AT&-theme=skills&year=2005-2020&sector=health",
    "corrected": "/search?q=Mitgleider+Digitalisierung+skilled+workers&without=compounds",
    "nothing": "/search?q=xyzzyx&country=DE&theme=skills",
    "table": "/search?q=cluster&view=table",
    "values": "/search?values=country",
    "record": RECORD,
    "concept": "/concepts/theme:financing",
    "compare": f"/compare?{CHOSEN}&id=milwaukee-water-council",
    "list": f"/lists?{LISTED}",
    "kit": f"/lists/kit?{LISTED}&language=de",
    "tour": "/tour?situation=grant-ends",
    "shortlist": "/tour?situation=grant-ends&theme=financing&skip=sector&evidence=measured",
    "fit": "/fit?fit=sector:maritime",
    "atlas": "/atlas?sort=records",
    "about": "/about",
    "accessibility": "/accessibility",
    "feedback": f"/feedback?record={RECORD.removeprefix('/records/')}",
    "missing": "/nowhere",
}
# The same pages in another state.
VARIANTS = {
    "typing": "/",
    "choosing": "/search?q=cluster",
    "fitting": f"/search?q=cluster&sort=fit&{DESCRIBED}",
    "fitting-table": f"/search?q=cluster&sort=fit&view=table&{DESCRIBED}",
    "values-found": "/search?values=theme&find=xyz&country=DE",
    "compare-none": "/compare",
    "compare-one": f"/compare?{CHOSEN.partition('&')[0]}",
    "list-empty": "/lists",
    "kit-of-nothing": "/lists/kit",
    "tour-begins": "/tour",
    "tour-nothing": "/tour?situation=event&theme=start-ups&sector=tourism&skip=evidence",
    "fit-of-nothing": "/fit?go=1",
    "atlas-theme": "/atlas?theme=skills&sort=name",
    "imprint": "/imprint",
    "privacy": "/privacy",
    "feedback-refused": "/feedback",
    "feedback-sent": "/feedback?sent=1",
}
PAGES = {**OWN, **VARIANTS}
# Whatever is folded, but lists of values that a script would have to fetch first.
OPEN_EVERYTHING = """document.querySelectorAll('details:not(.facet:has(> .all-values):not(:has(> ul)))')
  .forEach(fold => fold.open = true)"""


def in_language(address: str, language: str) -> str:
    """The address with the language of the reader."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def opened(page: Page, name: str, language: str) -> Page:
    """The page in the state of that name."""
    answer = page.goto(in_language(PAGES[name], language))
    assert answer
    assert answer.status == (404 if name == "missing" else 200)
    if name in STEPS:
        STEPS[name](page)
    return page


def _type(page: Page) -> None:
    """Suggestions are open, and one of them is chosen by the keyboard."""
    field = page.locator("#q")
    field.press_sequentially("financ")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")


def _choose(page: Page) -> None:
    """Two records are chosen, and a bar in sight says so."""
    for number in (0, 1):
        page.get_by_role("article").nth(number).get_by_role("checkbox").check()
    expect(page.locator("#choosing")).to_be_visible()


def _send_nothing(page: Page) -> None:
    """What was told is refused by the server, with the errors in a list."""
    page.locator("form.plain-form").evaluate("form => form.noValidate = true")
    page.locator("#address").fill("nobody")
    page.locator("form.plain-form button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_focused()


STEPS: Mapping[str, Callable[[Page], None]] = {
    "typing": _type,
    "choosing": _choose,
    "feedback-refused": _send_nothing,
}
