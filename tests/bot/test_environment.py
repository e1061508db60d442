"""A `.env` file in the working folder holds variables, below those of the environment."""

import re
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ConfigError, load_config
from bot.environment import read_environment
from tests.bot.running import camnang_here
from tests.bot.settings import TOKEN
from tests.bot.small import small_content

WRONG = "dòng này không đúng dạng TÊN=giá trị: sửa lại; giá trị có dấu # hay dấu nháy thì đặt cả giá trị trong dấu nháy đơn"


@pytest.fixture
def env_file(tmp_path):
    """Writes a file and gives its path."""

    def write(text):
        path = tmp_path / ".env"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def told_of(file):
    with pytest.raises(ConfigError) as caught:
        read_environment(file, {})
    return [str(mistake).replace(str(file), ".env") for mistake in caught.value.mistakes]


def test_without_the_file_there_is_the_environment_alone(tmp_path):
    assert read_environment(tmp_path / ".env", {"A": "1"}) == {"A": "1"}


def test_a_folder_of_that_name_holds_no_settings(tmp_path):
    (tmp_path / ".env").mkdir()
    assert read_environment(tmp_path / ".env", {"A": "1"}) == {"A": "1"}


def test_a_setting_of_the_file_is_taken(env_file):
    variables = read_environment(env_file(f"CAMNANG_TELEGRAM__TOKEN={TOKEN}\nCAMNANG_WEB__PORT=1234\n"), {})
    config = load_config(variables)
    assert (config.telegram.token.get_secret_value(), config.web.port) == (TOKEN, 1234)


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("CAMNANG_WEB__PORT=1", {"CAMNANG_WEB__PORT": "4321"}),
        ("CAMNANG_WEB__PORT=1", {"CAMNANG_web__port": "4321"}),
        ("CAMNANG_web__port=1", {"CAMNANG_WEB__PORT": "4321"}),
        ("CAMNANG_WEB__PORT=1", {"CAMNANG_WEB": '{"port": 4321}'}),
        ('CAMNANG_WEB={"port": 1}', {"CAMNANG_WEB__PORT": "4321"}),
        ('CAMNANG_WEB={"port": 1}', {"CAMNANG_WEB": '{"port": 4321}'}),
    ],
)
def test_the_environment_wins_over_the_file_however_both_spell_a_setting(env_file, written, given):
    assert load_config(read_environment(env_file(written), given)).web.port == 4321


def test_a_variable_that_is_set_to_nothing_wins_too(env_file):
    assert load_config(read_environment(env_file("CAMNANG_WEB__PORT=1234"), {"CAMNANG_WEB__PORT": ""})).web.port == 8085


def test_the_environment_leaves_the_rest_of_the_file_alone(env_file):
    variables = read_environment(env_file("CAMNANG_WEB__PORT=1234\nCAMNANG_WEB__HOST=::1\n"), {"CAMNANG_WEB__PORT": "1"})
    assert variables == {"CAMNANG_WEB__PORT": "1", "CAMNANG_WEB__HOST": "::1"}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=x", "x"),
        ("export A=x", "x"),
        ("  A = x  ", "x"),
        ("A='x y'", "x y"),
        ('A="x y"', "x y"),
        ("A='x # y'", "x # y"),
        ("A=x # ghi chú", "x"),
        ("A=x#y", "x#y"),
        ("A='$HOME ${B}'", "$HOME ${B}"),
        ("A=$HOME", "$HOME"),
        ('A="một\\nhai"', "một\nhai"),
        ("A='một\\nhai'", "một\\nhai"),
        ("A=", ""),
        ("A=''", ""),
        ('A=["telegram:1", "zalo:2"]', '["telegram:1", "zalo:2"]'),
        ("A=p@ss=w:rd", "p@ss=w:rd"),
        ("\ufeffA=x", "x"),
        ("# ghi chú\n\nA=x\r\n\r\n", "x"),
        ("A=cũ\nA=mới", "mới"),
    ],
)
def test_a_line_is_read_as_a_shell_would_but_nothing_is_put_into_it(env_file, line, value):
    assert read_environment(env_file(line), {}) == {"A": value}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A 1", [1]),
        ("A: 1", [1]),
        ("A", [1]),
        ("export A", [1]),
        ("=1", [1]),
        ("A='chưa đóng", [1]),
        ("A='hai'lần'", [1]),
        ("A=1\n\n\n  B 2\nC=3\nD 4\n", [4, 6]),
        ("A=1\r\n\r\nB 2\r\n", [3]),
        ("A=1\n# ghi chú\nB 2\n", [3]),
        (TOKEN, [1]),
    ],
)
def test_a_line_that_is_no_variable_is_told_with_its_number(env_file, text, lines):
    assert told_of(env_file(text)) == [f".env:{number}:1: {WRONG}" for number in lines]


def test_a_file_of_another_encoding_is_told(env_file):
    assert told_of(env_file(b"A=1\nB=\xff\n")) == [".env:2:3: tệp không phải dạng UTF-8: mở tệp và lưu lại dạng UTF-8"]


@pytest.mark.parametrize(
    "text", [f"CAMNANG_TELEGRAM__TOKEN {TOKEN}", f"CAMNANG_TELEGRAM__TOKEN='{TOKEN}", TOKEN, f"A=1\nTOKEN: {TOKEN}"]
)
def test_a_line_that_is_no_variable_is_not_repeated(env_file, text):
    with pytest.raises(ConfigError) as caught:
        read_environment(env_file(text), {})
    assert TOKEN not in repr(caught.value) + "".join(traceback.format_exception(caught.value))


@given(text=st.text(), name=st.text(), value=st.text())
def test_any_file_gives_variables_or_mistakes(tmp_path_factory, text, name, value):
    file = tmp_path_factory.getbasetemp() / ".env"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        variables = read_environment(file, {name: value})
    except ConfigError as error:
        lines = [mistake.line for mistake in error.mistakes]
    else:
        lines = [1]
        assert variables[name] == value
    assert 1 <= min(lines) <= max(lines) <= len(re.split(r"\r\n|\r|\n", text))


def test_the_command_reads_the_file_in_the_working_folder(tmp_path):
    small_content(tmp_path)
    (tmp_path / ".env").write_text("CAMNANG_LOG__KEEP_DAYS=x\n", encoding="utf-8")
    ended = camnang_here(tmp_path, "ask", "xin chào")
    told = "biến môi trường CAMNANG_LOG__KEEP_DAYS:1:1: 'x' không phải số nguyên ở mục 'keep_days': viết chữ số, ví dụ 90\n"
    assert (ended.code, ended.said, ended.complained) == (1, "", told)
    assert camnang_here(tmp_path, "ask", "xin chào", log__keep_days="7").code == 0


def test_the_command_tells_a_malformed_line_by_its_number(tmp_path):
    small_content(tmp_path)
    (tmp_path / ".env").write_text(f"# bí mật\nCAMNANG_TELEGRAM__TOKEN: {TOKEN}\n", encoding="utf-8")
    ended = camnang_here(tmp_path, "ask", "xin chào")
    assert (ended.code, ended.said, ended.complained) == (1, "", f".env:2:1: {WRONG}\n")
