"""Which names stand inside a person's title: "Turkish" in "Turkish Defence Minister" is an office, and not the state."""

import re
from functools import cache

import regex

from cuttings.knowledge import load_titles

LONGEST_TITLE = 80  # characters between a state's name and the end of the title that it stands in
_TO = tuple(f" {word} {the}" for word in ("to", "of", "for") for the in ("", "the "))


@cache
def _role_patterns() -> tuple[re.Pattern, re.Pattern, regex.Pattern, regex.Pattern]:
    """Return patterns for the title behind a name ("Turkish | Defence Minister") and before it ("Ambassador to | Turkey").

    The first two are for what may open the title behind a name, and what may lead to its last word: quick looks that spare most
    names the whole of it.
    """
    titles = load_titles()
    role = rf"(?i:{'|'.join(map(regex.escape, titles['role']))})"
    middle = rf"(?:(?i:{'|'.join(map(regex.escape, titles['modifier']))})|and|of|for|\p{{Lu}}[\p{{L}}\-]*)"
    small = "|".join(map(re.escape, ("and", "of", "for", *titles["modifier"], *titles["role"])))
    opens = re.compile(rf"(?:['’]s)? (?:[^a-z]|{small.lower()})")
    steps, last = ("|".join(map(_any_case, titles[kind])) for kind in ("modifier", "role"))
    leads = re.compile(rf"(?:['’]s)?(?: (?:[^\W\d_a-z][\w-]*|and|of|for|{steps})){{0,5}}? (?:{last})(?![A-Za-z])")
    after = regex.compile(rf"(?:['’]s)?(?: {middle}){{0,5}}? {role}(?![\p{{L}}\p{{M}}\-])")
    before = regex.compile(rf"(?r)(?<![\p{{L}}\p{{M}}\-]){role}(?: {middle}){{0,4}} (?:to|of|for)(?: the)? ")  # read from its end
    return opens, leads, after, before


def _any_case(word: str) -> str:
    """Return a pattern for a word in any case; that its first letter is one of a class spares `re` most looks at the others."""
    return f"[{word[0].lower()}{word[0].upper()}\u017f\u212a\u0130](?i:{re.escape(word[1:])})"  # ſ, K (of Kelvin), İ: s, k, i


def in_role(text: str, start: int, end: int, kind: str) -> bool:
    """Say whether a state's, an organisation's or a company's name stands inside a person's title."""
    if kind in ("person", "event"):
        return False
    opens, leads, after, before = _role_patterns()
    if opens.match(text, end) and leads.match(text, end) and after.match(text, end, end + LONGEST_TITLE):
        return True
    linked = text.endswith(_TO, 0, start)
    return linked and before.match(text[max(0, start - LONGEST_TITLE) : start]) is not None
