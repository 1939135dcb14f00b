"""Texts that are made to do harm: deep, long, wide, or not what they say."""

from __future__ import annotations

import json
import random

from tests.tiers import examples

SENTENCE = "Das Netzwerk bündelt die Kräfte der Region und öffnet kleinen Firmen den Zugang zur Forschung. "
PARAGRAPH = f"<p>{SENTENCE * 5}</p>"


def page(body: str, head: str = "") -> bytes:
    head = f"<head><title>Ein Netzwerk</title>{head}</head>"
    return f"<!doctype html><html lang='de'>{head}<body>{body}</body></html>".encode()


def deep_page() -> bytes:
    return page("<div>" * 100_000 + PARAGRAPH + "</div>" * 100_000)


def page_of_one_attribute() -> bytes:
    return page(f"<div data-x='{'x' * 5_000_000}'>{PARAGRAPH}</div>")


def page_of_many_tags() -> bytes:
    return page(PARAGRAPH + "<b><i>" * 200_000)


def page_of_nothing_but_scripts() -> bytes:
    return page("<script>" + "document.write('x');" * 10_000 + "</script>")


def page_in_the_wrong_encoding() -> bytes:
    return page(PARAGRAPH, "<meta charset='utf-8'>").decode().encode("iso-8859-1")


def page_in_utf_7() -> bytes:
    return (
        b"<html><body>+ADw-script+AD4-alert(1)+ADw-/script+AD4-<p>" + SENTENCE.encode("ascii", "replace") * 5
    )


def text_in_utf_16_without_a_mark() -> bytes:
    return (SENTENCE * 20).encode("utf-16-le")


def wide_table() -> bytes:
    return b"Titel;Land\n" + b"a;" * 1_000_000 + b"\n"


def table_of_one_line() -> bytes:
    return (b"Titel;Land;" + b"x" * 20_000_000)[:19_999_000]


def table_with_nul_bytes() -> bytes:
    return b"Titel;Land\n" + b"Ein\x00Netzwerk;\x00\n" * 100


def table_of_open_quotes() -> bytes:
    return b"Titel;Land\n" + b'"a;b\n' * 200_000


def long_table() -> bytes:
    return b"Titel;Land\n" + b"Netzwerk;DE\n" * examples(300_000, 1_000_000)


def deep_json() -> bytes:
    return b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"


def deep_json_that_can_be_read() -> bytes:
    return b'{"title": "Tief", "x": ' + b"[" * 900 + b"]" * 900 + b"}\n"


def json_of_huge_numbers() -> bytes:
    return b'{"title": "Zahl", "members": ' + b"9" * 100_000 + b"}\n"


def json_in_one_list() -> bytes:
    return json.dumps([{"title": "Ein Netzwerk"}] * 3).encode()


def quotes_in_quotes() -> bytes:
    return b">" * 100_000 + b" Text\n"


def open_brackets() -> bytes:
    return b"# Titel\n\n" + b"[" * examples(20_000, 100_000) + b"](" * examples(10_000, 50_000)


def many_emphases() -> bytes:
    return b"# Titel\n\n" + b"*a_ " * examples(20_000, 100_000)


def front_matter_bomb() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 12)]
    return ("---\ntitle: Bombe\n" + "\n".join(lines) + f"\n---\n\n# Titel\n\n{SENTENCE}\n").encode()


def hard_for_patterns() -> bytes:
    """What patterns that try again and again are slow on: long runs that end in the wrong sign."""
    runs = [
        "a" * 100_000 + "!",
        " " * 100_000 + "x",
        "a." * 50_000 + "@",
        "1." * 50_000,
        "-" * 100_000,
        "(" * 50_000,
    ]
    return "\n".join([SENTENCE, *runs, "ab-" * 30_000, "http://" * 20_000, "0 " * 50_000, SENTENCE]).encode()


def noise() -> bytes:
    return random.Random(7).randbytes(1_000_000)


def image() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(1000)


def program() -> bytes:
    return b"MZ\x90\x00" + bytes(1000)


def script() -> bytes:
    return b"#!/bin/sh\nrm -rf /\n"


def compressed() -> bytes:
    return b"\x1f\x8b\x08" + bytes(1000)


def rich_text() -> bytes:
    return rb"{\rtf1\ansi Ein Netzwerk}"


def blanks() -> bytes:
    return b" \r\n\t" * 1000


def too_large() -> bytes:
    return b"x" * 20_000_001
