"""The fake Bot API server does what Telegram does, as far as python-telegram-bot's own Bot can see."""

import asyncio
from io import BytesIO

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode, PollType
from telegram.error import BadRequest, Forbidden

KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Đúng", callback_data="a:1"), InlineKeyboardButton("Sai", callback_data="a:2")]]
)


async def test_it_knows_the_bot(telegram, bot):
    assert (bot.id, bot.username, bot.can_read_all_group_messages) == (telegram.bot["id"], "camnang85_bot", False)


async def test_what_a_person_says_comes_as_an_update(bot, lan):
    message = lan.says("/hoi@camnang85_bot điều kiện là gì? https://example.vn @binh_85")
    (update,) = await bot.get_updates()
    assert update.message.text == message.text
    assert update.effective_user.first_name == "Lan"
    assert list(update.message.parse_entities().values()) == ["/hoi@camnang85_bot", "https://example.vn", "@binh_85"]


async def test_what_the_bot_sends_stands_in_the_chat_as_people_see_it(telegram, bot, lan):
    asked = lan.says("chào")
    sent = await bot.send_message(
        lan.id,
        "<b>Chào</b> &amp; <i>hỏi</i>",
        ParseMode.HTML,
        reply_markup=KEYBOARD,
        reply_to_message_id=asked.id,
        disable_web_page_preview=True,
    )
    message = telegram.next_message(after=asked)
    assert (message.text, message.html) == ("Chào & hỏi", "<b>Chào</b> &amp; <i>hỏi</i>")
    assert message.labels == [["Đúng", "Sai"]]
    assert (message.reply_to, message.link_preview_disabled, message.edited) == (asked.id, True, False)
    assert (sent.text_html, sent.message_id) == ("<b>Chào</b> &amp; <i>hỏi</i>", message.id)
    assert telegram.violations == []


async def test_entities_are_counted_in_utf_16(bot, lan):
    sent = await bot.send_message(lan.id, " 😀 <b>đậm <i>và 😀</i></b> thường", ParseMode.HTML)
    assert sent.text == "😀 đậm và 😀 thường"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [("bold", 3, 9), ("italic", 7, 5)]


async def test_a_press_of_a_button_is_answered_and_the_message_edited(telegram, bot, lan):
    await bot.send_message(lan.id, "Đúng hay sai?", reply_markup=KEYBOARD)
    message = telegram.next_message(lan)
    press = lan.presses(message, "Sai")
    (update,) = await bot.get_updates()
    assert (update.callback_query.data, update.callback_query.message.text) == ("a:2", "Đúng hay sai?")
    await update.callback_query.answer("Chưa đúng", show_alert=True)
    await update.callback_query.edit_message_text("Đáp án: Đúng")
    assert telegram.callback_answers[press] == {"text": "Chưa đúng", "show_alert": True}
    assert (message.text, message.buttons, message.edited) == ("Đáp án: Đúng", [], True)


async def test_the_message_of_a_very_old_press_is_not_accessible(telegram, bot, lan):
    await bot.send_message(lan.id, "Cũ", reply_markup=KEYBOARD)
    lan.presses(telegram.next_message(lan), "Sai", is_accessible=False)
    (update,) = await bot.get_updates()
    assert not update.callback_query.message.is_accessible


async def test_an_old_or_unknown_query_cannot_be_answered(telegram, bot, lan):
    await bot.send_message(lan.id, "Đúng hay sai?", reply_markup=KEYBOARD)
    press = lan.presses(telegram.next_message(lan), "Sai")
    telegram.expire(press)
    for query in (press, "123"):
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_callback_query(query)
    assert telegram.violations == []


