"""`camnang poster`: the page for a notice board, its code, and what is said when it can't be made."""

import json
import re
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from unicodedata import normalize
from xml.etree import ElementTree as ET

import pytest
import segno

from bot.drawing import as_pdf, as_png
from bot.poster_page import PAPER, QUIET, Poster, drawn
from knowledge.index import Answer
from tests.bot.running import camnang_here
from tests.bot.settings import TOKEN
from tests.bot.small import ENTRY, small_content
from tests.support import own_library

BOT = "ten_bot_cua_don_vi"
SVG = "{http://www.w3.org/2000/svg}"
MARKS = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]
LETTERS = "".join(dict.fromkeys("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz0123456789“”…?/_-.:"))


@pytest.fixture
def content(tmp_path):
    return small_content(tmp_path)


@pytest.fixture
def camnang(content, tmp_path):
    return partial(camnang_here, tmp_path, "poster")


@contextmanager
def telegram_that_says(status, body):
    """A Bot API server that answers everything alike; its address, and the paths it was asked for."""
    asked = []

    class Telegram(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Telegram) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/bot", asked
        finally:
            server.shutdown()
            thread.join()


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own file


def texts(svg):
    return [line.text for line in read(svg).iter(f"{SVG}text")]


def dark_modules(svg):
    (code,) = (path for path in read(svg).iter(f"{SVG}path") if path.get("id") == "code")
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.get("d"))]
    assert "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs) == code.get("d")
    return {(x + step, y) for x, y, length in runs for step in range(length)}


