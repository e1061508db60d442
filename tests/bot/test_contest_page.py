"""The contest's pages over HTTP: who gets in, what they say, and what they never say."""

import re

import httpx
import pytest

from bot.web.site import create_site
from handlers.contest.contests import sealed_code
from handlers.contest.model import LETTERS, Unit
from tests.bot.contests import EDITOR, PLAN, UNITS, Clock, announced, at, bot_with, entered, said

LAN = "telegram:22"
FROM_HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def clock():
    return Clock(at(1))


@pytest.fixture
async def app(tmp_path, clock):
    async with bot_with(tmp_path, clock) as app:
        yield app


class Browser:
    """A browser: it keeps cookies, and sends forms as the page has them."""

    def __init__(self, app, **headers):
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_site(app)), base_url="http://test", headers=headers or FROM_HERE
        )
        self.page = httpx.Response(204)

    async def opens(self, path):
        self.page = await self.client.get(path, follow_redirects=True)
        return self.page

    async def sends(self, path, **fields):
        """Sends a form to that address, with the token of the page that is open."""
        token = re.search(r'name="token" value="(\w+)"', self.page.text)
        self.page = await self.client.post(path, data={"token": token[1] if token else "", **fields}, follow_redirects=True)
        return self.page


async def in_contest(app, contest, name="Lan", unit=0, **headers):
    """A browser of someone who entered on the page."""
    browser = Browser(app, **headers)
    await browser.opens(f"/cuocthi/{contest.id}/ghi-danh")
    units = await app.services.contests.book.units(contest.id)
    await browser.sends(f"/cuocthi/{contest.id}/ghi-danh", name=name, unit=str(units[unit].id))
    return browser


async def paper_of(app, contest, number=-1):
    return (await app.services.contests.papers.papers(contest.id))[number]


async def begun(app, contest, **headers):
    browser = await in_contest(app, contest, **headers)
    await browser.sends(f"/cuocthi/{contest.id}/thi")
    paper = await paper_of(app, contest)
    return browser, paper, f"/cuocthi/{contest.id}/bai/{paper.id}"


async def test_someone_without_a_messenger_enters_by_name_and_unit_and_hands_in_a_paper(app):
    contest = await announced(app)
    browser, paper, path = await begun(app, contest)
    assert paper.asked[0].question in browser.page.text
    for number, asked in enumerate(paper.asked, 1):
        await browser.sends(f"{path}/cau/{number}", chosen=LETTERS[asked.right])
    assert "Đã trả lời 5/5 câu" in browser.page.text
    await browser.sends(f"{path}/nop", guess="3")
    assert "đúng 5/5 câu" in browser.page.text
    kept = await paper_of(app, contest)
    assert (kept.right, kept.guess, kept.ended_at) == (5, 3, at(1))


async def test_a_link_of_the_chat_opens_the_same_part_once_and_is_not_used_up_by_looking(app):
    contest = await announced(app)
    await entered(app, LAN)
    link = await app.services.contests.link_for(LAN)
    path = f"/cuocthi/{contest.id}/vao/{link}"
    browser, other = Browser(app), Browser(app)
    for _ in range(2):
        assert "chỉ dùng được một lần" in (await other.opens(path)).text
    await browser.opens(path)
    assert "Dự thi với tên: Lan" in (await browser.sends(path)).text
    assert (await other.sends(path)).status_code == 403
    cookie = next(iter(browser.client.cookies.jar))
    assert (cookie.has_nonstandard_attr("HttpOnly"), cookie.get_nonstandard_attr("SameSite"), cookie.path) == (
        True,
        "lax",
        "/cuocthi",
    )


async def test_a_link_is_good_for_ten_minutes(app, clock):
    contest = await announced(app)
    await entered(app, LAN)
    path = f"/cuocthi/{contest.id}/vao/{await app.services.contests.link_for(LAN)}"
    clock.passes(minutes=10)
    browser = Browser(app)
    await browser.opens(path)
    assert (await browser.sends(path)).status_code == 403


async def test_nobody_who_reads_the_database_finds_a_key_in_it(app, tmp_path):
    contest = await announced(app)
    browser = await in_contest(app, contest)
    key = browser.client.cookies["camnang_contest"]
    link = await app.services.contests.link_for(LAN)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
    assert key.encode() not in kept
    assert link.encode() not in kept


async def test_the_attempts_of_chat_and_page_are_counted_together(app):
    contest = await announced(app)
    await entered(app, LAN)
    path = f"/cuocthi/{contest.id}/vao/{await app.services.contests.link_for(LAN)}"
    browser = Browser(app)
    await browser.opens(path)
    await browser.sends(path)
    await browser.sends(f"/cuocthi/{contest.id}/thi")
    assert (await said(app, LAN, action=f"contest:start:{contest.id}")).title.startswith("Câu 1/5")
    paper = await paper_of(app, contest)
    await said(app, LAN, action=f"contest:e:{contest.id}:{paper.id}")
    await browser.opens(f"/cuocthi/{contest.id}")
    assert "Đã dùng 1/2 lượt" in browser.page.text


