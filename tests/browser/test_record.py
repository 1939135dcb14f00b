"""Can everybody use what stands around a record: its languages, its line of numbers, its address?

1. axe finds no barrier on a record with a line chart, all badges and all states of links, light and dark;
   with forced colours the line has theirs; nothing scrolls sideways on a narrow phone.
2. By the keyboard: a section has its address, the language is switched, the citation is copied, and the page
   says so; where the browser refuses to copy, the text is selected and the page says that.
3. Without a script the address and the citation can be selected, and no button would do nothing.
4. The print button prints; on paper the address and the citation stand, and no button.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Violations
from tests.live_server import running_server
from tests.web.pages.everything import a_site_of_everything

ADDRESS = "/records/everything?lang=en"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STROKES = """figures => figures.map(figure => {
  const probe = document.createElement("p");
  probe.style.color = "CanvasText";
  document.body.append(probe);
  const wanted = getComputedStyle(probe).color;
  probe.remove();
  return getComputedStyle(figure.querySelector(".line")).stroke === wanted ? "CanvasText" : "another colour";
})"""
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a record that has everything."""
    settings = a_site_of_everything(tmp_path_factory.mktemp("everything"))
    with running_server(var=settings.var, corpus=settings.corpus) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a browser of its own, with the settings a test asks for."""
    wishes: dict[str, Any] = getattr(request, "param", {})
    context = browser.new_context(base_url=site, **wishes)
    opened = context.new_page()
    opened.goto(ADDRESS)
    yield opened
    context.close()


def test_a_record_with_everything_has_no_barriers(page: Page, axe: Callable[[Page], Violations]) -> None:
    expect(page.get_by_role("img", name="Members")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == [], scheme
    page.emulate_media(forced_colors="active")
    strokes = page.locator(".trend").evaluate_all(STROKES)
    assert strokes == ["CanvasText"], strokes
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) == 0


def test_the_keyboard_reaches_section_language_and_citation(page: Page) -> None:
    page.get_by_role("link", name="Link to this section: Sources").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"{ADDRESS}#sources")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the citation").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Leuchtturm (2026): Everything at once. Entry of the knowledge base")
    expect(page.get_by_role("button", name="Copy the citation")).to_be_focused()

    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="Copy the address").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="copy it with the keyboard")).to_be_visible()
    field = page.get_by_role("textbox", name="Permanent address")
    expect(field).to_be_focused()
    assert page.evaluate("getSelection().toString()") == field.input_value()

    page.get_by_role("main").get_by_role("link", name="Deutsch").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles auf einmal")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_nothing_promises_what_it_cannot_do(page: Page) -> None:
    main = page.get_by_role("main")
    expect(main.get_by_role("textbox", name="Permanent address")).to_be_visible()
    expect(main.get_by_text("Entry of the knowledge base Leuchtturm")).to_be_visible()
    expect(main.get_by_role("button")).to_have_count(0)
    with page.expect_download() as download:
        main.get_by_role("link", name="Download as BibTeX").click()
    assert download.value.suggested_filename == "everything.bib"


def test_the_print_button_prints_a_page_with_its_address(page: Page) -> None:
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    assert [one for one in page.get_by_role("button", include_hidden=True).all() if one.is_visible()] == []
    for words in ("Entry of the knowledge base Leuchtturm", "Numbers as the sources give them"):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("img", name="Members")).to_be_visible()
    expect(page.get_by_role("link", name="Link to this section: Sources")).to_be_hidden()
