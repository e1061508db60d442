"""The fake refuses, and notes as a violation, what no bot should ever ask of Telegram."""

import json

import httpx
import pytest

from tests.fakes.bot_api.schema import schema


def keyboard(*rows):
    return json.dumps({"inline_keyboard": rows})


def button(**more):
    return {"text": "Xem", **more}


def results(**more):
    return json.dumps([{"type": "article", "id": "1", "title": "Điều 3", "input_message_content": {"message_text": "x"}, **more}])


QUIZ = {"question": "Đúng?", "options": '[{"text":"A"},{"text":"B"}]', "type": "quiz", "correct_option_ids": "[0]"}
PRESS = button(callback_data="a")
WRONG = {
    "an unknown parameter": ("sendMessage", {"text": "x", "disable_web_page_preview": "true"}, "unknown parameter"),
    "a parameter that is missing": ("sendMessage", {}, "text: missing"),
    "a number that is none": ("sendMessage", {"text": "x", "message_thread_id": "một"}, "Integer is expected"),
    "a truth that is none": ("sendMessage", {"text": "x", "protect_content": "maybe"}, "Boolean is expected"),
    "no JSON": ("sendMessage", {"text": "x", "reply_markup": "{"}, "not JSON"),
    "an object of another shape": (
        "sendMessage",
        {"text": "x", "reply_parameters": '{"message_id":"1"}'},
        "reply_parameters.message_id",
    ),
    "a wrong kind deep inside": (
        "sendMessage",
        {"text": "x", "reply_markup": keyboard([button(callback_data=5)])},
        "[0][0].callback_data",
    ),
    "an unknown field deep inside": ("sendMessage", {"text": "x", "reply_markup": keyboard([button(data="a")])}, "[0][0].data"),
    "no text": ("sendMessage", {"text": " \n"}, "text is empty"),
    "no visible text": ("sendMessage", {"text": "<b> </b>", "parse_mode": "HTML"}, "text is empty"),
    "a text too long": ("sendMessage", {"text": "ă" * 4097}, "too long"),
    "a caption too long": ("sendPhoto", {"photo": "https://example.vn/a.png", "caption": "ă" * 1025}, "too long"),
    "a button without a label": (
        "sendMessage",
        {"text": "x", "reply_markup": keyboard([{"text": " ", "callback_data": "a"}])},
        "empty",
    ),
    "a button that does nothing": ("sendMessage", {"text": "x", "reply_markup": keyboard([button()])}, "exactly one action"),
    "a button that does two things": (
        "sendMessage",
        {"text": "x", "reply_markup": keyboard([button(callback_data="a", url="https://example.vn")])},
        "exactly one action",
    ),
    "callback data of no byte": (
        "sendMessage",
        {"text": "x", "reply_markup": keyboard([button(callback_data="")])},
        "DATA_INVALID",
    ),
    "callback data of 66 bytes": (
        "sendMessage",
        {"text": "x", "reply_markup": keyboard([button(callback_data="ă" * 33)])},
        "DATA_INVALID",
    ),
    "an address that is none": ("sendMessage", {"text": "x", "reply_markup": keyboard([button(url="example")])}, "URL"),
    "a start parameter too long": (
        "sendMessage",
        {"text": "x", "reply_markup": keyboard([button(url="https://t.me/camnang85_bot?start=" + "a" * 65)])},
        "start parameter",
    ),
    "nine buttons in a row": ("sendMessage", {"text": "x", "reply_markup": keyboard([PRESS] * 9)}, "in a row"),
    "101 buttons": ("sendMessage", {"text": "x", "reply_markup": keyboard(*[[PRESS]] * 101)}, "100 buttons"),
    "Markdown": ("sendMessage", {"text": "x", "parse_mode": "Markdown"}, "HTML only"),
    "an unknown tag": ("sendMessage", {"text": "<p>x</p>", "parse_mode": "HTML"}, "can't parse entities"),
    "an unclosed tag": ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
    "crossed tags": ("sendMessage", {"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "can't parse entities"),
    "a stray <": ("sendMessage", {"text": "3 < 5", "parse_mode": "HTML"}, "can't parse entities"),
    "a stray &": ("sendMessage", {"text": "a & b", "parse_mode": "HTML"}, "can't parse entities"),
    "an unknown action": ("sendChatAction", {"action": "thinking"}, "action"),
    "a poll without options": ("sendPoll", {**QUIZ, "options": "[]"}, "options"),
    "a poll of 13 options": ("sendPoll", {**QUIZ, "options": json.dumps([{"text": "A"}] * 13)}, "options"),
    "a poll's question too long": ("sendPoll", {**QUIZ, "question": "ă" * 301}, "1-300"),
    "a poll's option too long": ("sendPoll", {**QUIZ, "options": json.dumps([{"text": "ă" * 101}])}, "1-100"),
    "a quiz without an answer": ("sendPoll", {**QUIZ, "correct_option_ids": "[]"}, "correct"),
    "a quiz with a wrong answer": ("sendPoll", {**QUIZ, "correct_option_ids": "[2]"}, "correct"),
    "an explanation too long": ("sendPoll", {**QUIZ, "explanation": "ă" * 201}, "1-200"),
    "an explanation of four lines": ("sendPoll", {**QUIZ, "explanation": "a\nb\nc\nd"}, "line feeds"),
    "a poll too short": ("sendPoll", {**QUIZ, "open_period": "4"}, "seconds"),
    "an edit of nothing": ("editMessageText", {"text": "x"}, "identifier"),
    "an answer too long": ("answerCallbackQuery", {"callback_query_id": "1", "text": "ă" * 201}, "200"),
    "51 results": ("answerInlineQuery", {"inline_query_id": "1", "results": json.dumps(json.loads(results()) * 51)}, "50"),
    "results of one id": (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": json.dumps(json.loads(results()) * 2)},
        "DUPLICATE",
    ),
    "a result without a title": ("answerInlineQuery", {"inline_query_id": "1", "results": results(title="")}, "TITLE_EMPTY"),
    "a result id too long": ("answerInlineQuery", {"inline_query_id": "1", "results": results(id="a" * 65)}, "RESULT_ID"),
    "a result of an unknown kind": (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": results(type="text")},
        "results[0].type",
    ),
    "a result with broken text": (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": results(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})},
        "can't parse entities",
    ),
    "a command in capitals": ("setMyCommands", {"commands": '[{"command":"Hoi","description":"Hỏi"}]'}, "COMMAND_INVALID"),
    "a command that says nothing": ("setMyCommands", {"commands": '[{"command":"hoi","description":""}]'}, "DESCRIPTION_INVALID"),
    "a short description too long": ("setMyShortDescription", {"short_description": "ă" * 121}, "120"),
    "a language that is none": ("setMyDescription", {"language_code": "vie"}, "language_code"),
    "a webhook without TLS": ("setWebhook", {"url": "http://example.vn/"}, "HTTPS"),
    "a secret with a space": ("setWebhook", {"url": "https://example.vn/", "secret_token": "a b"}, "secret token"),
    "too many connections": ("setWebhook", {"url": "https://example.vn/", "max_connections": "101"}, "1-100"),
    "a method that is not built": ("sendDice", {}, "not built"),
}
TO_A_CHAT = ("sendMessage", "sendPhoto", "sendChatAction", "sendPoll", "sendDice")


@pytest.mark.parametrize(("method", "parameters", "complaint"), WRONG.values(), ids=WRONG)
def test_it_refuses(telegram, ask, lan, method, parameters, complaint):
    chat = {"chat_id": str(lan.id)} if method in TO_A_CHAT else {}
    status, body = ask(method, chat | parameters)
    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    assert complaint in body["description"]
    assert len(telegram.violations) == 1
    assert complaint in telegram.violations[0]
    assert telegram.messages(lan) == []


RIGHT = {
    "the longest text": ("sendMessage", {"text": f"<b>{'ă' * 4096}</b>", "parse_mode": "HTML"}),
    "the longest callback data": ("sendMessage", {"text": "x", "reply_markup": keyboard([button(callback_data="ă" * 32)])}),
    "all buttons": ("sendMessage", {"text": "x", "reply_markup": keyboard(*[[PRESS] * 8] * 12, [PRESS] * 4)}),
    "every tag": (
        "sendMessage",
        {
            "text": "<b>1</b><strong>2</strong><i>3</i><em>4</em><u>5</u><ins>6</ins><s>7</s><strike>8</strike><del>9</del>"
            '<span class="tg-spoiler">10</span><tg-spoiler>11</tg-spoiler><a href="https://example.vn/?a=1&amp;b=2">12</a>'
            '<code>13</code><pre>14</pre><pre><code class="language-yaml">15</code></pre><blockquote>16</blockquote>'
            "<blockquote expandable>17</blockquote> &lt;&gt;&amp;&quot;&#39;&#x27; >",
            "parse_mode": "html",
        },
    ),
    "the longest quiz": (
        "sendPoll",
        {
            **QUIZ,
            "question": "ă" * 300,
            "options": json.dumps([{"text": "ă" * 100}] * 12),
            "explanation": f"a\n{'ă' * 190}\nb",
            "open_period": "2628000",
        },
    ),
}


@pytest.mark.parametrize(("method", "parameters"), RIGHT.values(), ids=RIGHT)
def test_it_takes(telegram, ask, lan, method, parameters):
    assert ask(method, {"chat_id": str(lan.id), **parameters})[0] == 200
    assert telegram.violations == []


def test_every_tag_is_an_entity(ask, lan):
    text, mode = RIGHT["every tag"][1].values()
    entities = ask("sendMessage", {"chat_id": lan.id, "text": text, "parse_mode": mode})[1]["result"]["entities"]
    assert [entity["type"] for entity in entities] == [
        *("bold", "bold", "italic", "italic", "underline", "underline", "strikethrough", "strikethrough", "strikethrough"),
        *("spoiler", "spoiler", "text_link", "code", "pre", "pre", "blockquote", "expandable_blockquote"),
    ]
    assert entities[11]["url"] == "https://example.vn/?a=1&b=2"
    assert entities[14]["language"] == "yaml"


def test_it_reads_json_and_queries_too(telegram, ask, lan):
    keys = {"inline_keyboard": [[PRESS]]}
    assert ask("sendMessage", json={"chat_id": lan.id, "text": "một", "reply_markup": keys})[0] == 200
    assert ask("SENDMESSAGE", params={"chat_id": str(lan.id), "text": "hai"})[0] == 200
    assert [message.text for message in telegram.messages(lan)] == ["một", "hai"]
    assert ask("sendMessage", json={"chat_id": lan.id, "text": 5})[0] == 400


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("text/plain", b"chat_id=5"),
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nname"),
        ("application/x-www-form-urlencoded", b"text=%ff"),
    ],
)
def test_an_unreadable_request_is_a_violation(telegram, ask, kind, body):
    assert ask("sendMessage", content=body, headers={"content-type": kind})[0] == 400
    assert "unreadable" in telegram.violations[0]


