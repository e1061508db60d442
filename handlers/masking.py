"""What could tell who is meant is taken out of a question before anything is written; in doubt, it is taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.text import fold, has_marks, normalize, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.model import Vocabulary

MAX_KEPT = 500  # characters of the masked text
_MAX_READ = 5000  # characters of a text too long to be a question
_TOP = "(?:com|vn|net|org|info|me|io|be|ly|co|tv|app|xyz|top|site|shop|online|link|page|blog|club|asia|cc|us|uk|cn)"
_PAGE = r"\S*(?<![,;!?)])"
_WHOLE_LINK = re.compile(rf"\b(?:https?://|www\.){_PAGE}", re.IGNORECASE)
# Some top-level domains are words too: after a full stop without a space they are a link only where a page follows.
_BARE_LINK = re.compile(
    rf"(?<![\w.-])\.*(?:[\w-]+\.+)+(?:(?:com|vn|net|org)\b(?:(?:\s?/\s?|\?){_PAGE})?|{_TOP}\b[/?]{_PAGE})", re.IGNORECASE
)
_PUBLIC_SITE = re.compile(
    r"(?:https?://)?(?:[^/@\s]*@)?((?:[\w-]+\.)*(?:gov\.vn|(?:facebook|fb|tiktok|youtube|instagram|threads)\.com|zalo\.me|t\.me|"
    r"youtu\.be|(?:chinhphu|dangcongsan|nhandan|vtv|tuoitre|thanhnien)\.vn|vnexpress\.net))(?![\w.-])(.*)",
    re.IGNORECASE,
)
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+(?:@[\w-]+(?:\.[\w-]+)*|\s?@\s?(?:[\w-]+\s?\.\s?)+{_TOP}\b)", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<!\w)@\s?\w[\w.]*")
_LONG_NUMBER = r"(?:\((?=\+?\d{2,4}\)))?\+?\d(?:[ .\-–_()]{0,3}\d){7,}"
# These have as many digits as a phone, but tell of nobody.
_DATE = r"(?:0?[1-9]|[12]\d|3[01])(?P<part>[.\-])(?:0?[1-9]|1[0-2])(?P=part)(?:19|20)\d\d"
_YEARS = r"(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d"
_ROUND_AMOUNT = r"[1-9]\d{0,2}[.,]\d{3}(?:[.,]000){1,2}"
_NUMBER = re.compile(rf"(?<!\d)(?:(?P<kept>{_DATE}|{_YEARS}|{_ROUND_AMOUNT})(?![.,\-]?\d)|{_LONG_NUMBER})")
_MASK = re.compile(r"\[[^\]\[]{1,20}\]")
_PASSPORT = re.compile(r"(?<!\w)[A-Za-z]\d{7,8}(?!\w)")
_LETTERS = r"[^\W\d_]+"
_JOINT = "(?:: ?|[ ._'’/-])"  # what may stand between two words of one name, or before one
_PASSAGE = re.compile(f"{_LETTERS}(?:{_JOINT}{_LETTERS})*")
_LONGEST = 5  # words of a name
_FEW = 6  # words: too few to tell a title from a text
_SELDOM, _OFTEN, _ALWAYS = 1, 2, 3  # how much of the time a word is a name, once it has been seen to be one
_ENOUGH = 4  # of that, for two words and what stands before them


def _listed(phrases: str) -> frozenset[str]:
    return frozenset(phrases.split(";"))


_MIDDLE = _listed("văn;thị;van;thi")
_PUBLIC = _listed(
    "ho chi minh;bac ho;le nin;thai lan;thai binh;thai nguyen;ha giang;ha nam;cao bang;ly son;phan thiet;phan rang;"
    "phan xi pang;hoang sa;truong sa;doan thanh nien;ly luan"
)
_NO_CUES = _listed("hinh anh;tam anh;chup anh;dang anh;lay anh;dia chi;cap bac;phan bac;muoi ba;trong ba")
# Phrases that hold a name's word and are no name; those of the vocabulary are known anyway.
_PHRASES = _listed(
    "anh hùng;chú ý;công an;công chức;công nhân;công lập;vũ trang;phạm vi;phạm nhân;xâm phạm;sai phạm;mỹ phẩm;sản phẩm;"
    "nguyên nhân;nguyên tắc;nguyên văn;đồng nghiệp;đồng ngũ;đồng đội;chiến đấu;chiến sĩ;chiến binh;hiệu trưởng;hiệu phó;"
    "chủ trương;chủ động;chủ quản;chủ tài;chủ trang;chủ nick;cổ vũ;phong trào;thay bằng;thấy tin;thấy mình;thấy trang;"
    "hoàng sa;trường sa;quá trình;trình độ;tràn lan;trần tình;dương lịch;hình ảnh;ảnh hưởng;ảnh trang;ảnh đại;đại diện;"
    "nhân viên;chỉ huy;chỉ đoàn;cam kết;tên thành;sinh viên;tuyên truyền;tuyên giáo;thư viện;văn thư;trực ban;hải ngoại;bác luận;"
    "bậc hai;giám đốc;trưởng phòng;trưởng ban;phó chủ;trung úy;trung tá;tổng bí;thủ trưởng;bộ trưởng;đội trưởng;tổ trưởng"
)


@dataclass(frozen=True)
class _Spelling:
    """What words are looked up in, spelt with diacritics or without. Only a name that is nothing else follows a weak cue."""

    cues: frozenset[str]
    weak_cues: frozenset[str]
    sure: frozenset[str]  # surnames that are hardly anything else
    seldom: frozenset[str]  # names that mostly are something else
    surnames: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    loanwords: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()  # of two words
    seen: frozenset[str] = frozenset()  # words that have other uses too


_MARKED = _Spelling(
    _listed("ông;bà;anh;chị;em;cô;chú;bác;thầy;cậu;dì;mợ;thím;bạn;sếp;đồng chí;đ c;cô giáo;thầy giáo;họ tên"),
    _listed("tên;đc;tôi là;em là;mình là;tên là"),
    _listed("nguyễn;trần;lê;huỳnh;phan;vũ;võ;đặng;bùi;đỗ;ngô;trịnh;trương"),
    _listed("đăng;bảo;như;lập;phát;định;giao"),
)
_BARE = _Spelling(
    _listed("ong;ba;anh;chi;em;chu;bac;thay;sep;dong chi;d c"),
    _listed("co;ten;dc;toi la;em la;minh la;ten la"),
    _listed("nguyen;tran;le;huynh;bui;ngo;trinh"),
    _listed(
        "dang;trong;viet;chi;lam;hoi;dieu;khai;truong;thi;tin;bang;the;nghi;ai;to;phat;dong;doan;danh;gia;nha;bao;lap;cam;"
        "tien;loi;hop;bien;minh;luan;tu;dinh;giao"
    ),
)


@dataclass(frozen=True)
class _Word:
    """A word, and how surely it is a surname (0 to 2) or another part of a name (0 to _ALWAYS)."""

    said: str
    capital: bool
    surname: int
    name: int


_NO_WORD = _Word("", capital=False, surname=0, name=0)


def masked(text: str, vocabulary: Vocabulary) -> str:
    """The text without e-mail, long numbers, links, accounts and names of people; at most MAX_KEPT characters."""
    spellings = _spellings(vocabulary.surnames, vocabulary.given_names, vocabulary.loanwords, vocabulary.phrases)
    shown = " ".join(visible(text[:_MAX_READ]).split())
    if len(text) > _MAX_READ:
        shown = shown.rpartition(" ")[0]  # half a word can't be told for what it is
    # Without one name, the capitals of another may tell more.
    while (hidden := _hidden(shown, *spellings)) != shown:
        shown = hidden
    return shown[:MAX_KEPT]


def without_masks(text: str) -> str:
    """The masked text without what stands where something was taken out."""
    return " ".join(_MASK.sub(" ", text).split())


def _hidden(text: str, marked: _Spelling, bare: _Spelling) -> str:
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    spelling, telling = marked if has_marks(text) else bare, _capitals_tell(text)
    return _PASSAGE.sub(lambda passage: _without_names(passage[0], spelling, bare, telling=telling), text)


def _site_only(link: re.Match[str]) -> str:
    site = _PUBLIC_SITE.fullmatch(link[0])
    return site[1] + ("/…" if site[2] else "") if site else "[liên kết]"


_REPLACEMENTS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_WHOLE_LINK, _site_only),
    (_EMAIL, "[thư điện tử]"),
    (_BARE_LINK, _site_only),
    (_ACCOUNT, "[tài khoản]"),
    (_PASSPORT, "[số]"),
    (_NUMBER, lambda number: number["kept"] or "[số]"),
)


@lru_cache(maxsize=2)
def _spellings(
    surnames: tuple[str, ...], names: tuple[str, ...], loanwords: tuple[str, ...], phrases: tuple[str, ...]
) -> tuple[_Spelling, _Spelling]:
    said = [normalize(phrase).split() for phrase in (*_PHRASES, *phrases)]
    looked_up = {
        "surnames": map(normalize, surnames),
        "names": map(normalize, names),
        "loanwords": map(normalize, loanwords),
        "phrases": [" ".join(pair) for words in said for pair in pairwise(words)],
    }
    marked = {field: frozenset(words) for field, words in looked_up.items()}
    bare = {field: frozenset(map(fold, words)) for field, words in marked.items()}
    return replace(_MARKED, **marked), replace(_BARE, **bare, seen=frozenset(fold(word) for words in said for word in words))


def _capitals_tell(text: str) -> bool:
    """Whether capitals mark names here; not so where all is in capitals, or every word begins with one."""
    found = re.findall(_LETTERS, text)
    return not text.isupper() and (len(found) < _FEW or sum(word.islower() for word in found) * 4 >= len(found))


def _without_names(passage: str, spelling: _Spelling, bare: _Spelling, *, telling: bool) -> str:
    parts = re.split(f"({_JOINT})", passage)
    words = _read(parts[::2], spelling, bare, telling=telling)
    at = 0
    while at < len(words):
        public = next((length for length in (3, 2) if fold(_said(words[at : at + length])) in _PUBLIC), 0)
        length = 0 if public else _name_length(words[at : at + _LONGEST], _cue(words[max(0, at - 2) : at + 1], spelling))
        if length:
            parts[2 * at : 2 * (at + length) - 1] = ["[tên]", *[""] * (2 * length - 2)]
        at += public or length or 1
    return "".join(parts)


def _read(shown: list[str], spelling: _Spelling, bare: _Spelling, *, telling: bool) -> list[_Word]:
    said = ["", *map(normalize, shown), ""]
    capitals = [*(telling and word.istitle() for word in shown), False]
    # "Đồng chí nguyen van an": the surname tells that diacritics are left out here.
    partly_bare = not bare.sure.isdisjoint(said)
    words = []
    for i, (before, word, after) in enumerate(zip(said, said[1:], said[2:], strict=False)):
        ends_phrase = not capitals[i] and f"{before} {word}" in spelling.phrases
        begins_phrase = f"{word} {after}" in spelling.phrases and not (capitals[i] and capitals[i + 1])
        # "Chị Lan truyền tin" is of Lan, "ông Công an" of no Công.
        named = capitals[i] and begins_phrase and word in spelling.names and f"{word} {after}" not in _PHRASES
        capital = capitals[i] and (named or not begins_phrase) and word not in spelling.loanwords
        listed = bare if word.isascii() and (capital or partly_bare) else spelling
        surname = word in listed.surnames and not ends_phrase and (not begins_phrase or after in _MIDDLE)
        seldom = not capital and (ends_phrase or begins_phrase or word in listed.seldom)
        name = _SELDOM if seldom else _OFTEN if named or (not capital and word in listed.seen) else _ALWAYS
        words.append(_Word(word, capital, surname * (2 if word in listed.sure else 1), name * (word in listed.names)))
    return words


def _said(words: list[_Word]) -> str:
    return " ".join(word.said for word in words)


def _cue(words: list[_Word], spelling: _Spelling) -> int:
    """Whether the words before it let one expect that the last is a name: 2 any, 1 one that is nothing else, 0 not."""
    *before, word = words
    cues = {_said(before), before[-1].said} if before else set()
    if (word.said in spelling.cues and not (word.capital and word.name)) or cues & _NO_CUES:
        return 0
    return 1 if cues & spelling.weak_cues else 2 if cues & spelling.cues else 0


def _name_length(words: list[_Word], cue: int) -> int:
    """How many of the words, from the first on, are somebody's name."""
    first = words[0]
    run = next((i for i, word in enumerate(words) if not word.capital), len(words))
    if run and cue and (cue > 1 or run > 1 or first.name == _ALWAYS or first.surname):
        return run
    if run > 1 and first.surname and (first.surname > 1 or any(word.name or len(word.said) == 1 for word in words[1:run])):
        return run
    if first.surname and len(words) > 1 and (length := _length_after_surname(words, cue)):
        return length
    if cue and first.name + cue > _ALWAYS:
        return 2 if len(words) > 1 and words[1].name == _ALWAYS else 1
    return 0


def _length_after_surname(words: list[_Word], cue: int) -> int:
    """The same where the first is a surname and no capital helps: the clearer the words after it, the surer."""
    first, second, third, fourth = (*words[:4], _NO_WORD, _NO_WORD)[:4]
    full = second.name and third.name and (first.surname > 1 or second.name + third.name + cue > _ENOUGH)
    if third.said and second.said in _MIDDLE:
        unmistakable = second.name > _SELDOM and not second.said.isascii()
        full = full or unmistakable or first.surname + third.name > _OFTEN or len(third.said) == 1
    if full:
        return 4 if fourth.name > _SELDOM else 3
    if second.name == _ALWAYS and (cue > 1 or (first.surname > 1 and not first.said.isascii())):
        return 2
    return 1 if first.surname > 1 and cue > 1 else 0
