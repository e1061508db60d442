"""How two pieces of Vietnamese text are compared. Pure functions, no state; the only user of unicodedata."""

from __future__ import annotations

import re
import unicodedata

_TONE_MARKS = "\u0300\u0301\u0309\u0303\u0323"
_TELEX_TONES = dict(zip("fsrxj", _TONE_MARKS, strict=True))
_VNI_TONES = dict(zip("21345", _TONE_MARKS, strict=True))
_TELEX_SHAPES = (
    ("dd", "đ"),
    ("aa", "â"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("uow", "ươ"),
    ("aw", "ă"),
    ("ow", "ơ"),
    ("uw", "ư"),
)
_VNI_SHAPES = (
    ("d9", "đ"), ("uo7", "ươ"), ("u7o7", "ươ"), ("a6", "â"), ("e6", "ê"), ("o6", "ô"), ("a8", "ă"), ("o7", "ơ"), ("u7", "ư"),
)  # fmt: skip
_ONSETS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê
êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu yêm yên yêng yêt yêu o oa oac
oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot ô ôc ôi
ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc ue uê uêch uênh ui um un ung up ut uy uya uych uynh
uyt uyu uyên uyêt uôc uôi uôm uôn uông uôt ươ uơ ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y
"""
_SYLLABLES = frozenset(onset + rime for onset in _ONSETS.split("|") for rime in _RIMES.split())
_NUCLEUS = re.compile(r"(?P<onset>qu(?=[aăâeêioơôy])|gi(?=[aăâeêoôơuư])|[^aăâeêioôơuưy]*)(?P<vowels>[aăâeêioôơuưy]+)(?P<coda>.*)")
_LETTERS = [chr(code) for code in range(0xC0, 0x1F00)]
_PARTS = {letter: parts for letter in _LETTERS if len(parts := unicodedata.normalize("NFD", letter)) > 1}
_FOLDED = str.maketrans({letter: parts[0] for letter, parts in _PARTS.items() if parts[0].isascii()} | {"đ": "d", "Đ": "D"})
_TONE_OF = {letter: mark for letter, parts in _PARTS.items() for mark in parts[1:] if mark in _TONE_MARKS}
_TONELESS = str.maketrans(
    {letter: unicodedata.normalize("NFC", _PARTS[letter].replace(mark, "")) for letter, mark in _TONE_OF.items()}
)
# What one cleaning leaves in these letters, another would not change; in others it might.
_SETTLED = re.compile(f"[a-z0-9 đ{''.join(letter for letter in _PARTS if letter.islower() and ord(letter) in _FOLDED)}]*")
_TWO_VOWELS = re.compile(r"[^\Wbcdđghklmnpqrstvx\d_]{2}")
_NOT_IN_WORDS = re.compile(r"[^\w ]|_")
_RESPELT = {"qui": "quy"} | {f"{onset}y": f"{onset}i" for onset in "hklmstv"}


def normalize(text: str) -> str:
    """The words of the text, lower case, composed, tones in their one place, parted by single spaces.

    Idempotent, never raises, and the same for every Unicode form of the same text.
    """
    while (cleaned := _cleaned(text)) != text and not _SETTLED.fullmatch(cleaned):
        text = cleaned
    return cleaned


def words(text: str) -> list[str]:
    """The words of any text, as `normalize` leaves them."""
    return normalize(text).split()


def fold(text: str) -> str:
    """The text without diacritics; đ becomes d. Same number of words."""
    folded = text.translate(_FOLDED)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def has_marks(text: str) -> bool:
    """Whether the text was typed with Vietnamese diacritics."""
    return fold(text) != unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """The text as it is meant to be read: one form of each letter, no control or direction characters, no stray marks."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c if c in "\n\t" else _shown(c) for c in composed)


def is_syllable(word: str) -> bool:
    """Whether the normalized word is spelt as a Vietnamese syllable may be, with its diacritics or without any."""
    base, tones = _split_tone(word)
    return len(tones) <= 1 and (base in _SYLLABLES or word in _FOLDED_SYLLABLES)


def untyped(word: str) -> str:
    """The word that Telex or VNI keys left unconverted were meant to give; the word itself where that is no syllable.

    "khoong" → "không", "quy9nh5" stays, "d9u7o7c5" → "được", "phạtj" → "phạt".
    """
    if is_syllable(word):
        return word
    for shapes, tones in ((_TELEX_SHAPES, _TELEX_TONES), (_VNI_SHAPES, _VNI_TONES)):
        meant = _converted(word, shapes, tones)
        if meant != word and is_syllable(meant):
            return _word(meant)
    return word


def _cleaned(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    spaced = _NOT_IN_WORDS.sub(_space_or_nothing, lowered)
    return " ".join(map(_word, unicodedata.normalize("NFKC", spaced).split()))


def _space_or_nothing(found: re.Match[str]) -> str:
    """Marks and invisible characters are nothing; whatever else is no letter or digit parts words."""
    return "" if unicodedata.category(found[0]) in {"Cf", "Mn", "Me", "Mc"} else " "


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    return " " if category in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} else char


def _word(word: str) -> str:
    if word.isascii():
        return _RESPELT.get(word, word)
    if len(word) > 2 and not _TWO_VOWELS.search(word):  # noqa: PLR2004 - "ký" and longer words with one vowel
        return word
    base, tones = _split_tone(word)
    base = _RESPELT.get(base, base)
    if len(tones) != 1 or base not in _SYLLABLES:
        return word
    return _with_tone(base, tones)


def _split_tone(word: str) -> tuple[str, str]:
    base = word.translate(_TONELESS)
    return base, "".join([_TONE_OF[letter] for letter in word if letter in _TONE_OF]) if base != word else ""


def _with_tone(syllable: str, tone: str) -> str:
    after = _TONE_AFTER[syllable]
    return unicodedata.normalize("NFC", syllable[:after] + tone + syllable[after:])


def _tone_after(syllable: str) -> int:
    """After how many letters of the syllable its tone mark stands."""
    parts = _NUCLEUS.fullmatch(syllable)
    return parts.end("onset") + 1 + _toned_vowel(parts["vowels"], closed=bool(parts["coda"])) if parts else len(syllable)


def _toned_vowel(vowels: str, *, closed: bool) -> int:
    shaped = [i for i, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    if len(vowels) == 1:
        return 0
    return 1 if closed or len(vowels) > 2 else 0  # noqa: PLR2004 - three vowels carry the tone in the middle


def _converted(word: str, shapes: tuple[tuple[str, str], ...], tone_keys: dict[str, str]) -> str:
    base, tones = _split_tone(word)
    shaped = _shaped(base, shapes)
    # English words often have a tone key inside ("post"): there a shape key must vouch for it.
    positions = range(1, len(shaped)) if shaped != base else range(len(shaped) - 1, len(shaped))
    for at in positions:
        tone = tone_keys.get(shaped[at], "")
        rest = shaped[:at] + shaped[at + 1 :]
        if tone and tones in {"", tone} and rest in _SYLLABLES:
            return _with_tone(rest, tone)
    return _with_tone(shaped, tones) if tones and shaped in _SYLLABLES else shaped + tones


def _shaped(base: str, shapes: tuple[tuple[str, str], ...]) -> str:
    for typed, meant in shapes:
        base = base.replace(typed, meant)
    return _late_horn(base) if shapes is _TELEX_SHAPES else base


def _late_horn(base: str) -> str:
    """Telex lets the w come after the whole word: "nguoiw" is "ngươi"."""
    before, found, after = base.partition("w")
    if not (found and before):
        return base
    for plain, horned in (("uo", "ươ"), ("u", "ư"), ("o", "ơ"), ("a", "ă")):
        if plain in before:
            return horned.join(before.rsplit(plain, 1)) + after
    return base


_FOLDED_SYLLABLES = frozenset(map(fold, _SYLLABLES))
_TONE_AFTER = {syllable: _tone_after(syllable) for syllable in _SYLLABLES}
