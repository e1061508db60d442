"""How good the answers are, on questions that no phrasing repeats."""

from pathlib import Path

import pytest

from knowledge.quality import NONE, Case, QuestionSetError, Score, evaluate, read_cases
from knowledge.text import fold, normalize
from tests.support import own_library

SETS = [Path(__file__).parents[1] / name for name in ("questions-dev.csv", "questions-held-out.csv")]
SNAPSHOT = own_library().current


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_answers_reach_their_targets(path):
    score = evaluate(SNAPSHOT.index, read_cases(path))["all"]
    assert score.right >= 0.88 * score.answerable
    assert score.helped >= 0.95 * score.answerable
    assert score.wrong <= 0.04 * score.answerable
    assert score.false_answers <= 0.03 * score.foreign


def test_missing_diacritics_cost_little():
    scores = evaluate(SNAPSHOT.index, [case for path in SETS for case in read_cases(path)])
    marked = [score for style, score in scores.items() if style in {"formal", "spoken", "short", "teen", "typo"}]
    with_marks = sum(score.right for score in marked) / sum(score.answerable for score in marked)
    assert scores["nodia"].right / scores["nodia"].answerable >= with_marks - 0.03


def test_the_regulation_the_solutions_and_the_bot_itself_reach_theirs():
    groups = {"quy-dinh-85", "sau-giai-phap", "ve-cam-nang"}
    members = {topic.id for group in SNAPSHOT.knowledge.groups if group.group in groups for topic in group.topics}
    cases = [case for case in read_cases(SETS[0]) if case.right & members]
    score = evaluate(SNAPSHOT.index, cases)["all"]
    assert score.right >= 0.9 * score.answerable
    assert score.wrong <= 0.06 * score.answerable


def test_no_phrasing_repeats_a_question_of_the_sets():
    phrasings = {fold(normalize(text)) for topic in SNAPSHOT.knowledge.topics.values() for text in topic.phrasings}
    phrasings |= {fold(normalize(text)) for subject in SNAPSHOT.knowledge.out_of_scope for text in subject.questions}
    repeated = [case.question for path in SETS for case in read_cases(path) if fold(normalize(case.question)) in phrasings]
    assert repeated == []


def test_the_counts_are_those_of_the_definitions():
    cases = [
        Case("quy định 85 là gì", frozenset({"qd85-la-gi"}), "short"),
        Case("quy định 85 là gì", frozenset({"qd85-vi-sao"}), "short"),
        Case("mức phạt bao nhiêu", frozenset({"phat-tin-sai"}), "short"),
        Case("thời tiết ngày mai", frozenset(), "oos"),
        Case("quy định 85 là gì", frozenset(), "oos"),
    ]
    scores = evaluate(SNAPSHOT.index, cases)
    assert scores["short"] == Score(answerable=3, right=1, helped=2, wrong=1)
    assert scores["oos"] == Score(foreign=2, refused=1, false_answers=1)
    assert scores["all"].shares() == {
        "right": 0.3333, "helped": 0.6667, "wrong": 0.3333, "refused": 0.5, "asked_back": 0.0, "false_answers": 0.5,
    }  # fmt: skip


def test_every_gold_of_the_sets_is_a_topic():
    golds = {gold for path in SETS for case in read_cases(path) for gold in case.right}
    assert golds - set(SNAPSHOT.knowledge.topics) == set()
    assert NONE not in golds


@pytest.mark.parametrize(
    ("content", "said"),
    [("question,gold\na,b\n", "thiếu cột also, style"), (b"\xff\xfe\x00", "không đọc được tệp"), (None, "không đọc được tệp")],
)
def test_a_question_file_that_cannot_be_used_is_named_with_what_is_wrong(tmp_path, content, said):
    path = tmp_path / "questions.csv"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(QuestionSetError, match=said):
        read_cases(path)