async def test_an_edit_must_change_something_that_is_there(telegram, bot, lan):
    sent = await bot.send_message(lan.id, "một", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_text("một", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_text("hai", lan.id, 999)
    with pytest.raises(BadRequest, match="no caption"):
        await sent.edit_caption("hai")
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("hai", lan.id, lan.says("của tôi").id)
    await sent.edit_reply_markup(None)
    assert telegram.next_message(lan).buttons == []


async def test_what_is_deleted_is_gone(telegram, bot, lan):
    sent = await bot.send_message(lan.id, "nhầm")
    await sent.delete()
    assert telegram.messages(lan) == []
    assert [message.text for message in telegram.messages(lan, with_deleted=True)] == ["nhầm"]
    with pytest.raises(BadRequest, match="to delete not found"):
        await sent.delete()


async def test_a_reply_needs_its_message_unless_the_bot_says_otherwise(telegram, bot, lan):
    with pytest.raises(BadRequest, match="to be replied not found"):
        await bot.send_message(lan.id, "trả lời", reply_to_message_id=99)
    await bot.send_message(lan.id, "trả lời", reply_to_message_id=99, allow_sending_without_reply=True)
    assert telegram.next_message(lan).reply_to is None


async def test_people_who_do_not_want_the_bot_are_not_written_to(telegram, bot, lan, binh):
    lan.blocks()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(lan.id, "chào")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(binh.id, "chào")
    lan.unblocks()
    await bot.send_message(lan.id, "chào")
    lan.deletes_account()
    with pytest.raises(Forbidden, match="deactivated"):
        await bot.send_message(lan.id, "chào")
    changes = [update.my_chat_member.new_chat_member.status for update in await bot.get_updates()]
    assert changes == ["kicked", "member"]


async def test_someone_met_in_a_group_must_write_first(telegram, bot, binh, group):
    binh.says("/hoi gì đó", group)
    with pytest.raises(Forbidden, match="can't initiate"):
        await bot.send_message(binh.id, "chào")


async def test_edits_and_files_of_people_come_too(bot, lan):
    message = lan.says("ban đầu", date=1_700_000_000)
    lan.edits(message, "/moi về sau")
    for kind in ("photo", "voice", "audio", "video", "video_note", "sticker", "document", "location", "contact", "dice"):
        lan.sends(kind)
    lan.sends_album(3, caption="ba ảnh")
    first, edit, *files = await bot.get_updates()
    assert (first.message.date.timestamp(), edit.edited_message.text) == (1_700_000_000, "/moi về sau")
    assert edit.edited_message.entities[0].type == "bot_command"
    assert [bool(update.message.effective_attachment) for update in files[:9]] == [True] * 9
    album = [update.message for update in files[10:]]
    assert [message.caption for message in album] == ["ba ảnh", None, None]
    assert len({message.media_group_id for message in album}) == 1
    file = await (await album[0].effective_attachment[-1].get_file()).download_as_bytearray()
    assert file == b"\x00\x01"


async def test_the_bot_sends_pictures_and_documents(telegram, bot, lan):
    picture = b"\x89PNG\r\n\x1a\n--x\r\n"
    photo = await bot.send_photo(lan.id, BytesIO(picture), "<b>Biểu đồ</b>", parse_mode=ParseMode.HTML)
    await bot.send_photo(lan.id, photo.photo[-1].file_id)
    document = await bot.send_document(lan.id, picture, filename="bảng.xlsx", thumbnail=b"jpeg")
    assert [message.upload.content for message in telegram.messages(lan)] == [picture] * 3
    assert (photo.caption, document.document.file_name) == ("Biểu đồ", "bảng.xlsx")
    await photo.edit_caption("Khác")
    assert telegram.messages(lan)[0].text == "Khác"
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(lan.id, "no such file")
    assert telegram.violations == []


async def test_a_quiz_is_answered_without_a_chat_and_closed(telegram, bot, lan, binh, group):
    sent = await bot.send_poll(
        group.id, "Đúng hay sai?", ["Đúng", "Sai"], is_anonymous=False, type=PollType.QUIZ, correct_option_ids=[1], open_period=60
    )
    message = telegram.next_message(group)
    lan.votes(message, 1)
    binh.votes(message, 0)
    with pytest.raises(AssertionError, match="stands"):
        binh.votes(message, 1)
    closed = await bot.stop_poll(group.id, sent.message_id)
    assert [option.voter_count for option in closed.options] == [1, 1]
    with pytest.raises(BadRequest, match="already been closed"):
        await bot.stop_poll(group.id, sent.message_id)
    updates = await bot.get_updates()
    answers = [(update.poll_answer.user.id, update.poll_answer.option_ids) for update in updates if update.poll_answer]
    assert answers == [(lan.id, (1,)), (binh.id, (0,))]
    assert updates[-1].poll.is_closed
    assert message.text == "Đúng hay sai?"


async def test_a_vote_can_be_taken_back_where_the_poll_allows_it(telegram, bot, lan):
    await bot.send_poll(lan.id, "Chọn", ["A", "B"], is_anonymous=False)
    message = telegram.next_message(lan)
    lan.votes(message, 0)
    lan.retracts(message)
    telegram.close_poll(message)
    updates = await bot.get_updates()
    assert [update.poll_answer.option_ids for update in updates if update.poll_answer] == [(0,), ()]
    assert (message.poll["total_voter_count"], message.poll["is_closed"]) == (0, True)


async def test_an_inline_query_is_answered_and_a_result_picked(telegram, bot, lan, group):
    telegram._world.inline_feedback = True
    query = lan.types_inline("điều 3")
    (update,) = await bot.get_updates()
    content = InputTextMessageContent("<b>Điều 3</b>", ParseMode.HTML)
    await update.inline_query.answer([InlineQueryResultArticle("dieu-3", "Điều 3", content, KEYBOARD)], cache_time=5)
    assert telegram.inline_answers[query]["results"][0]["title"] == "Điều 3"
    message = lan.picks(query, chat=group)
    lan.presses(message, "Đúng")
    _, picked, chosen, press = await bot.get_updates()
    assert (picked.message.text, picked.message.via_bot.id) == ("Điều 3", bot.id)
    assert chosen.chosen_inline_result.result_id == "dieu-3"
    assert press.callback_query.message is None
    await bot.edit_message_text("Điều 3, sửa", inline_message_id=press.callback_query.inline_message_id)
    assert message.text == "Điều 3, sửa"
    assert telegram.violations == []


async def test_a_link_to_the_private_chat_sends_its_parameter(telegram, bot, lan, group):
    button = InlineKeyboardButton("Xem riêng", url="https://t.me/camnang85_bot?start=dieu-3")
    await bot.send_message(group.id, "Ngắn", reply_markup=InlineKeyboardMarkup([[button]]))
    lan.follows(telegram.next_message(group), "Xem riêng")
    (update,) = await bot.get_updates()
    assert (update.message.text, update.message.chat.id) == ("/start dieu-3", lan.id)


async def test_menus_and_texts_are_kept_by_scope_and_language(telegram, bot, group):
    await bot.set_my_commands([("hoi", "Hỏi")], scope={"type": "all_group_chats"}, language_code="vi")
    await bot.set_my_description("Cẩm nang", "vi")
    await bot.set_my_short_description("Ngắn")
    await bot.set_my_name("Cẩm nang của tôi")
    assert telegram.commands("all_group_chats", "vi") == {"hoi": "Hỏi"}
    assert telegram.commands() == {}
    assert telegram.own_text("description", "vi") == "Cẩm nang"
    assert (await bot.get_my_short_description("vi")).short_description == "Ngắn"
    assert (await bot.get_my_description()).description == ""
    assert (await bot.get_my_name()).name == "Cẩm nang của tôi"
    assert [command.command for command in await bot.get_my_commands({"type": "all_group_chats"}, language_code="vi")] == ["hoi"]
    await bot.delete_my_commands({"type": "all_group_chats"}, language_code="vi")
    assert telegram.commands("all_group_chats", "vi") == {}
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([("hoi", "Hỏi")], scope={"type": "chat", "chat_id": 5})


async def test_waiting_ends_when_the_bot_has_done_it(telegram, bot, lan):
    waiting = asyncio.create_task(asyncio.to_thread(telegram.next_message, lan))
    await bot.send_chat_action(lan.id, "typing")
    await bot.send_message(lan.id, "đây")
    assert (await waiting).text == "đây"
    assert telegram.chat_actions == [(lan.id, "typing")]
    assert [call.method for call in telegram.calls] == ["getMe", "sendChatAction", "sendMessage"]
    assert telegram.count("sendMessage") == 1


def test_what_does_not_come_true_is_told_with_the_record(telegram, lan):
    lan.says("có ai không")
    with pytest.raises(AssertionError, match="có ai không"):
        telegram.next_message(lan, seconds=0.01)
