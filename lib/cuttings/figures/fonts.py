"""Fonts for names in any script: those of this machine that have the letters, or the name of the font to install."""

import logging
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

import regex
from matplotlib import rcParams
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, FontProperties, findfont, findSystemFonts, fontManager, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from cuttings.prose import listed

FIRST = (  # of the fonts that have a letter: sans serifs with many letters, of Linux, Windows and macOS; of emoji, those in black and white
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "Droid Sans Fallback", "SimHei", "Hiragino Sans", "Yu Gothic", "Malgun Gothic", "Apple SD Gothic Neo",
    "Noto Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Symbola", "Arial", "Tahoma", "Nirmala UI", "Leelawadee UI", "Noto Sans",
)  # fmt: skip
NEVER = regex.compile("last ?resort|non-?unicode|color|notdef|blank", regex.I)  # boxes; and emoji in colours, which matplotlib cannot draw
UNSEEN = regex.compile(r"[\s\p{Cc}\p{Default_Ignorable_Code_Point}]")
EAST = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}\u3000-\u303f\uff00-\uffef]")
SIGN = regex.compile(r"[\p{Common}\p{Inherited}\p{Unknown}\p{S}]")
FOUND: dict[str, str] = {}  # the family that has a letter, of those that were looked for; "" where none has


def set_fonts(figure: Figure) -> str:
    """Give what is written in a figure the fonts that it needs beside the usual one; return what to install where none will do.

    A letter is drawn from the first font that has it; matplotlib joins letters and sets them right to left where the script asks for it.
    """
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]
    letters = _lacked("".join(text.get_text() for text in texts))
    _look_for(letters)
    families = sorted({FOUND[letter] for letter in letters} - {""}, key=_rank)
    for text in texts if families else ():
        text.set_fontfamily([*rcParams["font.family"], *families])
    boxes = {letter for letter in letters if not FOUND[letter]}
    return _advise([text.get_text() for text in texts if boxes & set(text.get_text())], boxes) if boxes else ""


@contextmanager
def quietly() -> Iterator[None]:
    """Draw without matplotlib's word on each missing letter or weight: `set_fonts` says it once, and in the chart."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.setLevel(logging.ERROR)
        try:
            yield
        finally:
            log.setLevel(level)


def _lacked(text: str) -> set[str]:
    """Return the letters of a text that the usual font lacks."""
    usual = get_font(findfont(FontProperties()))
    return {letter for letter in set(text) if not usual.get_char_index(ord(letter)) and not UNSEEN.match(letter)}


def _look_for(letters: set[str]) -> None:
    """Find, for each letter that was not looked for yet, the first font that has it."""
    left = letters - FOUND.keys()
    for font in _fonts() if left else ():
        face = FT2Font(font.fname, face_index=font.index)
        has = {letter for letter in left if face.get_char_index(ord(letter))}
        FOUND.update(dict.fromkeys(has, font.name))
        left -= has
        if not left:
            break
    FOUND.update(dict.fromkeys(left, ""))


@cache
def _fonts() -> list[FontEntry]:
    """Return the regular face of each family, best first, with those that were installed since matplotlib last looked."""
    for path in sorted(set(findSystemFonts()) - {font.fname for font in fontManager.ttflist}):
        with suppress(Exception):  # a font that it cannot read, such as one of pictures, is one that it cannot draw
            fontManager.addfont(path)
    regular = sorted(fontManager.ttflist, key=lambda font: (font.style != "normal", font.weight != 400, font.fname))
    families = {font.name: font for font in reversed(regular) if not NEVER.search(font.name)}
    return sorted(families.values(), key=lambda font: _rank(font.name))


def _rank(family: str) -> tuple[int, bool, str]:
    return FIRST.index(family) if family in FIRST else len(FIRST), not family.startswith("Noto Sans"), family


def _advise(boxed: list[str], letters: set[str]) -> str:
    """Return the sentence that tells which names show boxes, since no font has their letters, and what to install."""
    names = dict.fromkeys(" ".join(name.split()).replace(r"\$", "$") for name in boxed)
    fonts = "; ".join(dict.fromkeys(_font_for(letter) for letter in sorted(letters)))
    return f" Boxes stand for letters that no font here has, in {listed(names, most=len(names))}: install {fonts}."


def _font_for(letter: str) -> str:
    """Return the font to install for a letter.

    >>> _font_for("国")
    'Noto Sans CJK (Debian: fonts-noto-cjk) for Chinese, Japanese or Korean'
    >>> _font_for("क")
    'Noto Sans Devanagari (Debian: fonts-noto-core) for Devanagari'
    >>> _font_for("🚀")
    'Noto Emoji (fonts.google.com/noto) or the older Symbola (Debian: fonts-symbola) for emoji and other signs'
    """
    if EAST.match(letter):
        return "Noto Sans CJK (Debian: fonts-noto-cjk) for Chinese, Japanese or Korean"
    if SIGN.match(letter):
        return "Noto Emoji (fonts.google.com/noto) or the older Symbola (Debian: fonts-symbola) for emoji and other signs"
    script = unicodedata.name(letter, "its script").partition(" ")[0].title()
    return f"Noto Sans {script} (Debian: fonts-noto-core) for {script}"
