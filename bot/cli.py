"""The `camnang` command."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.app import open_app
from bot.approval import ApprovalError, approve_items, waiting_lines
from bot.channels import console
from bot.config import Config, ConfigError, load_config
from bot.contest_replay import ReplayError, replay_contest
from bot.doctor import examine
from bot.environment import read_environment
from bot.learning import keep_learning
from bot.logs import hide_secrets, set_up_logs
from bot.outbox import send_notices
from bot.poster import Order, PosterError, make_poster
from bot.practice import offer_practice
from bot.quiz_rounds import play_rounds
from bot.scheduler import forget_conversations, keep_contests, purge_questions, reload_changed_content
from bot.web.server import AddressError, address_of, open_socket, serve
from bot.web.site import create_site
from handlers.contract import StorageError
from handlers.present import printed_whole
from knowledge.index import as_json
from knowledge.learned import as_yaml
from knowledge.library import Library
from knowledge.lint import PARTS, led_elsewhere, mistakes_in, overdue_in, places_in, senseless_dates, strays_in
from knowledge.loader import ContentError, load_folder, texts_in
from knowledge.passage_quality import evaluate_passages, read_passages
from knowledge.quality import QuestionSetError, Score, evaluate, read_cases
from knowledge.quiz_lint import quiz_advice, quiz_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socket import socket

    from knowledge.index import Index
    from knowledge.messages import Messages
    from knowledge.yaml_source import Mistake

cli = typer.Typer(
    name="camnang",
    help="Cẩm nang 85: hỏi đáp có nguồn về Quy định 85-QĐ/TW.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a frame around a traceback breaks its lines, and secrets in them, in two
)
knowledge_cli = typer.Typer(help="Kiểm tra và chấm điểm nội dung.", no_args_is_help=True)
cli.add_typer(knowledge_cli, name="knowledge")
contest_cli = typer.Typer(help="Cuộc thi.", no_args_is_help=True)
cli.add_typer(contest_cli, name="contest")

MOST_ADVICE = 10  # lines of advice that a person reads
PLAIN_FAULTS = (ConfigError, ContentError, StorageError, AddressError, QuestionSetError, PosterError, ApprovalError, ReplayError)


def main() -> None:
    """Runs the command; a fault that a person can mend is one line each and exit code 1."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal set to ASCII must not make Vietnamese a fault.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    hide_secrets(())
    try:
        cli()
    except PLAIN_FAULTS as fault:
        _fail(str(fault))


def _fail(text: str) -> NoReturn:
    print(text, file=sys.stderr)  # noqa: T201 - the command's own words
    sys.exit(1)


def _config() -> Config:
    config = load_config(read_environment(Path(".env"), os.environ))
    set_up_logs(config.log.level, config.secrets)
    return config


@cli.command()
def run() -> None:
    """Chạy cẩm nang: trang hỏi đáp và những kênh đã cài đặt."""
    asyncio.run(_run(_config()))


async def _run(config: Config) -> None:
    # The database's thread must not wait long for its turn beside a busy loop; Python's default is 5 ms for each.
    sys.setswitchinterval(0.0002)
    listener = open_socket(config.web.host, config.web.port)
    with listener:
        await _serve(config, listener)


async def _serve(config: Config, listener: socket) -> None:
    async with open_app(config) as app, asyncio.TaskGroup() as group:
        messages = app.library.current.knowledge.messages
        work = [
            forget_conversations(app),
            purge_questions(app),
            reload_changed_content(app),
            keep_contests(app),
            send_notices(app),
            play_rounds(app),
            offer_practice(app),
            keep_learning(app),
        ]
        if config.telegram.token.get_secret_value():
            work.append(app.telegram.run())
        if config.zalo.is_on:
            work.append(app.zalo.run())
        chores = [group.create_task(chore) for chore in work]
        await serve(create_site(app), listener, lambda: _say(messages.run_address.format(address=address_of(listener))))
        for chore in chores:
            chore.cancel()
        _say(messages.run_stopped)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command's own words


