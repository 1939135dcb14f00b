"""In which language does a handout speak, and to which site do its links lead?

The handout may be in another language than the page that offers it, so its words come from the catalogue of
its own language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from babel.lists import format_list
from babel.support import Translations

from kb.localized import Language
from web import formatting
from web.formatting import LOCALES, Period, Text
from web.pages.layout import Site
from web.wording import translations


@dataclass(frozen=True)
class Voice:
    """The words of one language; ``site`` is the site as its readers see it."""

    site: Site

    @classmethod
    def of(cls, site: Site, language: Language) -> Voice:
        """The voice of a language; its links keep to that language."""
        return cls(replace(site, reader=language, lang=language))

    @property
    def language(self) -> Language:
        """The language it speaks."""
        return self.site.reader

    @cached_property
    def _messages(self) -> Translations:
        return translations(self.language)

    def gettext(self, sentence: str, **values: str | int) -> str:
        """A sentence of the interface with its values filled in."""
        return str(self._messages.ugettext(sentence)) % values

    def ngettext(self, one: str, many: str, count: int) -> str:
        """A sentence that depends on ``count``, with the number filled in."""
        return str(self._messages.ungettext(one, many, count)) % {"count": count}

    def day(self, text: str) -> str:
        """A day as people write it."""
        return formatting.day(text, self.language)

    def listed(self, words: Iterable[str]) -> str:
        """The words as a list within a sentence: one, two and three."""
        return str(format_list(list(words), locale=LOCALES[self.language]))

    def text(self, texts: Mapping[Language, str]) -> Text:
        """The text a reader of this language gets, with its language if that is another one; may be empty."""
        return formatting.text_for(texts, self.language) or Text("")

    def mark(self, texts: Iterable[Text]) -> str | None:
        """What is said of texts that exist only in other languages; None if there are none of these."""
        languages = dict.fromkeys(text.lang for text in texts if text.lang)
        if not languages:
            return None
        names = self.listed(self.site.called("language", language) for language in languages)
        return self.gettext(
            "There is no English version of this part; it is shown in: %(language)s", language=names
        )

    def years(self, period: Period) -> str:
        """A period in words."""
        if period.start and period.end:
            return f"{period.start}–{period.end}" if period.start != period.end else str(period.start)
        if period.start and period.ongoing:
            return self.gettext("since %(start)s", start=period.start)
        if period.start:
            return self.gettext("from %(start)s", start=period.start)
        if period.end:
            return self.gettext("until %(end)s", end=period.end)
        return self.gettext("ongoing")
