"""README.vi.md, “Bot lưu gì, không lưu gì”: each of its sentences is held by exactly one test here."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.app import open_app
from bot.config import Config
from bot.storage.deliveries import Update
from bot.storage.sealing import seal_from
from bot.storage.short_memory import KEEP_SECONDS, ProcessMemory
from bot.storage.tables import metadata
from handlers.contract import Incoming, Reply
from handlers.masking import masked
from handlers.round_contract import Drawn, NewRound, Vote
from handlers.round_scores import scores
from handlers.trends import not_asked
from handlers.trends_contract import last_days
from knowledge.library import Library
from tests.bot.small import ANSWER, ENTRY, QUESTION, STRANGE, small_content
from tests.support import TODAY, bot_in, config_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import App

ROOT = Path(__file__).parents[1]
OWNER, LAN = "telegram:111111", "telegram:333333"
PERSONAL = f"{STRANGE} gọi ông Trần Bình 0987 654 321, binh@vi-du.vn, @binhtran, https://vi-du.vn/ho-so/binh"

Held = Any
HELD: dict[str, list[str]] = {}


def promises(sentence: str) -> Callable[[Held], Held]:
    """Says that the test holds the sentence of the page."""

    def noted(test: Held) -> Held:
        HELD.setdefault(sentence, []).append(test.__name__)
        return test

    return noted


def page() -> str:
    found = re.search(
        r"^## Bot lưu gì, không lưu gì\n(.*?)^## ", (ROOT / "README.vi.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert found
    return found[1]


def sentences() -> list[str]:
    """Every point of the page, on one line each."""
    return [" ".join(point.split()) for point in re.findall(r"^- (.*?)(?=^- |^$|\Z)", page(), re.MULTILINE | re.DOTALL)]


def test_every_sentence_of_the_page_is_held_by_exactly_one_test():
    assert sorted(HELD) == sorted(sentences())
    assert [tests for tests in HELD.values() if len(tests) != 1] == []


def test_the_page_says_nothing_but_its_sentences():
    rest = re.sub(r"^- .*?(?=^- |^$|\Z)", "", page(), flags=re.MULTILINE | re.DOTALL)
    others = [line for line in rest.splitlines() if line and not line.startswith("### ")]
    assert len(others) == 1
    assert "tests/test_promises.py" in others[0]
    assert [sentence for sentence in sentences() if sentence.count(". ") or not sentence.endswith(".")] == []


class Anywhere:
    """A messenger that is connected."""

    channel = "telegram"


class Clock:
    now = TODAY


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def app(tmp_path, clock):
    content = small_content(tmp_path)
    config = Config.model_validate({**config_in(tmp_path, content).model_dump(), "admins": {"owners": [OWNER]}})
    async with open_app(config, now=lambda: clock.now) as app:
        app.messengers.connect(Anywhere())  # type: ignore[arg-type]  # only its name matters here
        yield app


async def said(app: App, account: str, text: str = "", action: str = "") -> Reply:
    (reply,) = await app.router.respond(Incoming("telegram", account, text, action, account=account, name="Trần Thị Lan"))
    return reply


def pressable(reply: Reply, start: str) -> str:
    return next(button.action for button in reply.buttons if button.action.startswith(start))


async def rows(app: App, table: str) -> list[dict[str, Any]]:
    async with app.stores.gaps._engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(select(metadata.tables[table]))).mappings()]


async def all_rows(app: App) -> dict[str, list[dict[str, Any]]]:
    return {table: await rows(app, table) for table in metadata.tables}


async def kept_of(app: App, account: str) -> dict[str, int]:
    """What all stores keep of the account."""
    found = [await store.kept(account) for store in app.services.personal]
    return {kind: number for kept in found for kind, number in kept.items() if number}


async def sent_on(app: App) -> Reply:
    """Lan's question on its way; what the owner got of it."""
    before = await said(app, LAN, action=pressable(await said(app, LAN, PERSONAL), "sendon:"))
    await said(app, LAN, action=pressable(before, "sendon:yes"))
    await app.escalating.carry()
    (notice,) = await app.stores.notices.due(9)
    await app.stores.notices.end(notice.key, "sent")
    return notice.reply