def test_a_file_must_be_named_by_a_parameter(telegram, ask, lan):
    whole = {"chat_id": lan.id, "document": "attach://bang"}
    assert ask("sendDocument", whole, files={"bang": ("bảng.txt", b"abc")})[0] == 200
    assert telegram.messages(lan)[0].upload.content == b"abc"
    assert ask("sendDocument", whole, files={"other": ("bảng.txt", b"abc")})[0] == 400
    assert ask("sendMessage", {"chat_id": lan.id}, files={"text": ("chữ.txt", b"abc")})[0] == 400
    assert ask("sendDocument", {"chat_id": lan.id}, files={"document": ("rỗng.txt", b"")})[0] == 400
    assert len(telegram.violations) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [("bot7000000085:wrong/getMe", 401), ("botwrong/getMe", 404), ("bot{token}/getMee", 404), ("bot{token}", 404), ("", 404)],
)
def test_strangers_and_unknown_methods_are_turned_away(telegram, path, status):
    response = httpx.get(f"{telegram.origin}/{path.format(token=telegram.token)}", trust_env=False)
    assert (response.status_code, response.json()["error_code"]) == (status, status)
    assert bool(telegram.violations) == ("getMee" in path)


@pytest.mark.parametrize(
    ("kind", "value", "complaint"),
    [
        ("User", {"id": 1, "is_bot": False}, "first_name: missing"),
        ("Message", {"message_id": 1, "date": 1, "chat": {"id": "1", "type": "private"}}, "chat.id"),
        ("ChatMember", {"status": "gone", "user": {"id": 1, "is_bot": False, "first_name": "Lan"}}, "status"),
        ("Update", {"update_id": 1, "quantum": {}}, "quantum: unknown field"),
        ("Update", {"update_id": True}, "update_id"),
        ("Poll", [], "an object is expected"),
    ],
)
def test_objects_of_another_shape_are_told_from_right_ones(kind, value, complaint):
    assert complaint in (schema().problem(kind, value) or "")


def test_the_world_cannot_deliver_what_is_no_update(telegram):
    with pytest.raises(AssertionError, match="unknown field"):
        telegram._world.updates.post("message", {"quantum": 1})
