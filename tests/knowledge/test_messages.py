"""Every sentence of messages.yaml is there, spelt right, with no blank but those the program fills."""

import ast
import re
import string
from pathlib import Path

import pytest

from knowledge.loader import load_folder
from tests.knowledge.tiny import FIELDS, MESSAGES, SECTIONS, complaints

ROOT = Path(__file__).parents[2]


def real_sentences():
    """Every sentence of the real messages.yaml by its field's name, which several sections may have."""
    messages = load_folder(ROOT / "knowledge" / "content").messages
    found: dict[str, list[str]] = {}
    for part in [messages, *(getattr(messages, name) for name in SECTIONS)]:
        for name, sentence in part:
            if isinstance(sentence, str):
                found.setdefault(name, []).append(sentence)
    return found


REAL = real_sentences()


def line_of(field):
    return FIELDS.index(field) + 1


def told_of(field, wording):
    """What is said of that field, its line and column left out once they are seen to be right."""
    found = complaints(messages=MESSAGES.replace(f"{field}: chữ\n", f"{field}: {wording}\n", 1))
    place = f"messages.yaml:{line_of(field)}:1: "
    assert all(mistake.startswith(place) for mistake in found)
    return [mistake.removeprefix(place) for mistake in found]


def test_every_field_is_asked_for():
    assert complaints(messages="") == sorted(f"messages.yaml:1:1: thiếu mục '{name}': thêm dòng '{name}: …'" for name in FIELDS)


@pytest.mark.parametrize("field", ["help", "web_send", "source_since"])
def test_a_sentence_that_is_missing_is_named(field):
    found = complaints(messages=MESSAGES.replace(f"\n{field}: chữ\n", "\n"))
    assert found == [f"messages.yaml:1:1: thiếu mục '{field}': thêm dòng '{field}: …'"]


def test_a_misspelt_name_is_told_with_the_nearest_right_one():
    found = complaints(messages=MESSAGES.replace("button_help:", "buton_help:"))
    missing, misspelt = found
    assert missing == "messages.yaml:1:1: thiếu mục 'button_help': thêm dòng 'button_help: …'"
    near = "không có mục nào tên 'buton_help'; có phải 'button_help'?: sửa tên hoặc xóa mục này"
    assert misspelt == f"messages.yaml:{line_of('button_help')}:1: {near}"


def test_a_sentence_left_empty_is_told():
    assert told_of("help", "") == ["mục 'help' đang để trống: viết nội dung vào"]


def test_a_list_in_the_place_of_a_sentence_is_told():
    (told,) = told_of("help", "[một, hai]")
    assert told.startswith("mục 'help' phải là một câu chữ, không phải danh sách")


def test_one_phrase_needs_no_list():
    assert told_of("greetings", "xin chào") == []


@pytest.mark.parametrize(
    ("field", "wording", "told"),
    [
        ("too_long", "dài quá {limits} ký tự", "chỗ trống {limits} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá {Limit}", "chỗ trống {Limit} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá { limit }", "chỗ trống { limit } không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá {}", "chỗ trống {} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá {0}", "chỗ trống {0} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá {limit.real}", "chỗ trống {limit.real} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá {limit[0]}", "chỗ trống {limit[0]} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "'dài quá {limit:%d}'", "chỗ trống {limit:%d} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá {limit!x}", "chỗ trống {limit!x} không dùng được ở câu này: chỉ dùng {limit}"),
        ("too_long", "dài quá {limit", "dấu ngoặc nhọn viết chưa đủ cặp {…}: chỉ dùng {limit}"),
        ("too_long", "dài quá limit}", "dấu ngoặc nhọn viết chưa đủ cặp {…}: chỉ dùng {limit}"),
        ("source_since", "', từ {day}'", "chỗ trống {day} không dùng được ở câu này: chỉ dùng {date}"),
        ("help", "xem {link}", "chỗ trống {link} không dùng được ở câu này: xóa đi"),
        ("help", "xem :}", "dấu ngoặc nhọn viết chưa đủ cặp {…}: xóa đi"),
        ("greetings", "chào {name}", "chỗ trống {name} không dùng được ở câu này: xóa đi"),
    ],
)
def test_a_blank_that_the_program_does_not_fill_is_told(field, wording, told):
    assert told_of(field, wording) == [told]


@pytest.mark.parametrize("wording", ["dài quá {limit} ký tự", "{limit}{limit}", "dài quá", "'{{limit}} là {limit}'"])
def test_the_blanks_that_the_program_fills_may_be_used(wording):
    assert told_of("too_long", f"'{wording}'" if wording.startswith("{") else wording) == []


def filled_in_code():
    """Each sentence that the code fills (`….name.format(a=…)`) with the blanks it gives, where the call names them all.

    A name that several sections have is taken for each of them whose blanks it could fill.
    """
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=name), attr="format"), keywords=given) if name in REAL:
                    blanks = {keyword.arg for keyword in given}
                    if None not in blanks:
                        yield name, blanks


def test_every_blank_in_the_real_sentences_is_filled_by_the_code():
    for name, given in filled_in_code():
        assert any(blanks_of(sentence) <= given for sentence in REAL[name]), name
    assert {name for name, _ in filled_in_code()} >= {"too_long", "run_address", "source_line"}


def blanks_of(sentence):
    return {blank for _, blank, _, _ in string.Formatter().parse(sentence) if blank}


def test_no_sentence_is_kept_that_nothing_says():
    program = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py"), *ROOT.glob("bot/web/**/*.html")]
    said = {name for path in program for name in re.findall(r"\.(\w+)", path.read_text(encoding="utf-8"))}
    assert [field for field in FIELDS if field not in said] == []
