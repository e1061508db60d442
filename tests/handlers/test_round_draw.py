"""Which questions a round asks, and which days people work."""

from datetime import date
from random import Random

import pytest

from handlers.round_contract import Poll
from handlers.round_draw import About, about_in, draw, request_in
from handlers.round_words import letter_in, text_of
from handlers.time_of_day import minute_in
from handlers.working_days import is_working_day
from knowledge.quiz import in_play
from knowledge.text import normalize
from tests.support import own_library


@pytest.fixture(scope="module")
def snapshot():
    return own_library().current


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("kỷ luật", "ky-luat"),
        ("ky luat", "ky-luat"),
        ("kỷ luật Đảng", "ky-luat"),
        ("Sáu giải pháp", "sau-giai-phap"),
        ("6 giai phap", "sau-giai-phap"),
        ("an ninh mạng", "an-ninh-mang"),
        ("luat anm", "an-ninh-mang"),
        ("qd85", "quy-dinh-85"),
        ("QĐ 85", "quy-dinh-85"),
        ("85", "quy-dinh-85"),
        ("bmnn", "bi-mat-noi-bo"),
        ("tin gia", "an-toan"),
    ],
)
def test_a_chapter_is_named_by_words_of_its_title_with_or_without_marks_or_abbreviated(snapshot, words, group):
    (chapter,) = [found for found in snapshot.knowledge.groups if found.group == group]
    assert about_in(words, snapshot) == About(chapter.title, frozenset(topic.id for topic in chapter.topics))


def test_an_entry_is_named_by_what_it_is_about(snapshot):
    assert about_in("quy định 85 là gì", snapshot) == About(
        snapshot.knowledge.topics["qd85-la-gi"].title, frozenset({"qd85-la-gi"})
    )


@pytest.mark.parametrize("words", ["", "giá vàng hôm nay", "zzz", "bóng đá", "thể thao", "7"])
def test_what_names_nothing_names_nothing(snapshot, words):
    assert about_in(words, snapshot) is None


@pytest.mark.parametrize(
    ("typed", "number", "about"),
    [
        ("", None, ""),
        ("10", 10, ""),
        ("10 câu", 10, ""),
        ("10 câu hỏi về kỷ luật", 10, "kỷ luật"),
        ("20 cau ve chu de tin gia", 20, "tin gia"),
        ("kỷ luật 10 câu", 10, "kỷ luật"),
        ("Chủ đề: Kỷ luật", None, "kỷ luật"),
        ("giải pháp 5", None, "giải pháp 5"),
        ("6 giải pháp", 6, "giải pháp"),
        ("99999 kỷ luật", None, "99999 kỷ luật"),
        ("-5", 0, ""),
        ("−10 kỷ luật", 0, ""),
        ("2,5", 0, ""),
        ("99999 câu", 0, ""),
    ],
)
def test_how_many_questions_about_what_is_typed_as_people_type_it(typed, number, about):
    assert request_in(typed) == (number, normalize(about))


def test_what_was_asked_lately_comes_only_when_there_is_nothing_else(snapshot):
    items = in_play(snapshot.knowledge, {})
    lately = {item.id for item in items[:-7]}
    drawn = [question.item for question in draw(items, 10, Random(1), (), lately)]
    assert len(set(drawn)) == 10
    assert set(drawn[:7]) == {item.id for item in items[-7:]}


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 9, 2), False),  # National Day
        (date(2026, 2, 17), False),  # Tết
        (date(2026, 8, 31), False),  # a bridging day …
        (date(2026, 8, 22), True),  # … and the Saturday that is worked for it
    ],
)
def test_days_off_and_days_worked_in_exchange_are_known(day, is_worked):
    assert is_working_day(day) is is_worked


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("8:00", 480),
        ("8h30", 510),
        ("08.05", 485),
        ("8", 480),
        ("0:00", 0),
        ("23:59", 1439),
        ("8 giờ 30", 510),
        ("8 GIO", 480),
        ("8h sáng", 480),
        ("2 giờ chiều", 840),
        ("24:00", None),
        ("8:60", None),
        ("12h trưa", None),
        ("-8", None),
        ("", None),
    ],
)
def test_a_time_is_typed_as_people_type_it(typed, minute):
    assert minute_in(typed) == minute


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        *[("A", 0), (" d. ", 3), ("b)", 1), ("Đáp án B", 1), ("em chọn", None), ("chọn c ạ", 2), ("dap an a.", 0), ("B nhé", 1)],
        *[("E", None), ("Đ", None), ("AB", None), ("A B", None), ("á", None), ("A a", 0), ("đáp án", None), ("", None)],
    ],
)
def test_an_answer_is_one_letter_with_the_words_that_people_put_around_it(typed, place):
    assert letter_in(typed) == place


@pytest.mark.parametrize(
    ("seconds", "time"), [(30, "30 giây"), (90, "90 giây"), (120, "2 phút"), (28800, "8 giờ"), (5400, "90 phút")]
)
def test_a_question_asked_as_text_says_for_how_long_in_the_largest_whole_unit(snapshot, seconds, time):
    poll = Poll("Câu?", ("Có", "Không"), 0, "", seconds)
    assert f"một chữ cái, trong {time}." in text_of(poll, "", snapshot.knowledge.messages.rounds).text
