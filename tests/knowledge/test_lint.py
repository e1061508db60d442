"""What would serve people badly is told at its line and column."""

from datetime import date

import pytest

from knowledge.lint import led_elsewhere, mistakes_in, overdue_in, places_in, senseless_dates
from knowledge.loader import load_texts
from tests.knowledge.tiny import FISH, RICE, SOURCES, TINY

TODAY = date(2026, 11, 23)


def told(printed=len, today=TODAY, **changed):
    files = {**TINY, **{name.replace("__", "/") + ".yaml": text for name, text in changed.items()}}
    knowledge, places = load_texts(files), places_in(files, "")
    found = [
        *mistakes_in(knowledge, places, lambda topic: "x" * printed(topic.answer)),
        *senseless_dates(knowledge, places, today),
    ]
    return [str(mistake) for mistake in found + overdue_in(knowledge, places, today)]


def test_right_content_has_nothing_to_tell():
    assert told() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"topics__ca": FISH + "    questions:\n      - " + "dài " * 60}, "topics/ca.yaml:10:9: cách hỏi dài quá 200 ký tự"),
        (
            {"topics__ca": FISH + "    questions:\n      - thế nào trồng lúa"},
            "topics/ca.yaml:10:9: 'thế nào trồng lúa' gần như trùng",
        ),
        ({"topics__ca": FISH.replace("trang-bao: mục 2", "so-tay")}, "sources.yaml:6:5: không câu trả lời nào dẫn nguồn này"),
        ({"sources": SOURCES.replace("2026-11-23", "2027-08-15", 1)}, "sources.yaml:4:5: ngày 2027-08-15 chưa tới"),
        ({"sources": SOURCES.replace("2026-11-23", "2026-08-01", 1)}, "sources.yaml:4:5: quá 90 ngày chưa kiểm tra lại"),
        ({"sources": SOURCES + "    replaced_by: trang-bao\n"}, "sources.yaml:10:5: văn bản không tự thay chính nó"),
        (
            {"sources": SOURCES + "    date: 2021-05-01\n    in_force_until: 2020-05-01\n"},
            "sources.yaml:11:5: ngày hết hiệu lực sớm hơn",
        ),
    ],
)
def test_what_serves_people_badly_is_told_where_it_stands(changed, said):
    assert any(mistake.startswith(said) for mistake in told(**changed)), told(**changed)


def test_an_answer_too_long_for_a_message_is_told():
    assert any("quá 1200" in mistake for mistake in told(printed=lambda _answer: 1300))


def test_a_phrasing_that_belongs_to_another_entry_is_told():
    more = "\n".join(
        f"      - trồng lúa {way}" for way in ("ra sao", "mùa nào", "ở đâu", "bao lâu", "giống gì", "đất gì", "tháng mấy")
    )
    rice = RICE.replace("      - trồng lúa thế nào", f"      - trồng lúa thế nào\n{more}")
    files = {
        **TINY,
        "topics/lua.yaml": rice,
        "topics/ca.yaml": FISH + "    questions:\n      - nuôi cá gì\n      - trồng lúa giống mới\n",
    }
    found = led_elsewhere(load_texts(files), places_in(files, ""))
    assert any("trồng lúa giống mới" in str(mistake) for _, mistake in found)
