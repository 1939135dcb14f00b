"""Here are the values of a draft and what a check found: what does its form show?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kb.findings import Finding
from kb.localized import LANGUAGES, Language
from web.desk.form import shapes
from web.desk.form.choices import choices
from web.desk.form.completeness import completeness, input_id
from web.desk.form.fields import MAY_NOT_APPLY, READ_BY_EDITORS, SECTIONS, VALUES, WORDS
from web.desk.form.form import Field, Form, Group, Input, Option, Place, Problem, Row, Rows, Section, Shown
from web.desk.form.problems import say
from web.desk.form.reading import ADD, MOST_ROWS, REMOVE
from web.desk.form.typed import typed
from web.pages.layout import Site
from web.wording import translations

CHOSEN = frozenset({"choice", "choices"})
_NUMBER = re.compile(r"\[([0-9]+)\]")


def form_of(
    values: Mapping[str, Any],
    findings: Iterable[Finding],
    site: Site,
    languages: tuple[Language, ...],
    action: str = "",
) -> Form:
    """The form of these values. ``languages`` are those texts are asked for in (``KB_LANGUAGES``).

    ``action`` is the one that was asked for when the form was sent: ``add:figures`` offers one more row.
    Whatever the values are, there is a form; what cannot be shown in it is kept by ``values_of``.
    """
    build = _Building(site, languages, action, _Found.of(findings))
    sections = tuple(
        Section(
            section.name,
            f"part-{section.name}",
            build.said(section.title),
            tuple(build.shown(shapes.field_of(name), values.get(name)) for name in section.fields),
        )
        for section in SECTIONS
    )
    build.take("", None, "")  # what is about no field of the form
    return Form(
        language=site.reader,
        sections=sections,
        errors=tuple(place for place in build.places if place.problem.severity == "error"),
        remarks=tuple(place for place in build.places if place.problem.severity != "error"),
        completeness=completeness(values, languages, site),
        concepts=site.url("/desk/concepts"),
        records=site.url("/desk/records"),
    )


@dataclass(frozen=True)
class _Found:
    """All findings, and their numbers by the names they lie at or below: ``figures.2``, ``figures``."""

    findings: tuple[Finding, ...]
    below: Mapping[str, list[int]]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> _Found:
        """These findings, each at the place that mends it."""
        found, below = tuple(findings), dict[str, list[int]]()
        for number, finding in enumerate(found):
            steps = _NUMBER.sub(r".\1", finding.field).split(".")
            steps += [shapes.PROSE] if finding.code == "no_passage" else []
            for length in range(1, len(steps) + 1):
                below.setdefault(".".join(steps[:length]), []).append(number)
        return cls(found, {**below, "": list(range(len(found)))})


@dataclass
class _Building:
    """One form that is being made; ``taken`` are the numbers of the findings that have found their place."""

    site: Site
    languages: tuple[Language, ...]
    action: str
    found: _Found
    taken: set[int] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)

    def said(self, sentence: str) -> str:
        """A sentence in the reader's language."""
        return translations(self.site.reader).ugettext(sentence)

    def take(self, name: str, target: str | None, label: str) -> tuple[Problem, ...]:
        """The findings at a name or below it that nothing further inside has taken."""
        here = [number for number in self.found.below.get(name, ()) if number not in self.taken]
        self.taken.update(here)
        found = [self.found.findings[number] for number in here]
        problems = tuple(Problem(one.severity, say(one, self.site.reader)) for one in found)
        self.places += [Place(label, target, problem) for problem in problems]
        return problems

    def shown(self, named: shapes.Named, value: Any) -> Shown:
        """A field of the record."""
        if isinstance(named.shape, shapes.Rows):
            return self.rows(named, named.shape, value)
        if isinstance(named.shape, shapes.Group):
            return self.group(named, named.shape, value)
        return self.field(named, named.name, value)

    def group(self, named: shapes.Named, shape: shapes.Group, value: Any) -> Group:
        """A field with parts."""
        fields = self.parts(named, shape, named.name, value)
        words, name = WORDS[named.path], named.name
        label = self.said(words.label)
        problems = self.take(name, fields[0].inputs[0].id, label)
        return Group("group", name, input_id(name), label, self.said(words.help), fields, problems)

    def parts(
        self, named: shapes.Named, shape: shapes.Group, name: str, value: Any, *, focus: bool = False
    ) -> tuple[Field, ...]:
        """The parts of a group or row. One that is empty says from the start that the editors read it."""
        stated = value if isinstance(value, Mapping) else {}
        if not stated and named.path in READ_BY_EDITORS:
            stated = {"by": "editorial"}
        return tuple(
            self.field(part, f"{name}.{part.name}", stated.get(part.name), focus=focus and number == 0)
            for number, part in enumerate(shape.parts)
        )

    def rows(self, named: shapes.Named, shape: shapes.Rows, value: Any) -> Rows:
        """A field with any number of rows, one of them empty if there is none or one more is wanted."""
        name, words = named.name, WORDS[named.path]
        stated: list[Any] = value[:MOST_ROWS] if isinstance(value, list) else []
        added = self.action == ADD + name
        rows = []
        for number, row in enumerate([*stated, None] if added or not stated else stated):
            place = f"{name}.{number}"
            focus = added and number == len(stated)
            fields = self.parts(named, shape.group, place, row, focus=focus)
            label = f"{self.said(words.label)} {number + 1}"
            problems = self.take(place, fields[0].inputs[0].id, label)
            rows.append(Row(number + 1, input_id(place), fields, f"{REMOVE}{place}", problems))
        label = self.said(words.label)
        problems = self.take(name, rows[0].fields[0].inputs[0].id, label)
        focus = self.action.startswith(f"{REMOVE}{name}.")
        return Rows(
            "rows",
            name,
            input_id(name),
            label,
            self.said(words.help),
            tuple(rows),
            ADD + name,
            focus,
            problems,
        )

    def field(self, named: shapes.Named, name: str, value: Any, *, focus: bool = False) -> Field:
        """A field with one input, or with one for each language."""
        words = WORDS[named.path]
        label, inputs = self.said(words.label), []
        if isinstance(named.shape, shapes.PerLanguage):
            texts = value if isinstance(value, Mapping) else {}
            for language in self.written_in(texts):
                place = f"{name}.{language}"
                called = self.site.vocabularies["languages"].called(language, self.site.reader)
                one = self.input(named, place, named.shape.leaf, texts.get(language), called, language)
                inputs.append(self.judged(one, f"{label} ({called})"))
        else:
            assert isinstance(named.shape, shapes.Leaf), name
            inputs.append(self.judged(self.input(named, name, named.shape, value, label), label))
        if focus:
            inputs[0] = replace(inputs[0], autofocus=True)
        return Field(
            "languages" if inputs[0].language else "single",
            name,
            input_id(name),
            label,
            self.said(words.help),
            named.required,
            inputs[0].limit,
            tuple(inputs),
            self.take(name, inputs[0].id, label),
        )

    def written_in(self, texts: Mapping[str, Any]) -> tuple[Language, ...]:
        """The languages a text is asked for in, and those it is in besides."""
        others = (language for language in LANGUAGES if language in texts)
        return tuple(dict.fromkeys((*self.languages, *others)))

    def judged(self, one: Input, label: str) -> Input:
        """An input with what was found in it."""
        problems = self.take(one.name, one.id, label)
        return replace(one, problems=problems)

    def input(
        self,
        named: shapes.Named,
        name: str,
        leaf: shapes.Leaf,
        value: Any,
        label: str,
        language: Language | None = None,
    ) -> Input:
        """One input that holds a value."""
        texts = typed(leaf, value, self.site.reader)
        chosen, options = self.options(named, leaf, texts) if leaf.kind in CHOSEN else ((), ())
        return Input(
            kind=leaf.kind,
            name=name,
            id=input_id(name),
            label=label,
            text=texts[0] if texts else "",
            limit=leaf.limit,
            lowest=leaf.lowest,
            highest=leaf.highest,
            several_lines=leaf.several_lines or leaf.kind == "lines" or "\n" in "".join(texts),
            language=language,
            vocabulary=leaf.vocabulary,
            chosen=chosen,
            options=options,
        )

    def options(
        self, named: shapes.Named, leaf: shapes.Leaf, texts: Sequence[str]
    ) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
        """What is chosen, and what else there is to choose."""
        offered = list(self.offered(named, leaf))
        by_value = {option.value: option for option in offered}
        known = self.site.vocabularies[leaf.vocabulary] if leaf.vocabulary else None
        chosen = tuple(
            by_value.get(text) or Option(text, known.called(text, self.site.reader) if known else text)
            for text in texts
        )
        if leaf.kind == "choice":
            return chosen, (*(option for option in chosen if option.value not in by_value), *offered)
        left = [option.path for option in offered if option.value not in texts]
        headings = {path[:depth] for path in left for depth in range(1, len(path) + 1)}
        return chosen, tuple(
            replace(option, only_heading=option.value in texts)
            for option in offered
            if option.value not in texts or (*option.path, option.label) in headings
        )

    def offered(self, named: shapes.Named, leaf: shapes.Leaf) -> Iterator[Option]:
        """All there is to choose from."""
        if leaf.vocabulary:
            for one in choices(self.site.vocabularies, leaf.vocabulary, self.site.reader):
                if not leaf.choices or one.id in leaf.choices:
                    yield Option(one.id, one.label, one.path)
        elif named.path == "not_applicable":
            yield from (Option(name, self.said(WORDS[name].label)) for name in MAY_NOT_APPLY)
        else:
            words = VALUES[named.name]
            yield from (Option(value, self.said(words[value])) for value in leaf.choices)
