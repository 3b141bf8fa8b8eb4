"""A corpus that was read, in parts: their tables as they are in the whole, and those that were left out.

The parts lie in a drawer: a dictionary, or a folder (`cuttings.loading.drawers.Drawer`).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cuttings.files import PlainError
from cuttings.knowledge import KnowledgeError
from cuttings.loading.dates import Orders, settle_dates
from cuttings.loading.drawers import AnyDrawer
from cuttings.loading.duplicates import THRESHOLD
from cuttings.loading.parts import LEDGER
from cuttings.loading.settings import Settings
from cuttings.loading.sketches import BANDS, ROWS

Tables = dict[str, pd.DataFrame]
Run = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]
SHELVED = ("shelved", 0)  # in the drawer when all records are
FORMS = ("records", "drafts")  # what the stages of a reading are given
DOUBLE, FAILED = "duplicates", "failed"
COUNTED = ("sums-", "rows-")  # what is counted of a part: with these begin its names in the drawer
RETRY = "read it again; if it fails again, split its file to find the article at fault"


class Failure(NamedTuple):
    """What `run` gives for a part at which the work failed."""

    part: int
    reason: str


def attempt(work: Callable[[int], Any], n: int) -> Any:
    """Do the work on a part; whatever an article brings about there, it is a `Failure`, and the other parts go on."""
    try:
        return work(n)
    except (KnowledgeError, OSError, PlainError):  # a mistake in the analyst's own files, a full disk, a cache that was cleared
        raise
    except Exception as error:
        return Failure(n, f"{type(error).__name__}: {error}")


def parts_in(drawer: AnyDrawer) -> int:
    """Return how many parts there are, when all records are in the drawer."""
    return int(drawer[SHELVED]["parts"].at[0, "parts"])


def unread_parts(drawer: AnyDrawer) -> list[int]:
    """Return the parts at which a stage failed: what it was given still lies there."""
    return [n for n in range(parts_in(drawer)) if any((form, n) in drawer for form in FORMS)]


@dataclass(frozen=True)
class Parted:
    """A corpus that was read, in parts: `sizes` are the articles and sentences of each."""

    drawer: AnyDrawer
    settings: Settings
    sizes: list[tuple[int, int]]
    orders: Orders = field(default_factory=Orders)

    def __len__(self) -> int:
        return len(self.sizes)

    @cached_property
    def firsts(self) -> list[tuple[int, int]]:
        """Return the first doc and the first sentence of each part, and of a part behind the last."""
        docs, sents = (list(accumulate((size[n] for size in self.sizes), initial=0)) for n in (0, 1))
        return list(zip(docs, sents, strict=True))

    def tables(self, n: int) -> Tables:
        """Return the tables of a part as they are in the whole: ids counted on, dates settled, duplicates marked."""
        found = self.drawer["tables", n]
        doc, sent = self.firsts[n]
        articles, sentences, ledger, removed = (found[name].copy(deep=False) for name in ("articles", "sentences", "ledger", "removed"))
        for table in (articles, sentences, ledger, removed):
            table["doc"] = table["doc"] + doc
        articles["cluster"], sentences["sent"] = articles["doc"], sentences["sent"] + sent
        articles.index, sentences.index = (pd.RangeIndex(first, first + len(t)) for first, t in ((doc, articles), (sent, sentences)))
        articles[["date", "date_source"]] = settle_dates(articles, self.settings, self.orders)
        if (DOUBLE, n) in self.drawer:
            _mark(articles, ledger, self.drawer[DOUBLE, n][DOUBLE])
        if (FAILED, n) in self.drawer:
            articles, sentences, removed = articles[:0], sentences[:0], removed[:0]
            ledger.loc[ledger["status"] != "skipped", ["status", "reason", "fix"]] = ["skipped", self.failures[n], RETRY]
            ledger[["doc", "duplicate_of"]] = None
        return {"articles": articles, "sentences": sentences, "ledger": ledger.astype(LEDGER), "removed": removed}

    @property
    def failures(self) -> dict[int, str]:
        """Return the parts that could not be read or counted, each with the reason: they are left out, and the ledger says so."""
        uncounted = {n: self.drawer[FAILED, n][FAILED].at[0, "reason"] for n in range(len(self)) if (FAILED, n) in self.drawer}
        ledgers = {n: self.drawer["tables", n]["ledger"] for n in unread_parts(self.drawer)}
        unread = {n: ledger.loc[ledger["fix"] == RETRY, "reason"].iloc[0] for n, ledger in ledgers.items()}
        return dict(sorted({**uncounted, **unread}.items()))

    def set_aside(self, failure: "Failure") -> None:
        """Leave a part out of the corpus, and forget what was counted of it."""
        self._forget({failure.part})
        self.drawer[FAILED, failure.part] = {FAILED: pd.DataFrame({"reason": [failure.reason]})}

    def try_again(self) -> None:
        """Take the parts back that were left out, and forget what was counted without them."""
        self._forget({n for n in range(len(self)) if (FAILED, n) in self.drawer})

    def _forget(self, parts: set[int]) -> None:
        for key in [key for key in self.drawer if key[1] in parts and key[0].startswith((FAILED, *COUNTED))]:
            del self.drawer[key]

    def count(self, n: int, *, doubles: bool) -> int:
        """Return how many articles a part has, with its duplicates or without."""
        if (FAILED, n) in self.drawer:
            return 0
        return self.sizes[n][0] - (len(self.drawer[DOUBLE, n][DOUBLE]) if not doubles and (DOUBLE, n) in self.drawer else 0)

    def part_of(self, sent: int) -> int:
        """Return the number of the part that a sentence is in."""
        return bisect_right([first for _, first in self.firsts[1:-1]], sent)

    def sketched(self, name: str) -> np.ndarray:
        """Return a column of the sketches of all articles."""
        column = np.zeros(self.firsts[-1][0], np.uint64)
        for n, (first, behind) in enumerate(pairwise(doc for doc, _ in self.firsts)):
            column[first:behind] = self.drawer["sketches", n]["sketches"][name]  # a list of them would hold all other columns as well
        return column

    def signatures(self, docs: np.ndarray) -> np.ndarray:
        """Return the signatures of some articles, a row each, by their docs in order."""
        rows, at = np.zeros((len(docs), BANDS * ROWS), np.uint32), 0
        for n, some in self.by_part(docs):
            rows[at : at + len(some)] = self.drawer["signatures", n]["signatures"].to_numpy()[some - self.firsts[n][0]]
            at += len(some)
        return rows

    def bodies(self, docs: np.ndarray) -> dict[int, str]:
        """Return the bodies of some articles, by their docs in order."""
        found: dict[int, str] = {}
        for n, some in self.by_part(docs):
            texts = self.drawer["tables", n]["articles"]["text"].iloc[some - self.firsts[n][0]]
            begins = self.drawer["sketches", n]["sketches"]["begin"].iloc[some - self.firsts[n][0]]
            found |= {doc: text[begin:] for doc, text, begin in zip(some.tolist(), texts, begins, strict=True)}
        return found

    def ranked(self, docs: np.ndarray) -> pd.DataFrame:
        """Return doc, date, length, path and record of some articles, in the order of their docs."""
        rows = [self.tables(n)["articles"].iloc[some - self.firsts[n][0]] for n, some in self.by_part(docs)]
        columns = ["doc", "date", "path", "record"]
        some = [table[columns].assign(length=table["text"].str.len()) for table in rows]
        return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=[*columns, "length"])

    def by_part(self, docs: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the parts that hold any of these docs, which are in order, each with those that it holds."""
        bounds = np.searchsorted(docs, [doc for doc, _ in self.firsts]).tolist()
        yield from ((n, docs[low:high]) for n, (low, high) in enumerate(pairwise(bounds)) if low < high)


def _mark(articles: pd.DataFrame, ledger: pd.DataFrame, marks: pd.DataFrame) -> None:
    """Mark the duplicates in articles and ledger, and say how alike they are to the one that is kept."""
    docs = marks.set_index("doc")
    of_article, of_record = articles["doc"].isin(docs.index), ledger["doc"].isin(docs.index)
    articles.loc[of_article, "cluster"] = docs["cluster"].reindex(articles.loc[of_article, "doc"]).to_numpy()
    rows = docs.loc[ledger.loc[of_record, "doc"]]
    ledger.loc[of_record, "status"] = "duplicate"
    ledger.loc[of_record, "reason"] = [_why(share) for share in rows["similarity"]]
    ledger.loc[of_record, "duplicate_of"] = rows["cluster"].to_numpy()


def _why(share: float) -> str:
    """Return in words why an article is a duplicate, by its similarity to the one that is kept."""
    if share == 1:
        return "the same words"
    near = f"near duplicate: Jaccard {share:.2f}"
    return f"{near} (threshold {THRESHOLD})" if share >= THRESHOLD else f"{near}, by way of another (threshold {THRESHOLD})"
