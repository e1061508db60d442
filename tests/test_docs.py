"""What the documents say is so: settings, commands, paths, links and examples are held against the program."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from bot.channels.console import LEAVING
from bot.cli import cli
from bot.config import CONFIG_VARIABLE, PREFIX, SECRETS, Config, load_config
from handlers.router import FEATURES
from knowledge.index import Answer, Index
from knowledge.loader import ContentError, load_folder
from knowledge.model import Source, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "knowledge" / "content"
READMES = ["README.md", "README.vi.md"]
DOCUMENTS = [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"]
EMPTY = {"README.md": "empty", "README.vi.md": "để trống"}
COMMAND = typer.main.get_command(cli)

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SETTING = re.compile(r"^\| `([a-z_.]+)` \| `(\w+)` \| (.+?) \|", re.MULTILINE)
_MAKE = re.compile(r"\bmake(?: [A-Z]+=\S+)* ([a-z]+)")
_CAMNANG = re.compile(r"(?:^|[\s/])camnang(?=\s|$)([^#|<>\n]*)", re.MULTILINE)
_EXAMPLE = re.compile(r"<!-- goes into (\S+) -->\n```yaml\n(.*?)```", re.DOTALL)
_PATH = re.compile(r"(?:bot|docs|handlers|knowledge|tests)(?:/[\w.-]+)+/?")
_NAME = re.compile(r"Makefile|[\w./-]+(?:/|\.\w+)")
OF_BOT_FATHER = {"/newbot", "/setinline"}


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def fenced(document: str, language: str) -> list[str]:
    return [block for kind, block in _FENCE.findall(text_of(document)) if kind == language]


def spans(document: str) -> list[str]:
    return _SPAN.findall(_FENCE.sub("", text_of(document)))


def commands(document: str) -> list[str]:
    """What is to be typed: the blocks for the shell, and code within sentences."""
    lines = [line.split("#")[0] for block in fenced(document, "sh") for line in block.splitlines()]
    return [*lines, *spans(document)]


def defaults() -> dict[str, Any]:
    """Every setting by its dotted name, but for the secrets, which config.yaml does not hold."""
    return dict(flattened(Config().model_dump(mode="json")))


def flattened(settings: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", given) for inner, given in flattened(value))
        else:
            yield name, value


def secret_variables() -> set[str]:
    return {variable(".".join(place)) for place in SECRETS}


def variable(setting: str) -> str:
    return PREFIX + setting.replace(".", "__").upper()


@pytest.mark.parametrize("readme", READMES)
def test_the_settings_table_names_every_setting_with_its_variable_and_default(readme):
    told = {name: (given, default.strip("`")) for name, given, default in _SETTING.findall(text_of(readme))}
    assert told == {name: (variable(name), str(default) or EMPTY[readme]) for name, default in defaults().items()}


@pytest.mark.parametrize("setting", list(defaults()))
def test_the_variable_of_every_setting_is_understood(setting):
    assert load_config({variable(setting): str(defaults()[setting])}) == Config()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_variable_that_is_named_exists(document):
    named = set(re.findall(rf"\b{PREFIX}\w+", text_of(document)))
    assert named <= {CONFIG_VARIABLE, *map(variable, defaults()), *secret_variables()}


@pytest.mark.parametrize("document", [*READMES, "config.yaml"])
def test_every_secret_is_told_of_by_its_variable(document):
    assert secret_variables() <= set(re.findall(rf"\b{PREFIX}\w+", text_of(document)))


def test_config_yaml_holds_every_setting_with_its_default():
    assert load_config({CONFIG_VARIABLE: str(ROOT / "config.yaml")}) == Config()
    named = re.findall(r"^ *([a-z_]+):", text_of("config.yaml"), re.MULTILINE)
    assert sorted(set(named)) == sorted({part for setting in defaults() for part in setting.split(".")})


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_named_exists(document):
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = {target for line in commands(document) for target in _MAKE.findall(line)}
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_camnang_command_and_option_that_is_named_exists(document):
    for line in commands(document):
        for typed in _CAMNANG.findall(line):
            check_typed(COMMAND, typed.split())


def check_typed(command: Any, typed: list[str]) -> None:
    """The words lead through groups to a command, and its options are its own."""
    inner = getattr(command, "commands", {})
    if inner and typed:
        assert typed[0] in inner, f"camnang {' '.join(typed)}"
        check_typed(inner[typed[0]], typed[1:])
        return
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in typed if word.startswith("--")} <= options, typed


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_chat_command_that_is_named_exists(document):
    commands = {command for feature in FEATURES for command in (*feature.commands, *feature.group_commands)}
    known = {f"/{command}" for command in commands} | LEAVING | OF_BOT_FATHER
    assert {span for span in spans(document) if re.fullmatch(r"/[a-z]+", span)} <= known


def test_every_command_is_told_of_in_the_readme():
    told = " ".join(commands("README.md"))
    leaves = [*COMMAND.commands, *(f"knowledge {name}" for name in COMMAND.commands["knowledge"].commands)]  # type: ignore[attr-defined]
    assert [name for name in leaves if f"camnang {name}" not in told and f"make {name}" not in told] == []


def test_every_path_in_the_tree_exists():
    paths = tree(*fenced("README.md", ""))
    assert len(paths) > len(list((ROOT / "handlers").glob("*.py")))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def tree(drawn: str) -> list[str]:
    """The paths in a drawn tree: two blanks deeper is inside the folder above."""
    paths: list[str] = []
    folders: dict[int, str] = {-1: ""}
    for line in drawn.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.split(r" {2,}", line.strip()):
            if not _NAME.fullmatch(name):
                break
            paths.append(folders[depth - 1] + name)
            folders[depth] = paths[-1]
    return paths


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_sentence_exists(document):
    named = [span for span in spans(document) if _PATH.fullmatch(span)]
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_picture_is_there(document):
    targets = [target for target in _LINK.findall(text_of(document)) if "://" not in target]
    assert [target for target in targets if not (ROOT / target.split("#")[0]).exists()] == []


def test_the_example_of_the_readme_has_four_lines():
    ((_, example),) = _EXAMPLE.findall(text_of("README.md"))
    assert len(example.splitlines()) == 4


@pytest.mark.parametrize("readme", READMES)
def test_the_examples_pass_the_check_and_the_new_entry_is_found_by_its_title(readme, tmp_path):
    content = content_with(readme, tmp_path)
    knowledge = load_folder(content)
    added = knowledge.topics["qd85-tom-tat"]
    found = Index(knowledge).search(added.title)
    assert isinstance(found, Answer)
    assert found.entry == added.id


@pytest.mark.parametrize("readme", READMES)
def test_every_yaml_block_is_an_example_that_is_tried(readme):
    assert len(fenced(readme, "yaml")) == len(_EXAMPLE.findall(text_of(readme)))


def content_with(readme: str, folder: Path) -> Path:
    """A copy of the content with every example of the document in its file."""
    content = Path(shutil.copytree(CONTENT, folder / "content"))
    for name, example in _EXAMPLE.findall(text_of(readme)):
        file = content / name
        file.write_text(joined(file.read_text(encoding="utf-8"), example), encoding="utf-8")
    return content


def joined(text: str, example: str) -> str:
    """An example that begins with a key of the file takes that key's line; an entry goes to the end."""
    key = re.match(r"\w+:", example)
    return re.sub(rf"^{key[0]}.*\n", lambda _: example, text, count=1, flags=re.MULTILINE) if key else text + example


def test_the_mistakes_shown_to_editors_are_said_in_these_words(tmp_path):
    content = content_with("README.md", tmp_path)
    file = content / "topics" / "quy-dinh-85.yaml"
    start, example = re.split(r"(?=^  - id: qd85-tom-tat$)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for right, wrong in (("qd85-tom-tat", "Vi_Du"), ("answer:", "answr:"), ("sources: qd-85", "sources: qd-8")):
        example = example.replace(right, wrong)
    file.write_text(start + example, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_folder(content)
    said = {mistake.text for mistake in caught.value.mistakes}
    shown = {text for block in fenced("README.vi.md", "text") for text in re.findall(r"\.yaml:\d+:\d+: (.+)", block)}
    assert shown
    assert shown <= said


@pytest.mark.parametrize("model", [Source, Vocabulary])
def test_editors_are_told_of_every_field(model):
    named = {word for span in [*spans("README.vi.md"), *fenced("README.vi.md", "yaml")] for word in re.findall(r"\w+", span)}
    assert {field.alias or name for name, field in model.model_fields.items()} <= named
