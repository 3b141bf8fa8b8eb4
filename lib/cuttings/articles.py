"""What a corpus is: articles and the tables that point into them, in the memory (`Corpus`), or in parts on the disk (`Survey`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from cuttings.loading.parted import Parted, Run
from cuttings.loading.parts import ARTICLES, LEDGER, REMOVED, SENTENCES
from cuttings.progress import each
from cuttings.tables import make_table, refuse

SCHEMAS = {"articles": ARTICLES, "sentences": SENTENCES, "ledger": LEDGER, "removed": REMOVED}
TABLES = tuple(SCHEMAS)
NOWHERE = -1  # a part without articles: what is wrong there is wrong with what a verb was given
Duplicates = Literal["drop", "keep"]


@dataclass(frozen=True)
class Corpus:
    """Articles that never change, and tables that point into them.

    Attributes
    ----------
    articles : DataFrame
        A row an article: doc, title, deck, text (title, deck and body, joined by blank lines), date, date_text,
        date_source, place, outlet, section, author, lang, url, path, record, cluster (the doc of the one of its kind that
        is kept), sha256 (of the text).
    sentences : DataFrame
        A row a sentence: doc, sent (unique over the corpus), paragraph, start, end (characters of the article's text),
        zone (title, deck, body), quoted (share of its characters inside quotation marks).
    ledger : DataFrame
        A row a record seen: path, record, status (kept, duplicate, skipped), reason, fix, doc, duplicate_of, encoding,
        repairs.
    removed : DataFrame
        A row a line that cleaning took out: doc, line, rule.
    folder : Path or None
        Where it came from; its ``knowledge/`` overlays the shipped one.
    """

    articles: pd.DataFrame
    sentences: pd.DataFrame
    ledger: pd.DataFrame
    removed: pd.DataFrame
    folder: Path | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        return f"Corpus(articles={len(self)}, sentences={len(self.sentences)}, records={len(self.ledger)})"

    def where(self, mask: Any) -> "Corpus":
        """Return the corpus of the articles for which `mask`, a boolean for each row of `articles`, is true.

        The ids stay as they are. The ledger stays whole: it tells of the reading, not of the selection.
        """
        articles = self.articles[mask]
        inside = {name: getattr(self, name)[getattr(self, name)["doc"].isin(articles["doc"])] for name in ("sentences", "removed")}
        return replace(self, articles=articles, **inside)

    def texts(self) -> dict[int, str]:
        """Return the text of each article by its doc."""
        return dict(zip(self.articles["doc"].tolist(), self.articles["text"].tolist(), strict=True))

    def around(self, sents: Iterable[int]) -> "Corpus":
        """Return a corpus with at least the articles that hold these sentences."""
        return self


def _whole_table(name: str) -> Any:
    return property(lambda survey: getattr(survey._whole, name))


class Survey(Corpus):
    """A corpus of any size, in parts on the disk; its tables are read as one only when they are asked for.

    The verbs that count take it part by part (`cuttings.lazy`), with the same figures.
    """

    parted: Parted
    duplicates: Duplicates
    run: Run

    def __init__(self, parted: Parted, folder: Path | None, duplicates: Duplicates = "drop", run: Run = map) -> None:
        vars(self).update(parted=parted, folder=folder, duplicates=duplicates, run=run)

    def __reduce__(self) -> tuple:
        return Survey, (self.parted, self.folder, self.duplicates)

    def __len__(self) -> int:
        return sum(self.sizes)

    def __repr__(self) -> str:
        return f"Survey(articles={len(self)}, parts={len(self.parted)})"

    @property
    def sizes(self) -> list[int]:
        """Return how many articles each part has."""
        return [self.parted.count(n, doubles=self.duplicates == "keep") for n in range(len(self.parted))]

    def part(self, n: int) -> Corpus:
        """Return one part, as a corpus; `NOWHERE` has no article."""
        return corpus_of(join([]) if n == NOWHERE else self.parted.tables(n), self.folder, self.duplicates)

    @cached_property
    def _whole(self) -> Corpus:
        parts = each(range(len(self.parted)), "fetching the tables")
        return corpus_of(join([self.parted.tables(n) for n in parts]), self.folder, self.duplicates)

    articles, sentences, ledger, removed = map(_whole_table, TABLES)

    def where(self, mask: Any) -> Corpus:
        """Return the corpus of some articles, in memory."""
        return self._whole.where(mask)

    def around(self, sents: Iterable[int]) -> Corpus:
        """Return the articles that hold these sentences: only their parts are fetched."""
        by_part: dict[int, list[int]] = {}
        for sent in set(sents):
            by_part.setdefault(self.parted.part_of(sent), []).append(sent)
        found = []
        for n, some in sorted(by_part.items()):
            part = self.part(n)
            docs = part.sentences.loc[part.sentences["sent"].isin(some), "doc"]
            found.append(vars(part.where(part.articles["doc"].isin(docs))))
        return corpus_of(join(found), self.folder, self.duplicates)


def join(parts: Sequence[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Return the tables of all parts as one."""
    tables = {name: [part[name] for part in parts] or [make_table([], SCHEMAS[name])] for name in TABLES}
    return {name: pd.concat(some, ignore_index=True) for name, some in tables.items()}


def corpus_of(tables: dict[str, pd.DataFrame], folder: Path | None, duplicates: Duplicates) -> Corpus:
    """Return the corpus of tables, with its duplicates or without them."""
    tables = {**tables, "ledger": tables["ledger"].astype(LEDGER)}
    if not len(tables["removed"]):
        tables["removed"] = refuse(REMOVED, "No line was taken out.")
    corpus = Corpus(**tables, folder=folder)
    first = corpus.articles["cluster"] == corpus.articles["doc"]
    return corpus if duplicates == "keep" or first.all() else corpus.where(first)
