"""Names that an article introduces itself: acronyms in brackets behind a name, shorter names of people whom it has in full."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter

import pandas as pd
import regex
from babel import Locale

from cuttings.knowledge import load_stopwords, load_titles
from cuttings.phrases import is_word
from cuttings.tables import make_table

# titles before a first name: "King Salman" is not the person Jane Salman of the same article
ROYAL = {"king", "queen", "prince", "princess", "emir", "sultan", "emperor", "empress", "tsar", "pope"}
TOLD = ("id", "kind", "via", "term")  # what a name tells
_BRACKET = regex.compile(r" \((\p{Lu}[\p{Lu}\p{N}]{1,9})\)")


def link_names(texts: dict[int, str], hits: pd.DataFrame) -> pd.DataFrame:
    """Return the hits of names that an article itself introduces: acronyms that it defines, shorter names of its people.

    Only articles that name a person, or have a bracket behind a name, are looked at.
    """
    places = zip(*(hits[name].tolist() for name in ("doc", "end", "kind")), strict=True)
    docs = {doc for doc, end, kind in places if kind == "person" or texts[doc].startswith(" (", end)}
    inside = hits.loc[hits["doc"].isin(docs), ["doc", "start", "end", "id", "kind", "via"]]
    articles = groupby(sorted(zip(*(inside[name].tolist() for name in inside), strict=True)), key=itemgetter(0))
    rows = [(doc, *row) for doc, group in articles for row in _link_article(texts[doc], [hit[1:] for hit in group])]
    return make_table(rows, dict.fromkeys(("doc", "start", "end"), "int64") | dict.fromkeys(TOLD, "str"))


def _link_article(text: str, hits: list[tuple]) -> Iterator[tuple]:
    """Yield the places of the names that one article introduces, outside the hits: start, end, id, kind, via, term."""
    known = [hit[:4] for hit in hits if hit[4] == "name" and hit[3] not in ("ignore", "ambiguous")]
    short = {**_short_names(text, known), **_defined(text, known)}
    if not short:
        return
    covered = bytearray(len(text))
    for start, end, *_ in hits:
        covered[start:end] = b"\1" * (end - start)
    for form in sorted(short, key=lambda form: (-len(form), form)):  # the longest first: "Jane Example" is no "Example"
        places = [(start, end) for start, end in _standing(text, form) if not any(covered[start:end])]
        actor, kind, via = short[form]
        if places and (via == "acronym" or _is_one_person(text, form, [text[start:end] for start, end, one, _ in known if one == actor])):
            for start, end in places:
                covered[start:end] = b"\1" * (end - start)
                yield start, end, actor, kind, via, form


def _standing(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where a form stands as a name of its own: not inside a word, nor beside a hyphen."""
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        free = not any(char == "-" or is_word(char) for char in text[max(0, start - 1) : start] + text[end : end + 1])
        if free:
            yield start, end
        start = text.find(form, end if free else start + 1)


def _defined(text: str, known: list[tuple]) -> dict[str, tuple[str, str, str]]:
    """Return the acronyms that stand in brackets behind an actor's name and are made of its letters."""
    found = {}
    for start, end, actor, kind in known:
        bracket = text.startswith(" (", end) and _BRACKET.match(text, end)
        if bracket and " " in text[start:end] and is_acronym(bracket[1], text[start:end]):
            found[bracket[1]] = (actor, kind, "acronym")
    return found


def _short_names(text: str, known: list[tuple]) -> dict[str, tuple[str, str, str]]:
    """Return the shorter forms of people's names that fit one person alone of an article: the last words, first and last."""
    owners: dict[str, set[str]] = defaultdict(set)
    for start, end, actor, kind in known:
        words = text[start:end].split() if kind == "person" else []
        if len(words) > 1:
            for form in {*(" ".join(words[n:]) for n in range(1, len(words))), f"{words[0]} {words[-1]}"} - {text[start:end]}:
                owners[form].add(actor)
    return {form: (min(ids), "person", "linked") for form, ids in owners.items() if len(ids) == 1}


def _is_one_person(text: str, form: str, full_names: list[str]) -> bool:
    """Say whether a short name means the person of these full names wherever an article has it."""
    own = {word.lower() for name in full_names for word in name.split()}
    return not _is_ordinary(form, text) and not _has_namesake(text, form, own)


def _is_ordinary(form: str, text: str) -> bool:
    """Say whether a short name is a word of the language as well, by the lists or in this article: May, Will, Long."""
    small = form.lower()
    if small in _ordinary_words():
        return True
    return small in text and regex.search(rf"(?<![\p{{L}}\p{{M}}]){regex.escape(small)}(?![\p{{L}}\p{{M}}])", text) is not None


@cache
def _ordinary_words() -> frozenset[str]:
    """Return small words and the names of months and days, which stand with a capital and name nobody."""
    return frozenset({name.lower() for name in list_calendar()} | load_stopwords())


@cache
def list_calendar() -> frozenset[str]:
    """Return the English names of months and days (CLDR)."""
    english = Locale("en")
    return frozenset({*english.months["format"]["wide"].values(), *english.days["format"]["wide"].values()})


def _has_namesake(text: str, form: str, own: set[str]) -> bool:
    """Say whether a short name stands somewhere behind a capitalised word that is no title and not of the full name, or before one."""
    pattern = (
        rf"(?:(\p{{Lu}}[\p{{L}}\p{{M}}'’.-]*) )?(?<![\p{{L}}\p{{M}}\p{{N}}\-]){regex.escape(form)}(?: (\p{{Lu}}\p{{Ll}}+))?(?!\p{{L}})"
    )
    around = ((hit[1] or "", hit[2] or "") for hit in regex.finditer(pattern, text))
    fit_before, fit_behind = own | _before_names(), own | _ordinary_words()
    return any(
        (behind and behind.lower() not in fit_behind)
        or (before and (before[-1] != "." or len(before) < 3) and before.rstrip(".").lower() not in fit_before)
        for before, behind in around
    )


@cache
def _before_names() -> frozenset[str]:
    """Return the words that may stand before a surname and are no part of it: titles, and the smallest words."""
    titles = load_titles()
    words = {word.lower().rstrip(".") for terms in titles.values() for term in terms for word in term.split()}
    return frozenset((words | _ordinary_words() | {"pm"}) - ROYAL)


def is_acronym(short: str, long: str) -> bool:
    """Say whether the letters of an acronym stand in a name in this order, the first of them first.

    >>> is_acronym("IDEF", "International Defence Industry Fair"), is_acronym("IDEF", "Defence Fair")
    (True, False)
    """
    letters = iter(long.upper())
    return long[:1].upper() == short[:1] and all(letter in letters for letter in short.upper())