@cli.command()
def chat() -> None:
    """Trò chuyện ngay trong cửa sổ dòng lệnh."""
    asyncio.run(_chat(_config()))


async def _chat(config: Config) -> None:
    # asyncio's own handler would wait for the line that is being typed; this one ends the typing.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    async with open_app(config) as app:
        await console.chat(app, input, _say)


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi; dấu - cùng với --json: đọc mỗi dòng một câu từ đầu vào.")],
    as_lines: Annotated[bool, typer.Option("--json", help="In kết quả tìm kiếm dạng JSON, không ghi nhật ký.")] = False,
) -> None:
    """Hỏi một câu."""
    config = _config()
    if not as_lines:
        asyncio.run(_ask(config, question))
        return
    index = Library(config.content.path).current.index
    for line in _questions(question):
        _say(json.dumps(_timed(index, line), ensure_ascii=False))


async def _ask(config: Config, question: str) -> None:
    async with open_app(config) as app:
        _say(await console.ask(app, question, choosable=False))


def _questions(question: str) -> Iterator[str]:
    if question != "-":
        yield question
        return
    sys.stdin.reconfigure(newline="\n")  # type: ignore[union-attr]  # a lone \r is part of a line, so that lines and answers match
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _timed(index: Index, question: str) -> dict[str, object]:
    started = time.perf_counter()
    found = index.search(question)
    took = (time.perf_counter() - started) * 1000
    return {"question": question, **as_json(found), "took_ms": round(took, 3)}


@cli.command()
def doctor() -> None:
    """Xem cài đặt có chỗ nào sai không."""
    faults = asyncio.run(examine(_config(), _say))
    if faults:
        sys.exit(1)


@cli.command()
def poster(
    out: Annotated[Path, typer.Option(help="Tệp để ghi, dạng theo đuôi tên: .pdf, .svg hoặc .png.")],
    bot: Annotated[str, typer.Option(help="Tên bot trên Telegram; không ghi thì hỏi Telegram bằng mã bot đã cài đặt.")] = "",
    topic: Annotated[str, typer.Option(help="Id của mục mà mã QR mở ngay.")] = "",
    web: Annotated[str, typer.Option(help="Địa chỉ trang hỏi đáp, khi không có bot trên Telegram.")] = "",
) -> None:
    """Làm tờ áp phích A4 có mã QR mở cẩm nang."""
    config = _config()
    order = Order(out, bot, topic, web)
    _say(asyncio.run(make_poster(order, config.telegram, load_folder(config.content.path))))


@contest_cli.callback()
def contest_commands() -> None:
    """Cuộc thi."""


@contest_cli.command(name="replay")
def replay_command(number: Annotated[int, typer.Argument(help="Số của cuộc thi.")]) -> None:
    """Tính lại kết quả đã công bố từ các bài thi đã lưu."""
    replayed = asyncio.run(replay_contest(_config(), number))
    for line in replayed.lines:
        _say(line)
    if not replayed.same:
        sys.exit(1)


@knowledge_cli.command()
def check(
    show_all: Annotated[bool, typer.Option("--all", help="In hết các lưu ý về cách hỏi, không chỉ những chỗ rõ nhất.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Không thử bỏ từng cách hỏi (mất khoảng mười giây).")] = False,
) -> None:
    """Kiểm tra mọi tệp nội dung; mỗi chỗ sai hay lưu ý một dòng tệp:dòng:cột."""
    folder = _config().content.path
    knowledge = Library(folder).current.knowledge
    places = places_in(texts_in(folder), folder.as_posix() + "/")
    today = datetime.now(tz=_config().zone).date()
    mistakes = mistakes_in(knowledge, places, lambda topic: printed_whole(topic, knowledge, today))
    mistakes += senseless_dates(knowledge, places, today) + quiz_mistakes(knowledge, places)
    if mistakes:
        raise ContentError(mistakes)
    for mistake in [*overdue_in(knowledge, places, today), *strays_in(knowledge, places), *quiz_advice(knowledge, places)]:
        _say(knowledge.messages.check_advice.format(mistake=mistake))
    if not quick:
        terminal = Console(stderr=True)
        parts = track(range(PARTS), "", transient=True, console=terminal, disable=not terminal.is_terminal)
        _say_led_elsewhere(led_elsewhere(knowledge, places, parts), knowledge.messages, show_all)
    phrasings = sum(len(knowledge.phrasings(topic)) for topic in knowledge.topics)
    counts = {"topics": len(knowledge.topics), "phrasings": phrasings, "sources": len(knowledge.sources)}
    _say(knowledge.messages.content_right.format(**counts))


