"""YAML is read as it was typed, with the place of every piece, and never brings the program down."""

import re
import subprocess
import sys
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge import yaml_source
from knowledge.yaml_source import MAX_DEPTH, Document, Mistake, UnreadableError, read, text_of

# What YAML is made of, so that most of what is tried is nearly YAML.
NEARLY_YAML = st.lists(
    st.sampled_from(
        [*"abđ \n\t:-?[]{},&*!|>'\"%@`#~<=\\.0", ": ", "- ", "\n  ", "---\n", "...", "\r\n", "\ufeff", "\u2028", "\x00", "<<"]
    ),
).map("".join)

SHAPES = """\
# Ghi chú đầu tệp

nhóm: một
danh sách:
  - câu một
  - tên: hai
    "năm": [ba, bốn]

rỗng:
"""


def outcome(text):
    try:
        document, mistakes = read("tệp.yaml", text)
    except UnreadableError as error:
        return None, [error.mistake]
    return document, mistakes


def said(text):
    return [str(mistake) for mistake in outcome(text)[1]]


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def reader(request, monkeypatch):
    """Each of the two readers in turn: libyaml, and the fallback where it was not built."""
    monkeypatch.setattr(yaml_source, "_Loader", getattr(yaml, request.param))


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "yes",
        "on",
        "7:30",
        "012",
        "0x1F",
        "1e3",
        "1_000",
        "null",
        "~",
        "true",
        "2026-11-23",
        ".inf",
        "=",
        "85-QĐ/TW",
        "có không?",
        "C#",
    ],
)
def test_a_scalar_stays_what_was_typed(reader, typed):
    assert read("f", f"mục: {typed}\n")[0].data == {"mục": typed}


def test_an_empty_value_is_an_empty_text(reader):
    assert read("f", "một:\nhai: ''\nba:\n  -\n")[0].data == {"một": "", "hai": "", "ba": [""]}


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_that_yaml_can_hold_comes_back_as_it_went_in(value):
    document, mistakes = read("f", yaml.safe_dump({"mục": value}, default_style='"'))
    assert (document.data, mistakes) == ({"mục": value}, [])


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (3, 1)),
        (("nhóm",), (3, 1)),
        (("danh sách",), (4, 1)),
        (("danh sách", 0), (5, 5)),
        (("danh sách", 1), (6, 5)),
        (("danh sách", 1, "tên"), (6, 5)),
        (("danh sách", 1, "năm"), (7, 5)),
        (("danh sách", 1, "năm", 1), (7, 17)),
        (("rỗng",), (9, 1)),
    ],
)
def test_every_piece_knows_its_line_and_column(reader, path, place):
    assert read("f", SHAPES)[0].position(path) == place


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(reader, newline):
    assert read("f", SHAPES.replace("\n", newline))[0].position(("rỗng",)) == (9, 1)


def test_a_missing_piece_is_placed_at_what_should_hold_it():
    document, _ = read("f", SHAPES)
    assert document.position(("danh sách", 1, "thiếu", 4)) == (6, 5)
    assert Document("f", {}, {}).position(("thiếu",)) == (1, 1)


@pytest.mark.parametrize("text", ["", "\n\n", "# chỉ có ghi chú\n", "\ufeff"])
def test_an_empty_file_is_an_empty_mapping(reader, text):
    document, mistakes = read("f", text)
    assert (document.data, mistakes) == ({}, [])


def test_a_byte_order_mark_moves_no_column(reader):
    document, _ = read("f", "\ufeffmục: chữ")
    assert (document.data, document.position(("mục",))) == ({"mục": "chữ"}, (1, 1))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a:\n\tb: c\n", "2:1", "phím Tab: thay bằng dấu cách"),
        ("a:\n  - b\n \t- c\n", "3:2", "phím Tab: thay bằng dấu cách"),
        ("\ta: b\n", "1:1", "phím Tab: thay bằng dấu cách"),
        ("đề: quy định: 85\n", "1:13", "dấu ':' ở đây không hợp lệ: đặt cả câu trong dấu nháy"),
        ("a: 1\n  b: 2\n", "2:4", "sửa dấu cách đầu dòng"),
        ("a: - b\n", "1:4", "xuống dòng rồi viết '- …'"),
        ("a: @b\n", "1:4", "đặt cả câu trong dấu nháy"),
        ("a: `b`\n", "1:4", "đặt cả câu trong dấu nháy"),
        ("a: %b\n", "1:4", "đặt cả câu trong dấu nháy"),
        ("a: **Lưu ý** b\n", "1:4", "câu không bắt đầu bằng * hay & được"),
        ("a: b\nc\nd: e\n", "2:1", "thiếu dấu ': ' sau tên mục"),
        ("a: 'b\nc: d\n", "1:4", "thêm dấu nháy ở cuối câu"),
        ('a: "b\nc: d\n', "1:4", "thêm dấu nháy ở cuối câu"),
        ("a: [b, c\nd: e\n", "1:4", "thêm dấu ]"),
        ("a: {b\n", "1:4", "thêm dấu }"),
        ("a: {b} c\n", "1:8", "YAML viết chưa đúng"),
        ("a: 'b' c\n", "1:8", "YAML viết chưa đúng"),
        ("a:\n  - b\n - c\n", "3:2", "YAML viết chưa đúng"),
        ("a: b, c]\nd: ]\n", "2:4", "thừa dấu , ] hay }"),
        ("a: b\n---\nc: d\n", "2:1", "xóa dòng đó"),
    ],
)
def test_what_is_no_yaml_is_told_in_vietnamese_at_its_place(reader, text, place, words):
    (mistake,) = said(text)
    assert mistake.startswith(f"tệp.yaml:{place}: ")
    assert words in mistake


