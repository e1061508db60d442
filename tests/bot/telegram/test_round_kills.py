"""Killed at any step of a round, the bot goes on where it was: no question asked twice, nobody's answer lost or counted twice."""

from contextlib import ExitStack
from typing import Any

from tests.bot.quizzes import quiz_content
from tests.bot.telegram.bots import running
from tests.bot.telegram.crowd import crowd_in, left_out, polls_in, scores_counted, scores_kept, tables_in
from tests.bot.telegram.test_webhook import PUBLIC, by_webhook, free_port
from tests.fakes.telegram import FakeTelegram

SETTINGS: dict[str, Any] = {"quiz__seconds": "5", "quiz__pause": "0"}


def on_its_way(telegram, method):
    """True once such a request is on its way."""
    fault = telegram.delay(method, seconds=0.3)
    return lambda: fault.used


def one_more(telegram, method):
    """True once such a request was answered."""
    before = telegram.count(method)
    return lambda: telegram.count(method) > before


def more_votes(telegram, crowd, number):
    """True once so many more have voted."""

    def votes():
        return sum(poll.poll["total_voter_count"] for poll in crowd.polls)

    before = votes()
    return lambda: votes() >= before + number


def test_rounds_of_many_groups_survive_a_kill_at_every_step(tmp_path):
    with FakeTelegram() as telegram:
        quiz_content(tmp_path)
        crowd = crowd_in(telegram, groups=4, people=12, seed=5)
        steps = [
            lambda: one_more(telegram, "sendMessage"),
            lambda: on_its_way(telegram, "sendPoll"),
            lambda: more_votes(telegram, crowd, 5),
            lambda: on_its_way(telegram, "stopPoll"),
            lambda: on_its_way(telegram, "sendMessage"),
        ]
        for number, step in enumerate(steps):
            with running(telegram, tmp_path, **SETTINGS):
                due = step()
                if not number:
                    crowd.start(5)
                crowd.play(due)
            # Some answer while nobody listens; what is open closes by itself.
            crowd.answer_what_is_open()
        with running(telegram, tmp_path, **SETTINGS):
            crowd.play(lambda: all(tables_in(telegram, group) for group in crowd.groups))
        for group in crowd.groups:
            polls = polls_in(telegram, group)
            assert len({poll.text for poll in polls}) == len(polls)
            assert 5 - left_out(tmp_path, group) <= len(polls) <= 5
            assert len(tables_in(telegram, group)) == 1
            assert scores_kept(tmp_path, group) == scores_counted(telegram, group)


def test_of_several_processes_one_plays_whoever_takes_the_votes_and_another_goes_on_when_it_is_killed(tmp_path, postgresql_url):
    with FakeTelegram() as telegram, ExitStack() as stack:
        quiz_content(tmp_path)
        ports = [free_port(), free_port()]
        telegram.forward(PUBLIC, *(f"http://127.0.0.1:{port}" for port in ports))
        first, _ = [
            stack.enter_context(by_webhook(telegram, tmp_path, port=port, database__url=postgresql_url, **SETTINGS))
            for port in ports
        ]
        crowd = crowd_in(telegram, groups=3, people=9, seed=7)
        crowd.start(5)
        crowd.play(lambda: len(crowd.polls) >= 8)
        first.kill()
        telegram.forward(PUBLIC, f"http://127.0.0.1:{ports[1]}")
        crowd.play(lambda: all(tables_in(telegram, group) for group in crowd.groups))
        for group in crowd.groups:
            polls, counted = polls_in(telegram, group), scores_counted(telegram, group)
            assert len({poll.text for poll in polls}) == len(polls) <= 5
            shown = tables_in(telegram, group)[0].text
            assert [f"{right_ones}/{len(polls)}" in shown for right_ones, _ in counted.values()] == [True] * len(counted)
