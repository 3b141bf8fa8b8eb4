"""Repair of a text, and the lines in it that are not the article."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

import ftfy
import regex
from ftfy.fixes import fix_surrogates

from cuttings.knowledge import KnowledgeError, load_boilerplate

LONGEST_BOILERPLATE = 200  # characters: a longer line is an article's, and patterns stay fast
LONGEST_MATCH = 2  # seconds: an analyst's pattern may go astray
_OWN_GROUPS = re.compile(r"\\[1-9g]|\(\?[PLaimsux1-9R&]")  # refers to groups by number or name, or sets flags
_SENTENCE_ENDS = (".", "!", "?", ":", "”", '"', ".’", "!’", "?’")
LONGEST_LISTED = 120  # characters of a headline in a list of further stories
Rules = Sequence[tuple[str, regex.Pattern]]
Removed = list[tuple[str, str]]
# mojibake takes a control character, an Œ, or two characters beyond ASCII side by side that are not both plain punctuation
# or space; all else is spared ftfy's long look
_PLAIN = "–—‘’“”…\xa0\u2028"
_MAYBE_MOJIBAKE = re.compile(
    rf"[^\x00-\x7f](?:(?<=[\x80-\x9fŒœ])|(?<=[{_PLAIN}])[^\x00-\x7f{_PLAIN}]|(?<![{_PLAIN}])[^\x00-\x7f]|(?<=[ÂÃ])[ ])"
)
# no letter has thirty combining marks, and to normalise a long run of them takes the square of its length
_MARKS = regex.compile(r"([\p{M}\u1160-\u11ff]{30})[\p{M}\u1160-\u11ff]+")
_ALL_PLAIN = re.compile("[\n -~–—‘’“”…]*+")
_MAYBE_ODD = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u1680\u2000-\u200f\u2010\u2011\u2028-\u202f\u205f-\u206f\u3000"
    r"\ud800-\udfff\ufb00-\ufb06\ufdd0-\ufdef\ufeff\ufff9-\uffff]|  "
)

_LIGATURE = re.compile(r"[\ufb00-\ufb06]")  # fi, ffl and their like, as PDFs have them: nobody searches for them


def _replace(pattern: str, by: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(by, text)


# Each step is named in the ledger when it changed something. The joiners (U+200C, U+200D) are spelling in Arabic and Indic
# scripts and in emoji: they go only where they stand behind a Latin, Greek or Cyrillic letter, and can only hide a name.
STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("surrogates", fix_surrogates),
    ("mojibake", lambda text: ftfy.fix_encoding(text) if _MAYBE_MOJIBAKE.search(text) else text),
    ("newlines", _replace(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n")),
    ("ligatures", lambda text: _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)),
    ("hyphens", _replace(r"[\u2010\u2011]", "-")),
    ("spaces", _replace(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]| {2,}", " ")),
    ("controls", _replace(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]", "")),
    ("invisible", _replace(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff](?:(?<![\u200c\u200d])|(?<=[\x00-\u058f].))", "")),
    ("marks", lambda text: _MARKS.sub(r"\1", text) if _MAYBE_MOJIBAKE.search(text) else text),
    ("normalised", lambda text: unicodedata.normalize("NFC", text)),
)


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the text as it will stay, and the names of the repairs that it needed. A second repair changes nothing.

    >>> repair("Yas\u0327ar\xa0Gu\u0308ler\r\n")
    ('Yaşar Güler\n', ('newlines', 'spaces', 'normalised'))
    """
    if is_plain(text):
        return text, ()
    done: dict[str, None] = {}
    before = None
    while before != text and needs_repair(text):
        before = text
        for name, step in STEPS:
            after = step(text)
            if after != text:
                done[name] = None
            text = after
    return text, tuple(done)


def is_plain(text: str) -> bool:
    """Say whether a text is of ASCII and plain punctuation alone, as most English ones are: nothing in it can need repair."""
    return _ALL_PLAIN.fullmatch(text) is not None and "  " not in text


def has_look_alikes(text: str) -> bool:
    """Say whether a word mixes Latin letters with Cyrillic or Greek ones: flagged, since it may hide a name, and never merged.

    >>> has_look_alikes("\u0410nkara"), has_look_alikes("Ankara и Анкара")
    (True, False)
    """
    return _OTHER_SCRIPT.search(text) is not None and _LOOK_ALIKE.search(text) is not None


def needs_repair(text: str) -> bool:
    """Say, by cheap tests alone, whether any step could change the text: most texts are spared them all."""
    if _MAYBE_ODD.search(text):
        return True
    return not text.isascii() and (_MAYBE_MOJIBAKE.search(text) is not None or not unicodedata.is_normalized("NFC", text))


_OTHER_SCRIPT = re.compile("[\u0370-\u052f]")
_LOOK_ALIKE = regex.compile(r"\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin}")


class LineRules:
    """The rules of ``boilerplate.txt``; what was seen once is remembered.

    Rules without references to groups are first tried as one pattern, which most lines fail.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        joined = [pattern.pattern for _, pattern in rules if not _OWN_GROUPS.search(pattern.pattern)]
        self._most = regex.compile("|".join(f"(?:{pattern})" for pattern in joined) or r"(?!)", regex.IGNORECASE)
        self._others = [(name, pattern) for name, pattern in rules if _OWN_GROUPS.search(pattern.pattern)]
        self._timeout = None if list(rules) == load_boilerplate() else LONGEST_MATCH  # ours are known to end; a watch takes time
        self._seen: dict[str, str | None] = {}

    def __reduce__(self) -> tuple:
        return LineRules, (self._rules,)

    def name(self, line: str) -> str | None:
        """Return the name of the first rule that the whole line matches, or None."""
        if not 0 < len(line) <= LONGEST_BOILERPLATE:
            return None
        if line not in self._seen:
            if len(self._seen) > 100_000:
                self._seen.clear()
            self._seen[line] = self._find(line)
        return self._seen[line]

    def _find(self, line: str) -> str | None:
        try:
            rules = self._rules if self._most.fullmatch(line, timeout=self._timeout) else self._others
            return next((name for name, pattern in rules if pattern.fullmatch(line, timeout=self._timeout)), None)
        except TimeoutError:
            raise KnowledgeError(
                f"boilerplate.txt: a rule takes more than {LONGEST_MATCH} seconds at the line {line[:60]!r}. "
                "Mend the one that repeats a repeated group, as (a+)+."
            ) from None


def keep_lines(text: str, rules: LineRules) -> tuple[list[str], Removed]:
    """Return the lines that are the article, stripped (blank ones stay), and those taken out, each with its rule.

    After a line that heads a list of further stories (rule ``more-list``) its headlines go too: short lines without a
    full stop, up to the first line that is none.
    """
    kept: list[str] = []
    removed: Removed = []
    listing = False
    for line in map(str.strip, text.split("\n")):
        rule = rules.name(line)
        if rule is None and listing and line and len(line) <= LONGEST_LISTED and not line.endswith(_SENTENCE_ENDS):
            rule = "more-list"
        listing = rule == "more-list" or (listing and not line)
        if rule is None:
            kept.append(line)
        else:
            removed.append((line, rule))
    return kept, removed


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