@promises(
    "Mỗi câu hỏi là một dòng: lời hỏi đã che, thời điểm, kênh, hỏi riêng hay trong nhóm, kết quả, mục, độ chắc chắn, "
    "gợi ý được chọn và góp ý."
)
async def test_a_question_is_one_row(app):
    await said(app, LAN, QUESTION)
    (row,) = await rows(app, "questions")
    told = {"text", "asked_at", "channel", "private", "outcome", "entry", "score", "picked", "helpful"}
    assert set(row) == told | {"id", "handle"}
    assert (row["text"], row["outcome"], row["entry"]) == (QUESTION, "answer", ENTRY)


@promises("Lời hỏi được giữ nhiều nhất 500 ký tự.")
async def test_five_hundred_letters_are_kept_at_most(app):
    await said(app, LAN, "lươn ếch " * 900)
    ((row),) = await rows(app, "questions")
    assert 0 < len(row["text"]) <= 500


@promises(
    "Trước khi ghi, cẩm nang che thư điện tử, số từ tám chữ số trở lên, tài khoản viết sau dấu @, đường "
    "dẫn (nhiều nhất là giữ lại "
    "tên miền) và tên người."
)
async def test_what_tells_of_a_person_is_masked(app):
    await said(app, LAN, f"{PERSONAL} 12345678 https://www.facebook.com/binh.tran")
    (row,) = await rows(app, "questions")
    for mask in ("[tên]", "[số]", "[thư điện tử]", "[tài khoản]", "[liên kết]", "facebook.com/…"):
        assert mask in row["text"]
    for trace in ("Bình", "binh", "0987", "12345678", "vi-du"):
        assert trace not in row["text"]


@promises(
    "Tên người được nhận ra theo quy tắc (lời xưng hô, chữ viết hoa, họ và tên trong `surnames` và "
    "`given_names`) nên có thể sót, "
    "vì vậy trang hỏi đáp nhắc mọi người đừng nhập thông tin mật."
)
async def test_a_name_may_slip_through_and_people_are_asked_not_to_type_secrets(app):
    knowledge = app.library.current.knowledge
    assert masked("hỏi ông Bình", knowledge.vocabulary) == "hỏi ông [tên]"
    assert masked("hỏi nguyễn văn", knowledge.vocabulary) == "hỏi nguyễn văn"
    assert "đừng nhập thông tin mật" in knowledge.messages.web_privacy


@promises(
    "Nhật ký câu hỏi không có cột nào cho biết ai hỏi: không tên, tài khoản, số máy, địa chỉ mạng hay "
    "thiết bị, kể cả dưới dạng mã hóa."
)
async def test_two_people_leave_the_same_row(app):
    for account in (LAN, OWNER):
        await said(app, account, QUESTION)
    first, second = await rows(app, "questions")
    assert {name for name in first if first[name] != second[name]} == {"id", "handle"}
    assert len({row["handle"] for row in (first, second)}) == 2


@promises("Lời hỏi không nằm trong các dòng báo của chương trình.")
async def test_the_log_says_nothing_that_was_typed(app, caplog):
    caplog.set_level("DEBUG")
    for text in (QUESTION, PERSONAL):
        await said(app, LAN, text)
    lines = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("aiosqlite"))
    assert QUESTION not in lines
    assert STRANGE not in lines


@promises("Góp ý 👍 hay 👎 tìm về đúng dòng nhờ một mã ngẫu nhiên chỉ dùng được một lần.")
async def test_a_thumb_finds_its_row_once(app):
    answer = await said(app, LAN, QUESTION)
    await said(app, LAN, action=pressable(answer, "good:"))
    await said(app, LAN, action=pressable(answer, "bad:"))
    (row,) = await rows(app, "questions")
    assert (row["helpful"], row["handle"]) == (1, None)


@promises("Điều người dùng chọn ở “Trước khi đăng” không được ghi.")
async def test_a_checklist_leaves_nothing(tmp_path):
    async with bot_in(tmp_path) as app:
        before = await all_rows(app)
        reply = await said(app, LAN, "/truockhidang")
        while any(button.action.startswith("check:") for button in reply.buttons) and reply.buttons:
            step = reply.buttons[0]
            reply = await said(app, LAN, action=step.action)
            if len(reply.buttons) != 2:
                break
        assert await all_rows(app) == before


