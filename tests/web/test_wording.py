"""Is everything the interface says worded in every language?

1. Every message of templates and code is in the catalogues of every language, once, and they have only those.
2. No message is empty, fuzzy or obsolete; placeholders and tags are equal on both sides.
3. No words in a template escape translation.
4. On a page in one language no words of another one show.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from kb.localized import Language
from tests.web.desk.signed_in import signed_in
from tests.web.pages.collection import a_collection
from tests.web.pages.reading import with_parameter
from web import templates
from web.application import create_app
from web.language import INTERFACE_LANGUAGES
from web.wording import catalogues, translations

WEB = Path(templates.__file__).parent
METHODS = [("**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
AS_RENDERED = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
SAID = ("title", "aria-label", "placeholder", "alt")  # attributes that readers get to read or hear
NAMES = {"Leuchtturm", "Deutsch", "English", "Dansk"}  # the same in every language
COGNATES = {"Atlas", "Organisation", "Name", "Browser", "Scout"}  # spelt alike in German and British English
PAGES = [
    "/",
    "/search",
    "/search?theme=financing&kind=best-practice&-country=SE&size=20",
    "/search?page=2",
    "/search?view=table&sort=title",
    "/search?values=country&find=a",
    "/search?q=Mitglieder+zahlen",
    "/search?q=xyzzyx&theme=skills&country=DE",
    "/search?q=Mitgleider+Förderung+Leuchtfeuer&without=compounds",
    "/search?q=Beitröge+network+manager&kind=study&theme=skills&without=typos",
    "/records/fees",
    "/records/archived",
    "/records/danish-only",
    "/compare?id=fees&id=half&id=gone&id=twin&id=unheard-of&find=xyzzyx",
    "/compare?id=filler-20&id=filler-22&id=filler-24&id=filler-26&id=port&differences=1",
    "/compare?id=fees&find=Beitrag",
    "/compare",
    "/lists?id=fees&id=gone&id=old-fees&id=unheard-of&note.fees=x",
    "/lists",
    "/concepts/cluster",
    "/concepts/theme:financing",
    "/concepts/t-cluster",
    "/fit?fit=sector:maritime&fit=country:AT",
    "/fit?go=1",
    "/search?fit=sector:maritime&fit=country:DE&fit=stage:growth&sort=fit",
    "/about",
    "/atlas",
    "/atlas?theme=nothing&sort=records",
    "/feedback?q=Seezeichen&record=fees",
    "/feedback?sent=1",
    "/nowhere",
    "/records/gone",
    "/desk",
    "/desk/new",
    "/desk/review",
    "/desk/feedback",
    "/desk/account",
    "/desk/accounts",
    "/desk/audit",
    "/desk/records/fees",
]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = a_collection(tmp_path_factory.mktemp("wording"))
    with signed_in(create_app(settings), "admin", follow_redirects=True) as client:
        yield client


@cache
def _used() -> set[str | tuple[str, ...]]:
    """The messages of templates and code: a text, or singular and plural."""
    found = extract_from_dir(WEB, METHODS, AS_RENDERED)
    return {_key(message) for _, _, message, _, _ in found}


def _key(message: object) -> str | tuple[str, ...]:
    return tuple(message[:2]) if isinstance(message, tuple | list) else str(message)


def _messages(language: Language) -> list[Message]:
    return [message for found in catalogues(language).values() for message in found if message.id]


def _forms(text: Any) -> list[str]:
    """A text, or its singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def _sides(message: Message) -> Iterator[tuple[str, str]]:
    """Each original with each of its translations."""
    originals, texts = _forms(message.id), _forms(message.string)
    if len(originals) == 1:
        yield originals[0], texts[0]
    else:
        yield from zip([originals[0], *[originals[1]] * (len(texts) - 1)], texts, strict=True)


def test_the_templates_say_something() -> None:
    assert len(_used()) > 100


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_catalogue_holds_exactly_what_is_used(language: Language) -> None:
    held = {_key(message.id) for message in _messages(language)}
    assert sorted(map(str, _used() - held)) == [], "add these to the catalogue"
    assert sorted(map(str, held - _used())) == [], "remove these from the catalogue"


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_message_is_worded(language: Language) -> None:
    assert [
        message.id for message in _messages(language) for _, text in _sides(message) if not text.strip()
    ] == []
    assert [message.id for message in _messages(language) if message.fuzzy] == []
    assert [name for name, found in catalogues(language).items() if found.obsolete] == []