@pytest.mark.parametrize(
    "text", ['a: "\\q"', 'a: "\\U00110000"', 'a: "\\U99999999"', 'a: "\\xzz"', f"%YAML {'9' * 5000}.1\n---\na"]
)
def test_escapes_and_versions_that_do_not_exist_are_one_mistake(reader, text):
    document, mistakes = outcome(text)
    assert document is None
    assert len(mistakes) == 1


def test_no_english_is_left_in_what_a_person_reads():
    english = re.compile(r"\b(expected|found|mapping|scanner|token|could|while)\b")
    texts = ["a: [b", "a: 'b", "a: b: c", "a: @", "\ta: b", "a: *đ", "a\nb\nc: d", "a: {b} c", 'a: "\\q"', "a: b\n---\nc"]
    assert not [mistake for text in texts for mistake in said(text) if english.search(mistake)]


@pytest.mark.parametrize("question", ["là gì?", "có không ?", "ai? ở đâu"])
def test_a_question_mark_in_a_flow_list_is_read_or_told_but_never_lost(reader, question):
    document, mistakes = outcome(f"a: [{question}, b]\n")
    assert mistakes or document.data == {"a": [question, "b"]}


def test_a_question_mark_in_a_block_list_is_text(reader):
    assert read("f", "a:\n  - là gì?\n  - có không ?\n  - ai? ở đâu\n")[0].data == {"a": ["là gì?", "có không ?", "ai? ở đâu"]}


def test_a_key_written_twice_is_told_at_the_second_and_the_first_counts(reader):
    document, mistakes = read("tệp.yaml", "a:\n  đ: 1\n  đ: 2\n")
    assert list(map(str, mistakes)) == ["tệp.yaml:3:3: mục 'đ' viết hai lần: gộp hai mục làm một"]
    assert document.data == {"a": {"đ": "1"}}


def test_every_key_written_twice_is_told(reader):
    assert [mistake.split(": ")[0] for mistake in said("a: 1\na: 2\nb: 1\nb: 2\na: 3\n")] == [
        f"tệp.yaml:{n}:1" for n in (2, 4, 5)
    ]


@pytest.mark.parametrize(
    ("text", "place"), [("[a]: b\n", "1:1"), ("a: 1\n? {b: c}\n: d\n", "2:3"), ("a: 1\n?\n: b\n", "2:2"), ("'': b", "1:1")]
)
def test_a_key_that_is_no_text_is_told(reader, text, place):
    assert said(text) == [f"tệp.yaml:{place}: tên mục phải là chữ: viết dạng 'tên: nội dung'"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: &neo b\nc: *neo\n", ["1:4: dấu &", "2:4: dấu *"]),
        ("a: *luu\n", ["1:4: dấu *"]),
        ("a: !quan trọng\n", ["1:4: dấu !"]),
        ("a: &x\n  <<: *x\n", ["1:4: dấu &", "2:7: dấu *"]),
        ("- &a [*a]\n", ["1:3: dấu &", "1:7: dấu *"]),
    ],
)
def test_anchors_aliases_and_tags_are_told_where_they_stand(text, places):
    found = said(text)
    assert [mistake.removeprefix("tệp.yaml:")[: len(place)] for mistake, place in zip(found, places, strict=True)] == places


LAUGHS = "a0: &a0 ha\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))


def test_a_billion_laughs_eat_neither_memory_nor_time():
    limited = (
        "import resource, sys\n"
        "from knowledge.yaml_source import read\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))\n"
        "print(len(read('f', sys.stdin.read())[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", limited], input=LAUGHS, capture_output=True, text=True, timeout=10, check=True)
    assert done.stdout.strip() == str(12 + 11 * 10)