@promises("Câu hỏi cũ hơn số ngày ở `log.keep_days` bị xóa khi cẩm nang khởi động và mỗi ngày một lần, còn số đếm thì giữ lại.")
async def test_old_questions_go_and_their_counts_stay(app):
    await said(app, LAN, QUESTION)
    assert await app.stores.questions.purge(TODAY + timedelta(days=app.config.log.keep_days + 1), app.config.log.keep_days) == 1
    assert await rows(app, "questions") == []
    assert sum(row["asked"] for row in await rows(app, "daily_counts")) == 1


@promises(
    "Bảng, biểu đồ và tệp xuất ra chỉ lấy từ những số đếm tăng theo từng nhóm đủ 5 câu "
    "(`privacy.min_group`), nên không ô nào cho biết "
    "ít câu hơn thế."
)
async def test_no_figure_tells_of_few_questions(app):
    span = last_days(TODAY.date(), 7)
    for _ in range(app.config.privacy.min_group - 1):
        await said(app, LAN, QUESTION)
    assert await app.services.statistics.questions(span) == []
    assert await app.services.statistics.entries(span) == {}
    assert await app.services.statistics.hours(span) == {}


@promises(
    "Riêng danh sách mục chưa ai hỏi được lập đúng từng mục, nhưng chỉ đến hết Chủ nhật gần nhất "
    "và không nói mục khác được hỏi mấy lần."
)
async def test_what_nobody_asked_for_is_told_up_to_sunday_and_not_how_often_the_others_were_asked(app):
    async def silent(day: date) -> list[str]:
        return [topic.id for topic in (await not_asked(day, app.services))[1]]

    everything = await silent(TODAY.date())
    await said(app, LAN, QUESTION)
    assert await silent(TODAY.date()) == await silent(TODAY.date() + timedelta(days=6)) == everything
    for _ in range(2):
        assert await silent(TODAY.date() + timedelta(days=7)) == [entry for entry in everything if entry != ENTRY]
        await said(app, LAN, QUESTION)


@promises(
    "Để hiểu câu hỏi tiếp (“thế còn bình luận?”), cẩm nang nhớ mục vừa trả lời và các nút vừa đưa ra, rồi quên sau 15 phút."
)
async def test_a_conversation_is_forgotten_after_a_quarter_of_an_hour():
    seconds = [0.0]
    memory = ProcessMemory(lambda: seconds[0])
    await memory.put("conversation telegram:1", "mục và nút")
    assert KEEP_SECONDS == 15 * 60
    seconds[0] = KEEP_SECONDS - 1
    assert await memory.get("conversation telegram:1")
    seconds[0] = KEEP_SECONDS
    assert await memory.get("conversation telegram:1") is None


@promises(
    "Những điều nhớ ấy chỉ ở trong bộ nhớ, không ghi xuống đĩa của máy chủ; riêng trên Zalo, các lựa "
    "chọn đánh số được giữ ở dạng mã hóa "
    "trong mười phút."
)
async def test_a_conversation_is_in_memory_alone(app, clock):
    await said(app, LAN, QUESTION)
    await app.router.respond(Incoming("zalo", "zalo:777777", QUESTION, account="zalo:777777"))
    assert await rows(app, "short_memory") == []
    (offer,) = await rows(app, "offers")
    assert not re.search(r"777777|topic|Nuôi cá", str(offer))
    assert await app.stores.offers.of("zalo:777777")
    clock.now = TODAY + timedelta(minutes=10)
    assert not await app.stores.offers.of("zalo:777777")


@promises("Tin nhắn đang chờ trả lời được giữ ở dạng mã hóa và xóa ngay khi trả lời xong.")
async def test_what_waits_is_sealed_and_goes_with_its_answer(app):
    seal = seal_from("123:secret", "test")
    await app.stores.deliveries.take_in([Update("telegram:1", b'{"text": "cau hoi"}')], seal)
    (row,) = await rows(app, "waiting")
    assert b"cau hoi" not in row["sealed"]
    app.stores.deliveries.answered("telegram:1")
    await app.stores.deliveries.forget_answered()
    assert await rows(app, "waiting") == []


