"""`camnang knowledge evaluate --passages`: how well long texts are searched, on a question set of anyone's."""

import csv
import json

import pytest

from knowledge.text import fold
from tests.bot.running import camnang_here

ROWS = [
    ("Mùa gặt\n\nNông dân gặt lúa vào tháng năm, rồi phơi.", "Nông dân gặt lúa khi nào?"),
    ("Mùa gặt\n\nNông dân gặt lúa vào tháng năm, rồi phơi.", 'Sau khi gặt, lúa được "phơi" không?'),
    ("Kho lúa\n\n1. Kho lúa là nơi cất lúa.\n\n2. Kho phải kín.", "Theo Luật Lúa gạo 2019, kho lúa được hiểu như thế nào?"),
    ("Chợ quê họp sớm.", "Chợ quê họp lúc nào?"),
    ("Thuyền neo ngoài bến.", "Bao giờ tàu chạy?"),
]


@pytest.fixture
def write(tmp_path):
    def write(rows, columns=("context", "question")):
        file = tmp_path / "set.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([columns, *rows])
        return str(file)

    return write


def test_the_figures_are_one_json_object(tmp_path, write):
    for rows in (ROWS, [(context, fold(question)) for context, question in ROWS]):
        ended = camnang_here(tmp_path, "knowledge", "evaluate", "--passages", write(rows), "--json")
        assert (ended.code, ended.complained) == (0, "")
        assert json.loads(ended.said) == {"p@1": 0.8, "r@10": 0.8, "mrr@10": 0.8, "ndcg@10": 0.8}


def test_the_figures_are_printed_as_a_table(tmp_path, write):
    ended = camnang_here(tmp_path, "knowledge", "evaluate", "--passages", write(ROWS))
    assert (ended.code, ended.complained) == (0, "")
    assert [name for name in ("P@1", "R@10", "MRR@10", "nDCG@10") if name in ended.said] == ["P@1", "R@10", "MRR@10", "nDCG@10"]
    assert ended.said.count("0.8000") == 4


def test_a_single_passage_and_an_empty_one_are_scored_too(tmp_path, write):
    for rows, share in (([("Chợ quê họp sớm.", "chợ quê")], 1), ([("", "chợ quê")], 0)):
        ended = camnang_here(tmp_path, "knowledge", "evaluate", write(rows), "--passages", "--json")
        assert (ended.code, set(json.loads(ended.said).values())) == (0, {share})


def test_a_file_that_cannot_be_used_is_named_in_one_line(tmp_path, write):
    for file, said in ((write([], ("question", "gold")), "thiếu cột context"), (str(tmp_path / "none.csv"), "không đọc được")):
        ended = camnang_here(tmp_path, "knowledge", "evaluate", "--passages", file)
        assert (ended.code, ended.said, len(ended.complained.splitlines())) == (1, "", 1)
        assert ended.complained.startswith(f"{file}:1:1: ")
        assert said in ended.complained
