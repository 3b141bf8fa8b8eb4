"""The sentences that read what came in: ledger, articles, coverage, duplicates."""

import pandas as pd

from cuttings.corpus import Corpus
from cuttings.coverage import PERIOD_NAMES
from cuttings.loading.duplicates import THRESHOLD
from cuttings.loading.parted import RETRY
from cuttings.prose import counted, leaders, listed, many, percent

SHORT = 200  # characters: such an article is often a teaser, or what a reader left of a page


def corpus(corpus: Corpus) -> str:
    """Read the table of corpus."""
    status = corpus.ledger["status"].value_counts()
    kept, same, skipped = (int(status.get(name, 0)) for name in ("kept", "duplicate", "skipped"))
    dates = corpus.articles["date"].dropna()
    when = f"dated {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else "no full date"
    read = f"{many(kept + same + skipped, 'record')} read: {kept:,} kept, {many(same, 'duplicate')}, {skipped:,} skipped."
    left = corpus.ledger[corpus.ledger["fix"] == RETRY]
    failed = (
        f" Left out, since the work on their part failed: {many(len(left), 'record')} ({counted(left['reason'])})." if len(left) else ""
    )
    missing = f" ({len(corpus) - len(dates):,} without a full date)" if 0 < len(dates) < len(corpus) else ""
    return f"{many(len(corpus), 'article')} of {many(len(corpus.sentences), 'sentence')}, {when}{missing}. {read}{failed}"


def faults(table: pd.DataFrame) -> str:
    """Read the table of faults in knowledge files."""
    return f"{many(len(table), 'fault')} in the knowledge files: {counted(table['file'])}."


def ledger(table: pd.DataFrame) -> str:
    """Read the table of ledger."""
    status = table["status"].value_counts()
    skipped = table[table["status"] == "skipped"]
    repaired = int((table["repairs"].fillna("") != "").sum())
    why = f" Skipped: {counted(skipped['reason'])}." if len(skipped) else ""
    return f"{many(len(table), 'record')}: {listed(f'{n:,} {name}' for name, n in status.items())}; {repaired:,} repaired.{why}"


def removed(table: pd.DataFrame) -> str:
    """Read the table of removed."""
    return f"{many(len(table), 'line')} taken out of {many(table['doc'].nunique(), 'article')}: {counted(table['rule'])}."


def sentences(table: pd.DataFrame) -> str:
    """Read the table of sentences."""
    length = table["end"] - table["start"]
    quoted = (table["quoted"] * length).sum() / length.sum()
    return (
        f"{many(len(table), 'sentence')} ({counted(table['zone'])}), {length.median():.0f} characters long in the median. "
        f"{percent(quoted)} of the text stands in quotation marks, in {many(int((table['quoted'] > 0).sum()), 'sentence')}."
    )


def articles(table: pd.DataFrame) -> str:
    """Read the table of articles."""
    languages = table["lang"].fillna("not known")
    titled = percent(table["title"].notna().mean())
    return f"{many(len(table), 'article')}; languages: {counted(languages)}; {titled} with a title."


def metadata(table: pd.DataFrame) -> str:
    """Read the table of metadata."""
    every, none = (table.loc[table["share"] == share, "column"].tolist() for share in (1, 0))
    some = [f"{row.column} ({percent(row.share)})" for row in table.itertuples() if 0 < row.share < 1]
    known = [f"of {who}: {listed(names, most=9)}" for who, names in (("every article", every), ("some", some), ("none", none)) if names]
    return f"Known {'; '.join(known)}."


def coverage(table: pd.DataFrame) -> str:
    """Read the table of coverage."""
    by, total = table.columns[0], int(table["articles"].sum())
    top = listed(f"{getattr(row, by)} ({row.articles:,}, {percent(row.articles / total)})" for row in table.head(3).itertuples())
    more = f", then {len(table) - 3:,} more" if len(table) > 3 else ""
    return f"{many(total, 'article')} by {by}: {top}{more}."


def periods(table: pd.DataFrame) -> str:
    """Read the table of periods."""
    noun, form = PERIOD_NAMES[table.attrs["freq"]]
    empty, without = int((table["articles"] == 0).sum()), table.attrs["without"]
    first, last = (f"{table['period'].iloc[n]:{form}}" for n in (0, -1))
    counts = table.set_index(table["period"].dt.strftime(form))["articles"]
    span = f"{many(int(counts.sum()), 'article')} over {many(len(table), noun)} ({first} to {last})"
    none = f"{many(empty, noun)} {'has' if empty == 1 else 'have'} none" if empty else f"no {noun} is without"
    left = f" {many(without, 'article')} without a full date left out." if without else ""
    return f"{span}; most in {leaders(counts)}; {none}.{left}"


def lengths(table: pd.DataFrame) -> str:
    """Read the table of lengths."""
    size, short = table["characters"], int((table["characters"] < SHORT).sum())
    if len(table) == 1:
        return f"The article has {size.iloc[0]:,} characters in {many(int(table['sentences'].iloc[0]), 'sentence')}."
    few = f"; {short:,} under {SHORT}" if short else ""
    return f"The median article has {size.median():,.0f} characters; the shortest {size.min():,}, the longest {size.max():,}{few}."


def doubles(table: pd.DataFrame) -> str:
    """Read the table of doubles."""
    same, kept = int((table["reason"] == "the same words").sum()), table["kept_doc"].nunique()
    found = f"{same:,} in the same words, {len(table) - same:,} nearly (Jaccard index of word 5-shingles of {THRESHOLD} or more)"
    alone = table.attrs.get("kept")
    both = f" Articles without them: {alone:,}; with them: {alone + len(table):,}." if alone is not None else ""
    verb, copula = "repeats" if len(table) == 1 else "repeat", "is" if kept == 1 else "are"
    return f"{many(len(table), 'record')} {verb} {many(kept, 'article')} that {copula} kept: {found}.{both}"