def expected_modules(address):
    matrix = segno.make_qr(address, error="q").matrix
    return {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_the_code_and_the_letters_below_it_lead_to_the_bot(camnang, tmp_path):
    ended = camnang("--out", "p.svg", "--bot", BOT)
    assert (ended.code, ended.said, ended.complained) == (0, f"Đã ghi p.svg; mã QR mở https://t.me/{BOT}\n", "")
    svg = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert dark_modules(svg) == expected_modules(f"https://t.me/{BOT}")
    assert f"t.me/{BOT}" in texts(svg)


@pytest.mark.parametrize("typed", [BOT, f"@{BOT}", f"https://t.me/{BOT}"])
def test_the_name_of_the_bot_may_be_written_as_people_know_it(camnang, typed):
    assert camnang("--out", "p.svg", "--bot", typed).said.endswith(f"https://t.me/{BOT}\n")


def test_a_topic_is_opened_by_the_code_and_named_on_the_page(camnang, tmp_path):
    ended = camnang("--out", "p.svg", "--bot", BOT, "--topic", ENTRY)
    assert ended.code == 0
    svg = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert dark_modules(svg) == expected_modules(f"https://t.me/{BOT}?start={ENTRY}")
    assert {f"t.me/{BOT}?start={ENTRY}", "Mã này mở ngay mục “Trồng lúa nước ở đồng bằng”"} <= set(texts(svg))


def test_without_a_name_telegram_is_asked_for_it(camnang, tmp_path):
    me = {"id": 123456789, "is_bot": True, "first_name": "Cẩm nang", "username": BOT}
    with telegram_that_says(200, json.dumps({"ok": True, "result": me}).encode()) as (address, asked):
        ended = camnang("--out", "p.svg", telegram__token=TOKEN, telegram__base_url=address)
    assert (ended.code, ended.complained) == (0, "")
    assert ended.said.endswith(f"https://t.me/{BOT}\n")
    assert asked == [f"/bot{TOKEN}/getMe"]
    assert f"t.me/{BOT}" in texts((tmp_path / "p.svg").read_text(encoding="utf-8"))


def test_a_page_is_opened_when_there_is_no_bot(camnang, tmp_path):
    address = "https://cam-nang.example/85?a=1&b=<2>"
    assert camnang("--out", "p.svg", "--web", address).code == 0
    svg = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert dark_modules(svg) == expected_modules(address)
    assert "cam-nang.example/85?a=1&b=<2>" in texts(svg)
    assert not any("Telegram" in text for text in texts(svg))


def test_the_words_are_the_contents_own_with_whatever_letters(camnang, content, tmp_path):
    topics = content / "topics" / "thu-nghiem.yaml"
    topics.write_text(
        topics.read_text(encoding="utf-8").replace("Trồng lúa nước ở đồng bằng", 'Lúa "nếp" <b> & cá'), encoding="utf-8"
    )
    messages = content / "messages.yaml"
    named = re.sub(
        r"^poster_name: .*$", "poster_name: Sổ <tay> & 'bút'", messages.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    messages.write_text(named, encoding="utf-8")
    ended = camnang("--out", "p.svg", "--bot", BOT, "--topic", ENTRY)
    assert (ended.code, ended.complained) == (0, "")
    written = texts((tmp_path / "p.svg").read_text(encoding="utf-8"))
    assert {"Sổ <tay> & 'bút'", 'Mã này mở ngay mục “Lúa "nếp" <b> & cá”'} <= set(written)


def test_the_page_says_what_it_is_how_to_use_it_and_an_example():
    messages = own_library().current.knowledge.messages
    written = texts(drawn(Poster("https://t.me/x_bot", messages.poster_scan_telegram, messages.poster_example), messages, PAPER))
    assert written[:3] == [messages.poster_name, messages.poster_purpose, "t.me/x_bot"]
    assert written[3:9:2] == ["1.", "2.", "3."]
    assert written[4:10:2] == [messages.poster_scan_telegram, messages.poster_ask, messages.poster_private]
    assert " ".join(written[9:]) == f"{messages.poster_example} {messages.poster_footer}"


def test_the_example_on_the_page_is_answered():
    current = own_library().current
    (asked,) = re.findall("“(.+)”", current.knowledge.messages.poster_example)
    assert isinstance(current.index.search(asked), Answer)


@pytest.mark.parametrize(
    "address", ["https://t.me/x_bot", f"https://t.me/{'a' * 32}?start={'b' * 40}", f"https://a.vn/{'c' * 187}"]
)
def test_code_and_words_keep_apart_on_the_page_whatever_the_topic(address):
    knowledge = own_library().current.knowledge
    messages = knowledge.messages
    for topic in knowledge.topics.values():
        poster = Poster(address, messages.poster_scan_telegram, messages.poster_opens.format(topic=topic.title))
        page = read(drawn(poster, messages, PAPER))
        (code,) = page.findall(f"{SVG}svg")
        top, side = float(code.get("y")), float(code.get("height"))
        lines = [(float(line.get("y")), float(line.get("font-size"))) for line in page.iter(f"{SVG}text")]
        boxes = [(round(baseline - size, 1), round(baseline + 0.3 * size, 1)) for baseline, size in lines]
        assert all(lower <= round(top, 1) or upper >= round(top + side, 1) for upper, lower in boxes)
        assert min(upper for upper, _ in boxes) > 10
        assert max(lower for _, lower in boxes) < 287
        assert side >= 60


@pytest.mark.parametrize("address", ["https://t.me/x_bot", f"https://a.vn/{'c' * 187}"])
def test_the_code_is_black_on_white_with_four_quiet_modules_on_each_side(address):
    messages = own_library().current.knowledge.messages
    (code,) = read(drawn(Poster(address, "a", "b"), messages, PAPER)).findall(f"{SVG}svg")
    whole = len(segno.make_qr(address, error="q").matrix) + 2 * QUIET
    assert QUIET == 4
    assert code.get("viewBox") == f"-4 -4 {whole} {whole}"
    white, black = code
    assert [white.get(name) for name in ("x", "y", "width", "height", "fill")] == ["-4", "-4", str(whole), str(whole), "#fff"]
    assert black.get("fill") == "#000"


def test_a_page_to_print_is_a4_with_its_fonts_in_it(camnang, tmp_path):
    assert camnang("--out", "p.PDF", "--bot", BOT).code == 0
    pdf = (tmp_path / "p.PDF").read_bytes()
    assert pdf.startswith(b"%PDF-")
    (size,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [float(length) for length in size] == pytest.approx([210 / 25.4 * 72, 297 / 25.4 * 72], abs=0.1)
    assert len(re.findall(rb"/Type ?/Page\b", pdf)) == 1
    fonts = set(re.findall(rb"/BaseFont ?/\w+\+([\w-]+)", pdf))
    assert fonts == {b"LiberationSans", b"LiberationSans-Bold", b"LiberationSans-Italic"}


def test_a_picture_has_300_pixels_to_the_inch(camnang, tmp_path):
    assert camnang("--out", "p.png", "--bot", BOT).code == 0
    png = (tmp_path / "p.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (2480, 3508)
    density = png[png.index(b"pHYs") + 4 :][:9]
    assert round(int.from_bytes(density[:4]) * 0.0254) == 300


def test_an_svg_is_a4_in_print(camnang, tmp_path):
    assert camnang("--out", "p.svg", "--bot", BOT).code == 0
    page = read((tmp_path / "p.svg").read_text(encoding="utf-8"))
    assert (page.get("width"), page.get("height"), page.get("viewBox")) == ("210mm", "297mm", "0 0 210 297")


def spelt(letter, form):
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="5" y="30" font-family="Liberation Sans" font-size="24" {form}>{letter}</text></svg>'
    )


@pytest.mark.parametrize("form", ["", 'font-weight="bold"', 'font-style="italic"'])
def test_the_fonts_that_come_along_have_every_vietnamese_letter(form):
    vowels = [vowel + mark for vowel in "aăâeêioôơuưy" for mark in MARKS]
    lower = {normalize("NFC", letter) for letter in [*vowels, *LETTERS]}
    letters = lower | {letter.upper() for letter in lower}
    assert all(len(letter) == 1 for letter in letters)
    pictures = {letter: as_png(spelt(letter, form), 72) for letter in letters}
    # A letter that is missing looks like any other that is, or like nothing.
    assert len(set(pictures.values())) == len(letters)
    assert as_png(spelt(" ", form), 72) not in pictures.values()
    fonts = re.findall(rb"/BaseFont ?/\w+\+([\w-]+)", as_pdf(spelt("".join(sorted(letters)), form)))
    assert {font.partition(b"-")[0] for font in fonts} == {b"LiberationSans"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "p.docx", "--bot", BOT], "không biết ghi 'p.docx' dạng gì: tên tệp phải kết thúc bằng .pdf, .svg hoặc .png"),
        (["--out", "p", "--bot", BOT], "không biết ghi 'p' dạng gì"),
        (["--out", "no\nending", "--bot", BOT], "không biết ghi 'no ending' dạng gì"),
        (["--out", "p.svg", "--bot", BOT, "--topic", "trong-lua-"], "'trong-lua-'; có phải 'trong-lua'?: xem các id"),
        (["--out", "p.svg", "--bot", BOT, "--topic", "Khác\nhẳn"], "không có mục nào có id 'Khác hẳn': xem các id"),
        (["--out", "khong-co/p.svg", "--bot", BOT], "không ghi được 'khong-co/p.svg' (No such file or directory)"),
        (
            ["--out", "content/messages.yaml/p.pdf", "--bot", BOT],
            "không ghi được 'content/messages.yaml/p.pdf' (Not a directory)",
        ),
        (["--out", "thu-muc.png", "--bot", BOT], "không ghi được 'thu-muc.png' (Is a directory)"),
        (["--out", "p.svg", "--bot", "tên bot"], "'tên bot' không phải tên bot trên Telegram"),
        (["--out", "p.svg", "--bot", "a" * 33], "không phải tên bot trên Telegram"),
        (["--out", "p.svg", "--bot", f"{BOT}?start=x"], "không phải tên bot trên Telegram"),
        (["--out", "p.svg", "--web", "cam-nang.example"], "'cam-nang.example' không phải địa chỉ trang"),
        (["--out", "p.svg", "--web", "https://a.vn/một"], "không phải địa chỉ trang"),
        (["--out", "p.svg", "--web", "javascript://a.vn/"], "không phải địa chỉ trang"),
        (["--out", "p.svg", "--web", "https://a.vn/" + "a" * 200], "không phải địa chỉ trang"),
        (["--out", "p.svg", "--web", "https://a.vn/", "--bot", BOT], "--web không đi cùng --bot"),
        (["--out", "p.svg", "--web", "https://a.vn/", "--topic", ENTRY], "--web không đi cùng --bot hay --topic"),
        (["--out", "p.svg"], "chưa biết mã QR mở gì: ghi --bot"),
    ],
)
def test_what_cannot_be_made_is_told_in_one_line(camnang, tmp_path, arguments, said):
    (tmp_path / "thu-muc.png").mkdir()
    ended = camnang(*arguments)
    assert (ended.code, ended.said) == (1, "")
    assert len(ended.complained.splitlines()) == 1
    assert said in ended.complained
    assert not (tmp_path / "p.svg").exists()


