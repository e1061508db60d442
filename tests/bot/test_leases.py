"""What only one process may do is done by one, and by the next as soon as that one is gone."""

import subprocess
import sys

import pytest

from bot.storage.database import open_database
from bot.storage.leases import Leases

HOLDER = """
import asyncio, sys
from bot.storage.database import open_database
from bot.storage.leases import Leases

async def main():
    async with open_database(sys.argv[1]) as engine:
        leases = Leases(engine)
        print(await leases.hold("work"), flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_lease_is_held_by_one_and_given_up_to_the_next(database_url):
    async with open_database(database_url) as engine, open_database(database_url) as other_engine:
        one, other = Leases(engine), Leases(other_engine)
        assert await one.hold("work")
        assert await one.hold("work")
        assert not await other.hold("work")
        assert await other.hold("other work")
        await one.give_up()
        assert await other.hold("work")
        await other.give_up()


@pytest.fixture
def holder(database_url):
    with subprocess.Popen([sys.executable, "-c", HOLDER, database_url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


async def test_a_killed_process_holds_nothing(holder, database_url):
    async with open_database(database_url) as engine:
        leases = Leases(engine)
        assert not await leases.hold("work")
        holder.kill()
        holder.wait()
        while not await leases.hold("work"):  # PostgreSQL notices within moments
            pass
        await leases.give_up()
