"""The sentences that read words and terms: frequency, keyness, collocations, trends, context."""

import numpy as np
import pandas as pd

from cuttings.coverage import PERIOD_NAMES
from cuttings.keyness import ENOUGH, pick_typical
from cuttings.prose import leaders, listed, many, percent
from cuttings.tokens import Tokens

LEVEL = 0.05  # the false discovery rate up to which a difference is spoken of


def tokens(words: Tokens) -> str:
    """Read the words of a corpus."""
    if not len(words):
        return "There is no word."
    types = np.unique(words.codes)
    numbers, stop = int(words.number[types].sum()), percent(words.stop.mean())
    conflated = f" {many(sum(map(len, words.forms.values())), 'form')} stand under {many(len(words.forms), 'word')}." if words.forms else ""
    lang = words.language[words.article]
    bare = sorted(set(lang) - set(lang[words.stop]))
    none = f" No stop words are known, or found, in articles in: {listed(bare)}." if bare else ""
    return (
        f"{many(len(words), 'token')} of {many(len(types), 'type')}, {numbers:,} of them numbers. {stop} are stop words.{conflated}{none}"
    )


def terms(table: pd.DataFrame) -> str:
    """Read a table of frequencies, of one group or of several."""
    by = table.columns[0]
    if by != "term" and table[by].nunique() > 1:
        groups = table[by].drop_duplicates()
        first = [f"{group}: {leaders(table[table[by] == group].set_index('term')['count'])}" for group in groups.head(5)]
        more = f", and {len(groups) - 5:,} more" if len(groups) > 5 else ""
        return f"{many(table['term'].nunique(), 'term')} in {many(len(groups), 'group')} ({by}). Most frequent in {'; '.join(first)}{more}."
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
    top = table.sort_values(["g2", "a", "b"], ascending=[False, True, True]).iloc[0]
    close = table.sort_values(["logdice", "count", "a", "b"], ascending=[False, False, True, True]).iloc[0]
    first = f"{top['a']} {top['b']} ({many(int(top['count']), 'time')} in {many(int(top['articles']), 'article')}, G2 {top['g2']:,.0f})"
    left = f" Paired were the {words:,} words found in most articles, of {of:,}." if words < of else ""
    stand = "stands" if len(table) == 1 else "stand"
    best = f"Most evident: {first}; closest: {close['a']} {close['b']} (logDice {close['logdice']:.1f})"
    return f"{many(len(table), 'pair')} of words {stand} {where} more often than their frequencies would bring. {best}.{left}"


def keyness(table: pd.DataFrame) -> str:
    """Read a comparison of two parts of the text."""
    parts = list(zip(("Target", "rest"), table.attrs.get("words", ()), table.attrs.get("articles", ()), strict=False))
    sizes = "; ".join(f"{name}: {many(words, 'word')} of {many(articles, 'article')}" for name, words, articles in parts)
    sizes = f"{sizes}. " if sizes else ""
    if table["g2"].isna().all():
        return f"{sizes}Under {ENOUGH} articles on a side, only the size of a difference is given, no test.{_typical(table)}"
    tested, differ = table["q"].notna().sum(), table[table["q"] < LEVEL]
    of = f"{many(int(tested), 'term')} tested" + (f" (of {len(table):,})" if tested < len(table) else "")
    verb = "differs" if len(differ) == 1 else "differ"
    return f"{sizes}{len(differ):,} of {of} {verb}, at a false discovery rate of {LEVEL:.0%}.{_typical(differ)}"


def _typical(table: pd.DataFrame) -> str:
    """Return what is most typical of either side, with its counts on both."""
    sides = zip(("target", "rest"), pick_typical(table, 5), strict=True)
    named = [(side, [f"{row.term} ({row.count_target:,} v {row.count_rest:,})" for row in part.itertuples()]) for side, part in sides]
    typical = "; ".join(f"of the {side}: {listed(words)}" for side, words in named if words)
    return f" Most typical {typical}." if typical else ""


def trends(table: pd.DataFrame) -> str:
    """Read the course of terms over time."""
    noun, form = PERIOD_NAMES.get(table.attrs.get("freq", ""), ("period", "%Y-%m-%d"))
    empty = int(table.loc[table["articles"] == 0, "period"].nunique())
    first, last = (f"{day:{form}}" for day in (table["period"].min(), table["period"].max()))
    peaks, never = [], []
    for term, some in table.groupby("term", sort=False):
        top = some.sort_values(["per_million", "period"], ascending=[False, True]).iloc[0]
        rate = f"{top['per_million']:,.0f} per million words; {many(int(top['articles']), 'article')}"
        peaks += [f"{term!r} in {top['period']:{form}} ({rate})"] if top["count"] else []
        never += [] if top["count"] else [repr(term)]
    gaps = f"{many(empty, noun)} without an article {'is a gap' if empty == 1 else 'are gaps'}" if empty else "no gap"
    said = [f"{first} to {last}, by {noun}; {gaps}."]
    said += [f"Most often: {listed(peaks, 6)}."] if peaks else []
    said += [f"Not found: {listed(never)}."] if never else []
    said += [f"{many(table.attrs['without'], 'article')} without a full date left out."] if table.attrs.get("without") else []
    return " ".join(said)


def vocabulary(table: pd.DataFrame) -> str:
    """Read how rich a vocabulary is."""
    by, known = table.columns[0], table.dropna(subset=["mattr"])
    window = f"{table.attrs['window']:,} words" if "window" in table.attrs else "a window of words"
    if by == "tokens":
        row = table.iloc[0]
        once = f"{many(int(row['types']), 'type')}, {percent(row['hapaxes'] / row['types'])} of them used once"
        rich = f"in {window} in a row, {percent(row['mattr'])} are distinct (MATTR)" if len(known) else f"no article has {window} in a row"
        return f"{many(int(row['tokens']), 'token')} of {once}; {rich}."
    ends = known.sort_values(["mattr", by]).iloc[[-1, 0]] if len(known) > 1 else known
    named = [f"{row[by]} ({row['mattr']:.2f})" for _, row in ends.iterrows()]
    rich = f"MATTR over {window}: highest {named[0]}, lowest {named[-1]}" if len(known) > 1 else f"MATTR over {window}: {listed(named)}"
    return f"{many(len(table), 'group')} ({by}); {rich if len(known) else f'no article has {window} in a row'}."


def context(table: pd.DataFrame) -> str:
    """Read a concordance."""
    return f"{many(len(table), 'occurrence')} in {many(table['sent'].nunique(), 'sentence')} of {many(table['doc'].nunique(), 'article')}."
