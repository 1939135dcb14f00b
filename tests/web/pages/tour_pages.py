"""Here is a page of the tour: which answers does it offer, how much is left, what does it recommend?"""

from __future__ import annotations

import re

from tests.web.pages.reading import Seen, path_of


def number(text: str) -> int:
    """The first number of a text, whatever separates its thousands."""
    found = re.search(r"\d[\d.,]*", text)
    assert found, text
    return int(re.sub(r"\D", "", found[0]))


def lit(page: Seen) -> int:
    """How many records are left, as the page says."""
    return number(page.part("status").text)


def answers(page: Seen) -> list[tuple[int, str]]:
    """The answers that can be chosen: how many records each would leave, and where it leads."""
    return [
        (number(tag.select_one(".count").get_text()), str(tag["href"]))  # type: ignore[union-attr]
        for tag in page.tag.select("main ul.courses a")
    ]


def shortlist(page: Seen) -> list[str]:
    """The ids of the records that are recommended, in order."""
    links = [article.links[0] for article in page.main.parts("article")]
    return [path_of(link.href).removeprefix("/records/") for link in links]
