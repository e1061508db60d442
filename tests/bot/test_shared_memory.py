"""What several processes on PostgreSQL remember together, and the log they share."""

from dataclasses import replace
from datetime import timedelta

from bot.storage.conversations import KeptConversations
from bot.storage.database import open_database
from bot.storage.question_log import SqlQuestionLog
from bot.storage.short_memory import KEEP_SECONDS, SharedMemory
from handlers.contract import Button, Conversation
from tests.bot.test_question_log import ASKED
from tests.support import TODAY

RICE = Conversation("trong-lua", (Button("Nuôi cá", "topic:nuoi-ca"),))


class Clock:
    now = TODAY

    def __call__(self):
        return self.now


async def test_what_one_process_remembers_the_other_knows_for_a_quarter_of_an_hour(postgresql_url):
    clock = Clock()
    async with open_database(postgresql_url) as one, open_database(postgresql_url) as other:
        await KeptConversations(SharedMemory(one, clock)).keep("telegram:7", Conversation("nuoi-ca"))
        await KeptConversations(SharedMemory(one, clock)).keep("telegram:7", RICE)
        memory = SharedMemory(other, clock)
        assert await KeptConversations(memory).of("telegram:7") == RICE
        clock.now += timedelta(seconds=KEEP_SECONDS)
        assert await KeptConversations(memory).of("telegram:7") == Conversation()
        await memory.forget_old()
        async with other.connect() as connection:
            assert (await connection.exec_driver_sql("select count(*) from short_memory")).scalar_one() == 0


async def test_the_log_counts_the_same_on_both_databases(database_url):
    async with open_database(database_url) as engine:
        log = SqlQuestionLog(engine, TODAY.date)
        for number in range(3):
            assert await log.record(replace(ASKED, handle=f"h{number}"))
        assert await log.rate("h0", helpful=True)
        assert not await log.rate("h0", helpful=False)
        assert await log.pick("h1", "nuoi-ca", "h9")
        counted = "select sum(asked) from daily_counts group by outcome = 'picked' order by 1"
        async with engine.connect() as connection:
            assert (await connection.exec_driver_sql(counted)).scalars().all() == [1, 3]
        assert await log.purge(ASKED.asked_at + timedelta(days=91), 90) == 3
