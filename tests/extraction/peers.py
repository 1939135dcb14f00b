"""What would others have read out of the same page?"""

from __future__ import annotations

import trafilatura
from bs4 import BeautifulSoup


def beautiful_soup(data: bytes) -> str:
    """Everything that is no markup: ``get_text`` of BeautifulSoup."""
    return BeautifulSoup(data, "lxml").get_text(" ")


def trafilatura_alone(data: bytes) -> str:
    """What trafilatura takes for the main text with its default options."""
    return trafilatura.extract(data) or ""


PEERS = {"BeautifulSoup": beautiful_soup, "trafilatura": trafilatura_alone}