def test_a_message_stands_in_one_catalogue_and_in_the_same_one_of_each_language() -> None:
    places = {
        language: Counter(
            (name, _key(message.id))
            for name, found in catalogues(language).items()
            for message in found
            if message.id
        )
        for language in INTERFACE_LANGUAGES
    }
    for found in places.values():
        assert set(found) == set(next(iter(places.values())))
        assert [key for key, times in Counter(key for _, key in found).items() if times > 1] == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_placeholders_and_tags_are_equal_on_both_sides(language: Language) -> None:
    marks = re.compile(r"%\(\w+\)s|%%|%(?!\(\w+\)s)|</?\w+[^>]*>")
    for message in _messages(language):
        for original, text in _sides(message):
            assert sorted(marks.findall(text)) == sorted(marks.findall(original)), message.id


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_message_can_be_shown_for_one_and_for_many(language: Language) -> None:
    messages = translations(language)
    for message in _messages(language):
        assert len(_forms(message.string)) == len(_forms(message.id))
        if message.pluralizable:
            singular, plural = _forms(message.id)
            one, many = (messages.ungettext(singular, plural, number) for number in (1, 5))
            assert one != many
            assert (one, many) == tuple(_forms(message.string))


def test_only_words_both_languages_share_are_left_as_they_are() -> None:
    equal = {text for message in _messages("de") for text, said in _sides(message) if text == said}
    assert equal <= COGNATES


def _untranslated(path: Path) -> str:
    """The markup of a template without its expressions and without what is translated."""
    kept: list[str] = []
    names: list[str] = []
    translating = inside_block = False
    for _, kind, text in templates.environment("en").lex(path.read_text("utf-8")):
        if kind == "block_begin":
            inside_block, names = True, []
        elif kind == "block_end":
            inside_block = False
            translating = (translating or names[:1] == ["trans"]) and names[:1] != ["endtrans"]
        elif inside_block and kind == "name":
            names.append(text)
        elif kind == "data" and not translating:
            kept.append(text)
    return "".join(kept)


@pytest.mark.parametrize("path", sorted((WEB / "templates").rglob("*.html")), ids=lambda path: str(path.name))
def test_no_words_of_a_template_escape_translation(path: Path) -> None:
    tags = BeautifulSoup(_untranslated(path), "html.parser")
    texts = [str(text) for text in tags.find_all(string=True) if text.output_ready() == str(text)]
    texts += [str(tag[name]) for tag in tags.find_all(True) for name in SAID if tag.has_attr(name)]
    texts = [text for text in texts if not text.startswith("<!doctype") and text != "doctype html"]
    words = {word for text in texts for word in re.findall(r"[^\W\d_]{2,}", text)}
    assert words <= NAMES


def _shown(client: TestClient, address: str, language: Language) -> list[str]:
    """Every piece of text a page says in its own language."""
    tags = BeautifulSoup(client.get(with_parameter(address, "lang", language)).text, "lxml")
    for foreign in tags.select(f"[lang]:not(html):not([lang={language}])"):
        foreign.decompose()
    texts = [" ".join(str(text).split()) for text in tags.find_all(string=True)]
    texts += [str(tag[name]) for tag in tags.find_all(True) for name in SAID if tag.has_attr(name)]
    return [text for text in texts if text]


def _pieces(language: Language, other: Language) -> tuple[set[str], set[str]]:
    """The words of the other language: whole texts, and pieces long enough to be looked for anywhere."""
    whole, pieces = set(), set()
    ours = {text for message in _messages(language) for _, text in _sides(message)}
    for message in _messages(other):
        for _, text in _sides(message):
            if text in ours or text in NAMES:
                continue
            whole.add(text)
            parts = re.split(r"%\(\w+\)s|<[^>]+>", text)
            pieces |= {part.strip() for part in parts if len(part.split()) >= 3}
    return whole, pieces


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("language", "other"), [("de", "en"), ("en", "de")])
def test_no_words_of_another_language_show(
    collection: TestClient, address: str, language: Language, other: Language
) -> None:
    whole, pieces = _pieces(language, other)
    assert len(whole) > 50
    for text in _shown(collection, address, language):
        assert text not in whole, text
        assert [piece for piece in pieces if piece in text] == [], text


def test_the_check_above_would_notice() -> None:
    whole, pieces = _pieces("de", "en")
    assert "Skip to content" in whole
    assert any("has worked elsewhere" in piece for piece in pieces)
