"""What is kept of a question, and what a button may write."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.storage.question_log import SqlQuestionLog
from bot.storage.tables import questions
from handlers.contract import Incoming, StorageError
from tests.support import TODAY, bot_in


async def rows(app):
    async with app.stores.questions._engine.connect() as connection:
        return (await connection.execute(select(questions))).all()


async def test_every_question_is_kept_even_one_that_is_too_long_to_answer(tmp_path):
    async with bot_in(tmp_path) as app:
        await app.router.respond(Incoming("web", "web:1", "quy định 85 là gì"))
        await app.router.respond(Incoming("web", "web:1", "dài " * 20_000 + "0912345678"))
        kept = await rows(app)
    assert [(row.outcome, row.entry) for row in kept] == [("answer", "qd85-la-gi"), ("none", None)]
    assert len(kept[1].text) <= 500


async def test_no_number_is_cut_so_that_masking_lets_it_pass(tmp_path):
    text = "x" * 490 + " 0912345678" + " y" * 50
    async with bot_in(tmp_path) as app:
        await app.router.respond(Incoming("web", "web:1", text))
        (row,) = await rows(app)
    assert "0912" not in row.text


@pytest.mark.parametrize("action", ["pick:0912345678:{handle}", "pick:no-such-entry:{handle}", "pick::{handle}", "pick:{handle}"])
async def test_a_forged_choice_writes_nothing(tmp_path, action):
    async with bot_in(tmp_path) as app:
        (reply,) = await app.router.respond(Incoming("web", "web:1", "mức phạt bao nhiêu?"))
        handle = reply.buttons[0].action.rpartition(":")[2]
        await app.router.respond(Incoming("web", "web:1", action=action.format(handle=handle)))
        (row,) = await rows(app)
    assert row.picked is None


async def test_a_choice_that_cannot_be_kept_is_answered_all_the_same(tmp_path, caplog):
    class Full(SqlQuestionLog):
        async def pick(self, handle, entry, new_handle):
            raise StorageError("disk full")

    async with bot_in(tmp_path) as app:
        app.router._services = replace(app.services, questions=Full(app.stores.questions._engine, TODAY.date))
        with caplog.at_level(logging.ERROR):
            (reply,) = await app.router.respond(Incoming("web", "web:1", action="pick:qd85-la-gi:handle"))
    assert reply.title.startswith("Quy định 85")
    assert "disk full" in caplog.text
