"""`camnang knowledge …`: checks, scores and approves the content."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.terminal import config_here, say

if TYPE_CHECKING:
    from rich.table import Table

    from bot.config import Config
    from knowledge.messages import Messages
    from knowledge.quality import Score
    from knowledge.yaml_source import Mistake

knowledge_cli = typer.Typer(help="Kiểm tra và chấm điểm nội dung.", no_args_is_help=True)
MOST_ADVICE = 10  # lines of advice that a person reads


@knowledge_cli.command()
def check(
    show_all: Annotated[bool, typer.Option("--all", help="In hết các lưu ý về cách hỏi, không chỉ những chỗ rõ nhất.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Không thử bỏ từng cách hỏi (mất khoảng mười giây).")] = False,
) -> None:
    """Kiểm tra mọi tệp nội dung; mỗi chỗ sai hay lưu ý một dòng tệp:dòng:cột."""
    from rich.console import Console
    from rich.progress import track

    from handlers.present import printed_whole
    from knowledge.library import Library
    from knowledge.lint import PARTS, led_elsewhere, mistakes_in, overdue_in, places_in, senseless_dates, strays_in
    from knowledge.loader import ContentError, texts_in
    from knowledge.quiz_lint import quiz_advice, quiz_mistakes

    folder = config_here().content.path
    knowledge = Library(folder).current.knowledge
    places = places_in(texts_in(folder), folder.as_posix() + "/")
    today = datetime.now(tz=config_here().zone).date()
    mistakes = mistakes_in(knowledge, places, lambda topic: printed_whole(topic, knowledge, today))
    mistakes += senseless_dates(knowledge, places, today) + quiz_mistakes(knowledge, places)
    if mistakes:
        raise ContentError(mistakes)
    for mistake in [*overdue_in(knowledge, places, today), *strays_in(knowledge, places), *quiz_advice(knowledge, places)]:
        say(knowledge.messages.check_advice.format(mistake=mistake))
    if not quick:
        terminal = Console(stderr=True)
        parts = track(range(PARTS), "", transient=True, console=terminal, disable=not terminal.is_terminal)
        _say_led_elsewhere(led_elsewhere(knowledge, places, parts), knowledge.messages, show_all)
    phrasings = sum(len(knowledge.phrasings(topic)) for topic in knowledge.topics)
    counts = {"topics": len(knowledge.topics), "phrasings": phrasings, "sources": len(knowledge.sources)}
    say(knowledge.messages.content_right.format(**counts))


@knowledge_cli.command()
def approve(
    items: Annotated[
        list[str] | None, typer.Argument(help="Id của những câu đố đã so với mục; không ghi: xem câu nào chờ.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Duyệt mọi câu đang chờ.")] = False,
) -> None:
    """Ghi dấu duyệt vào tệp câu đố."""
    from bot.approval import approve_items, waiting_lines
    from knowledge.loader import load_folder

    folder = config_here().content.path
    quiz = load_folder(folder).messages.quiz
    if items or everything:
        say(quiz.approved_items.format(number=approve_items(folder, items or [], everything=everything)))
    else:
        waiting = waiting_lines(folder)
        say("\n".join([*waiting, quiz.waiting_advice]) if waiting else quiz.waiting_none)


def _say_led_elsewhere(found: list[tuple[float, Mistake]], messages: Messages, show_all: bool) -> None:
    shown = found if show_all else found[:MOST_ADVICE]
    for _, mistake in shown:
        say(messages.check_advice.format(mistake=mistake))
    if len(found) > len(shown):
        say(messages.check_more.format(more=len(found) - len(shown)))


@knowledge_cli.command(name="learned")
def learned_command() -> None:
    """In mọi cách hỏi đã thêm bằng một lần bấm, dạng tệp learned.yaml."""
    asyncio.run(_learned(config_here()))


async def _learned(config: Config) -> None:
    from bot.app import open_app
    from knowledge.learned import as_yaml

    async with open_app(config) as app:
        say(as_yaml(app.library.current.knowledge.learned).rstrip())


@knowledge_cli.command(name="wanted")
def wanted_command() -> None:
    """In các câu cần viết mục mới (đã che), mỗi dòng một câu."""
    asyncio.run(_wanted(config_here()))


async def _wanted(config: Config) -> None:
    from bot.app import open_app

    async with open_app(config) as app:
        for gap in await app.services.gaps.to_write():
            say(gap.text)


@knowledge_cli.command(name="evaluate")
def evaluate_command(
    file: Annotated[Path, typer.Argument(help="Tệp CSV gồm các cột question,gold,also,style.")],
    of_passages: Annotated[
        bool, typer.Option("--passages", help="Chấm tìm kiếm trong đoạn văn dài; tệp gồm các cột context,question.")
    ] = False,
    as_object: Annotated[bool, typer.Option("--json", help="In dạng JSON.")] = False,
) -> None:
    """Chấm điểm bộ câu hỏi: đúng, có ích, sai, từ chối."""
    from rich.console import Console

    from bot.evaluation import keep_evaluation
    from knowledge.library import Library
    from knowledge.passage_quality import evaluate_passages, read_passages
    from knowledge.quality import evaluate, read_cases

    if of_passages:
        _say_passage_shares(evaluate_passages(read_passages(file)).shares(), as_object)
        return
    config = config_here()
    scores = evaluate(Library(config.content.path).current.index, read_cases(file))
    asyncio.run(keep_evaluation(config, file.name, scores))
    if as_object:
        say(
            json.dumps(
                {style: {**score.__dict__, "shares": score.shares()} for style, score in scores.items()},
                ensure_ascii=False,
            )
        )
    else:
        Console().print(_score_table(scores))


def _say_passage_shares(shares: dict[str, float], as_object: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    if as_object:
        say(json.dumps(shares))
        return
    table = Table("P@1", "R@10", "MRR@10", "nDCG@10")
    table.add_row(*(f"{share:.4f}" for share in shares.values()))
    Console().print(table)


def _score_table(scores: dict[str, Score]) -> Table:
    from rich.table import Table

    table = Table("Kiểu", "Câu", "Đúng", "Có ích", "Sai", "Ngoài phạm vi", "Từ chối", "Hỏi lại", "Trả lời nhầm")
    for style, score in sorted(scores.items(), key=lambda item: item[0] == "all"):
        share = {name: "–" if value is None else f"{value:.1%}" for name, value in score.shares().items()}
        first = (style, str(score.answerable), share["right"], share["helped"], share["wrong"])
        table.add_row(*first, str(score.foreign), share["refused"], share["asked_back"], share["false_answers"])
    return table
