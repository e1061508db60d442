"""What makes a quiz item a bad one is told at its line and column, with what to do."""

import pytest

from knowledge.lint import places_in
from knowledge.loader import load_texts
from knowledge.quiz import fingerprint
from knowledge.quiz_lint import quiz_advice, quiz_mistakes
from tests.knowledge.test_quiz import ITEMS
from tests.knowledge.tiny import RICE, TINY

STAMPS = {
    item: fingerprint(knowledge.topics[of.topic], knowledge)
    for knowledge in [load_texts({**TINY, "quiz/do.yaml": ITEMS})]
    for item, of in knowledge.quiz.items()
}
APPROVED = ITEMS.replace("difficulty: easy", f"difficulty: easy\n    approved: '{STAMPS['gieo-ma']}'").replace(
    "difficulty: hard", f"difficulty: hard\n    approved: '{STAMPS['tha-ca']}'"
)


def told(items=APPROVED, **changed):
    files = {**TINY, "quiz/do.yaml": items, **{name.replace("__", "/") + ".yaml": text for name, text in changed.items()}}
    knowledge, places = load_texts(files), places_in(files, "")
    return [str(mistake) for mistake in [*quiz_mistakes(knowledge, places), *quiz_advice(knowledge, places)]]


def test_right_items_have_nothing_to_tell():
    assert told() == []


def test_content_without_a_quiz_has_nothing_to_tell():
    assert quiz_advice(load_texts(TINY), places_in(TINY, "")) == []


@pytest.mark.parametrize(
    "option",
    [
        "Tất cả các đáp án trên",
        "Tất cả đều đúng",
        "Cả A và B",
        "cả a và c đều đúng",
        "A, B",
        "Đáp án B",
        "Không có đáp án nào đúng",
        "Không đáp án nào",
        "Các phương án còn lại đều sai",
        "Cả hai ý trên",
        "Cả ba đều đúng",
        "Tất cả",
        "Cả hai phương án đầu",
        "Tất cả các phương án",
        "Cả 3 đáp án",
        "Những điều trên",
        "Không có câu trả lời nào đúng",
        "Đáp án khác",
        "Câu A và câu C",
    ],
)
@pytest.mark.parametrize("place", ["Tháng sáu", "Tháng mười một"])
def test_an_option_that_speaks_of_the_others_is_told(place, option):
    line = APPROVED.splitlines().index(next(line for line in APPROVED.splitlines() if line.endswith(place))) + 1
    found = told(APPROVED.replace(place, option, 1))
    assert any(mistake.startswith(f"quiz/do.yaml:{line}:") and "nói về các đáp án khác" in mistake for mistake in found)


@pytest.mark.parametrize(
    "option",
    [
        "Cả chủ tài khoản và người đăng",
        "Tất cả cán bộ",
        "Cả A05 và công an xã",
        "Không có ý nào cấm",
        "Hai câu thơ",
        "Điều 7 khoản 2",
        "Vitamin A và D",
        "Mọi ý kiến đóng góp",
    ],
)
def test_an_option_of_its_own_is_left_alone(option):
    assert [mistake for mistake in told(APPROVED.replace("Tháng sáu", option, 1)) if "nói về" in mistake] == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "right: Tháng ba",
            "right: Tháng ba hằng năm, khi nước đã ấm lên",
            "quiz/do.yaml:15:5: đáp án đúng dài hơn hẳn nên dễ đoán: rút ngắn lại",
        ),
        (
            "wrong: Tháng chín",
            "wrong: Tháng chín hằng năm, khi nước đã lạnh đi",
            "quiz/do.yaml:15:5: đáp án đúng ngắn hơn hẳn nên dễ đoán: viết dài thêm",
        ),
        ("wrong: Tháng chín", "wrong: tháng  Ba", "quiz/do.yaml:16:5: đáp án 'tháng  Ba' viết hai lần"),
        ("- Tháng sáu", "- Tháng hai.", "quiz/do.yaml:8:9: đáp án 'Tháng hai.' viết hai lần"),
        (
            "Thả cá vào tháng nào?",
            "Vào tháng nào gieo mạ",
            "quiz/do.yaml:14:5: câu hỏi gần như trùng với câu gieo-ma: sửa hoặc xóa một trong hai",
        ),
        (
            f"    approved: '{STAMPS['tha-ca']}'\n",
            "",
            "quiz/do.yaml:12:5: câu đố chưa được duyệt nên không được hỏi: so lại với mục",
        ),
        (
            "topic: nuoi-ca",
            "topic: trong-lua",
            "topics/ca.yaml:4:5: chưa có câu đố nào về mục này: thêm một câu có 'topic: nuoi-ca' vào thư mục quiz",
        ),
    ],
)
def test_what_is_bad_is_told_where_it_stands(right, wrong, said):
    assert any(mistake.startswith(said) for mistake in told(APPROVED.replace(right, wrong, 1))), told(
        APPROVED.replace(right, wrong, 1)
    )


def test_an_item_whose_topic_changed_since_it_was_approved_is_told():
    (mistake,) = told(topics__lua=RICE.replace("tháng mười một", "tháng chạp"))
    assert mistake.startswith("quiz/do.yaml:11:5: mục trong-lua đã đổi từ khi câu đố được duyệt nên không được hỏi")
    assert mistake.endswith("so lại với mục rồi chạy 'camnang knowledge approve gieo-ma'")


def test_questions_that_differ_in_a_number_are_not_alike():
    items = APPROVED.replace("Gieo mạ vào tháng nào?", "Điều 3 nói gì?").replace("Thả cá vào tháng nào?", "Điều 4 nói gì?")
    assert told(items) == []
