"""The `camnang` command."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands.content import knowledge_cli
from bot.commands.contest import contest_cli
from bot.commands.terminal import config_here, say
from bot.logs import hide_secrets
from knowledge.faults import MendableError

cli = typer.Typer(
    name="camnang",
    help="Cẩm nang 85: hỏi đáp có nguồn về Quy định 85-QĐ/TW.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a frame around a traceback breaks its lines, and secrets in them, in two
)
cli.add_typer(knowledge_cli, name="knowledge")
cli.add_typer(contest_cli, name="contest")


def main() -> None:
    """Runs the command; a fault that a person can mend is one line each and exit code 1."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal set to ASCII must not make Vietnamese a fault.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    hide_secrets(())
    try:
        cli()
    except MendableError as fault:
        _fail(str(fault))


def _fail(text: str) -> NoReturn:
    print(text, file=sys.stderr)  # noqa: T201 - the command's own words
    sys.exit(1)


@cli.command()
def run() -> None:
    """Chạy cẩm nang: trang hỏi đáp và những kênh đã cài đặt."""
    from bot.commands import serving

    asyncio.run(serving.serve_bot(config_here()))


@cli.command()
def chat() -> None:
    """Trò chuyện ngay trong cửa sổ dòng lệnh."""
    from bot.commands import talking

    asyncio.run(talking.chat(config_here()))


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi; dấu - cùng với --json: đọc mỗi dòng một câu từ đầu vào.")],
    as_lines: Annotated[bool, typer.Option("--json", help="In kết quả tìm kiếm dạng JSON, không ghi nhật ký.")] = False,
) -> None:
    """Hỏi một câu."""
    from bot.commands import talking
    from knowledge.library import Library

    config = config_here()
    if not as_lines:
        asyncio.run(talking.ask(config, question))
        return
    index = Library(config.content.path).current.index
    for line in talking.questions(question):
        say(json.dumps(talking.timed(index, line), ensure_ascii=False))


@cli.command()
def doctor() -> None:
    """Xem cài đặt có chỗ nào sai không."""
    from bot.doctor import examine

    faults = asyncio.run(examine(config_here(), say))
    if faults:
        sys.exit(1)


@cli.command()
def demo(
    remove: Annotated[bool, typer.Option("--remove", help="Bỏ các câu hỏi mẫu đi.")] = False,
) -> None:
    """Tạo 90 ngày câu hỏi mẫu để xem thử bảng điều khiển, chỉ khi chưa có câu hỏi nào."""
    from bot.demo import make_demo, remove_demo

    config = config_here()
    say(asyncio.run(remove_demo(config) if remove else make_demo(config)))


@cli.command()
def poster(
    out: Annotated[Path, typer.Option(help="Tệp để ghi, dạng theo đuôi tên: .pdf, .svg hoặc .png.")],
    bot: Annotated[str, typer.Option(help="Tên bot trên Telegram; không ghi thì hỏi Telegram bằng mã bot đã cài đặt.")] = "",
    topic: Annotated[str, typer.Option(help="Id của mục mà mã QR mở ngay.")] = "",
    web: Annotated[str, typer.Option(help="Địa chỉ trang hỏi đáp, khi không có bot trên Telegram.")] = "",
) -> None:
    """Làm tờ áp phích A4 có mã QR mở cẩm nang."""
    from bot.poster import Order, make_poster
    from knowledge.loader import load_folder

    config = config_here()
    order = Order(out, bot, topic, web)
    say(asyncio.run(make_poster(order, config.telegram, load_folder(config.content.path))))
