"""What an article says of itself: title, deck, dateline. A missing year stays missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import regex

from cuttings.loading.sentences import split_sentences

LONGEST_TITLE = 250  # characters
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_DATE = rf"(?P<date>(?:{_MONTH} {_DAY}|{_DAY} {_MONTH})(?:,? (?P<year>[0-9]{{4}}))?)"
# PLACE, Region, Nov 19 (Agency) — : the place in capitals, the dash at the end; what stands between may be missing
DATELINE = regex.compile(
    r"(?P<place>\p{Lu}[\p{Lu}\p{M}'’./\- ]{1,40})"
    rf"(?:, (?!{_DATE})\p{{Lu}}[\p{{L}}. ]{{1,25}}?)?(?:,? {_DATE})? ?(?P<agency>\([^()]{{2,40}}\) ?)?"
    r"(?:—|–|--|-)(?=\s+[\p{Lu}\p{Lo}\p{N}\"“‘])"
)
FIRST_BLOCKS = 3  # a dateline stands in one of these, or there is none


@dataclass(frozen=True)
class Parts:
    """An article taken apart. ``kicker`` is a category line above the title, which belongs to the site, not to it."""

    kicker: str
    title: str
    deck: str
    body: tuple[str, ...]


def take_apart(blocks: Sequence[str], title: str = "") -> Parts:
    """Return title, deck and body of an article's paragraphs; a title that is known is left as it is.

    Else the title is a first line without a full stop. A line of one or two words above a line that could be a title is
    a kicker. A deck is one sentence between the title and the paragraph in which a dateline begins the story.
    """
    rest, kicker = list(blocks), ""
    if not title:
        kicker = rest.pop(0) if len(rest) > 2 and _is_kicker(rest[0], rest[1]) else ""
        title = rest.pop(0) if len(rest) > 1 and _is_heading(rest[0]) else ""
    begins = next((n for n, block in enumerate(rest[:FIRST_BLOCKS]) if DATELINE.match(block)), 0)
    deck = rest.pop(0) if title and begins > 0 and len(split_sentences(rest[0])) == 1 else ""
    return Parts(kicker, title, deck, tuple(rest))


def _is_heading(line: str) -> bool:
    """Say whether a line could be a title: no full stop at its end, and no dateline (one of capitals alone may be a title)."""
    dateline = DATELINE.match(line)
    story = dateline is not None and (dateline["date"] or dateline["agency"])
    return len(line) <= LONGEST_TITLE and not line.rstrip('"”’»)').endswith((".", ",", ":", ";")) and not story


def _is_kicker(line: str, after: str) -> bool:
    return len(line.split()) <= 2 and _is_heading(line) and _is_heading(after) and 4 <= len(after.split()) <= 30


def read_dateline(body: Sequence[str]) -> dict[str, object]:
    """Return ``place``, ``date``, ``date_text`` and ``date_source`` of the first paragraph that opens with a dateline.

    >>> read_dateline(["ANKARA, 5 March 2025 (Agency) — The talks began."])["date"]
    Timestamp('2025-03-05 00:00:00')
    >>> read_dateline(["ANKARA, March 5 — The talks began."])["date_source"]
    'dateline, no year'
    """
    match = next((m for m in map(DATELINE.match, body[:FIRST_BLOCKS]) if m), None)
    place = match["place"].strip(" ,.") if match else None
    if match is None or not match["date"]:
        return {"place": place, "date": pd.NaT, "date_text": None, "date_source": "none found"}
    date = _date(match)
    source = "dateline, no year" if not match["year"] else "dateline, no such day" if date is pd.NaT else "dateline"
    return {"place": place, "date": date, "date_text": match["date"], "date_source": source}


def _date(match: regex.Match) -> pd.Timestamp | pd._libs.NaTType:
    """Return the day that a dateline names; NaT where it names no year, or a day that no calendar has."""
    if not match["year"]:
        return pd.NaT
    month = MONTHS.index(match["month"][:3].lower()) + 1
    try:
        return pd.Timestamp(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return pd.NaT
