"""What a corpus covers: where, when, in which languages, how long; what is known of its articles, and what stands in it twice."""

import pandas as pd

from cuttings.corpus import Corpus
from cuttings.loading.duplicates import THRESHOLD
from cuttings.tables import make_table, refuse

UNKNOWN = "not known"
DESCRIBED = ("title", "deck", "date", "place", "outlet", "section", "author", "lang", "url")
METADATA = {"column": "str", "articles": "int64", "share": "float64", "said": "str"}
PERIODS = {"period": "datetime64[us]", "articles": "int64"}
LENGTHS = {"doc": "int64", "title": "str", "path": "str", "characters": "int64", "sentences": "int64"}
DOUBLES = {"kept_doc": "int64", "kept": "str", "kept_path": "str", "path": "str", "record": "int64", "reason": "str"}
PERIOD_NAMES = {"D": ("day", "%Y-%m-%d"), "W": ("week", "%Y-%m-%d"), "M": ("month", "%Y-%m"), "Y": ("year", "%Y")}
FREQUENCIES = (("D", 45), ("W", 400), ("M", 3_000), ("Y", 10**6))  # a period, and the days of coverage up to which it is taken


def count_metadata(corpus: Corpus) -> pd.DataFrame:
    """Count of how many articles each column of metadata is known, and where dates come from: ``column, articles, share, said``.

    >>> from cuttings.corpus import make_corpus
    >>> count_metadata(make_corpus(["OSLO, 2 May 2024 — They met."])).query("column == 'date'")["said"].item()
    'dateline (1)'
    """
    articles = corpus.articles
    if not len(articles):
        return refuse(METADATA, "There is no article.")
    known = [(name, int(articles[name].notna().sum())) for name in DESCRIBED]
    sources = articles["date_source"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    said = {"date": ", ".join(f"{name} ({n:,})" for name, n in sources.items())}
    return make_table([(name, n, n / len(articles), said.get(name, "")) for name, n in known], METADATA)


def count_articles(corpus: Corpus, *, by: str = "outlet") -> pd.DataFrame:
    """Count the articles of each value of a column: ``{by}, articles, sentences, first, last`` (days), the most first.

    >>> from cuttings.corpus import make_corpus
    >>> count_articles(make_corpus(["ANKARA (AA) - The talks began.", "It rained. It poured."]))[["outlet", "sentences"]].values.tolist()
    [['AA', 1], ['not known', 2]]
    """
    articles = corpus.articles
    labels = label_articles(articles, by)
    sentences = corpus.sentences["doc"].value_counts().reindex(articles["doc"]).fillna(0).to_numpy()
    table = articles.assign(**{by: labels.to_numpy()}, sentences=sentences)
    counts = table.groupby(by, as_index=False).agg(
        articles=("doc", "size"), sentences=("sentences", "sum"), first=("date", "min"), last=("date", "max")
    )
    columns = {by: "str", "articles": "int64", "sentences": "int64", "first": "datetime64[us]", "last": "datetime64[us]"}
    return counts.astype(columns).sort_values(["articles", by], ascending=[False, True], ignore_index=True)


def label_articles(articles: pd.DataFrame, by: str | None) -> pd.Series:
    """Return the value of a column for each article, by which they are grouped: whole numbers, or words; without a column all have one."""
    if by is None:
        return pd.Series("all", index=articles.index, dtype="str")
    if by not in articles:
        raise ValueError(f"There is no column {by!r}. Give one of: {', '.join(articles)}.")
    return articles[by] if pd.api.types.is_integer_dtype(articles[by]) else articles[by].astype("str").fillna(UNKNOWN)


def choose_frequency(dates: pd.Series) -> str:
    """Return the finest of D, W, M and Y that keeps a chart of these days readable."""
    return next(name for name, most in FREQUENCIES if (dates.max() - dates.min()).days < most)


def track_articles(corpus: Corpus, *, freq: str | None = None) -> pd.DataFrame:
    """Count the articles of each period, empty ones too: ``period`` (its first day), ``articles``.

    `freq` is D, W, M or Y; by default the finest that keeps a chart readable. Articles without a full date are left out.
    Refused where fewer than two have one.
    """
    dates = corpus.articles["date"].dropna()
    if len(dates) < 2:
        return refuse(PERIODS, f"Articles with a full date: {len(dates)} of {len(corpus)}. There is no course of time to show.")
    freq = freq or choose_frequency(dates)
    counts = dates.dt.to_period(freq).value_counts().sort_index()
    counts = counts.reindex(pd.period_range(counts.index[0], counts.index[-1], freq=freq), fill_value=0)
    table = make_table({"period": counts.index.start_time, "articles": counts.to_numpy()}, PERIODS)
    table.attrs = {"freq": freq, "without": len(corpus) - len(dates)}
    return table


def measure_lengths(corpus: Corpus) -> pd.DataFrame:
    """Return the length of every article, the shortest first: ``doc, title, path, characters, sentences``."""
    articles = corpus.articles
    sentences = corpus.sentences["doc"].value_counts().reindex(articles["doc"]).fillna(0).to_numpy()
    columns = {"doc": articles["doc"], "title": articles["title"], "path": articles["path"], "characters": articles["text"].str.len()}
    table = make_table({**columns, "sentences": sentences}, LENGTHS)
    return table.sort_values(["characters", "doc"], ignore_index=True) if len(table) else refuse(LENGTHS, "There is no article.")


def list_duplicates(corpus: Corpus) -> pd.DataFrame:
    """Return the records that say the same as another, with the one that is kept: ``kept_doc, kept, kept_path, path, record, reason``."""
    double = corpus.ledger[corpus.ledger["status"] == "duplicate"]
    if not len(double):
        return refuse(DOUBLES, f"No article says the same as another (threshold: a Jaccard index of word 5-shingles of {THRESHOLD}).")
    kept = corpus.articles.set_index("doc").reindex(double["duplicate_of"].astype("int64"))
    columns = {"kept_doc": kept.index.to_numpy(), "kept": kept["title"].to_numpy(), "kept_path": kept["path"].to_numpy()}
    columns |= {name: double[name].to_numpy() for name in ("path", "record", "reason")}
    table = make_table(columns, DOUBLES).sort_values(["kept_doc", "path", "record"], ignore_index=True)
    table.attrs["kept"] = int((corpus.ledger["status"] == "kept").sum())
    return table
