"""Quiz items on the command line: what is bad fails the check, what is out of play is pointed out, and an editor approves."""

from functools import partial

import pytest

from tests.bot.running import camnang_here
from tests.bot.small import small_content
from tests.knowledge.test_quiz import ITEMS

THIRD = """\
  - id: xay-cau
    topic: xay-cau
    question: Ai duyệt bản vẽ cầu?
    right: Sở
    wrong: Xã
    explanation: Bản vẽ cầu do sở duyệt.
    difficulty: easy
"""


@pytest.fixture
def file(tmp_path):
    quiz = small_content(tmp_path) / "quiz"
    quiz.mkdir()
    (quiz / "do.yaml").write_text(ITEMS + THIRD, encoding="utf-8")
    return quiz / "do.yaml"


@pytest.fixture
def camnang(tmp_path):
    return partial(camnang_here, tmp_path)


def test_what_waits_is_listed_approved_and_then_right(camnang, file):
    listed = camnang("knowledge", "approve")
    assert [line.split(": ")[0] for line in listed.said.splitlines()[:-1]] == [f"{file}:{line}:5" for line in (2, 11, 20)]
    checked = camnang("knowledge", "check", "--quick")
    assert checked.code == 0
    told = "câu đố chưa được duyệt nên không được hỏi: so lại với mục rồi chạy 'camnang knowledge approve gieo-ma' (lưu ý)"
    assert f"{file}:2:5: {told}" in checked.said.splitlines()
    assert camnang("knowledge", "approve", "gieo-ma", "tha-ca").said == "Đã ghi dấu duyệt cho 2 câu đố.\n"
    assert camnang("knowledge", "approve", "--all").said == "Đã ghi dấu duyệt cho 1 câu đố.\n"
    assert camnang("knowledge", "check", "--quick").said.splitlines() == ["Nội dung đúng cả: 3 mục, 12 cách hỏi, 1 nguồn."]


def test_a_topic_that_changed_and_a_topic_without_items_are_pointed_out(camnang, file):
    camnang("knowledge", "approve", "--all")
    topics = file.parents[1] / "topics" / "thu-nghiem.yaml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("tháng mười một.", "tháng chạp."), encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace("topic: xay-cau", "topic: nuoi-ca"), encoding="utf-8")
    said = camnang("knowledge", "check", "--quick").said
    assert f"{file}:11:5: mục trong-lua đã đổi từ khi câu đố được duyệt" in said
    assert f"{topics}:24:5: chưa có câu đố nào về mục này: thêm một câu có 'topic: xay-cau' vào thư mục quiz (lưu ý)" in said


def test_a_bad_item_fails_the_check_at_its_place(camnang, file):
    text = file.read_text(encoding="utf-8").replace("- Tháng sáu", "- Tất cả các đáp án trên")
    file.write_text(text.replace("Ai duyệt bản vẽ cầu?", "Tháng nào thả cá vào?"), encoding="utf-8")
    checked = camnang("knowledge", "check", "--quick")
    assert (checked.code, checked.said) == (1, "")
    assert [line.split(": ")[0] for line in checked.complained.splitlines()] == [f"{file}:8:9", f"{file}:22:5"]


def test_an_unknown_id_is_one_line(camnang, file):
    ended = camnang("knowledge", "approve", "gieo-na")
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained == "không có câu đố nào có id 'gieo-na'; có phải 'gieo-ma'?\n"
