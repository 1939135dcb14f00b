"""Addresses of one page have one key.

1. What does not choose the page makes no difference; what does, makes one.
2. A key is its own key, and whatever a sheet holds has one.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.ingest.duplicates.addresses import key_of


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a~b",
        "https://www.example.org/a~b",
        "https://EXAMPLE.org:443/a~b/",
        "http://example.org:80/a%7Eb/index.html",
        "https://example.org/a~b/Index.PHP",
        "https://example.org/a~b#top",
        "https://example.org/a~b?",
        "https://example.org/a~b?utm_source=news&utm_medium=mail&fbclid=1",
        "https://example.org/a~b;jsessionid=17AB",
        "https://example.org./a~b",
    ],
)
def test_addresses_of_one_page_have_one_key(url: str) -> None:
    assert key_of(url) == "example.org/a~b"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/A~b",
        "https://example.org/a~b/c",
        "https://example.org/a~b?id=7",
        "https://example.org:8080/a~b",
        "https://wiki.example.org/a~b",
        "https://example.org/indexes",
        "https://example.org/a%2Fb",
    ],
)
def test_addresses_of_other_pages_have_another_key(url: str) -> None:
    assert key_of(url) != "example.org/a~b"
    assert key_of(url) != key_of("https://example.org/")


def test_parameters_count_whatever_their_order_and_spelling() -> None:
    assert key_of("https://example.org/?b=2&a=%C3%BC+x") == key_of("http://www.example.org?a=ü%20x&b=2")
    assert key_of("https://example.org/?a=1") != key_of("https://example.org/?a=2")


@given(st.text(max_size=60).map("https://example.org/{}".format))
def test_every_address_has_a_key_that_stays(url: str) -> None:
    key = key_of(url)
    assert key_of(f"http://{key}") == key


@given(st.text(max_size=60))
def test_every_text_has_a_key_and_the_same_one_each_time(text: str) -> None:
    assert key_of(text) == key_of(text)
