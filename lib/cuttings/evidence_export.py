"""export_evidence: the sentences behind the numbers of tables, as files."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cuttings.act_ties import counted_acts
from cuttings.context import find_terms
from cuttings.corpus import Corpus
from cuttings.evidence import AROUND, SHOWN, Marks, Place, find_places, quote_row
from cuttings.framing import counted
from cuttings.lazy import over, sample
from cuttings.speakers import name_speakers
from cuttings.tables import Sums, combine, count, distinct, export_tables, make_table, number
from cuttings.tokens import Tokens

ITEMS = 100  # of a table, of which sentences are exported
SPREAD = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: its multiples fall evenly, so that the smallest are an even choice
BEHIND = {
    "rows": "int64", "sentences": "int64", "articles": "int64", "doc": "int64", "sent": "int64", "place": "str", "title": "str",
    "outlet": "str", "date": "str", "url": "str", "label": "str", "sentence": "str", "marks": "str",
}  # fmt: skip
OWN = {"rows", "sentences", "articles", "article", "doc", "sent", "place", "start", "end", "label", "sentence", "marks"}


def export_evidence(
    folder: str | Path,
    corpus: Corpus,
    *,
    n: int = SHOWN,
    marks: pd.DataFrame | Tokens | None = None,
    **tables: tuple[pd.DataFrame, str | list[str]],
) -> pd.DataFrame:
    """Write the sentences behind the numbers of tables: of each of their items `n`, spread evenly over the corpus.

    In the page of a notebook, the table that is exported by the same name (`cuttings.export_tables`) links its counts to them.

    Parameters
    ----------
    marks : DataFrame or Tokens, optional
        Of rows that have no place in their sentence, what is to be marked: mentions, for the actors of pairs; tokens, for terms that
        were found without a context.
    tables : rows and one or several columns, by the name of a table
        Mentions, pairs, hits, speech, acts, the lines of `cuttings.find_terms`, or any rows with ``doc, sent`` and, to be marked,
        ``start, end``; and the columns that name an item, as the table has them. Of hits and acts, those that count are taken; of
        speech, the speakers as they are counted; of all, the hundred items with most sentences.

    Returns
    -------
    DataFrame
        What was written: ``table, rows, files``. The files, ``evidence_{name}.csv`` and ``.parquet``, have the columns that name an
        item, then ``rows, sentences, articles`` (how many it has in all), and, a row a sentence, ``doc, sent, place`` (in its
        article)``, title, outlet, date, url, label, sentence, marks`` (characters from-to). Where more than a tenth
        of an article would stand in a file, every third of its sentences is cut to its beginning and what is marked: the files do not
        tell an article from end to end.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["Japan sold jets. Talks go on. Nobody knows more."])
    >>> export_evidence(mkdtemp(), corpus, actors=(find_actors(corpus, read_actors()), "actor"))["rows"].tolist()
    [1]
    """
    made = {}
    for name, (rows, columns) in tables.items():
        by = [columns] if isinstance(columns, str) else list(columns)
        for column in by:
            if column not in sample(rows):
                raise ValueError(f"The rows for {name!r} have no column {column!r}.")
            if column in OWN:
                raise ValueError(f"The column {column!r} cannot name the items of {name!r}: the file has one of its own. Rename it.")
        made[f"evidence_{name}"] = _behind(corpus, _choose(corpus, rows, by, n, marks), by)
    return export_tables(Path(folder), **made)


def _choose(corpus: Corpus, rows: pd.DataFrame, by: list[str], n: int, marks: Any) -> pd.DataFrame:
    """Return the rows of the sentences that are shown, with the counts of their items."""
    tables = (rows, corpus) if "root" in sample(rows) else (rows,)  # acts count in the body alone
    sums = combine(over(sum_evidence, *tables, by=by, n=n))
    items = sums["items"].reset_index().sort_values(["sentences", *by], ascending=[False] + [True] * len(by), ignore_index=True)
    chosen = _first(sums["rows"].merge(items.head(ITEMS), on=by), by, n).drop(columns="article")
    if "start" in chosen or marks is None:
        return chosen
    return _place(chosen, marks) if "term" in chosen else _name(chosen, by, marks)


def _place(rows: pd.DataFrame, tokens: Tokens) -> pd.DataFrame:
    """Return rows that have no spans with those of their terms."""
    near = find_terms(tokens, rows["term"].unique(), width=0, within=tokens.sentences["sent"].isin(rows["sent"].unique()))
    return rows.merge(near[["term", "sent", "start", "end"]], on=["term", "sent"])


def sum_evidence(rows: pd.DataFrame, corpus: Corpus | None = None, *, by: Sequence[str], n: int) -> Sums:
    """Return, of one part, how often each item occurs, and the rows of `n` of its sentences; acts need the corpus."""
    rows = rows if corpus is None else counted_acts(rows, corpus)
    rows = rows[~rows["provisional"]] if "in_role" in rows or "cue_start" in rows else rows  # mentions and speech: never exported
    rows = counted(rows) if "status" in rows and "frame" in rows else rows
    rows = rows.assign(speaker=name_speakers(rows)) if "cue_start" in rows else rows
    rows = rows.dropna(subset=list(by)).reset_index(drop=True)
    of, keys = number(*(rows[name] for name in by))
    found = {"rows": of, "sentences": distinct(of, rows["sent"].to_numpy())[0], "articles": distinct(of, rows["doc"].to_numpy())[0]}
    return {"items": count(found, keys), "rows": _first(rows.assign(article=rows["doc"]), by, n)}


def _first(rows: pd.DataFrame, by: Sequence[str], n: int) -> pd.DataFrame:
    """Return the rows of `n` sentences of each item, chosen evenly, whatever the parts are."""
    place = rows["sent"].to_numpy().astype(np.uint64) * np.uint64(SPREAD)
    sentences = rows.assign(place=place)[[*by, "sent", "place"]].drop_duplicates().sort_values("place")
    return rows.merge(sentences.groupby(list(by)).head(n).drop(columns="place"), on=[*by, "sent"])


def _name(rows: pd.DataFrame, by: Sequence[str], mentions: pd.DataFrame) -> pd.DataFrame:
    """Return rows that have no spans with those of the actors that they are of."""
    near = combine(over(sum_mentions, mentions, sents=sorted(set(rows["sent"]))))["mentions"]
    both = rows.merge(near.drop(columns="article"), on="sent")
    return both[np.logical_or.reduce([both["actor"] == both[name] for name in by])].drop(columns="actor")


def sum_mentions(mentions: pd.DataFrame, sents: Sequence[int]) -> Sums:
    """Return, of one part, where actors are named in some sentences."""
    near = mentions[mentions["sent"].isin(sents)]
    return {"mentions": near[["sent", "start", "end", "actor"]].assign(article=near["doc"])}


def _behind(corpus: Corpus, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the sentences of rows of evidence, by item, in the order of the corpus; the most frequent item first."""
    near = corpus.around(rows["sent"])
    texts, places = near.texts(), find_places(near)
    about = near.articles.assign(
        title=near.articles["title"].fillna(near.articles["path"]), date=near.articles["date"].dt.strftime("%Y-%m-%d")
    )
    told = [name for name in ("title", "outlet", "date", "url") if name not in by]
    articles = about.set_index("doc")[told].to_dict("index")
    whole = _whole(rows, places)
    order = rows.sort_values(["sentences", *by, "sent"], ascending=[False] + [True] * (len(by) + 1), kind="stable")
    made = []
    for key, group in groupby(order.to_dict("records"), key=itemgetter(*by, "sent")):
        some, place = list(group), places[key[-1]]
        label, sentence, marks = quote_row(some, place, texts)
        if key[-1] not in whole:
            sentence, marks = _shorten(sentence, marks)
        counts = [some[0][name] for name in ("rows", "sentences", "articles")]
        spans = " ".join(f"{start}-{end}" for start, end in marks)
        made.append((*key[:-1], *counts, place.doc, key[-1], str(place), *articles[place.doc].values(), label, sentence, spans))
    return make_table(made, dict.fromkeys(by, "str") | {name: kind for name, kind in BEHIND.items() if name not in by})


