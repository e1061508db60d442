"""What must be true of the whole program: who imports whom, where words stand, how long a file may be."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from handlers.router import FEATURES
from knowledge.messages import Messages, Section
from knowledge.text import fold

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "handlers", "knowledge")
MODULES = [path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "bot" / "web").rglob("*.html"))
LONGEST = 320  # lines
MAY_NOT_IMPORT = {"knowledge": {"handlers", "bot", "tests"}, "handlers": {"bot", "tests"}, "bot": {"tests"}}
HOMES = {
    "sqlalchemy": ("bot/storage/",),
    "aiosqlite": ("bot/storage/",),
    "alembic": ("bot/storage/",),
    "starlette": ("bot/web/",),
    "jinja2": ("bot/web/",),
    "uvicorn": ("bot/web/",),
    "typer": ("bot/cli.py", "bot/commands/"),
    "openpyxl": ("bot/",),
    "rich": ("bot/commands/",),
    "watchfiles": ("bot/scheduler.py",),
    "telegram": ("bot/channels/telegram/",),
    "aiohttp": ("bot/channels/telegram/",),
    "cryptography": ("bot/storage/", "bot/channels/"),
    "httpx": ("bot/channels/zalo/http.py",),
    "dotenv": ("bot/environment.py",),
    "cronsim": ("handlers/recurrence.py",),
    "segno": ("bot/poster_page.py",),
    "vl_convert": ("bot/drawing.py", "bot/web/dashboard/vega.py"),
    "holidays": ("handlers/working_days.py",),
    "yaml": ("knowledge/yaml_source.py",),
    "rapidfuzz": ("knowledge/",),
    "numpy": ("knowledge/",),
    "unicodedata": ("knowledge/text.py",),
}
# Patterns that do not match themselves.
REGISTRIES = re.compile(r"py(?:pi|thonhosted)\.org|(?:^|\s)--(?:extra-index-url|index-url|find-links)[ =]")
MACHINE = re.compile(r"(?<![\w.:/])/(?:home|root|Users|work)/\w|\b[A-Z]:\\Users\\")
PICTURES = {".png", ".ico", ".woff2"}
MASK = re.compile(r"\[[^\]]*\]")  # what stands in the log in place of what was masked; nobody is told it


# Chosen by a name that is data: an act, a kind of what is kept, a reason, a style of questions.
_NAMED_BY_START = ("act_", "kept_", "reason_", "style_")


def sections() -> list[tuple[str, set[str]]]:
    """The sections of messages.yaml and their fields."""
    return [
        (name, set(field.annotation.model_fields))
        for name, field in Messages.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
    ]


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


def imported(module: str) -> set[str]:
    """Every module that is imported, wherever in the file, as far as its dotted name goes."""
    names: set[str] = set()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def top(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("module", MODULES)
def test_bot_imports_handlers_imports_knowledge_and_never_back(module):
    assert {top(name) for name in imported(module)} & MAY_NOT_IMPORT[module.split("/")[0]] == set()


@pytest.mark.parametrize(("library", "homes"), list(HOMES.items()))
def test_a_library_is_used_in_its_home_alone(library, homes):
    strangers = [module for module in MODULES if library in map(top, imported(module)) and not module.startswith(homes)]
    assert strangers == []


def test_every_home_is_lived_in():
    used = {top(name) for module in MODULES for name in imported(module)}
    by_name_only = {"aiosqlite", "jinja2"}  # loaded by SQLAlchemy and Starlette
    assert set(HOMES) - by_name_only <= used


def test_no_two_features_share_a_name_a_command_or_an_action():
    names = [feature.name for feature in FEATURES]
    commands = [command for feature in FEATURES for command in feature.commands]
    actions = [action for feature in FEATURES for action in feature.actions]
    for given in (names, commands, actions):
        assert sorted(given) == sorted(set(given))


def test_every_feature_file_is_listed_in_the_router():
    with_feature = [
        module
        for module in MODULES
        if module.startswith("handlers/")
        for node in parsed(module).body
        if isinstance(node, ast.Assign) and any(isinstance(name, ast.Name) and name.id == "FEATURE" for name in node.targets)
    ]
    assert sorted(f"{feature.answer.__module__.replace('.', '/')}.py" for feature in FEATURES) == sorted(with_feature)


@pytest.mark.parametrize(("section", "fields"), [("messages", set(Messages.model_fields)), *sections()])
def test_every_sentence_of_messages_is_said_somewhere_and_no_template_says_another(section, fields):
    said = re.compile(rf"\b{section}\.(\w+)")
    in_templates = {name for path in TEMPLATES for name in said.findall(path.read_text(encoding="utf-8"))}
    in_code = {name for module in MODULES for name in sentences_used(module, section)}
    by_their_start = {name for name in fields for start in _NAMED_BY_START if name.startswith(start)}
    assert in_templates <= fields
    assert fields - in_templates - in_code - by_their_start == set()


def sentences_used(module: str, section: str) -> set[str]:
    """What is read from anything called like the section."""
    return {
        node.attr
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).rpartition(".")[2] == section
    }


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("handlers/")])
def test_no_sentence_for_people_stands_in_a_handler(module):
    docstrings = {id(documented(node)) for node in ast.walk(parsed(module))}
    texts = [
        node.value
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
    assert [text for text in texts if is_vietnamese(text) and not is_said_to_nobody(text)] == []


def documented(node: ast.AST) -> ast.Constant | None:
    """The node of the docstring, if there is one."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not node.body:
        return None
    first = node.body[0]
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None


def is_said_to_nobody(text: str) -> bool:
    """Whether it is a mask, or a list of words to compare with, parted by semicolons."""
    return bool(MASK.fullmatch(text)) or (";" in text and "; " not in text)


def is_vietnamese(text: str) -> bool:
    """Whether a letter carries a diacritic."""
    return any(letter.isalpha() and not letter.isascii() and fold(letter).isascii() for letter in text)


@pytest.mark.parametrize("module", MODULES)
def test_no_file_outgrows_what_can_be_read_at_a_sitting(module):
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_no_file_names_a_registry_or_a_folder_of_the_machine_it_was_made_on():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in kept_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if REGISTRIES.search(line) or MACHINE.search(line)
    ]
    assert found == []


def kept_files() -> list[Path]:
    """The files that git would keep, told without git."""
    ignored = [".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and path.suffix not in PICTURES
        and not any(fnmatch(part, pattern.rstrip("/")) for part in path.relative_to(ROOT).parts for pattern in ignored)
    ]
