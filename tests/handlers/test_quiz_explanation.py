"""How a quiz item's explanation is worded."""

import pytest

from handlers.present import LONGEST_EXPLANATION, poll_explanation, quiz_explanation
from tests.knowledge.test_quiz import ITEMS, loaded
from tests.knowledge.tiny import MESSAGES, SOURCES
from tests.support import own_library

SAYING = MESSAGES.replace("quiz:\n  source: chữ", 'quiz:\n  source: "Nguồn: {source}"')
LONG = SOURCES.replace("name: Sổ tay", f"name: {'Sổ tay của nhà nông, ' * 10}in lần đầu (và là lần cuối)")


def test_an_explanation_names_its_source_on_a_line_of_its_own():
    knowledge = loaded(messages=SAYING)
    assert quiz_explanation(knowledge.quiz["tha-ca"], knowledge) == "Cá thả vào tháng ba.\nNguồn: Sổ tay, trang 5"
    assert quiz_explanation(knowledge.quiz["gieo-ma"], knowledge) == "Mạ gieo vào tháng mười một.\nNguồn: Sổ tay"


def test_in_a_poll_a_source_with_a_long_name_is_named_shortly():
    knowledge = loaded(messages=SAYING, sources=LONG)
    beginning, _, named = poll_explanation(knowledge.quiz["tha-ca"], knowledge).partition("\nNguồn: ")
    assert beginning == "Cá thả vào tháng ba."
    assert named == f"{('Sổ tay của nhà nông, ' * 8)}Sổ…"[: len(named) - 1].rstrip(", ") + "…"


def test_in_a_poll_a_source_with_a_number_is_named_by_it_where_its_name_is_too_long():
    knowledge = loaded(messages=SAYING, sources=LONG.replace("    checked_on", "    number: 85-QĐ/TW\n    checked_on", 1))
    assert poll_explanation(knowledge.quiz["tha-ca"], knowledge) == "Cá thả vào tháng ba.\nNguồn: 85-QĐ/TW, trang 5"


@pytest.mark.parametrize("length", [185, 190, 200])
def test_an_explanation_that_fills_a_poll_stands_alone_there_and_with_its_source_elsewhere(length):
    knowledge = loaded(
        ITEMS.replace("Cá thả vào tháng ba.", "Cá thả " * 24 + "." * (length - 168)), messages=SAYING, sources=LONG
    )
    item = knowledge.quiz["tha-ca"]
    assert len(poll_explanation(item, knowledge)) <= LONGEST_EXPLANATION
    assert poll_explanation(item, knowledge).startswith(item.explanation)
    assert quiz_explanation(item, knowledge).endswith(", trang 5")


def test_every_item_names_its_source_in_a_poll_and_elsewhere():
    knowledge = own_library().current.knowledge
    source = knowledge.messages.quiz.source.format(source="")
    for item in knowledge.quiz.values():
        polled = poll_explanation(item, knowledge)
        assert len(polled) <= LONGEST_EXPLANATION
        assert all(f"\n{source}" in told for told in (polled, quiz_explanation(item, knowledge)))
