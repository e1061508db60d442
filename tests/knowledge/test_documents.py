"""Numbers of documents are told from amounts, ages and dates."""

import pytest

from knowledge.documents import named

RULE, DECREE, LAW = frozenset({"quy dinh"}), frozenset({"nghi dinh"}), frozenset({"luat"})
KNOWN = {"85": RULE, "37": RULE, "207": RULE, "15": DECREE, "330": DECREE, "116": LAW}


@pytest.mark.parametrize(
    ("text", "known", "strange"),
    [
        ("quy định 85 là gì", {"85"}, set()),
        ("quy dinh so 85", {"85"}, set()),
        ("85 còn hiệu lực không", {"85"}, set()),
        ("quy định 41 về miễn nhiệm", set(), {"41"}),
        ("nghị định số 100", set(), {"100"}),
        ("nghị định 330 2026", {"330"}, set()),
        ("luật số 116 2025 qh15", {"116"}, set()),
        ("phạt 15 triệu", set(), set()),
        ("con tôi 15 tuổi", set(), set()),
        ("tháng 5 năm 2026", set(), set()),
        ("điều 37 khoản 2", set(), set()),
        ("nghị định 15 năm 2020", {"15"}, set()),
        ("12 nhân 37", set(), set()),
        ("quy định 37 thay bằng 207", {"37", "207"}, set()),
        ("thông tư 85 là gì", set(), {"85"}),
        ("nghị định 85 về thương mại điện tử", set(), {"85"}),
        ("văn bản số 85", {"85"}, set()),
        ("", set(), set()),
    ],
)
def test_the_documents_that_a_text_names(text, known, strange):
    found = named(text.split(), KNOWN)
    assert (found.known, found.strange) == (known, strange)