async def test_a_code_is_one_persons_in_whatever_chat_or_browser(app):
    contest = await announced(app)
    codes = {sealed_code(contest.id, code): "Phường A" for code in ("ABC123", "XYZ789")}
    assert await app.services.contests.book.set_units(contest.id, UNITS, codes)
    path = f"/cuocthi/{contest.id}/ghi-danh"
    browsers = [Browser(app) for _ in range(3)]
    for browser, code in zip(browsers, ("abc 123", "ABC123", "sai-ma"), strict=True):
        await browser.opens(path)
        await browser.sends(path, name="Lan", code=code)
    assert [browser.page.status_code for browser in browsers] == [200, 200, 400]
    assert len(await app.services.contests.people.everyone(contest.id)) == 1
    await said(app, LAN, action=f"contest:enter:{contest.id}")
    await said(app, LAN, "Lan")
    messages = app.library.current.knowledge.messages
    assert (await said(app, LAN, "ABC123")).text == messages.contest.bad_code
    assert "Phường A" in (await said(app, LAN, "xyz 789")).text
    await app.services.contests.people.forget(LAN)
    await browsers[2].sends(path, name="Lan", code="XYZ789")
    assert browsers[2].page.status_code == 400


async def test_codes_cannot_be_tried_one_after_another(app):
    contest = await announced(app)
    await app.services.contests.book.set_units(contest.id, UNITS, {sealed_code(contest.id, "ABC123"): "Phường A"})
    path = f"/cuocthi/{contest.id}/ghi-danh"
    browser = Browser(app)
    await browser.opens(path)
    for number in range(20):
        await browser.sends(path, name="Lan", code=f"SAI{number:03}")
    assert "Đã gõ sai mã nhiều lần" in (await browser.sends(path, name="Lan", code="ABC123")).text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://ke-xau.example"},
        {"origin": "null"},
        {"x-nothing": "known"},
    ],
)
async def test_a_form_of_another_site_does_nothing(app, headers):
    contest = await announced(app)
    browser, paper, path = await begun(app, contest)
    browser.client.headers = httpx.Headers({"cookie": browser.client.headers.get("cookie", ""), **headers})
    await browser.sends(f"{path}/cau/1", chosen="A")
    await browser.sends(f"{path}/nop", guess="1")
    await browser.sends(f"/cuocthi/{contest.id}/xoa")
    assert await paper_of(app, contest) == paper


async def test_a_form_from_here_is_believed_by_its_origin_where_a_browser_says_no_more(app):
    contest = await announced(app)
    browser, _, path = await begun(app, contest, origin="http://test")
    await browser.sends(f"{path}/cau/1", chosen="B")
    assert (await paper_of(app, contest)).answers[0] == "B"


async def test_a_form_without_the_token_of_the_page_does_nothing(app):
    contest = await announced(app)
    browser, paper, path = await begun(app, contest)
    await browser.client.post(f"{path}/cau/1", data={"chosen": "A"})
    assert await paper_of(app, contest) == paper


async def test_what_is_right_stands_on_no_page_before_the_week_is_over(app, clock):
    contest = await announced(app)
    browser, paper, path = await begun(app, contest)
    here = f"/cuocthi/{contest.id}"
    pages = [*(f"{path}/cau/{number}" for number in range(1, 6)), path, here, f"{here}/dap-an/1", f"{here}/the-le"]
    seen = [(await browser.opens(page)).text for page in pages]
    seen.append((await browser.sends(f"{path}/nop")).text)
    seen += [(await browser.opens(page)).text for page in pages]
    assert not [1 for text in seen for asked in paper.asked if asked.explanation in text]
    clock.time = at(8)
    text = (await browser.opens(f"{here}/dap-an/1")).text
    assert all(asked.options[asked.right] in text for asked in paper.asked)


async def test_what_is_still_to_come_is_said_only_while_it_is_to_come(app, clock):
    clock.time = at(29, month=11)  # in the trial
    contest = await announced(app)
    here, told = f"/cuocthi/{contest.id}", []
    browser = await in_contest(app, contest)
    for now in (clock.time, at(2)):
        clock.time = now
        await browser.opens(here)
        paper = await browser.sends(f"{here}/thi")
        told.append((await browser.sends(f"{paper.url.path.partition('/cau/')[0]}/nop")).text)
    clock.time = at(8)
    told.append((await browser.opens(here)).text)
    assert ["Còn 1 lượt trong đợt này." in text for text in told] == [True, True, False]
    assert ["Đáp án có sau khi hết tuần." in text for text in told] == [False, True, False]
    assert all("Đã nộp bài lượt 1: đúng" in text for text in told)


