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
COUNTS = ("rows", "sentences", "articles")


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

    def find(self, row: dict[str, str], number: str) -> str | None:
        """Return where the sentences are that a number in a row of a table counts; None where it counts others.

        >>> rows = pd.DataFrame({"term": ["jets"], "rows": [3], "sentences": [2], "articles": [1], "title": "", "label": "",
        ...     "sentence": "Jets.", "marks": "0-4", "url": "", "outlet": "", "date": "", "sent": 0})
        >>> terms = Evidence("terms", ("term",), rows)
        >>> terms.find({"term": "jets"}, "3"), terms.find({"term": "jets"}, "7"), terms.find({"actor": "jets"}, "3")
        ('evidence_terms.html#item-1', None, None)
        """
        item = self.items.get(tuple(row.get(name, "") for name in self.by))
        return f"{self.page}#{item['id']}" if item and number.replace(",", "") in {str(item[name]) for name in COUNTS} else None


def read_evidence(folder: Path) -> list[Evidence]:
    """Return the evidence that a notebook exported to a folder; none that is empty."""
    tables = {path.stem.removeprefix(PREFIX): pd.read_parquet(path) for path in sorted(folder.glob(f"{PREFIX}*.parquet"))}
    found = {name: (tuple(table.columns[: table.columns.get_loc("rows")]), table) for name, table in tables.items() if len(table)}
    return [Evidence(name, by, rows) for name, (by, rows) in found.items()]


def _quotation(row: dict[str, Any]) -> dict[str, Any]:
    """Return a sentence for a page, and where it comes from; a link only to the web."""
    spans = tuple((int(start), int(end)) for start, _, end in (span.partition("-") for span in row["marks"].split()))
    told = [str(row[name]) for name in ("outlet", "date") if isinstance(row[name], str)]
    url = row["url"] if str(row["url"]).lower().startswith(("http://", "https://")) else ""
    sentence = Markup(mark(row["sentence"], spans))  # noqa: S704 (`mark` escapes)
    return {
        "sentence": sentence,
        "title": row["title"][:200],
        "about": [*told, f"sentence {row['sent']}"],
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
