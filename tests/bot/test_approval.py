"""An editor approves items at a terminal; nothing else in the files changes by a letter."""

import pytest

from bot.approval import ApprovalError, approve_items, waiting_lines
from knowledge.loader import load_folder
from tests.bot.small import small_content
from tests.knowledge.test_quiz import ITEMS

QUIZ = ITEMS.replace("difficulty: easy\n", "difficulty: easy  # dễ thôi\n\n").replace("items:", "# Đầu tệp\nitems:")


@pytest.fixture
def folder(tmp_path):
    content = small_content(tmp_path)
    (content / "quiz").mkdir()
    (content / "quiz" / "do.yaml").write_text(QUIZ, encoding="utf-8")
    return content


def text(folder):
    return (folder / "quiz" / "do.yaml").read_bytes().decode()


def stamps(folder):
    return [item.approved for item in load_folder(folder).quiz.values()]


def test_what_waits_is_shown_with_its_options_and_its_topic(folder):
    first, second = waiting_lines(folder)
    assert first.endswith(
        "do.yaml:3:5: gieo-ma: Gieo mạ vào tháng nào? (✓ Tháng mười một; ✗ Tháng hai; ✗ Tháng sáu), mục trong-lua"
    )
    assert second.startswith(f"{folder.as_posix()}/quiz/do.yaml:13:5: tha-ca:")


def test_an_approval_is_a_line_of_its_own_and_comments_stay(folder):
    assert approve_items(folder, ["gieo-ma"], everything=False) == 1
    stamp, none = stamps(folder)
    assert none is None
    assert text(folder) == QUIZ.replace("# dễ thôi\n", f"# dễ thôi\n    approved: '{stamp}'\n")
    assert len(waiting_lines(folder)) == 1


def test_an_approval_that_no_longer_holds_is_written_anew_in_its_place(folder):
    path = folder / "quiz" / "do.yaml"
    path.write_text(QUIZ.replace("hard\n", "hard\n    approved: 00000000  # đã xem\n"), encoding="utf-8")
    assert approve_items(folder, [], everything=True) == 2
    assert f"    approved: '{stamps(folder)[1]}'  # đã xem\n" in text(folder)
    assert waiting_lines(folder) == []


def test_a_second_approval_changes_nothing(folder):
    approve_items(folder, [], everything=True)
    before = text(folder)
    assert approve_items(folder, [], everything=True) == 0
    approve_items(folder, ["tha-ca"], everything=False)
    assert text(folder) == before


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_stay_as_they_were(folder, end):
    (folder / "quiz" / "do.yaml").write_bytes(QUIZ.rstrip().replace("\n", end).encode())
    approve_items(folder, [], everything=True)
    assert text(folder).count(end) == text(folder).count("\n") == QUIZ.count("\n") + 1


def test_an_item_that_is_not_there_is_told_with_the_nearest(folder):
    with pytest.raises(ApprovalError, match="không có câu đố nào có id 'gieo-na'; có phải 'gieo-ma'"):
        approve_items(folder, ["gieo-na"], everything=False)


def test_an_item_written_in_braces_is_refused_in_one_line_and_the_file_stays(folder):
    path = folder / "quiz" / "do.yaml"
    odd = 'items: [{id: mot, topic: trong-lua, question: "Gì?", right: A, wrong: B, explanation: C, difficulty: easy}]\n'
    path.write_text(odd, encoding="utf-8")
    with pytest.raises(ApprovalError, match="không ghi được dấu duyệt vào tệp này"):
        approve_items(folder, [], everything=True)
    assert path.read_text(encoding="utf-8") == odd
