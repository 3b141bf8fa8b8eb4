"""Repair of a text, and the lines in it that are not the article."""

import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

import ftfy
import regex
from ftfy.fixes import fix_surrogates

LONGEST_BOILERPLATE = 200  # characters: a longer line is an article's, and patterns stay fast
Rules = Sequence[tuple[str, regex.Pattern]]


def _replace(pattern: str, by: str) -> Callable[[str], str]:
    compiled = regex.compile(pattern)
    return lambda text: compiled.sub(by, text)


# Each step is named in the ledger when it changed something. The joiners (U+200C, U+200D) are spelling in Arabic and Indic
# scripts and in emoji: they go only where they stand behind a Latin, Greek or Cyrillic letter, and can only hide a name.
STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("surrogates", fix_surrogates),
    ("mojibake", ftfy.fix_encoding),
    ("newlines", _replace(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n")),
    ("hyphens", _replace(r"[\u2010\u2011]", "-")),
    ("spaces", _replace(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]| {2,}", " ")),
    ("controls", _replace(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]", "")),
    ("invisible", _replace(r"[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]|(?<=[\x00-\u058f])[\u200c\u200d]", "")),
    ("normalised", lambda text: unicodedata.normalize("NFC", text)),
)


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the text as it will stay, and the names of the repairs that it needed. A second repair changes nothing.

    >>> repair("Yas\u0327ar\xa0Gu\u0308ler\r\n")
    ('Yaşar Güler\n', ('newlines', 'spaces', 'normalised'))
    """
    done: dict[str, None] = {}
    before = None
    while before != text:
        before = text
        for name, step in STEPS:
            after = step(text)
            if after != text:
                done[name] = None
            text = after
    return text, tuple(done)


def keep_lines(text: str, rules: Rules) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the lines that are the article, stripped (blank ones stay), and those taken out, each with its rule."""
    kept: list[str] = []
    removed: list[tuple[str, str]] = []
    for line in (line.strip() for line in text.split("\n")):
        rule = next((name for name, pattern in rules if _is_whole(pattern, line)), None)
        if rule is None:
            kept.append(line)
        else:
            removed.append((line, rule))
    return kept, removed


def _is_whole(pattern: regex.Pattern, line: str) -> bool:
    return 0 < len(line) <= LONGEST_BOILERPLATE and pattern.fullmatch(line) is not None


def paragraphs(lines: Sequence[str]) -> list[str]:
    """Return the paragraphs: each line is one, but for blocks that were wrapped at a fixed width, which are joined.

    >>> paragraphs(["One line.", "Another.", "", "A third."])
    ['One line.', 'Another.', 'A third.']
    >>> paragraphs(["Wrapped text goes on", "to the next line and", "ends here."])
    ['Wrapped text goes on to the next line and ends here.']
    """
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [part for block in blocks if block for part in ([" ".join(block)] if is_wrapped(block) else block)]


def is_wrapped(block: Sequence[str]) -> bool:
    """Say whether a block of lines was broken at a fixed width: nowhere would the next line's first word have fitted."""
    if len(block) < 3:
        return False
    width = max(map(len, block))
    return all(len(line) + 1 + len(after.split()[0]) > width for line, after in pairwise(block))