async def test_an_answer_after_the_time_is_not_taken_and_the_page_says_so(app, clock):
    contest = await announced(app)
    browser, _, path = await begun(app, contest)
    await browser.sends(f"{path}/cau/1", chosen="A")
    clock.passes(minutes=10)
    assert "Hết giờ." in (await browser.sends(f"{path}/cau/2", chosen="A")).text
    assert "Hết giờ." in (await browser.opens(f"{path}/cau/3")).text
    assert (await paper_of(app, contest)).answers == "A----"


async def test_nobody_opens_the_paper_of_someone_else(app):
    contest = await announced(app)
    _, paper, path = await begun(app, contest)
    other = await in_contest(app, contest, "Bình", 1)
    for page in (path, f"{path}/cau/1"):
        assert (await other.opens(page)).status_code == 404
    await other.sends(f"{path}/cau/1", chosen="A")
    await other.sends(f"{path}/nop")
    assert await paper_of(app, contest) == paper


@pytest.mark.parametrize("chosen", ["", "E", "a", "AB", "ABCD", "1", "<", "-", "'"])
async def test_what_is_no_option_is_no_answer(app, chosen):
    contest = await announced(app)
    browser, paper, path = await begun(app, contest)
    await browser.sends(f"{path}/cau/1", chosen=chosen)
    await browser.sends(f"{path}/cau/6", chosen="A")
    await browser.sends(f"{path}/du-doan", guess="chín")
    assert await paper_of(app, contest) == paper


async def test_names_are_shown_as_they_are_typed_and_never_as_markup(app, clock):
    contest = await announced(app, PLAN, (Unit("<b>Phường</b> & A", 4),))
    browser, _, path = await begun(app, contest)
    other = await in_contest(app, contest, "<script>alert(1)</script> Lan")
    await other.sends(f"/cuocthi/{contest.id}/thi")
    for one in (browser, other):
        await one.sends(f"/cuocthi/{contest.id}/bai/{(await paper_of(app, contest)).id}/nop")
    await browser.sends(f"{path}/nop")
    clock.time = at(8)
    await said(app, EDITOR, action=f"contests:publish:{contest.id}:1")
    for page in (f"/cuocthi/{contest.id}", f"/cuocthi/{contest.id}/ket-qua/1", f"/cuocthi/{contest.id}/ghi-danh"):
        text = (await other.opens(page)).text
        assert "<script>alert" not in text
        assert "<b>Phường" not in text
    assert "&lt;script&gt;alert(1)" in (await other.opens(f"/cuocthi/{contest.id}/ket-qua/1")).text


async def test_who_deletes_their_part_is_told_first_and_cannot_begin_anew(app):
    contest = await announced(app)
    browser, _, _ = await begun(app, contest)
    assert "sẽ mất hẳn" in (await browser.opens(f"/cuocthi/{contest.id}/xoa")).text
    await browser.sends(f"/cuocthi/{contest.id}/xoa")
    assert await app.services.contests.people.everyone(contest.id) == []
    assert await app.services.contests.papers.papers(contest.id) == []


@pytest.mark.parametrize(
    "path",
    [
        "99",
        "0",
        "1/bai/1",
        "1/bai/1/cau/0",
        "1/ket-qua/1",
        "1/dap-an/1",
        "1/cau",
        "abc",
        "1/vao/x/y",
        f"{10**30}",
        f"1/ket-qua/{10**30}",
        f"{2**31}",
    ],
)
async def test_an_address_that_leads_nowhere_is_told(app, path):
    await announced(app)
    assert (await Browser(app).opens(f"/cuocthi/{path}")).status_code == 404


async def test_a_draft_and_a_cancelled_contest_are_open_to_nobody(app):
    number = await app.services.contests.book.create(PLAN, UNITS, app.now())
    browser = Browser(app)
    assert (await browser.opens(f"/cuocthi/{number}")).status_code == 404
    contest = await announced(app)
    await app.services.contests.book.set_state(contest.id, "cancelled", ["open"])
    assert "đã hủy" in (await browser.opens(f"/cuocthi/{contest.id}")).text
    assert "không trong thời gian thi" in (await browser.opens(f"/cuocthi/{contest.id}/ghi-danh")).text


async def test_the_pages_are_kept_by_no_cache_and_framed_by_nobody(app):
    contest = await announced(app)
    headers = (await Browser(app).opens(f"/cuocthi/{contest.id}")).headers
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_the_short_address_of_the_rules_leads_to_those_of_the_one_contest_else_to_the_list(app):
    browser = Browser(app)
    assert (await browser.opens("/thele")).url.path == "/cuocthi"
    contest = await announced(app)
    page = await browser.opens("/thele")
    assert (page.url.path, "Mỗi bài có 5 câu" in page.text) == (f"/cuocthi/{contest.id}/the-le", True)
    await announced(app)
    page = await browser.opens("/thele")
    assert page.text.count(f'href="/cuocthi/{contest.id}"') == 1
