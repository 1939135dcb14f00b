"""YAML without its surprises.

1. What is written is read again with the same values and types, whatever the text; what was written once is
   written again with the same bytes.
2. ``NO`` is a word, and so is everything else YAML 1.1 would turn into a truth value, a date or a number.
3. Duplicate keys, anchors, aliases, tags, several documents, deep nesting and very many values are refused,
   each with the line it stands on and a repair.
4. Whatever bytes come, the answer is values or a refusal with a line of the file, never another error.
5. Every value has the line it begins on.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.errors import SourceUnreadable
from kb.strict_yaml import MAX_BYTES, MAX_DEPTH, MAX_VALUES, Source, Value, decode, read, write
from tests.kb.strategies import TRAPS, any_text, plain_values

ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in ("ab", "bc", "cd")
)


def typed(value: Value) -> Value:
    """The value with its types beside it, so that True, 1 and 1.0 differ."""
    if isinstance(value, dict):
        return [(key, typed(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [typed(item) for item in value]
    return type(value), value


@given(plain_values)
@example(TRAPS)
@example(dict.fromkeys(TRAPS, "NO"))
def test_what_is_written_is_read_again(value: Value) -> None:
    text = write(value)
    assert typed(read(text).value) == typed(value)
    assert write(read(text).value) == text


@pytest.mark.parametrize(
    "word",
    [
        *("NO", "No", "no", "yes", "Yes", "on", "off", "y", "TRUE", "True", "Null", "NULL", "=", "<<"),
        *("0x1F", "0b1", "017", "1_000", "1e5", "1.", ".5", ".inf", ".nan"),
        *("12:30", "1:2:3", "2026-11-24", "2026-11-24T10:00:00Z"),
    ],
)
def test_a_word_stays_a_word(word: str) -> None:
    assert read(f"place: [{word}]").value == {"place": [word]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("1.50", 1.5),
        ("1.0e+20", 1e20),
        ("'true'", "true"),
        ('"12"', "12"),
    ],
)
def test_numbers_and_truth_values_have_one_spelling(text: str, value: Value) -> None:
    assert typed(read(f"a: {text}").value) == typed({"a": value})


@pytest.mark.parametrize(
    ("text", "line", "problem", "repair"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "The key 'a' stands twice in the same place.", "Remove one"),
        ("x:\n- a: 1\n  a: 2\n", 3, "The key 'a' stands twice", "Remove one"),
        ("a: 1\n'a': 2\n", 2, "The key 'a' stands twice", "Remove one"),
        ("a: 1\nb: &x 2\n", 2, "Anchors (&) and aliases (*) are not allowed.", "put the text in quotes"),
        ("a: 1\n\nb: *x\n", 3, "Anchors (&) and aliases (*)", "put the text in quotes"),
        (ALIAS_BOMB, 1, "Anchors (&) and aliases (*)", "Write the value out"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "Tags (!) are not allowed.", "in quotes"),
        ("a: 1\nb: !!str 2\n", 2, "Tags (!)", "in quotes"),
        ("a: !important\n", 1, "Tags (!)", "in quotes"),
        ("a: ! important\n", 1, "Tags (!)", "in quotes"),
        ("a: 1\n---\nb: 2\n", 2, "several YAML documents", "Keep one record"),
        ("a: 1\n? [b]\n: 2\n", 2, "A list or mapping is used as a key.", "Use a word"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "This is not YAML", "Check quotes, colons and indentation"),
        ("a: 1\nb: 'x\nc: 3\n", 2, "This is not YAML", "Check quotes"),
        ("a:\n  b: 1\n c: 2\n", 3, "This is not YAML", "indentation"),
        ("a: 1\n\tb: 2\n", 2, "This is not YAML", "indentation"),
        ("a: 1\nb: x\0y\n", 2, "U+0000", "Remove it"),
        ("a: 1\nb: x\x1by\n", 2, "U+001B", "Remove it"),
        ("a:\n " + "[" * MAX_DEPTH, 2, f"deeper than {MAX_DEPTH} levels", "Flatten"),
        ("a:\n " + "[" * 500_000, 2, f"deeper than {MAX_DEPTH} levels", "Flatten"),
        ("- x\n" * (MAX_VALUES + 1), MAX_VALUES, f"more than {MAX_VALUES} values", "Split it"),
    ],
)
def test_what_is_refused_has_line_and_repair(text: str, line: int, problem: str, repair: str) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        read(text)
    assert problem in refused.value.problem
    assert repair in refused.value.repair
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        ("a: 1\nb: Straße\n".encode("latin-1"), 2, "Byte 12 is not UTF-8."),
        ("a: 1\n".encode("utf-16"), 1, "Byte 0 is not UTF-8."),
        (b"", 1, "The file is empty."),
        (b"\xef\xbb\xbf \n\n", 1, "The file is empty."),
        (b"a" * (MAX_BYTES + 1), 1, "The file has 1,000,001 bytes, more than 1,000,000."),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, line: int, problem: str) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        decode(data)
    assert (refused.value.problem, refused.value.line) == (problem, line)
    assert refused.value.repair


def test_as_much_as_is_allowed_is_read() -> None:
    assert len(read("- x\n" * (MAX_VALUES - 1)).value) == MAX_VALUES - 1
    depth = MAX_DEPTH
    assert read("[" * depth + "]" * depth).value
    assert len(decode(b"a" * MAX_BYTES)) == MAX_BYTES


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert read(decode(b"\xef\xbb\xbfid: a\n")).value == {"id": "a"}


@given(
    st.one_of(st.binary(), any_text.map(lambda text: text.encode()), plain_values.map(write).map(str.encode))
)
@example(b"a: b\nc")
@example(b"%YAML 9.9\n---\na")
@example("a: \x85b".encode())
@example("a: |\n b\u2028c\nd".encode())
def test_every_answer_is_values_or_a_refusal_with_a_line(data: bytes) -> None:
    answer: Source | SourceUnreadable
    try:
        answer = read(decode(data))
    except SourceUnreadable as refused:
        answer = refused
    if isinstance(answer, Source):
        assert write(answer.value)
    else:
        assert 1 <= answer.line <= len(data.decode("utf-8", "replace").splitlines()) + 1
        assert answer.problem.endswith(".")
        assert answer.repair.endswith(".")


def test_every_value_has_the_line_it_begins_on() -> None:
    source = read("id: a\n\ntitle:\n  de: |\n    b\n    c\nfigures:\n- value: 1\n  year: 2\n- {value: 3}\n")
    assert [source.line(path) for path in (("id",), ("title",), ("title", "de"), ("figures", 0, "year"))] == [
        1,
        3,
        4,
        9,
    ]
    assert source.line(("figures", 1, "value")) == 10


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_a_sign_that_editors_show_within_a_line_begins_no_line(sign: str) -> None:
    source = read(f"a:\n- 'x{sign}{sign} y'\n- z\n")
    assert source.line(("a", 1)) == 3
    with pytest.raises(SourceUnreadable) as refused:
        read(f"a: 'x{sign}y'\nb: 1\nb: 2\n")
    assert refused.value.line == 3


def test_a_value_that_is_missing_has_the_line_of_what_is_around_it() -> None:
    source = read("id: a\nfigures:\n- value: 1\n")
    assert source.line(("figures", 0, "what", "de")) == 3
    assert source.line(("title",)) == 1
