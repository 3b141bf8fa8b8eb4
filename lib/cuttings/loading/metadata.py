"""What an article says of itself: title, deck, byline, source, dateline. A missing year stays missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import regex

from cuttings.knowledge import load_agencies
from cuttings.loading.dates import DAY, find_day, is_month, is_weekday
from cuttings.loading.sentences import split_sentences

LONGEST_TITLE = 250  # characters
FEWEST_LETTERS = 3  # of a title: "2011-11-S-038" is a number
LONGEST_LABEL = 6  # words
LONGEST_LINE = 120  # characters of a byline or a day
SHORTEST_REPEATED = 40  # characters: a short line may well be said twice
FIRST_BLOCKS = 4  # a dateline, a byline, a day and a source stand in one of these, or there are none
# what opens a story, up to its dash, colon or end of line; what is in it is read piece by piece
_HEAD = regex.compile(r"(?=[\p{Lu}(])(?P<head>[^\n—–―−]{2,90}?)(?: ?(?P<end>—|–|―|−|--|- |: |:?$|(?<=\)) (?=\p{Lu})))(?P<after>[\s—–\-]*)")
# labels in capitals that stand where a place would
NO_PLACES = frozenset(
    "EXCLUSIVE|BREAKING|BREAKING NEWS|NEWS|OPINION|ANALYSIS|UPDATE|WATCH|VIDEO|PHOTOS|EXPLAINER|EDITORIAL|COMMENT|INTERVIEW|FEATURE|LIVE|"
    "JUST IN|URGENT|CORRECTION|FACT CHECK".split("|")
)
_SIGN = re.compile(r"—|–|―|−|- |--|: |\) (?![a-z])")  # one of which ends an opening: a cheap test, that most paragraphs fail
LONGEST_OPENING = 95  # characters
_AGENCY = regex.compile(r"\(([^()]{2,40})\)|/(\p{Lu}[\p{L} ]{1,25})/")
_CAPITALS = regex.compile(r"\p{Lu}[\p{Lu}\p{M}'’./\- ]{1,40}")
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}'’.\-]+(?: \p{Lu}[\p{L}\p{M}'’.\-]+){0,3}")
_BEGINS = regex.compile(r"[\p{Lu}\p{Lo}\p{N}\"“‘«]")
_DIGIT = regex.compile(r"[0-9]")
_BYLINE = regex.compile(r"(?:By|BY):? (?P<author>\p{Lu}[\p{L}\p{M}.'’\-]*(?:(?:,| and| &)? [\p{Lu}(][\p{L}\p{M}.'’()\-]*){1,9})")
_DAY_LINE = regex.compile(
    r"(?:(?i:Published|Posted|Updated|Last updated|Date)(?i: on| at)?:? )?"
    rf"(?P<date>(?:\p{{L}}{{2,10}}\.?,? )?{DAY})(?:,?[ |•\-]*[0-9]{{1,2}}[:.][0-9]{{2}}.{{0,25}})?"
)
_DOMAIN = regex.compile(r"[\p{L}\p{N}\-]+\.[\p{L}]{2,}\.?")  # an outlet named by its domain ends the source
_SOURCE = re.compile(r"(?:SOURCE|Source) ?: ?")


@dataclass
class Parts:
    """An article taken apart: its parts, what stood in them about it (`said`), and what was taken out with its rule."""

    title: str
    deck: str
    body: list[str]
    said: dict[str, str] = field(default_factory=dict)
    removed: list[tuple[str, str]] = field(default_factory=list)


def take_apart(blocks: Sequence[str], title: str = "") -> Parts:
    """Return title, deck and body of an article's paragraphs; a title that is known is left as it is.

    Else the title is a first line without a full stop, or with one if it is set like a title. A line of one or two words above
    a line that could be a title is a kicker. A deck is one sentence between the title and the paragraph in which a dateline
    begins the story. Lines that only repeat (the title, the deck, a whole paragraph), a byline, a day on a line of its own
    and a "SOURCE:" are taken out.
    """
    parts = Parts(title, "", list(blocks))
    if not title and len(blocks) > 2 and _is_kicker(blocks[0], blocks[1]):
        parts.removed.append((parts.body.pop(0), "kicker"))
    if not title and len(parts.body) > 1 and (_is_heading(parts.body[0]) or _is_stopped_heading(*parts.body[:2])):
        parts.title = parts.body.pop(0)
    _drop_repeats(parts, parts.title)
    _take_lines_about(parts)
    openings = ((n, opening) for n, block in enumerate(parts.body[:FIRST_BLOCKS]) if (opening := read_opening(block)))
    begins, opening = next(openings, (0, {}))
    parts.said = {**opening, **parts.said}
    if parts.title and 0 < begins < 3 and _is_deck(parts.body[0]):
        parts.deck = parts.body.pop(0)
        _drop_repeats(parts, parts.deck)
    return parts


def _is_heading(line: str) -> bool:
    """Say whether a line could be a title: no full stop at its end, no byline and no dateline (capitals alone may be a title)."""
    opening = read_opening(line) or {}
    story = (
        {"date_text", "outlet"} & set(opening)
        or _BYLINE.fullmatch(line)
        or _SOURCE.match(line)
        or sum(map(str.isalpha, line)) < FEWEST_LETTERS
    )
    return len(line) <= LONGEST_TITLE and not line.rstrip('"”’»)').endswith((".", ",", ":", ";")) and not story


def _is_stopped_heading(line: str, after: str) -> bool:
    """Say whether a line is a title although a full stop ends it: one sentence, with capitals, or right above a dateline."""
    words = [word for word in line.split() if len(word.strip("‘’“”\"'.,:")) > 3]
    capitals = sum(word.lstrip("‘“\"'")[:1].isupper() for word in words) >= max(4, 0.8 * len(words))
    story = (capitals and len(after) > len(line)) or read_opening(after) is not None
    return line.endswith((".", ".’", ".”")) and story and _is_heading(line.rstrip(".’”")) and len(split_sentences(line)) == 1


def _is_deck(block: str) -> bool:
    """Say whether a paragraph is one sentence, and no mere label such as the number of a press release."""
    return len(split_sentences(block)) == 1 and (block.endswith((".", "!", "?", "”", '"')) or len(block.split()) > LONGEST_LABEL)


def _is_kicker(line: str, after: str) -> bool:
    return len(line.split()) <= 2 and _is_heading(line) and _is_heading(after) and 4 <= len(after.split()) <= 30


def _take_lines_about(parts: Parts) -> None:
    """Take byline, day and source out of the first blocks, where they are lines of their own (a source may open the story)."""
    for block in parts.body[:FIRST_BLOCKS]:
        rule, said, rest = _read_line_about(block)
        if rule:
            place = parts.body.index(block)
            parts.body[place : place + 1] = [rest] if rest else []
            parts.removed.append((block.removesuffix(rest).strip(), rule))
            parts.said = {**said, **parts.said}


def _read_line_about(block: str) -> tuple[str, dict[str, str], str]:
    """Return the rule by which a line is about the article, what it says, and what follows it in its block."""
    short = len(block) <= LONGEST_LINE
    if short and (byline := _BYLINE.fullmatch(block)):
        return "byline", {"author": byline["author"]}, ""
    if short and (day := _DAY_LINE.fullmatch(block)) and is_month(day["month"]):
        return "date line", {"date_text": day["date"], "date_source": "date line"}, ""
    if mark := _SOURCE.match(block):
        said_of = block[mark.end() :]
        source, rest = (said_of, "") if short and _NAME.fullmatch(said_of) else _split_source(said_of)
        *names, outlet = [name.strip(" .") for name in source.split("/")]
        said = {"outlet": outlet, "author": names[0]} if names else {"outlet": outlet}
        return ("source", said, rest) if outlet else ("", {}, "")
    return "", {}, ""


def _split_source(text: str) -> tuple[str, str]:
    """Part a source from the story behind it: the name of an agency, or words in capitals up to the first that is not.

    >>> _split_source("ANN EXAMPLE / OUTLET.ORG. The talks began.")
    ('ANN EXAMPLE / OUTLET.ORG.', 'The talks began.')
    """
    words = text.split(" ")
    for size in (3, 2, 1):
        if " ".join(words[:size]).rstrip(".") in load_agencies() and words[size : size + 1] != ["/"]:
            return " ".join(words[:size]), " ".join(words[size:])
    size = len(list(takewhile(_is_capitals, words)))
    size = next((n + 1 for n, word in enumerate(words[:size]) if _DOMAIN.fullmatch(word)), size)
    return (" ".join(words[:size]), " ".join(words[size:])) if 0 < size <= 12 else ("", text)


def _is_capitals(word: str) -> bool:
    return word in ("/", "&") or (word.upper() == word and sum(map(str.isalpha, word)) > 1)


def read_opening(block: str) -> dict[str, str] | None:
    """Return what a dateline says, or None where the paragraph opens with none: place, outlet (an agency), date_text, date_source.

    >>> read_opening("ANKARA, 5 March 2025 (Reuters) — The talks began.")
    {'place': 'ANKARA', 'outlet': 'Reuters', 'date_text': '5 March 2025', 'date_source': 'dateline'}
    >>> read_opening("The talks began — at last — in May.")
    """
    match = _HEAD.match(block) if len(block) < LONGEST_OPENING or _SIGN.search(block, 0, LONGEST_OPENING) else None
    if match is None or not (match.end() == len(block) or _BEGINS.match(block, match.end())):
        return None
    head, end = match["head"], match["end"]
    day = find_day(head) if _DIGIT.search(head) else None
    if day:
        head = head[: day.start()] + head[day.end() :]
    agency = next((m[1] or m[2] for m in _AGENCY.finditer(head)), "")
    place, _, region = _AGENCY.sub("", head).strip(" ,").partition(", ")
    if place in load_agencies() and not region:
        place, agency = "", agency or place
    dash = end not in ("", ":", ": ", " ") and match.end() < len(block)
    known = bool(day or agency)  # a place in small letters needs one of them
    named = _CAPITALS.fullmatch(place) or (known and _NAME.fullmatch(place)) or (not place and agency and dash)
    if not (dash or day) or not named or (region and not _NAME.fullmatch(region)):
        return None
    if place.upper() in NO_PLACES or is_weekday(place):
        return None
    source = {"date_text": day["date"], "date_source": "dateline"} if day else {}
    return ({"place": place} if place else {}) | ({"outlet": agency} if agency in load_agencies() else {}) | source


def _drop_repeats(parts: Parts, head: str) -> None:
    """Take out paragraphs that say a head (the title, the deck) or an earlier paragraph again, word for word."""
    if not _begin_alike([head, *parts.body]):
        return
    head = head.casefold()
    seen: set[str] = set()
    kept: list[str] = []
    for block in parts.body:
        said = block.casefold()
        if said == head or (said in seen and len(said) > SHORTEST_REPEATED):
            parts.removed.append((block, "repeated"))
        else:
            kept.append(block)
        seen.add(said)
    parts.body = kept


def _begin_alike(blocks: Sequence[str]) -> bool:
    """Say whether any two begin with the same letters: else, as in most articles, none needs to be compared as a whole."""
    return len({block[:SHORTEST_REPEATED].casefold()[:SHORTEST_REPEATED] for block in blocks}) < len(blocks)