def _shorten(sentence: str, marks: Marks) -> tuple[str, Marks]:
    """Return how a sentence begins, always with the same words, and what is marked in it.

    >>> _shorten("Jets and ships were sold to Japan and Chad last year, and tanks to nobody.", ((0, 4), (58, 63)))
    ('Jets and ships were sold to Japan and… tanks…', ((0, 4), (39, 44)))
    """
    if len(sentence) <= AROUND:
        return sentence, marks
    end = sentence.rfind(" ", 0, AROUND) + 1 or AROUND
    short, inside = sentence[:end].rstrip() + "…", [(start, min(stop, end - 1)) for start, stop in marks if start < end - 1]
    for start, stop in ((start, stop) for start, stop in marks if start >= end - 1):
        inside.append((len(short) + 1, len(short) + 1 + stop - start))
        short += f" {sentence[start:stop]}…"
    return short, tuple(inside)


def _whole(rows: pd.DataFrame, places: dict[int, Place]) -> set[int]:
    """Return the sentences that are shown whole: all but every third of an article of which over a tenth is asked for."""
    of = {sent: places[sent] for sent in set(rows["sent"])}
    asked = Counter(place.doc for place in of.values())
    return {sent for sent, place in of.items() if place.number % 3 or 10 * asked[place.doc] <= place.of}