def test_words_that_leave_no_room_for_the_code_are_told_in_one_line(camnang, content):
    messages = content / "messages.yaml"
    messages.write_text(
        messages.read_text(encoding="utf-8").replace("poster_ask: ", "poster_ask: " + "rất dài " * 100), encoding="utf-8"
    )
    ended = camnang("--out", "p.pdf", "--bot", BOT)
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith("chữ trên tờ áp phích dài quá")
    assert len(ended.complained.splitlines()) == 1


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b'{"ok": false, "error_code": 401, "description": "Unauthorized"}', "Telegram không nhận mã bot này"),
        (404, b'{"ok": false, "error_code": 404, "description": "Not Found"}', "Telegram không nhận mã bot này"),
        (500, b'{"ok": false, "error_code": 500, "description": "Internal"}', "không hỏi được tên bot ở http://127.0.0.1:"),
        (502, b"<html>", "không hỏi được tên bot ở http://127.0.0.1:"),
        (200, b"<html>", "không hỏi được tên bot ở http://127.0.0.1:"),
        (200, b"[]", "không hỏi được tên bot ở http://127.0.0.1:"),
        (200, b'{"ok": true, "result": []}', "không hỏi được tên bot ở http://127.0.0.1:"),
        (
            200,
            b'{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "a", "username": "a b"}}',
            "'a b' không phải tên bot",
        ),
    ],
)
def test_when_telegram_does_not_tell_the_name_one_line_says_so_without_the_token(camnang, tmp_path, status, body, said):
    with telegram_that_says(status, body) as (address, _):
        ended = camnang("--out", "p.svg", telegram__token=TOKEN, telegram__base_url=address)
    assert (ended.code, ended.said) == (1, "")
    assert said in ended.complained
    assert len(ended.complained.splitlines()) == 1
    assert TOKEN.partition(":")[2] not in ended.complained
    assert not (tmp_path / "p.svg").exists()


def test_when_nobody_answers_one_line_says_so_without_the_token(camnang):
    with telegram_that_says(200, b"") as (address, _):
        pass  # the port is free again, and nobody listens there
    ended = camnang("--out", "p.svg", telegram__token=TOKEN, telegram__base_url=address)
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith(f"không hỏi được tên bot ở {address}: ")
    assert len(ended.complained.splitlines()) == 1
    assert TOKEN.partition(":")[2] not in ended.complained
