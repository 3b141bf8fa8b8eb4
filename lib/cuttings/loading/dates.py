"""Days as they are written: read where they are certain, missing with the reason where they are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import pandas as pd
import regex
from babel.dates import get_day_names, get_month_names

from cuttings.loading.settings import ORDERS, Settings

FIRST_YEAR = 1500  # before it a date is a database's word for none
_STEM = re.compile(r"[^/]*(?=\.)")  # of a path: what is left are its folder and its kind
LANGUAGES = ("en", "tr", "ms", "id", "fr", "de", "es", "it", "pt", "nl")  # whose names of months are known


@cache
def months() -> dict[str, int]:
    """Return the number of each month's name, full or short, in small letters without a full stop (CLDR, by Babel)."""
    found: dict[str, int] = {}
    for lang in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                found |= {name.lower().rstrip("."): n for n, name in get_month_names(width, context, lang).items()}
    found |= {name.replace("i", "i̇").lower(): n for name, n in found.items()} | {name.replace("ı", "i"): n for name, n in found.items()}
    return {**found, "sept": 9}


# a day and a month by name, with or without a year: "Nov 19", "19 Kasım 2025", "19-Nov-2025"; any word may stand for the month,
# since `months` then knows it or not: a list of all names in the pattern is five times slower
_DAY, _GAP, _MONTH = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?", r"(?:[ \-]|[ ]de[ ]|[ ]of[ ])", r"(?P<month>[\p{L}\p{M}]{3,12})\.?"
_YEAR = r"(?:(?:,?[ \-]|[ ]de[ ]|,)(?P<year>[0-9]{4}))?(?![0-9])(?(year)|(?!.{0,9}[0-9]{3}))"
DAY = rf"(?:{_MONTH}[ \-]{_DAY}|{_DAY}{_GAP}{_MONTH}){_YEAR}"
_FOUND = regex.compile(rf"[, ]*\(?(?P<date>{DAY})\)?")


def find_day(text: str) -> regex.Match | None:
    """Return the first day and month by name in a text (group ``date``), with the comma or brackets around it.

    >>> find_day("KABUL, Afghanistan (Jan. 25, 2013)")["date"]
    'Jan. 25, 2013'
    """
    return next((match for match in _FOUND.finditer(text) if is_month(match["month"])), None)


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(name.lower() for lang in LANGUAGES for name in get_day_names("wide", "format", lang).values())


def is_weekday(word: str) -> bool:
    """Say whether a word is the name of a day of the week, and so no place."""
    return word.lower() in _weekdays()


def is_month(word: str) -> bool:
    """Say whether a word is the name of a month."""
    return word.lower() in months()


