"""Work of one chat goes in order, chats go beside each other, and a slow one delays nobody."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.in_order import InOrder


async def drained(order):
    await order.room(1)


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(1, 4))
def test_each_chats_work_is_done_in_the_order_in_which_it_came(chats, at_once):
    done = []

    async def run():
        order = InOrder(at_once)
        for number, chat in enumerate(chats):

            async def work(number=number, chat=chat):
                await asyncio.sleep(0)
                done.append((chat, number))

            order.put(chat, work)
        await drained(order)

    asyncio.run(run())
    assert sorted(done) == sorted((chat, number) for number, chat in enumerate(chats))
    for chat in set(chats):
        assert [number for of, number in done if of == chat] == [number for number, of in enumerate(chats) if of == chat]


async def test_a_chat_that_waits_delays_no_other_and_256_go_at_once():
    order, held, under_way = InOrder(), asyncio.Event(), 0

    async def wait():
        nonlocal under_way
        under_way += 1
        await held.wait()

    answered = asyncio.Event()

    async def answer():
        answered.set()

    for chat in range(255):
        order.put(chat, wait)
        order.put(chat, wait)
    order.put("another", answer)
    await asyncio.wait_for(answered.wait(), 5)
    assert under_way == 255
    held.set()
    await drained(order)
    assert under_way == 510


async def test_at_most_so_many_chats_have_their_turn_at_once():
    order, held, most, now = InOrder(3), asyncio.Event(), 0, 0

    async def work():
        nonlocal most, now
        now += 1
        most = max(most, now)
        await held.wait()
        now -= 1

    for chat in range(10):
        order.put(chat, work)
    held_later = asyncio.get_running_loop().call_soon(held.set)
    await drained(order)
    assert most == 3
    assert not held_later.cancelled()


async def test_at_the_end_what_is_under_way_is_given_up_after_its_time():
    order, done = InOrder(), []

    async def endless():
        await asyncio.Event().wait()

    async def later():
        done.append("later")

    order.put(1, endless)
    order.put(1, later)
    await order.finish(0.01)
    assert done == []
