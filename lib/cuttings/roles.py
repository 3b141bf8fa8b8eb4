"""Which names stand inside a person's title: "Turkish" in "Turkish Defence Minister" is an office, and not the state."""

import re
from functools import cache

import regex

from cuttings.knowledge import load_titles

LONGEST_TITLE = 80  # characters between a state's name and the end of the title that it stands in
_TO = tuple(f" {word} {the}" for word in ("to", "of", "for") for the in ("", "the "))


@cache
def _role_patterns() -> tuple[re.Pattern, regex.Pattern, regex.Pattern]:
    """Return patterns for the title behind a name ("Turkish | Defence Minister") and before it ("Ambassador to | Turkey").

    The first is for what may open the title behind a name: a quick look that spares most names the whole of it.
    """
    titles = load_titles()
    role = rf"(?i:{'|'.join(map(regex.escape, titles['role']))})"
    middle = rf"(?:(?i:{'|'.join(map(regex.escape, titles['modifier']))})|and|of|for|\p{{Lu}}[\p{{L}}\-]*)"
    small = "|".join(map(re.escape, ("and", "of", "for", *titles["modifier"], *titles["role"])))
    opens = re.compile(rf"(?:['’]s)? (?:[^a-z]|{small.lower()})")
    after = regex.compile(rf"(?:['’]s)?(?: {middle}){{0,5}}? {role}(?![\p{{L}}\p{{M}}\-])")
    before = regex.compile(rf"(?r)(?<![\p{{L}}\p{{M}}\-]){role}(?: {middle}){{0,4}} (?:to|of|for)(?: the)? ")  # read from its end
    return opens, after, before


def in_role(text: str, start: int, end: int, kind: str) -> bool:
    """Say whether a state's, an organisation's or a company's name stands inside a person's title."""
    if kind in ("person", "event"):
        return False
    opens, after, before = _role_patterns()
    if opens.match(text, end) and after.match(text, end, end + LONGEST_TITLE):
        return True
    linked = text.endswith(_TO, 0, start)
    return linked and before.match(text[max(0, start - LONGEST_TITLE) : start]) is not None
