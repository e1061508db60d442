"""How a quiz item's explanation is worded."""

from handlers.present import LONGEST_EXPLANATION, quiz_explanation
from tests.knowledge.test_quiz import ITEMS, loaded
from tests.knowledge.tiny import MESSAGES

SAYING = MESSAGES.replace("quiz:\n  source: chữ", 'quiz:\n  source: "Nguồn: {source}."')


def test_an_explanation_names_its_source_on_a_line_of_its_own():
    knowledge = loaded(messages=SAYING)
    assert quiz_explanation(knowledge.quiz["tha-ca"], knowledge) == "Cá thả vào tháng ba.\nNguồn: Sổ tay, trang 5."
    assert quiz_explanation(knowledge.quiz["gieo-ma"], knowledge) == "Mạ gieo vào tháng mười một.\nNguồn: Sổ tay."


def test_an_explanation_too_long_for_its_source_stands_alone():
    knowledge = loaded(ITEMS.replace("Cá thả vào tháng ba.", "Cá thả. " * 24), messages=SAYING)
    assert len(quiz_explanation(knowledge.quiz["tha-ca"], knowledge)) <= LONGEST_EXPLANATION