@promises("Trình duyệt của người hỏi giữ hội thoại trong thẻ đang mở, và nhấn “Xóa hội thoại” thì hội thoại bị xóa.")
def test_the_page_keeps_a_talk_in_its_tab_alone():
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "web" / "static").glob("chat*.js"))
    afresh = re.search(r"function startAfresh\(\) \{(.*?)^\}", scripts, re.MULTILINE | re.DOTALL)
    assert afresh
    assert "newConversation()" in afresh[1]
    assert "sessionStorage.setItem" in scripts
    assert not re.search(r"localStorage|document\.cookie|indexedDB", scripts)


@promises("Những gì cẩm nang giữ theo tài khoản đều hiện ở lệnh `/dulieu`, theo loại và số lượng.")
async def test_what_is_kept_of_an_account_is_shown(app):
    await app.services.roles.grant(LAN, "viewer")
    await sent_on(app)
    privacy = app.library.current.knowledge.messages.privacy
    shown = (await said(app, LAN, "/dulieu")).text
    assert privacy.kept_role.format(number=1) in shown
    assert privacy.kept_pending_question.format(number=1) in shown
    assert [kind for kind in await kept_of(app, LAN) if not hasattr(privacy, f"kept_{kind}")] == []


@promises("Một lần bấm “Xóa hết” ở `/dulieu` xóa tất cả những thứ ấy.")
async def test_one_tap_deletes_all_of_it(app):
    await app.services.roles.grant(LAN, "viewer")
    await sent_on(app)
    shown = await said(app, LAN, "/dulieu")
    assert [button.label for button in shown.buttons] == ["Xóa hết"]
    await said(app, LAN, action=shown.buttons[0].action)
    assert await kept_of(app, LAN) == {}
    assert LAN not in str(await all_rows(app))


@promises("Câu hỏi không nằm trong những gì giữ theo tài khoản.")
async def test_asking_leaves_nothing_of_an_account(app):
    await said(app, LAN, QUESTION)
    await said(app, LAN, STRANGE)
    assert await kept_of(app, LAN) == {}
    assert "333333" not in str(await all_rows(app))


@promises(
    "Ai luyện tập (`/luyentap`) thì cẩm nang giữ từng câu đã trả lời mấy lần và khi nào hỏi lại, không "
    "giữ người đó đã chọn đáp án nào."
)
def test_practice_has_no_column_for_what_was_chosen():
    columns = set(metadata.tables["practice"].columns.keys())
    assert {"account", "item", "answers", "due_at"} <= columns
    assert not [name for name in columns if re.search(r"option|chosen|choice|picked", name)]


@promises("Ở đố vui trong nhóm, từng câu trả lời bị xóa khi hết lượt; tên và điểm của người chơi thì giữ lại, chỉ kèm ngày.")
async def test_single_votes_of_a_round_are_deleted_with_it(app):
    await app.stores.rounds.start(NewRound("g", "telegram", "-1", LAN, "", (Drawn("i", "t", (0, 1)),)))
    game = await app.stores.round_play.whole("g")
    await app.stores.round_play.begin(game, game.questions[0], "", 0)
    await app.stores.round_play.opened(game, game.questions[0], "p", "1", 0)
    await app.stores.round_votes.vote("telegram", "p", Vote(LAN, 1, 0, 0, "Lan"))
    game = await app.stores.round_play.whole("g")
    await app.stores.round_play.end(game, scores(game), "2026-11-23")
    assert await app.stores.rounds.kept(LAN) == {"rounds": 1, "votes": 0, "hidden_name": 0}
    assert [(score.name, score.right) for score in await app.stores.rounds.table("telegram", "-1", None)] == [("Lan", 1)]
    assert "day" in metadata.tables["round_scores"].columns
    assert not [name for name in metadata.tables["round_scores"].columns.keys() if name == "at" or name.endswith("_at")]  # noqa: SIM118


