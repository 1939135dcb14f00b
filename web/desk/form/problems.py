"""Here is what a check has found: how is it said to the person at the form?

The checks say what is to be done in a file; at the form the same rules have other words, by their code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.findings import Finding
from kb.localized import Language
from web import formatting
from web.wording import N_, translations

SENTENCES: Mapping[str, str] = {
    # what the model says of a value
    "missing": N_("This is still missing."),
    "too_short": N_("This is still empty."),
    "string_too_short": N_("This is still empty."),
    "too_long": N_("It is longer than %(max_length)s characters. Shorten it."),
    "string_too_long": N_("It is longer than %(max_length)s characters. Shorten it."),
    "literal_error": N_("This value is not offered. Choose one of the list."),
    "int_type": N_("This is not a year. Write four digits, such as 2019."),
    "float_type": N_("This is not a number. Write nothing but the number."),
    "greater_than_equal": N_("The number is too small. Check it."),
    "less_than_equal": N_("The number is too large. Check it."),
    # the rules of a record
    "invisible": N_("An invisible sign (%(sign)s) stands in it. Type the text once more."),
    "id_deleted": N_(
        "The id “%(id)s” was that of a record that is deleted. Restore it from its history, or begin this "
        "one anew under another title."
    ),
    "id_former": N_(
        "The id “%(id)s” was once that of “%(owner)s” and leads there. Write into that record what this one "
        "adds, or begin it anew under another title."
    ),
    "no_id": N_("This is no id of a record. It has only a-z, digits and single hyphens."),
    "no_day": N_("This is no day of the calendar. Write it as 2026-11-24."),
    "no_address": N_("This is no web address. It begins with https:// and has no blanks."),
    "no_passage": N_("What the editors read out of a text needs the passage that says so. Add it."),
    "ends_before_start": N_("The end (%(end)s) lies before the beginning (%(start)s). Correct the years."),
    "ended_and_ongoing": N_("It cannot be over and still running. Remove one of the two."),
    "no_concept": N_("The list does not have “%(word)s”. Choose from it, or keep it as a free word."),
    "no_record": N_("There is no record “%(id)s”. Correct the id, or remove the link."),
    "applies_and_not": N_("It is filled in and yet ticked as not applying. Remove one of the two."),
    "to_itself": N_("The record cannot be related to itself. Choose another one."),
    "no_rights": N_("A paper is published only with its rights. Choose them below."),
    "no_common_language": N_("No language has both a title and a summary. Add what is missing."),
    "expired": N_("The record was good until %(day)s. Check it against its sources, then move the date."),
    "future": N_("%(day)s lies in the future. Correct the date."),
    "absurd_year": N_("The year %(year)s lies too far ahead. Correct it."),
    "reaches_person": N_("“%(words)s” looks like a mail address or a telephone number. Remove it."),
    "tag": N_("“%(word)s” is a word without a concept: it is searched, but nobody can narrow by it."),
    # what an import asks and compares
    "language_unknown": N_(
        "The language of the text cannot be told: German, English or Danish? Choose it where the text is "
        "brought in."
    ),
    "alike": N_("It may tell a story that is there already. Compare them before one of them is published:"),
}

# What keeps a source from being read. The sentences of those who read it say more, but in English.
OF_SOURCES: Mapping[str, str] = {
    "file_empty": N_("The file is empty. Bring one that holds something."),
    "file_locked": N_("It is protected by a password. Save it without one."),
    "file_image": N_("It is an image. Recognise its text (OCR), and bring that as PDF or text."),
    "file_unknown": N_(
        "It is neither a text nor a file of a kind that is read. Bring HTML, PDF, Word, Excel, CSV or text."
    ),
    "file_as_docx": N_("This kind of document is not read. Save it in a word processor as .docx or PDF."),
    "file_as_xlsx": N_("This kind of table is not read. Save it in a spreadsheet program as .xlsx or CSV."),
    "file_as_pdf": N_("This kind of file is not read. Save it as PDF in the program it was made with."),
    "pdf_damaged": N_("The PDF is damaged or incomplete. Get it once more, or print it to PDF anew."),
    "pdf_scanned": N_("The pages of the PDF hold no text, only images. Recognise its text (OCR) first."),
    "word_damaged": N_("The Word document is damaged. Open it in a word processor and save it anew."),
    "page_empty": N_(
        "The page holds hardly any text. If a browser shows its text, save it from there as a "
        "complete web page."
    ),
    "page_missing": N_(
        "The page says that it does not exist. Look for its new address, or for an archived copy."
    ),
    "page_broken": N_("The page reports a fault of its server. Try again later."),
    "page_refused": N_("The page refuses programs. Save it from a browser as “web page, HTML only”."),
    "page_login": N_(
        "The page asks for a login. Save it from a browser in which you are signed in, if its "
        "text may be used."
    ),
    "page_script": N_(
        "The page needs JavaScript; its text is not in the file. Save it from a browser as a "
        "complete web page."
    ),
    "page_consent": N_(
        "The page shows only its question about cookies. Answer it in a browser and save the page from there."
    ),
    "fetch_unknown-host": N_("There is no such site. Correct the address, or look where it is now."),
    "fetch_unreachable": N_("The site cannot be reached at the moment. Try again later."),
    "fetch_slow": N_("The site takes too long to answer. Try again later."),
    "fetch_certificate": N_(
        "The certificate of the site cannot be trusted. Open it in a browser to see why."
    ),
    "fetch_redirects": N_("The address redirects again and again. Name the address at the end."),
    "fetch_robots": N_(
        "The site does not allow programs to fetch this page. Open it in a browser and save it."
    ),
    "fetch_place": N_("The address does not lie in the public web. Name a page of the public web."),
}


@dataclass(frozen=True)
class Said:
    """A finding in words. ``lang`` is their language where the page speaks another one, else None."""

    text: str
    lang: Language | None


def say(finding: Finding, reader: Language) -> Said:
    """The finding in the reader's language, or as it is, in English, if the form has no words for it."""
    sentence = SENTENCES.get(finding.code) or (OF_SOURCES.get(finding.code) if reader != "en" else None)
    if sentence is None:
        return Said(f"{finding.problem} {finding.repair}".strip(), None if reader == "en" else "en")
    given = dict(finding.given)
    if "day" in given:
        given["day"] = formatting.day(str(given["day"]), reader)
    if "max_length" in given:
        given["max_length"] = formatting.number(int(given["max_length"]), reader)
    return Said(translations(reader).ugettext(sentence) % given, None)