@knowledge_cli.command()
def approve(
    items: Annotated[
        list[str] | None, typer.Argument(help="Id của những câu đố đã so với mục; không ghi: xem câu nào chờ.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Duyệt mọi câu đang chờ.")] = False,
) -> None:
    """Ghi dấu duyệt vào tệp câu đố."""
    folder = _config().content.path
    quiz = load_folder(folder).messages.quiz
    if items or everything:
        _say(quiz.approved_items.format(number=approve_items(folder, items or [], everything=everything)))
    else:
        waiting = waiting_lines(folder)
        _say("\n".join([*waiting, quiz.waiting_advice]) if waiting else quiz.waiting_none)


def _say_led_elsewhere(found: list[tuple[float, Mistake]], messages: Messages, show_all: bool) -> None:
    shown = found if show_all else found[:MOST_ADVICE]
    for _, mistake in shown:
        _say(messages.check_advice.format(mistake=mistake))
    if len(found) > len(shown):
        _say(messages.check_more.format(more=len(found) - len(shown)))


@knowledge_cli.command(name="learned")
def learned_command() -> None:
    """In mọi cách hỏi đã thêm bằng một lần bấm, dạng tệp learned.yaml."""
    asyncio.run(_learned(_config()))


async def _learned(config: Config) -> None:
    async with open_app(config) as app:
        _say(as_yaml(app.library.current.knowledge.learned).rstrip())


@knowledge_cli.command(name="evaluate")
def evaluate_command(
    file: Annotated[Path, typer.Argument(help="Tệp CSV gồm các cột question,gold,also,style.")],
    of_passages: Annotated[
        bool, typer.Option("--passages", help="Chấm tìm kiếm trong đoạn văn dài; tệp gồm các cột context,question.")
    ] = False,
    as_object: Annotated[bool, typer.Option("--json", help="In dạng JSON.")] = False,
) -> None:
    """Chấm điểm bộ câu hỏi: đúng, có ích, sai, từ chối."""
    if of_passages:
        _say_passage_shares(evaluate_passages(read_passages(file)).shares(), as_object)
        return
    scores = evaluate(Library(_config().content.path).current.index, read_cases(file))
    if as_object:
        _say(
            json.dumps(
                {style: {**score.__dict__, "shares": score.shares()} for style, score in scores.items()},
                ensure_ascii=False,
            )
        )
    else:
        Console().print(_score_table(scores))


def _say_passage_shares(shares: dict[str, float], as_object: bool) -> None:
    if as_object:
        _say(json.dumps(shares))
        return
    table = Table("P@1", "R@10", "MRR@10", "nDCG@10")
    table.add_row(*(f"{share:.4f}" for share in shares.values()))
    Console().print(table)


def _score_table(scores: dict[str, Score]) -> Table:
    table = Table("Kiểu", "Câu", "Đúng", "Có ích", "Sai", "Ngoài phạm vi", "Từ chối", "Hỏi lại", "Trả lời nhầm")
    for style, score in sorted(scores.items(), key=lambda item: item[0] == "all"):
        share = {name: "–" if value is None else f"{value:.1%}" for name, value in score.shares().items()}
        first = (style, str(score.answerable), share["right"], share["helped"], share["wrong"])
        table.add_row(*first, str(score.foreign), share["refused"], share["asked_back"], share["false_answers"])
    return table