@promises("Trang web không có tài khoản nên không giữ gì của người hỏi.")
async def test_the_page_has_no_account(app):
    (reply,) = await app.router.respond(Incoming("web", "web:abcdef", QUESTION))
    assert ANSWER in reply.text
    assert "abcdef" not in str(await all_rows(app))
    (reply,) = await app.router.respond(Incoming("web", "web:abcdef", "/dulieu"))
    assert reply.text == app.library.current.knowledge.messages.privacy.no_account


@promises("Việc người phụ trách làm được ghi ở `/nhatky`: ai, việc gì, lúc nào.")
async def test_what_admins_do_stands_in_the_journal(app):
    await said(app, OWNER, f"/phanquyen {LAN} xem")
    assert (await said(app, OWNER, "/nhatky")).text == f"23/11/2026 09:30 · {OWNER}: phân quyền: {LAN} → xem"


@promises("Không câu nào được gửi đi trước khi người hỏi xem đúng lời sẽ gửi và bấm đồng ý.")
async def test_nothing_is_sent_on_unseen(app):
    before = await said(app, LAN, action=pressable(await said(app, LAN, PERSONAL), "sendon:"))
    assert await rows(app, "escalations") == []
    await said(app, LAN, action=pressable(before, "sendon:yes"))
    (row,) = await rows(app, "escalations")
    assert f"“{row['text']}”" in before.text


@promises("Địa chỉ trả lời được giữ ở dạng mã hóa, tách khỏi nhật ký câu hỏi và không kèm giờ.")
async def test_a_reply_address_is_sealed_and_has_no_time(app):
    await sent_on(app)
    (row,) = await rows(app, "escalations")
    assert b"333333" not in row["address"]
    assert set(row) == {"id", "day", "text", "address", "state", "answer"}
    assert row["day"] == TODAY.date().toordinal()
    assert not {"address", "escalation"} & set(metadata.tables["questions"].columns.keys())


@promises(
    "Địa chỉ trả lời bị xóa ngay khi gửi xong câu trả lời, khi người hỏi xóa ở `/dulieu`, hoặc khi quá bảy ngày không ai trả lời."
)
@pytest.mark.parametrize("by", ["answer", "asker", "week"])
async def test_a_reply_address_goes(app, clock, by):
    notice = await sent_on(app)
    if by == "answer":
        await said(app, OWNER, action=pressable(notice, "reply:write"))
        preview = await said(app, OWNER, "Xin hỏi chi bộ.")
        await said(app, OWNER, action=pressable(preview, "reply:send"))
    elif by == "asker":
        await said(app, LAN, action="forget")
    else:
        clock.now = TODAY + timedelta(days=8)
        await app.escalating.carry()
    assert await rows(app, "escalations") == []
    for due in await app.stores.notices.due(9):
        await app.stores.notices.end(due.key, "sent")
    assert not [row for row in await rows(app, "notices") if row["address"] or row["reply"]]


@promises("Người phụ trách không biết ai hỏi.")
async def test_no_editor_learns_who_asked(app):
    notice = await sent_on(app)
    write = await said(app, OWNER, action=pressable(notice, "reply:write"))
    preview = await said(app, OWNER, "Xin hỏi chi bộ.")
    done = await said(app, OWNER, action=pressable(preview, "reply:send"))
    journal = await said(app, OWNER, "/nhatky")
    assert not re.search(r"333333|Lan|Bình", str([notice, write, preview, done, journal]))


@promises("Cách hỏi thêm bằng một lần bấm được giữ không kèm ai hỏi hay lúc hỏi, và không có chỗ đã che.")
async def test_what_is_learned_tells_of_nobody(app, tmp_path):
    await said(app, LAN, f"ông Trần Bình 0987654321 {STRANGE}")
    _, (gap,) = await app.services.gaps.open(1)
    await app.services.gaps.learn(gap.key, ENTRY, OWNER)
    (row,) = await rows(app, "learned")
    assert set(row) == {"id", "key", "text", "entry", "state", "home", "version"}
    written = (tmp_path / "content" / "learned.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\[|333333|111111|2026|Bình", row["text"] + written)
    assert STRANGE in Library(tmp_path / "content").current.knowledge.learned.topics[ENTRY][0]
