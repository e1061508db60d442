"""Groups in the fake: what the bot sees there, how it comes and goes, what becomes of a group."""

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden


async def test_in_a_group_the_bot_sees_only_what_is_meant_for_it(telegram, bot, lan, binh, group):
    seen = await bot.send_message(group.id, "Chào cả tổ")
    own = telegram.next_message(group)
    lan.says("nói chuyện riêng", group)
    lan.says("/hoi@other_bot gì", group)
    lan.says("@camnang85_bot_x gì", group)
    binh.says("/hoi gì", group)
    binh.says("hỏi @camnang85_bot", group)
    binh.says("trả lời", group, reply_to=own)
    told = [update.message.text for update in await bot.get_updates()]
    assert told == ["/hoi gì", "hỏi @camnang85_bot", "trả lời"]
    assert seen.chat.type == "supergroup"


async def test_a_bot_that_leads_the_group_sees_everything(telegram, bot, lan, group):
    telegram.promote_bot(group)
    lan.says("nói chuyện riêng", group)
    change, update = await bot.get_updates()
    assert (change.my_chat_member.old_chat_member.status, change.my_chat_member.new_chat_member.status) == (
        "member",
        "administrator",
    )
    assert update.message.text == "nói chuyện riêng"
    leading = {member.user.id: member.status for member in await bot.get_chat_administrators(group.id)}
    assert leading[bot.id] == "administrator"


async def test_the_bot_comes_and_goes(telegram, bot, lan, binh):
    group = telegram.group("Tổ 2", members=[lan], administrators=[binh])
    lan.says("/hoi trước khi có bot", group)
    telegram.add_bot(group)
    telegram.remove_bot(group, by=lan)
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(group.id, "chào")
    telegram.add_bot(group)
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(group.id, "chào")
    updates = await bot.get_updates()
    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["member", "kicked", "member", "left"]
    assert [change.from_user.id for change in changes] == [binh.id, lan.id, binh.id, bot.id]


async def test_a_group_becomes_a_supergroup(telegram, bot, lan, binh):
    group = telegram.group("Tổ 3", members=[lan], administrators=[binh], kind="group", with_bot=True)
    new = telegram.migrate(group)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "chào")
    assert migrated.value.new_chat_id == new.id
    first, second = await bot.get_updates()
    assert (first.message.chat.id, first.message.migrate_to_chat_id) == (group.id, new.id)
    assert (second.message.chat.id, second.message.migrate_from_chat_id) == (new.id, group.id)
    lan.says("/hoi gì", new)
    assert await bot.get_chat_member_count(new.id) == 3


async def test_members_and_chats_are_told(telegram, bot, lan, binh, group):
    assert (await bot.get_chat_member(group.id, binh.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, lan.id)).status == "member"
    telegram.set_member(group, lan, "left")
    assert (await bot.get_chat_member(group.id, lan.id)).status == "left"
    with pytest.raises(BadRequest, match="user_id"):
        await bot.get_chat_member(group.id, 1)
    telegram.rename(group, "Tổ một")
    assert (await bot.get_chat(group.id)).title == "Tổ một"
    lan.joins(group)
    lan.leaves(group)
    assert [bool(update.message.new_chat_title) for update in await bot.get_updates()] == [True, False, False]
