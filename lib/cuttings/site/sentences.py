"""The sentences that a notebook exported, as pages: a count in a table links to those of its item."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cuttings.evidence import mark
from cuttings.prose import many

PREFIX = "evidence_"
COUNTS = {  # what of an item's counts stands in a column of a table
    "rows": ("count", "count_target", "mentions", "hits", "counted", "acts"),
    "sentences": ("sentences", "units"),
    "articles": ("articles",),
}
COLUMNS = {column: name for name, columns in COUNTS.items() for column in columns}
LONGEST_URL = 2000


@dataclass(frozen=True)
class Evidence:
    """The sentences behind the items of a table: `by` are the columns that name an item."""

    name: str
    by: tuple[str, ...]
    rows: pd.DataFrame

    @cached_property
    def items(self) -> dict[tuple[str, ...], dict[str, Any]]:
        """Return each item's place on the page, its counts and its sentences, in the order of the page."""
        items = {}
        for n, (key, some) in enumerate(self.rows.groupby(list(self.by), sort=False), start=1):
            counts = {name: int(some[name].iloc[0]) for name in COUNTS}
            items[tuple(map(str, key))] = {"id": f"item-{n}", **counts, "quotes": list(map(_quotation, some.to_dict("records")))}
        return items

    @property
    def page(self) -> str:
        """Return the file name of its page."""
        return f"{PREFIX}{self.name}.html"

    @property
    def title(self) -> str:
        """Return its name in words."""
        return self.name.replace("_", " ")

    def find(self, row: dict[str, str], column: str) -> str | None:
        """Return where the sentences are that a column counts in a row of its table; None where it counts others.

        >>> rows = pd.DataFrame({"term": ["jets"], "rows": [3], "sentences": [2], "articles": [1], "title": "", "label": "",
        ...     "sentence": "Jets.", "marks": "0-4", "url": "", "outlet": "", "date": "", "place": "sentence 1 of 2"})
        >>> terms = Evidence("terms", ("term",), rows)
        >>> terms.find({"term": "jets", "count": "3"}, "count"), terms.find({"term": "jets", "count": "7"}, "count")
        ('evidence_terms.html#item-1', None)
        """
        item = self.items.get(tuple(row.get(name, "") for name in self.by))
        return f"{self.page}#{item['id']}" if item and column in COLUMNS and row[column] == str(item[COLUMNS[column]]) else None


def read_evidence(folder: Path) -> list[Evidence]:
    """Return the evidence that a notebook exported to a folder; none that is empty."""
    tables = {path.stem.removeprefix(PREFIX): pd.read_parquet(path) for path in sorted(folder.glob(f"{PREFIX}*.parquet"))}
    tables = {name: table for name, table in tables.items() if len(table) and {*COUNTS, "marks"} <= set(table.columns)}
    found = {name: (tuple(table.columns[: table.columns.get_loc("rows")]), table) for name, table in tables.items()}
    return [Evidence(name, by, rows) for name, (by, rows) in found.items()]


def _quotation(row: dict[str, Any]) -> dict[str, Any]:
    """Return a sentence for a page, and where it comes from; a link only to the web."""
    spans = tuple((int(start), int(end)) for start, _, end in (span.partition("-") for span in row["marks"].split()))
    told = [str(row[name])[:200] for name in ("outlet", "date") if isinstance(row[name], str)]
    url = row["url"] if str(row["url"]).lower().startswith(("http://", "https://")) and len(row["url"]) < LONGEST_URL else ""
    sentence = Markup(mark(row["sentence"], spans))  # noqa: S704 (`mark` escapes)
    return {
        "sentence": sentence,
        "title": row["title"][:200],
        "about": [*told, row["place"]],
        "label": row["label"],
        "url": url,
    }


def describe(item: dict[str, Any]) -> str:
    """Return how many sentences an item has, and how many of them a page shows.

    >>> describe({"rows": 30, "sentences": 24, "articles": 9, "quotes": [1] * 10})
    '30 times in 24 sentences of 9 articles. 10 of the sentences are shown, spread evenly.'
    """
    shown, times = len(item["quotes"]), "once" if item["rows"] == 1 else many(item["rows"], "time")
    cut = f" {shown} of the sentences are shown, spread evenly." if shown < item["sentences"] else ""
    return f"{times.capitalize()} in {many(item['sentences'], 'sentence')} of {many(item['articles'], 'article')}.{cut}"
