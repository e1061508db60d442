"""Content that is right becomes Knowledge; of content that is not, every mistake is told at once, where it is and what to do."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Library
from knowledge.loader import ContentError, load_folder, load_texts
from tests.knowledge.tiny import FISH, MESSAGES, OUT_OF_SCOPE, RICE, SOURCES, TINY, VOCABULARY, complaints

REAL = Path(__file__).parents[2] / "knowledge" / "content"


def written(folder, files=TINY):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def mistakes_of(files):
    try:
        load_texts(files)
    except ContentError as error:
        assert error.mistakes  # noqa: PT017 - content that is not taken says why, always
        return error.mistakes
    return []


def told_of(folder):
    with pytest.raises(ContentError) as caught:
        load_folder(folder)
    return [str(mistake).removeprefix(folder.as_posix() + "/") for mistake in caught.value.mistakes]


def test_content_that_is_right_is_all_there():
    knowledge = load_texts(TINY)
    assert list(knowledge.topics) == ["trong-lua", "nuoi-ca"]
    assert [group.group for group in knowledge.groups] == ["nong-nghiep", "thuy-san"]
    assert knowledge.topics["trong-lua"].phrasings == ("Trồng lúa", "trồng lúa thế nào")
    assert knowledge.topics["trong-lua"].related == ("nuoi-ca",)
    assert knowledge.topics["nuoi-ca"].sources[0].place == "mục 2"
    assert knowledge.sources["so-tay"].checked_on == date(2026, 11, 23)
    assert knowledge.vocabulary.synonyms == {"mạng xã hội": ("facebook",)}
    assert [subject.id for subject in knowledge.out_of_scope] == ["thoi-tiet"]
    assert knowledge.messages.start == "chữ"


def test_a_folder_gives_the_same_as_its_texts(tmp_path):
    assert load_folder(written(tmp_path)).topics == load_texts(TINY).topics


def test_the_real_content_has_no_mistake():
    knowledge = load_folder(REAL)
    assert set(knowledge.messages.start_topics) <= set(knowledge.topics)


@pytest.mark.parametrize("name", [name for name in TINY if not name.startswith("topics/")])
def test_a_missing_file_is_named(tmp_path, name):
    folder = written(tmp_path, {file: text for file, text in TINY.items() if file != name})
    assert told_of(folder) == [f"{name}:1:1: thiếu tệp này: tạo lại tệp {name} trong thư mục nội dung"]


def test_a_folder_that_is_not_there_is_told_by_its_files(tmp_path):
    told = told_of(tmp_path / "không có")
    assert [mistake.split(":")[0] for mistake in told] == [
        "messages.yaml",
        "out_of_scope.yaml",
        "sources.yaml",
        "vocabulary.yaml",
    ]


def test_a_file_that_is_not_utf_8_is_one_mistake_at_its_place(tmp_path):
    folder = written(tmp_path, {**TINY, "topics/ca.yaml": "group: thuy-san\ntitle: Thủy".encode() + b"\xe0 s"})
    assert told_of(folder) == ["topics/ca.yaml:2:12: tệp không phải dạng UTF-8: mở tệp và lưu lại dạng UTF-8"]


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path):
    windows = {name: ("\ufeff" + text.replace("\n", "\r\n")).encode() for name, text in TINY.items()}
    assert load_folder(written(tmp_path, windows)).topics == load_texts(TINY).topics


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    written(tmp_path, {name: text for name, text in TINY.items() if name != "vocabulary.yaml"})
    (tmp_path / "vocabulary.yaml").mkdir()
    assert told_of(tmp_path) == ["vocabulary.yaml:1:1: không mở được tệp: kiểm tra tên tệp và quyền đọc"]


def test_an_empty_file_is_told_by_what_it_lacks():
    assert complaints(ca="", lua=RICE.replace("    related:\n      - nuoi-ca\n", "")) == [
        "topics/ca.yaml:1:1: thiếu mục 'group': thêm dòng 'group: …'",
        "topics/ca.yaml:1:1: thiếu mục 'title': thêm dòng 'title: …'",
        "topics/ca.yaml:1:1: thiếu mục 'topics': thêm dòng 'topics: …'",
    ]


NAMES_OF_TOPIC = "answer, evidence, id, questions, related, sources, title, verified_by, verified_on"
NAMES_OF_SOURCE = (
    "checked_on, date, evidence, id, in_force_from, in_force_until, issuer, link, name, number, replaced_by, status, title, "
    "verified_by, verified_on"
)
ONE_TEXT = "phải là một câu chữ, không phải danh sách; nếu trong câu có dấu ':' hay '?', đặt cả câu trong dấu nháy"
IDENTIFIER = "chỉ chữ thường không dấu, chữ số và dấu gạch nối, ví dụ qd85-la-gi"
DAY = "viết năm-tháng-ngày, ví dụ 2026-11-23"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "    answer:",
            "    anwser: Gieo.\n    answer:",
            f"8:5: không có mục nào tên 'anwser'; có phải 'answer'? (các mục: {NAMES_OF_TOPIC}): sửa tên hoặc xóa mục này",
        ),
        (
            "title: Nông nghiệp",
            "title: Nông nghiệp\nmàu: xanh",
            "3:1: không có mục nào tên 'màu' (các mục: group, title, topics): sửa tên hoặc xóa mục này",
        ),
        ("    title: Trồng lúa\n", "", "4:5: thiếu mục 'title': thêm dòng 'title: …'"),
        ("group: nong-nghiep\n", "", "1:1: thiếu mục 'group': thêm dòng 'group: …'"),
        ("title: Trồng lúa", "title:", "5:5: mục 'title' đang để trống: viết nội dung vào"),
        ("title: Trồng lúa", "title: '   '", "5:5: mục 'title' đang để trống: viết nội dung vào"),
        ("group: nong-nghiep", "group:", "1:1: mục 'group' đang để trống: viết nội dung vào"),
        ("      - trồng lúa thế nào", "      -", "7:8: mục 'questions' đang để trống: viết nội dung vào"),
        ("\n      - trồng lúa thế nào", "", "6:5: mục 'questions' đang để trống: viết nội dung vào"),
        ("\n      - so-tay", "", "9:5: mục 'source' đang để trống: viết nội dung vào"),
        ("\n      - so-tay", " []", "9:5: mục 'sources' đang để trống: viết ít nhất một dòng '- …'"),
        ("- so-tay", "- so-tay:", "10:9: mục 'place' đang để trống: viết nội dung vào"),
        ("answer: Gieo mạ vào tháng mười một.", "answer:\n      - Gieo mạ.", f"8:5: mục 'answer' {ONE_TEXT}"),
        ("- trồng lúa thế nào", "- trồng lúa: thế nào", f"7:9: mục 'questions' {ONE_TEXT}"),
        ("questions:\n      - trồng lúa thế nào", "questions: [? lúa nào, mạ]", f"6:17: mục 'questions' {ONE_TEXT}"),
        ("- trồng lúa thế nào", "- - trồng lúa", f"7:9: mục 'questions' {ONE_TEXT}"),
        ("questions:\n      -", "questions:\n      gì:", "6:5: mục 'questions' phải là danh sách: mỗi dòng bắt đầu bằng '- '"),
        ("title: Nông nghiệp", "title: [a, b]", f"2:1: mục 'title' {ONE_TEXT}"),
        ("id: trong-lua", "id: Trồng Lúa", f"4:5: 'Trồng Lúa' viết chưa đúng dạng ở mục 'id': {IDENTIFIER}"),
        ("id: trong-lua", f"id: {'a' * 41}", f"4:5: '{'a' * 41}' dài quá 40 ký tự: viết ngắn lại"),
        (
            "    answer:",
            "    verified_on: 23/11/2026\n    answer:",
            f"8:5: '23/11/2026' không phải ngày ở mục 'verified_on': {DAY}",
        ),
        (
            "    answer:",
            "    evidence: one pages\n    answer:",
            "8:5: 'one pages' không dùng được ở mục 'evidence': chọn một trong 'official text', 'several pages' hoặc 'one page'",
        ),
        ("    answer:", "    title: Cấy lúa\n    answer:", "8:5: mục 'title' viết hai lần: gộp hai mục làm một"),
        ("- so-tay", "- so-tai", "10:9: không có nguồn nào có id 'so-tai'; có phải 'so-tay'?: sửa id hoặc xóa dòng này"),
        ("- so-tay", "- so-tai: mục 1", "10:9: không có nguồn nào có id 'so-tai'; có phải 'so-tay'?: sửa id hoặc xóa dòng này"),
        ("- so-tay", "- source: xyz", "10:9: không có nguồn nào có id 'xyz': sửa id hoặc xóa dòng này"),
        ("- nuoi-ca", "- nuoi-ga", "12:9: không có mục nào có id 'nuoi-ga'; có phải 'nuoi-ca'?: sửa id hoặc xóa dòng này"),
        ("- nuoi-ca", "- Nuôi cá", f"12:9: 'Nuôi cá' viết chưa đúng dạng ở mục 'related': {IDENTIFIER}"),
        ("id: trong-lua", "id: nuoi-ca", "4:5: id 'nuoi-ca' đã dùng ở chỗ khác: đặt id khác"),
        ("group: nong-nghiep", "group: thuy-san", "1:1: group 'thuy-san' đã dùng ở chỗ khác: đặt group khác"),
        ("- nuoi-ca", "- *nuoi-ca", "12:9: dấu * đầu câu là ký hiệu riêng của YAML: đặt cả câu trong dấu nháy"),
        ("    questions:", "\tquestions:", "6:1: dòng này thụt bằng phím Tab: thay bằng dấu cách"),
        (RICE, "- một\n- hai\n", "1:1: chỗ này phải gồm các dòng 'tên: nội dung'"),
        (RICE, "chỉ là chữ", "1:1: chỗ này phải gồm các dòng 'tên: nội dung'"),
        ("  - id: trong-lua", "  - chữ\n  - id: trong-lua", "4:5: chỗ này phải gồm các dòng 'tên: nội dung'"),
    ],
)
def test_a_mistake_in_a_topic_is_told_with_its_place_and_what_to_do(old, new, told):
    assert RICE.count(old) == 1
    # The other file is read first, so that an id it has too is told here.
    files = {"topics/ca.yaml": FISH, **TINY, "topics/lua.yaml": RICE.replace(old, new)}
    with pytest.raises(ContentError) as caught:
        load_texts(files)
    assert str(caught.value) == f"topics/lua.yaml:{told}"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "    name: Sổ tay\n",
            "    name: Sổ tay\n    dat: 2026-01-01\n",
            f"4:5: không có mục nào tên 'dat'; có phải 'date'? (các mục: {NAMES_OF_SOURCE}): sửa tên hoặc xóa mục này",
        ),
        ("name: Sổ tay", "name: Sổ tay\n    date: 2026-02-30", f"4:5: '2026-02-30' không phải ngày ở mục 'date': {DAY}"),
        ("name: Sổ tay", "name: Sổ tay\n    date:", "4:5: mục 'date' đang để trống: viết nội dung vào"),
        ("name: Sổ tay", "name: Sổ tay\n    date: 0", f"4:5: '0' không phải ngày ở mục 'date': {DAY}"),
        ("name: Sổ tay", "name: Sổ tay\n    date: [2026]", f"4:5: mục 'date' {ONE_TEXT}"),
        ("name: Sổ tay", "name: Sổ tay\n    date: null", f"4:5: 'null' không phải ngày ở mục 'date': {DAY}"),
        (
            "name: Sổ tay",
            "name: Sổ tay\n    link: www.vn",
            "4:5: 'www.vn' không phải địa chỉ ở mục 'link': viết cả địa chỉ, bắt đầu bằng https://",
        ),
        (
            "name: Sổ tay",
            "name: Sổ tay\n    replaced_by: trang-bo",
            "4:5: không có nguồn nào có id 'trang-bo'; có phải 'trang-bao'?: sửa id hoặc xóa dòng này",
        ),
        (
            "name: Sổ tay",
            "name: Sổ tay\n    in_force_from: 2026-01-02\n    in_force_until: 2026-01-01",
            "5:5: ngày hết hiệu lực sớm hơn ngày có hiệu lực: xem lại hai ngày",
        ),
        (
            "name: Sổ tay",
            "name: Sổ tay\n    in_force_from: 2026-01-01\n    date: 2026-01-02",
            "4:5: ngày có hiệu lực sớm hơn ngày ban hành: xem lại hai ngày",
        ),
    ],
)
def test_a_mistake_in_a_source_is_told_with_its_place_and_what_to_do(old, new, told):
    assert SOURCES.count(old) == 1
    assert complaints(sources=SOURCES.replace(old, new)) == [f"sources.yaml:{told}"]


def test_a_source_written_twice_is_told_at_the_second():
    twice = SOURCES + SOURCES.removeprefix("sources:\n")
    assert complaints(sources=twice) == [
        "sources.yaml:10:5: id 'so-tay' đã dùng ở chỗ khác: đặt id khác",
        "sources.yaml:14:5: id 'trang-bao' đã dùng ở chỗ khác: đặt id khác",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sources:\n", "1:1: mục 'sources' đang để trống: viết ít nhất một dòng '- …'"),
        ("sources: so-tay\n", "1:1: mục 'sources' phải là danh sách: mỗi dòng bắt đầu bằng '- '"),
    ],
)
def test_a_sources_file_without_a_list_is_told(text, told):
    assert complaints(sources=text)[0] == f"sources.yaml:{told}"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("synonyms:", "synonims:", "không có mục nào tên 'synonims'; có phải 'synonyms'?"),
        ("  qđ: quy định", "  qđ:", "2:3: mục 'qđ' đang để trống: viết nội dung vào"),
        ("  qđ: quy định", "  '  ': quy định", "2:3: mục '  ' đang để trống: viết nội dung vào"),
        ("  qđ: quy định", "  qđ: quy định\n  qđ: quy đổi", "3:3: mục 'qđ' viết hai lần: gộp hai mục làm một"),
        ("  qđ: quy định", "  - qđ", "1:1: mục 'abbreviations' phải gồm các dòng 'tên: nội dung'"),
        ("    - facebook", "    - [facebook]", f"5:7: mục 'mạng xã hội' {ONE_TEXT}"),
        ("  - ạ", "  - ạ\n  -", "8:4: mục 'filler' đang để trống: viết nội dung vào"),
    ],
)
def test_a_mistake_in_the_vocabulary_is_told_with_its_place(old, new, told):
    (found,) = complaints(vocabulary=VOCABULARY.replace(old, new))
    assert told in found


def test_a_mistake_out_of_scope_is_told_with_its_place():
    assert complaints(out_of_scope=OUT_OF_SCOPE + "  - id: thoi-tiet\n    questions:\n      - nắng không\n    câu: hỏi\n") == [
        "out_of_scope.yaml:5:5: id 'thoi-tiet' đã dùng ở chỗ khác: đặt id khác",
        "out_of_scope.yaml:8:5: không có mục nào tên 'câu' (các mục: id, questions): sửa tên hoặc xóa mục này",
    ]


BROKEN = {
    "sources": SOURCES.replace("one page", "a page").replace("name: Sổ tay", "nam: Sổ tay"),
    "vocabulary": "filler: [ạ\n",
    "messages": MESSAGES.replace("start: chữ\n", "", 1),
    "out_of_scope": OUT_OF_SCOPE.replace("id: thoi-tiet", "id:"),
    "lua": RICE.replace("title: Trồng lúa", "title:").replace("- so-tay", "- so-tai").replace("- nuoi-ca", "- nuoi-ga"),
    "ca": FISH.replace("answer", "\tanswer"),
}


def test_every_mistake_of_every_file_is_told_at_once_in_the_order_of_the_files():
    assert [": ".join(mistake.split(": ")[:2])[:60] for mistake in complaints(**BROKEN)] == [
        "messages.yaml:1:1: thiếu mục 'start'",
        "out_of_scope.yaml:2:5: mục 'id' đang để trống",
        "sources.yaml:2:5: thiếu mục 'name'",
        "sources.yaml:3:5: không có mục nào tên 'nam'; có phải 'name'",
        "sources.yaml:9:5: 'a page' không dùng được ở mục 'evidence'",
        "topics/ca.yaml:6:5: dòng này thụt bằng phím Tab",
        "topics/lua.yaml:5:5: mục 'title' đang để trống",
        "topics/lua.yaml:10:9: không có nguồn nào có id 'so-tai'; có ",
        "topics/lua.yaml:12:9: không có mục nào có id 'nuoi-ga'; có p",
        "vocabulary.yaml:1:9: dấu [ mở ở đây chưa được đóng",
    ]


@pytest.mark.parametrize(
    "fish",
    [
        FISH.replace("title: Nuôi cá", "title:"),
        FISH + "màu: xanh\n",
        FISH.replace("    answer", "\tanswer"),
        FISH.replace("answer: ", "answer: 'chưa đóng "),
    ],
)
def test_an_id_in_a_file_with_another_mistake_still_counts(fish):
    assert all(mistake.startswith("topics/ca.yaml:") for mistake in complaints(ca=fish))
    assert complaints(ca=fish)


def test_names_in_a_file_that_is_lost_are_not_called_unknown(tmp_path):
    assert told_of(written(tmp_path, {**TINY, "topics/ca.yaml": b"\xff"}))[1:] == []
    assert told_of(written(tmp_path, {**TINY, "sources.yaml": b"\xff"}))[1:] == []


def test_an_id_in_a_flow_mapping_counts():
    flow = "group: thuy-san\ntitle: Thủy sản\ntopics: [{id: nuoi-ca, title: Nuôi cá, answer: Thả cá., sources: [so-tay]}]\n"
    assert complaints(ca=flow) == []


def test_what_a_file_says_is_told_short_and_on_one_line():
    (told,) = complaints(lua=RICE.replace("group: nong-nghiep", 'group: "' + "Dài\\n\\e[31m" * 100_000 + '"'))
    assert len(told) < 300
    assert told.isprintable()


def test_thousands_of_mistakes_are_told_in_seconds():
    began = time.monotonic()
    related = "".join(f"      - nuoi-ca-{n}\n" for n in range(5_000))
    misspelt = "".join(f"    anser{n}: b\n" for n in range(5_000))
    assert len(complaints(lua=RICE + related + misspelt)) == 10_000
    assert len(complaints(sources=SOURCES + "  - id: so-tay\n" * 5_000)) == 4 * 5_000
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("name", TINY)
@pytest.mark.parametrize(
    "text", ["[" * 10_000, "- " * 10_000, "a: \x00", "null", "[]", "? []\n: x", "a: &a [*a]\n", "<<: {}\n", "1: 2\n"]
)
def test_no_file_brings_the_program_down(name, text):
    with pytest.raises(ContentError) as caught:
        load_texts({**TINY, name: text})
    assert caught.value.mistakes[0].file


@given(st.sampled_from(sorted(TINY)), st.data())
def test_any_text_in_the_place_of_any_piece_of_a_file_is_read_or_told(name, data):
    text = TINY[name]
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    put = data.draw(
        st.text(max_size=20) | st.sampled_from(["\t", ": ", "- ", "\n", "{", "[", "*a", "&a ", "'", "? ", "~", "\x00"])
    )
    found = mistakes_of({**TINY, name: text[:begin] + put + text[end:]})
    assert all(mistake.line >= 1 and mistake.column >= 1 and str(mistake).isprintable() for mistake in found)


@pytest.mark.parametrize("name", TINY)
@given(text=st.text())
def test_any_text_as_a_file_is_read_or_told(name, text):
    found = mistakes_of({**TINY, name: text})
    assert all(mistake.line <= len(text.splitlines()) + 1 for mistake in found if mistake.file == name)


def test_a_reload_takes_the_new_content_and_its_index(tmp_path):
    library = Library(written(tmp_path))
    written(tmp_path, {"topics/ca.yaml": FISH.replace("Thả cá vào tháng ba.", "Thả cá vào tháng tư.")})
    library.reload()
    assert library.current.knowledge.topics["nuoi-ca"].answer == "Thả cá vào tháng tư."
    assert library.current.index is not None


def test_a_reload_with_a_mistake_keeps_the_last_good_content(tmp_path):
    library = Library(written(tmp_path))
    good = library.current
    written(tmp_path, {"topics/ca.yaml": FISH.replace("title: Nuôi cá", "titel: Nuôi cá")})
    with pytest.raises(ContentError):
        library.reload()
    assert library.current is good
    written(tmp_path, {"topics/ca.yaml": FISH.replace("title: Nuôi cá", "title: Nuôi tôm")})
    library.reload()
    assert library.current.knowledge.topics["nuoi-ca"].title == "Nuôi tôm"


def test_a_library_without_content_says_so_at_once(tmp_path):
    with pytest.raises(ContentError):
        Library(tmp_path)
