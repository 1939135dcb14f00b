"""Is a reader left alone?

1. No page asks another host for anything, and nothing a page asks for is missing.
2. No page breaks its own content security policy or says anything on the console.
3. Nothing is kept in the browser: no cookie, no storage.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.browser.addresses import PAGES, in_language

KEPT = "[localStorage.length, sessionStorage.length, document.cookie]"


def test_pages_ask_nobody_else_and_say_nothing(browser: Browser, live_server: str) -> None:
    context = browser.new_context(base_url=live_server)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    missing: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "/nowhere" not in message.location.get("url", ""):
            said.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 400 and "/nowhere" not in response.url:
            missing.append(response.url)

    page.on("console", heard)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.on("response", answered)
    for address in PAGES.values():
        page.goto(in_language(address, "de"))
        assert page.evaluate(KEPT) == [0, 0, ""]
    assert said == []
    assert missing == []
    assert set(asked) == {urlsplit(live_server).netloc}
    assert len(asked) > len(PAGES)
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("attack", ["inline script", "inline style", "other host"])
def test_the_policy_stops_what_should_not_be_there(window: Callable[..., Page], attack: str) -> None:
    page = window()
    page.goto("/about?lang=en")
    broken = page.evaluate(
        """attack => new Promise(done => {
          document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
          const names = {'inline script': 'script', 'inline style': 'style', 'other host': 'img'};
          const tag = document.createElement(names[attack]);
          if (attack === 'other host') tag.src = 'http://other.example/x.png';
          else tag.textContent = 'body { color: red }';
          document.head.append(tag);
          setTimeout(() => done('nothing'), 2000);
        })""",
        attack,
    )
    assert broken in {"script-src-elem", "style-src-elem", "img-src"}