@cache
def _forms() -> tuple[tuple[str, regex.Pattern], ...]:
    """Return the patterns of a whole date, each with its name; years of four digits only."""
    after = r"(?:[T ,].{0,40})?"
    weekday = r"(?:[\p{L}]{2,12}\.?,?[ ])?"
    return (
        ("year first", regex.compile(rf"(?P<year>[0-9]{{4}})([-/.])(?P<month>[0-9]{{1,2}})\2(?P<day>[0-9]{{1,2}}){after}")),
        ("year first", regex.compile(r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:T.{0,20})?")),
        ("by name", regex.compile(rf"{weekday}{DAY}{after}")),
        ("by number", regex.compile(rf"{weekday}(?P<one>[0-9]{{1,2}})([/.-])(?P<two>[0-9]{{1,2}})\2(?P<year>[0-9]{{4}}){after}")),
        ("two-digit year", regex.compile(rf"[0-9]{{1,2}}([/.-])[0-9]{{1,2}}\1[0-9]{{2}}{after}")),
        (
            "two-digit year",
            regex.compile(rf"{weekday}(?:{_DAY}{_GAP}{_MONTH}|{_MONTH}[ \-]{_DAY}),?[ \-]['’]?[0-9]{{2}}(?![0-9:.]|[ ]?[ap]\.?m).{{0,40}}"),
        ),
    )


@lru_cache(10_000)
def read_date(text: str, order: str = "", year: int | None = None) -> tuple[pd.Timestamp | None, str]:
    """Return the day that a text names, or None and why not. The time of day and its zone are left as written.

    `order` (DMY, MDY) tells how to read 03/04/2025; `year` is that of a date which names none.

    >>> read_date("Wed, 19 Nov 2025 08:00:00 +0800")
    (Timestamp('2025-11-19 00:00:00'), '')
    >>> read_date("03/04/2025")
    (None, 'day or month first?')
    >>> read_date("03/04/2025", order="DMY")[0]
    Timestamp('2025-04-03 00:00:00')
    """
    name, match = next(((name, found) for name, form in reversed(_forms()) if (found := form.fullmatch(text.strip()))), ("", None))
    if match is None or name == "two-digit year":
        return None, name or "not understood"
    said = match.groupdict()
    if name == "by name" and not is_month(said["month"]):
        return None, "not understood"
    if name == "by number":
        order = _order_of(int(said["one"]), int(said["two"])) or order
        if order not in ("DMY", "MDY"):
            return None, "day or month first?"
        said["day"], said["month"] = (said["one"], said["two"]) if order == "DMY" else (said["two"], said["one"])
    return day_of(said["day"], said["month"], said["year"], year)


def day_of(day: str, month: str, year: str | None, declared: int | None = None) -> tuple[pd.Timestamp | None, str]:
    """Return the day of a day, a month (by number or by name) and a year; None and why where the year or the day is missing."""
    if not year and declared is None:
        return None, "no year"
    try:
        number = int(month) if month.isdecimal() else months()[month.lower()]
        found = pd.Timestamp(int(year or declared or 0), number, int(day))
        return (found, "" if year else "year declared") if FIRST_YEAR <= found.year else (None, "no such day")
    except (ValueError, KeyError):
        return None, "no such day"


def _order_of(one: int, two: int) -> str:
    """Return the order that two numbers leave open no doubt of: 25/03 is day first, 03/25 month first, 05/05 the same."""
    return "DMY" if one > 12 or one == two else "MDY" if two > 12 else ""


@dataclass(frozen=True)
class Orders:
    """Which of day and month comes first in the numeric dates of each source; and the files whose articles are in several parts."""

    shown: dict[str, str] = field(default_factory=dict)
    across: frozenset[str] = frozenset()


def list_orders(articles: pd.DataFrame) -> pd.DataFrame:
    """Return what the numeric dates of one part show: ``source, group, articles, DMY, MDY`` (how many can only be read so).

    A source is a file with several articles, or else the files of one folder and kind (its `group`). The first and the last file
    may go on in another part, and so are rows of their own.
    """
    path = articles["path"]
    own = path.duplicated(keep=False) | path.isin(path.iloc[[0, -1]] if len(path) else [])
    group = _folder_and_kind(path)
    shown = {text: _shown(text) for text in set(articles["date_text"].dropna())}
    orders = articles["date_text"].map(shown).astype("object")
    columns = {"source": path.where(own, group), "group": group, "articles": 1} | {
        name: (orders == name).astype("int64") for name in ORDERS
    }
    return pd.DataFrame(columns).groupby(["source", "group"], as_index=False).sum()


def _folder_and_kind(path: pd.Series) -> pd.Series:
    """Return the paths without the names of their files; a table's, which all its articles share, is looked at once."""
    return path.map({one: _STEM.sub("", one) for one in path.unique()}).astype("str")


def _shown(text: str) -> str:
    """Return the order that a numeric date leaves no doubt of, where there is one.

    >>> _shown("25/03/2025"), _shown("03/04/2025"), _shown("05/05/2025")
    ('DMY', '', '')
    """
    found = _forms()[3][1].fullmatch(text.strip())
    return _order_of(int(found["one"]), int(found["two"])) if found and int(found["one"]) != int(found["two"]) else ""


def find_orders(parts: Sequence[pd.DataFrame]) -> Orders:
    """Return the order of each source in which all dates that leave no doubt agree."""
    rows = pd.concat(parts) if parts else list_orders(pd.DataFrame({"path": [], "date_text": []}, dtype="str"))
    rows["parts"] = 1
    sums = rows.groupby(["source", "group"], as_index=False).sum()
    across = sums.loc[(sums["parts"] > 1) & (sums["source"] != sums["group"]), "source"]
    sums["source"] = sums["source"].where(sums["articles"] > 1, sums["group"])
    total = sums.groupby("source")[list(ORDERS)].sum()
    day, month = total["DMY"] > 0, total["MDY"] > 0
    agreed = {"DMY": day & ~month, "MDY": month & ~day, "": ~day & ~month | day & month}
    return Orders({source: name for name, true in agreed.items() for source in total.index[true]}, frozenset(across))


def _settle(text: str, order: str, settings: Settings) -> tuple[pd.Timestamp | None, str]:
    """Return the day of a text and what there is to say of it: an order that only the other dates show is told."""
    day, why = read_date(text, order, settings.year)
    if order and day is not None and not settings.order and read_date(text, year=settings.year)[0] is None:
        why = f"{'day' if order == 'DMY' else 'month'} first, as others of its source show"
    return day, why


def settle_dates(articles: pd.DataFrame, settings: Settings, orders: Orders) -> pd.DataFrame:
    """Return ``date`` and ``date_source`` of articles from their ``date_text``; ``date_source`` says where that stood.

    Where 03/04/2025 is met and no order is declared, the dates of the same file decide (those of the same folder and
    kind, for files of one article): when one of them can only be read day first, or month first, and none the other way.
    """
    path = articles["path"]
    own = path.duplicated(keep=False) | path.isin(orders.across)
    source = path.where(own, _folder_and_kind(path))
    order = [settings.order or orders.shown.get(name, "") for name in source.tolist()]
    keys = list(zip(order, articles["date_text"].fillna("").tolist(), strict=True))
    read = {key: _settle(key[1], key[0], settings) for key in set(keys) if key[1]}
    found = [read.get(key, (None, "")) for key in keys]
    where = articles["date_source"].tolist()
    said = [f"{place}, {why}" if why else place for place, (_, why) in zip(where, found, strict=True)]
    days = pd.Series([day for day, _ in found], articles.index, dtype="datetime64[us]")
    return pd.DataFrame({"date": days, "date_source": pd.Series(said, articles.index, dtype="str")})