DEEP = {
    "flow lists": "[" * 10_000,
    "closed flow lists": "[" * 10_000 + "]" * 10_000,
    "flow mappings": "{a: " * 10_000,
    "block lists": "- " * 10_000,
    "block mappings": "\n".join(" " * depth + "a:" for depth in range(10_000)),
    "keys": "? " * 10_000,
    "keys of flow mappings": "{" * 10_000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_ten_thousand_levels_are_one_plain_mistake(reader, text):
    document, (mistake,) = outcome(text)
    assert document is None
    assert mistake.text == f"lồng nhau quá {MAX_DEPTH} tầng: viết lại đơn giản hơn"


def test_depth_is_told_at_the_first_piece_too_deep():
    assert said("- " * 50)[0].startswith(f"tệp.yaml:1:{2 * (MAX_DEPTH + 1) + 1}: ")
    assert said("- " * MAX_DEPTH + "a") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("đề: một\nhai: b\x00c\n", "2:7: có ký tự không đọc được (U+0000)"),
        ("\x00", "1:1: có ký tự không đọc được (U+0000)"),
        ("a: b\rc: \x00", "2:4: có ký tự không đọc được (U+0000)"),
        ("a: \x1b[31m", "1:4: có ký tự không đọc được (U+001B)"),
        ("a: b\r\nc: \ud800", "2:4: có ký tự không đọc được (U+D800)"),
        ("a: b\n# đ\u2028c: d", "2:4: có ký tự không đọc được (U+2028)"),
        ("a: \x85", "1:4: có ký tự không đọc được (U+0085)"),
        ("\ufeffa: \x00", "1:4: có ký tự không đọc được (U+0000)"),
    ],
)
def test_a_character_that_is_no_text_is_told_at_its_place(reader, text, place):
    assert said(text) == [f"tệp.yaml:{place}: xóa ký tự đó và lưu tệp dạng UTF-8"]


BIG = {
    "phrasings": "a:\n" + "  - câu hỏi thứ mấy đây ạ\n" * 30_000,
    "one text": "a: " + "x" * 1_000_000,
    "a block text": "a: |\n" + "  đ\n" * 200_000,
    "aliases": "- *a\n" * 50_000 + "x" * 750_000,
    "quotes": "'" * 1_000_000,
    "dashes": "---\n" * 250_000,
    "an open list": "a: [" + "x, " * 300_000,
}


@pytest.mark.parametrize("text", BIG.values(), ids=BIG)
def test_a_megabyte_is_read_in_seconds(text):
    began = time.monotonic()
    outcome(text)
    assert time.monotonic() - began < 10


@given(st.text() | NEARLY_YAML)
def test_any_text_gives_data_or_mistakes_with_a_place_in_the_file(text):
    document, mistakes = outcome(text)
    assert document is not None or len(mistakes) == 1
    lines = len(text.splitlines()) + 1
    assert all(1 <= mistake.line <= lines and 1 <= mistake.column <= len(text) + 2 and mistake.text for mistake in mistakes)


@given(st.text() | NEARLY_YAML)
def test_the_fallback_reader_is_as_sturdy(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_source, "_Loader", yaml.SafeLoader)
        outcome(text)


@given(st.text())
def test_a_mistake_is_one_line_that_cannot_steer_the_terminal(text):
    assert str(Mistake("tệp", 1, 1, text)).isprintable()


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("một\nhai đ".encode() + b"\xff", "2:6"),
        ("tiếng Việt".encode("utf-16"), "1:1"),
        (b"caf\xe9\n", "1:4"),
        (b"\xef\xbb\xbfa\r\n\xe1\xba", "2:1"),
    ],
)
def test_a_file_that_is_not_utf_8_is_told_at_the_first_wrong_byte(tmp_path, raw, place):
    path = tmp_path / "f.yaml"
    path.write_bytes(raw)
    with pytest.raises(UnreadableError, match=rf"^tệp:{place}: tệp không phải dạng UTF-8: mở tệp và lưu lại dạng UTF-8$"):
        text_of(path, "tệp")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffa: đ\n".encode())
    assert text_of(path, "f") == "a: đ\n"


@pytest.mark.parametrize("name", ["không có.yaml", ".", "x" * 5000, "a\x00b"])
def test_a_file_that_cannot_be_opened_is_told(tmp_path, name):
    with pytest.raises(UnreadableError, match=r"^tệp:1:1: không mở được tệp: kiểm tra tên tệp và quyền đọc$"):
        text_of(tmp_path / name, "tệp")
