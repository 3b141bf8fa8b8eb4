"""The sentences that read words and terms: frequency, keyness, collocations, trends, context."""

import pandas as pd

from cuttings.collocations import MOST
from cuttings.coverage import PERIOD_NAMES
from cuttings.keyness import ENOUGH
from cuttings.prose import leaders, listed, many, percent
from cuttings.terms import TERMS, VOCABULARY
from cuttings.tokens import Tokens

LEVEL = 0.05  # the false discovery rate up to which a difference is spoken of


def tokens(words: Tokens) -> str:
    """Read the words of a corpus."""
    numbers, stop = int(words.number.sum()), percent(words.stop.mean()) if len(words) else "0%"
    conflated = f" {many(sum(map(len, words.forms.values())), 'form')} stand under {many(len(words.forms), 'word')}." if words.forms else ""
    return (
        f"{many(len(words), 'token')} of {many(len(words.words), 'word')}, {numbers:,} of them numbers. {stop} are stop words.{conflated}"
    )


def terms(table: pd.DataFrame) -> str:
    """Read a table of frequencies, of one group or of several."""
    by = next((name for name in table if name not in TERMS), None)
    if by is not None and table[by].nunique() > 1:
        first = [f"{group}: {leaders(some.set_index('term')['count'])}" for group, some in table.groupby(by)]
        return f"{many(table['term'].nunique(), 'term')} in {many(table[by].nunique(), 'group')} ({by}). Most frequent in {listed(first)}."
    even = table[table["count"] >= max(2, table["count"].max() / 4)].dropna(subset=["dp"]).sort_values(["dp", "term"])
    spread = ""
    if len(even) > 1 and even["dp"].iloc[0] < even["dp"].iloc[-1]:
        first, last = even.iloc[0], even.iloc[-1]
        evenly = f"{first['term']!r} is spread most evenly (DP {first['dp']:.2f}), {last['term']!r} least ({last['dp']:.2f})"
        spread = f" Of the frequent ones, {evenly}."
    return f"{many(len(table), 'term')}. Most frequent: {leaders(table.set_index('term')['count'])}.{spread}"


def tfidf(table: pd.DataFrame) -> str:
    """Read a table of tf-idf scores."""
    top = table.sort_values(["tfidf", "doc", "term"], ascending=[False, True, True]).iloc[0]
    best = f"Highest: {top['term']!r} in article {top['doc']} ({many(int(top['count']), 'time')}, {top['tfidf']:.3f})"
    articles = many(table["doc"].nunique(), "article")
    return f"What sets each of {articles} apart (share of its words × ln of articles over articles with the term). {best}."


def collocations(table: pd.DataFrame) -> str:
    """Read a table of collocations."""
    window, words, of = (table.attrs.get(name, 0) for name in ("window", "words", "of"))
    where = "side by side" if window == 2 else f"at most {window - 1:,} words apart" if window else "together"
    top, close = table.iloc[0], table.sort_values(["logdice", "count", "a", "b"], ascending=[False, False, True, True]).iloc[0]
    first = f"{top['a']} {top['b']} ({many(int(top['count']), 'time')} in {many(int(top['articles']), 'article')}, G2 {top['g2']:,.0f})"
    left = f" Paired were the {MOST:,} words found in most articles, of {of:,}." if words < of else ""
    best = f"Most evident: {first}; closest: {close['a']} {close['b']} (logDice {close['logdice']:.1f})"
    return f"{many(len(table), 'pair')} of words stand {where} more often than chance brings. {best}.{left}"


def keyness(table: pd.DataFrame) -> str:
    """Read a comparison of two parts of the text."""
    tested = table["q"].notna().any()
    some = table[table["q"] < LEVEL] if tested else table
    sides = [
        (name, part["term"].head(5))
        for name, part in (("target", some[some["log_ratio"] > 0]), ("rest", some[some["log_ratio"] < 0][::-1]))
    ]
    typical = "; ".join(f"of the {name}: {listed(part)}" for name, part in sides if len(part))
    parts = zip(("Target", "rest"), table.attrs.get("words", ()), table.attrs.get("articles", ()), strict=False)
    sizes = "; ".join(f"{name}: {many(words, 'word')} of {many(articles, 'article')}" for name, words, articles in parts)
    sizes = f"{sizes}. " if sizes else ""
    if not tested:
        return f"{sizes}Under {ENOUGH} articles on a side, only the size of a difference is given, no test. Most typical {typical}."
    found = f"{len(some):,} of {many(len(table), 'term')} differ, at a false discovery rate of {LEVEL:.0%}"
    return f"{sizes}{found}{f'. Most typical {typical}' if typical else ''}."


def trends(table: pd.DataFrame) -> str:
    """Read the course of terms over time."""
    noun, form = PERIOD_NAMES[table.attrs.get("freq", "D")]
    empty = int(table.loc[table["articles"] == 0, "period"].nunique())
    first, last = (f"{day:{form}}" for day in (table["period"].min(), table["period"].max()))
    peaks = [
        f"{term!r} in {top['period']:{form}} ({top['per_million']:,.0f} per million words; {many(int(top['articles']), 'article')})"
        for term, some in table.groupby("term", sort=False)
        if some["count"].any()
        for top in (some.sort_values(["per_million", "period"], ascending=[False, True]).iloc[0],)
    ]
    gaps = f"{many(empty, noun)} without an article {'is a gap' if empty == 1 else 'are gaps'}" if empty else "no gap"
    never = [repr(term) for term, some in table.groupby("term", sort=False) if not some["count"].any()]
    none = f" Not found: {listed(never)}." if never else ""
    left = f" {many(table.attrs['without'], 'article')} without a full date left out." if table.attrs.get("without") else ""
    return f"{first} to {last}, by {noun}; {gaps}. {'Most often: ' + listed(peaks, 6) + '.' if peaks else ''}{none}{left}"


def vocabulary(table: pd.DataFrame) -> str:
    """Read how rich a vocabulary is."""
    by = next((name for name in table if name not in VOCABULARY), None)
    window, known = table.attrs.get("window", 0), table.dropna(subset=["mattr"])
    if by is None:
        row = table.iloc[0]
        once = f"{many(int(row['types']), 'word')}, {percent(row['hapaxes'] / row['types'])} of them used once"
        rich = (
            f"of {window:,} words in a row, {percent(row['mattr'])} are distinct (MATTR)"
            if len(known)
            else f"no article has {window:,} words in a row"
        )
        return f"{many(int(row['tokens']), 'token')} of {once}; {rich}."
    if not len(known):
        return f"{many(len(table), 'group')} ({by}); no article has {window:,} words in a row."
    ends = known.sort_values(["mattr", by]).iloc[[-1, 0]]
    rich, poor = (f"{row[by]} ({row['mattr']:.2f})" for _, row in ends.iterrows())
    return f"{many(len(table), 'group')} ({by}); richest in distinct words (MATTR over {window:,} words): {rich}, poorest: {poor}."


def context(table: pd.DataFrame) -> str:
    """Read a concordance."""
    return f"{many(len(table), 'occurrence')} in {many(table['sent'].nunique(), 'sentence')} of {many(table['doc'].nunique(), 'article')}."
