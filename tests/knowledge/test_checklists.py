"""A checklist is a path that ends, and every place on it is named when it is wrong."""

import pytest

from knowledge.loader import ContentError, load_texts
from tests.knowledge.tiny import TINY
from tests.support import own_library

CHECKLIST = """\
id: thu
title: Thử
steps:
  - id: mot
    question: Một?
    topics: trong-lua
    yes: hai
    no: xong
  - id: hai
    question: Hai?
    topics: trong-lua
    yes: xong
    no: xong
verdicts:
  - id: xong
    text: Xong.
    topics: nuoi-ca
"""


def mistakes(checklist):
    try:
        load_texts({**TINY, "checklists/thu.yaml": checklist})
    except ContentError as error:
        return [f"{mistake.line}:{mistake.column}: {mistake.text}" for mistake in error.mistakes]
    return []


def test_a_right_checklist_is_taken():
    assert mistakes(CHECKLIST) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("yes: hai", "yes: hia", "7:5: không có bước hay kết luận nào có id 'hia'; có phải 'hai'?"),
        ("yes: xong\n    no: xong\nv", "yes: mot\n    no: xong\nv", "12:5: 'yes' quay lại một bước đã qua"),
        ("yes: xong\n    no: xong\nv", "yes: hai\n    no: xong\nv", "12:5: 'yes' quay lại một bước đã qua"),
        ("yes: hai", "yes: xong", "9:5: không câu trả lời nào dẫn tới chỗ này"),
        ("topics: nuoi-ca", "topics: nuoi-cua", "17:5: không có mục nào có id 'nuoi-cua'"),
        ("id: hai", "id: mot", "9:5: id 'mot' đã dùng ở chỗ khác"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(right, wrong, said):
    assert any(mistake.startswith(said) for mistake in mistakes(CHECKLIST.replace(right, wrong, 1)))


def test_seven_questions_are_too_many():
    following = [*(f"buoc-{i}" for i in range(2, 8)), "xong"]
    steps = "".join(
        f"  - id: buoc-{i}\n    question: Hỏi?\n    topics: trong-lua\n    yes: {yes}\n    no: xong\n"
        for i, yes in enumerate(following, 1)
    )
    too_long = f"id: thu\ntitle: Thử\nsteps:\n{steps}verdicts:\n  - id: xong\n    text: Xong.\n    topics: nuoi-ca\n"
    assert mistakes(too_long)


@pytest.mark.parametrize("checklist", own_library().current.knowledge.checklists.values(), ids=lambda checklist: checklist.id)
def test_every_button_of_a_checklist_fits_a_messenger(checklist):
    places = [answer for step in checklist.steps for answer in (step.yes, step.no)]
    assert all(len(f"check:{checklist.id}:{place}".encode()) <= 64 for place in places)
