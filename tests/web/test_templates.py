"""Do pages and templates know the same names?

1. The fields of each page are exactly the names its template uses; every template has a page or is a part.
2. What a template reads of a value exists on a value, and no field of a value is read by nobody.
3. A name that does not exist fails loudly; what is shown is escaped.
4. Numbers, days and languages are written for the reader.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, get_args, get_type_hints

import pytest
from jinja2 import UndefinedError, nodes
from jinja2.meta import find_undeclared_variables

import web.desk
import web.kit
import web.pages
from web.formatting import Text
from web.language import INTERFACE_LANGUAGES
from web.templates import FOLDER, Page, environment, in_language

TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
OF_EVERY_VALUE = {"items", "get", "last", "index0", "index", "first"}  # of mappings and loops


def _pages() -> list[type[Page]]:
    """Every page, of readers and of the desk; what only other pages are made of is none."""
    for package in (web.pages, web.desk, web.kit):
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    kinds = [Page]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return sorted((kind for kind in kinds if "template" in vars(kind)), key=lambda page: page.__name__)


@cache
def _tree(name: str) -> nodes.Template:
    return environment("en").parse((FOLDER / name).read_text("utf-8"))


def _read_with_the_page(name: str) -> Iterator[str]:
    """The template, its frame and what is included: all that sees the values of the page."""
    yield name
    for node in _tree(name).find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node, nodes.Extends | nodes.Include)
        named = [one.value for one in node.template.find_all(nodes.Const)]  # one, or one of two
        for other in [node.template.value] if isinstance(node.template, nodes.Const) else named:
            if str(other).endswith(".html"):
                yield from _read_with_the_page(other)


def _names(template: str) -> set[str]:
    """The names a template expects from outside: not those of macros, imports and assignments."""
    read = list(_read_with_the_page(template))
    used = set().union(*(find_undeclared_variables(_tree(name)) for name in read))
    own = {macro.name for name in read for macro in _tree(name).find_all(nodes.Macro)}
    own |= {target.name for name in read for node in _tree(name).find_all(nodes.Assign)
            for target in node.find_all(nodes.Name) if target.ctx == "store"}  # fmt: skip
    for name in read:
        for node in _tree(name).find_all(nodes.FromImport):
            own |= {part if isinstance(part, str) else part[1] for part in node.names}
    return used - own - set(environment("en").globals)


def _values(kind: Any, known: set[type]) -> set[type]:
    """The dataclasses a type is made of."""
    if is_dataclass(kind) and isinstance(kind, type) and kind not in known:
        known.add(kind)
        for hint in get_type_hints(kind).values():
            _values(hint, known)
    for part in get_args(kind):
        _values(part, known)
    return known


PAGES = _pages()
VALUES = sorted({value for page in PAGES for value in _values(page, set())} - set(PAGES), key=str)
ATTRIBUTES = {
    node.attr
    for name in TEMPLATES
    for node in _tree(name).find_all(nodes.Getattr)
    if isinstance(node, nodes.Getattr)
}
OTHER_FORMS = ("markdown.py", "word.py", "word_package.py")
"""A handout is no page alone: these read its values, too."""
READ = ATTRIBUTES | {
    node.attr
    for name in OTHER_FORMS
    for node in ast.walk(ast.parse((Path(web.kit.__path__[0]) / name).read_text("utf-8")))
    if isinstance(node, ast.Attribute)
}


def test_every_template_is_a_page_or_a_part() -> None:
    shown = {name for page in PAGES for name in _read_with_the_page(page.template)}
    parts = {
        str(node.template.value)
        for name in TEMPLATES
        for node in _tree(name).find_all((nodes.FromImport, nodes.Import))
        if isinstance(node, nodes.FromImport | nodes.Import) and isinstance(node.template, nodes.Const)
    }
    assert shown | parts == set(TEMPLATES)
    assert len(PAGES) == len({page.template for page in PAGES}) >= 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_the_fields_of_a_page_are_the_names_of_its_template(page: type[Page]) -> None:
    assert {field.name for field in fields(page)} == _names(page.template)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_is_called_like_its_module_and_template(page: type[Page]) -> None:
    package, module = page.__module__.split(".")[1:]
    beside = [other for other in PAGES if other.__module__ == page.__module__]
    assert f"{package}/{module}.html" in {other.template for other in beside}
    assert re.fullmatch(rf"{package}/{module}(_\w+)?\.html", page.template)
    assert page.__doc__


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_no_field_of_a_value_is_read_by_nobody(value: type) -> None:
    assert is_dataclass(value)
    read = READ if value.__module__.startswith("web.kit.") else ATTRIBUTES
    assert {field.name for field in fields(value)} - read == set()


def test_what_templates_read_exists() -> None:
    known = {field.name for value in [*VALUES, *PAGES] if is_dataclass(value) for field in fields(value)}
    known |= {name for value in VALUES for name in dir(value) if not name.startswith("_")}
    assert ATTRIBUTES - known - OF_EVERY_VALUE == set()


def test_parts_that_are_imported_see_nothing_of_the_page() -> None:
    for name in TEMPLATES:
        if name.startswith("_") and name not in {
            n for page in PAGES for n in _read_with_the_page(page.template)
        }:
            assert find_undeclared_variables(_tree(name)) <= set(environment("en").globals), name


def test_a_name_that_does_not_exist_fails() -> None:
    with pytest.raises(UndefinedError, match="nobody"):
        environment("en").from_string("{{ nobody }}").render()


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_what_is_shown_is_escaped(language: Any) -> None:
    shown = environment(language).from_string("<p{{ text|in_language }}>{{ text.text }}</p>")
    hostile = Text("<script>", 'da"><b>')  # type: ignore[arg-type]  # what no vocabulary would let in
    assert shown.render(text=hostile) == '<p lang="da&#34;&gt;&lt;b&gt;">&lt;script&gt;</p>'
    assert in_language(Text("a")) == ""


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_values_inside_sentences_are_escaped(language: Any) -> None:
    sentence = environment(language).from_string(
        "{% trans text=text %}Results for “{{ text }}”{% endtrans %}"
    )
    assert "&lt;b&gt;" in sentence.render(text="<b>")
    assert "<b>" not in sentence.render(text="<b>%(x)s%")


def test_numbers_and_days_are_written_for_the_reader() -> None:
    text = "{{ 1234.5|number }} {{ '2026-11-24'|day }}"
    assert environment("de").from_string(text).render() == "1.234,5 24. November 2026"
    assert environment("en").from_string(text).render() == "1,234.5 24 November 2026"


def test_the_check_of_names_would_notice() -> None:
    @dataclass(frozen=True)
    class Unread:
        template: ClassVar[str] = ""
        never_read_by_anyone: int

    assert {field.name for field in fields(Unread)} - ATTRIBUTES == {"never_read_by_anyone"}
