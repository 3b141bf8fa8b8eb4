"""say: the sentence that reads a table, so that it is true for every corpus."""

from collections.abc import Callable

import pandas as pd

from cuttings.corpus import Corpus
from cuttings.frames import COUNTED, FRAMES
from cuttings.loading.duplicates import THRESHOLD
from cuttings.prose import Reading, counted, leaders, listed, many, percent
from cuttings.tokens import Tokens

SHORT = 200  # characters: such an article is often a teaser, or what a reader left of a page


def say(what: object) -> Reading:
    """Return the sentence that reads a table of this library, a corpus, its tokens or a chart.

    An empty table says why it is empty. A table that is not known by its columns is described by its size.

    >>> say(pd.DataFrame({"x": [1, 2]}))
    2 rows of 1 column.
    """
    if isinstance(what, Corpus):
        return Reading(_corpus(what))
    if isinstance(what, Tokens):
        return Reading(f"{many(len(what), 'token')} of {many(len(what.words), 'word')}.")
    if not isinstance(what, pd.DataFrame):
        return Reading(getattr(what, "sentence", what))
    if "why" in what.attrs:
        return Reading(what.attrs["why"])
    reader = next((read for columns, read in READERS if columns <= set(what.columns)), _any)
    return Reading(reader(what) if len(what) else "The table is empty.")


def _corpus(corpus: Corpus) -> str:
    status = corpus.ledger["status"].value_counts()
    kept, same, skipped = (int(status.get(name, 0)) for name in ("kept", "duplicate", "skipped"))
    dates = corpus.articles["date"].dropna()
    when = f"dated {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else "no full date"
    read = f"{many(kept + same + skipped, 'record')} read: {kept:,} kept, {many(same, 'duplicate')}, {skipped:,} skipped."
    missing = f" ({len(corpus) - len(dates):,} without a full date)" if 0 < len(dates) < len(corpus) else ""
    return f"{many(len(corpus), 'article')} of {many(len(corpus.sentences), 'sentence')}, {when}{missing}. {read}"


def _ledger(table: pd.DataFrame) -> str:
    status = table["status"].value_counts()
    skipped = table[table["status"] == "skipped"]
    repaired = int((table["repairs"].fillna("") != "").sum())
    why = f" Skipped: {counted(skipped['reason'])}." if len(skipped) else ""
    return f"{many(len(table), 'record')}: {listed(f'{n:,} {name}' for name, n in status.items())}; {repaired:,} repaired.{why}"


def _removed(table: pd.DataFrame) -> str:
    return f"{many(len(table), 'line')} taken out of {many(table['doc'].nunique(), 'article')}: {counted(table['rule'])}."


def _sentences(table: pd.DataFrame) -> str:
    length = table["end"] - table["start"]
    quoted = (table["quoted"] * length).sum() / length.sum()
    return (
        f"{many(len(table), 'sentence')} ({counted(table['zone'])}), {length.median():.0f} characters long in the median. "
        f"{percent(quoted)} of the text stands in quotation marks, in {many(int((table['quoted'] > 0).sum()), 'sentence')}."
    )


def _articles(table: pd.DataFrame) -> str:
    languages = table["lang"].fillna("not known")
    titled = percent(table["title"].notna().mean())
    return f"{many(len(table), 'article')}; languages: {counted(languages)}; {titled} with a title."


def _metadata(table: pd.DataFrame) -> str:
    every, none = (table.loc[table["share"] == share, "column"].tolist() for share in (1, 0))
    some = [f"{row.column} ({percent(row.share)})" for row in table.itertuples() if 0 < row.share < 1]
    known = [f"of {who}: {listed(names, most=9)}" for who, names in (("every article", every), ("some", some), ("none", none)) if names]
    return f"Known {'; '.join(known)}."


def _coverage(table: pd.DataFrame) -> str:
    by, total = table.columns[0], int(table["articles"].sum())
    top = listed(f"{getattr(row, by)} ({row.articles:,}, {percent(row.articles / total)})" for row in table.head(3).itertuples())
    more = f", then {len(table) - 3:,} more" if len(table) > 3 else ""
    return f"{many(total, 'article')} by {by}: {top}{more}."


def _periods(table: pd.DataFrame) -> str:
    noun, form = {"D": ("day", "%Y-%m-%d"), "W": ("week", "%Y-%m-%d"), "M": ("month", "%Y-%m"), "Y": ("year", "%Y")}[table.attrs["freq"]]
    empty, without = int((table["articles"] == 0).sum()), table.attrs["without"]
    first, last = (f"{table['period'].iloc[n]:{form}}" for n in (0, -1))
    counts = table.set_index(table["period"].dt.strftime(form))["articles"]
    span = f"{many(int(counts.sum()), 'article')} over {many(len(table), noun)} ({first} to {last})"
    none = f"{many(empty, noun)} {'has' if empty == 1 else 'have'} none" if empty else f"no {noun} is without"
    left = f" {many(without, 'article')} without a full date left out." if without else ""
    return f"{span}; most in {leaders(counts)}; {none}.{left}"


def _lengths(table: pd.DataFrame) -> str:
    size, short = table["characters"], int((table["characters"] < SHORT).sum())
    if len(table) == 1:
        return f"The article has {size.iloc[0]:,} characters in {many(int(table['sentences'].iloc[0]), 'sentence')}."
    few = f"; {short:,} under {SHORT}" if short else ""
    return f"The median article has {size.median():,.0f} characters; the shortest {size.min():,}, the longest {size.max():,}{few}."


def _doubles(table: pd.DataFrame) -> str:
    same, kept = int((table["reason"] == "the same words").sum()), table["kept_doc"].nunique()
    found = f"{same:,} in the same words, {len(table) - same:,} nearly (Jaccard index of word 5-shingles of {THRESHOLD} or more)"
    alone = table.attrs.get("kept")
    both = f" Articles without them: {alone:,}; with them: {alone + len(table):,}." if alone is not None else ""
    verb, copula = "repeats" if len(table) == 1 else "repeat", "is" if kept == 1 else "are"
    return f"{many(len(table), 'record')} {verb} {many(kept, 'article')} that {copula} kept: {found}.{both}"


def _terms(table: pd.DataFrame) -> str:
    even = table[table["count"] >= max(2, table["count"].max() / 4)].dropna(subset=["dp"]).sort_values(["dp", "term"])
    spread = ""
    if len(even) > 1 and even["dp"].iloc[0] < even["dp"].iloc[-1]:
        first, last = even.iloc[0], even.iloc[-1]
        evenly = f"{first['term']!r} is spread most evenly (DP {first['dp']:.2f}), {last['term']!r} least ({last['dp']:.2f})"
        spread = f" Of the frequent ones, {evenly}."
    return f"{many(len(table), 'term')}. Most frequent: {leaders(table.set_index('term')['count'])}.{spread}"


def _context(table: pd.DataFrame) -> str:
    return f"{many(len(table), 'occurrence')} in {many(table['sent'].nunique(), 'sentence')} of {many(table['doc'].nunique(), 'article')}."


def _actors(table: pd.DataFrame) -> str:
    real = table[~table["kind"].isin(("ignore", "ambiguous"))]
    decoys = len(table) - len(real)
    return (
        f"{many(len(real), 'actor')} in the file: {counted(real['kind'])}. {many(decoys, 'more row')} only keep names from being mistaken."
    )


def _mentions(table: pd.DataFrame) -> str:
    known = table.dropna(subset=["actor"])
    lost = (
        f" {many(len(table) - len(known), 'mention')} could be of more than one actor, and count for none."
        if len(known) < len(table)
        else ""
    )
    if not len(known):
        return lost.strip()
    roles = percent(known["in_role"].mean())
    return (
        f"{many(len(known), 'mention')} of {many(known['actor'].nunique(), 'actor')} in {many(known['sent'].nunique(), 'sentence')}. "
        f"Named most: {leaders(known['actor'].value_counts().sort_index())}. {roles} of the mentions stand inside a person's title.{lost}"
    )


def _pairs(table: pd.DataFrame) -> str:
    per_unit = table.groupby(["doc", "unit"]).size()
    kind = table.attrs.get("within", "unit")
    richest = percent(per_unit.max() / len(table))
    return (
        f"{many(len(table.drop_duplicates(['a', 'b'])), 'pair')} of actors, named together {many(len(table), 'time')} "
        f"in {many(len(per_unit), kind)}. The fullest {kind} makes {int(per_unit.max()):,} of these ({richest})."
    )


def _ties(table: pd.DataFrame) -> str:
    table = table.sort_values(["units", "a", "b"], ascending=[False, True, True])
    top, kind = table.iloc[0], table.attrs.get("within", "unit")
    units = many(int(table.attrs.get("units", top["units"])), kind)
    together = f"{int(top['units']):,} of {units}" if "units" in table.attrs else units
    return (
        f"{many(len(table), 'tie')}. {_leader(table['units'])} joins {top['a']} and {top['b']}, in {together}; their frequencies "
        f"alone would bring {top['expected']:.1f}. Ties that rest on a single {kind}: {int((table['units'] == 1).sum()):,}."
    )


def _leader(counts: pd.Series) -> str:
    """Return how to speak of the first of the rows: alone at the top, or one of several."""
    first = int((counts == counts.max()).sum())
    return "The most frequent" if first == 1 else f"One of the {first:,} most frequent"


def _codebook(table: pd.DataFrame) -> str:
    cues = table[table["set"] != "status"]
    turns = many(len(table) - len(cues), "word")
    return f"{many(cues['frame'].nunique(), 'frame')} with {many(len(cues), 'cue')}, and {turns} that turn a cue's sense."


def _hits(table: pd.DataFrame) -> str:
    valid = table[table["status"].isin(COUNTED)]
    left = table[~table["status"].isin(COUNTED)]
    shown = f" Shown but not counted: {counted(left['frame'] + ', ' + left['status'])}." if len(left) else ""
    return (
        f"{many(len(table), 'cue')} in {many(table['sent'].nunique(), 'sentence')}; {len(valid):,} count, "
        f"{int((valid['voice'] == 'quote').sum()):,} of them inside quotation marks.{shown}"
    )


def _frames(table: pd.DataFrame) -> str:
    group = next((name for name in table if name not in FRAMES), None)
    table = table.sort_values("sentences", ascending=False, kind="stable")
    top = table.iloc[0]
    where = f" ({group}: {top[group]})" if group else ""
    interval = f"{percent(top['share'])}, 95% interval {percent(top['ci_low'])} to {percent(top['ci_high'])}"
    found = f"in {int(top['sentences']):,} of {many(int(top['of']), 'sentence')} ({interval})"
    return f"{_leader(table['sentences'])}: {top['frame']}{where}, {found}. These are indicators, until people have coded a sample."


def _sample(table: pd.DataFrame) -> str:
    strata = listed(f"{n:,} with {name}" for name, n in table["stratum"].value_counts().sort_index().items())
    lowest, total = table["inclusion"].min(), table.attrs.get("of")
    whole = total is not None and len(table) == total
    of = "" if whole or total is None else f" of {total:,}"
    chance = "These are all that there are" if whole else f"The smallest chance of being drawn was 1 in {1 / lowest:,.1f}"
    return f"{many(len(table), 'sentence')}{of} drawn: {strata}. {chance}."


def _coding(table: pd.DataFrame) -> str:
    coders = f"{many(table['coder'].nunique(), 'coder')} ({listed(sorted(set(table['coder'])))})"
    return f"{coders}, {many(table['unit'].nunique(), 'sentence')}, {many(table['frame'].nunique(), 'frame')}."


def _scores(table: pd.DataFrame) -> str:
    both, coded, found = (int(table[name].sum()) for name in ("both", "coded", "found"))
    seen = table.groupby("frame")[["coded", "found"]].sum().sum(axis=1)
    sentences = many(int(table.attrs.get("sentences", table["units"].max())), "sentence")
    lost = table.attrs.get("lost", 0)
    left = f" {many(lost, 'coded sentence')} not in this corpus, and left out." if lost else ""
    return (
        f"Against {many(table['coder'].nunique(), 'coder')} on {sentences}: of {many(coded, 'label')} that people gave, "
        f"the machine gave {both:,}; of {found:,} that it gave, people gave {both:,} (plain counts of the sample). "
        f"{many(int((seen == 0).sum()), 'frame')} of {len(seen):,} never occurred, and are not tested. "
        f"This is agreement with a coding, not reliability.{left}"
    )


def _agreement(table: pd.DataFrame) -> str:
    coders = f"{many(len(table), 'frame')} coded by {many(int(table['coders'].max()), 'coder')}"
    known = table.dropna(subset=["alpha"]).sort_values(["alpha", "frame"])
    if not len(known):
        return f"{coders}; alpha is undefined, since no frame was both given and withheld."
    return f"{coders}; the lowest alpha is {known['alpha'].iloc[0]:.2f} ({known['frame'].iloc[0]})."


def _any(table: pd.DataFrame) -> str:
    return f"{many(len(table), 'row')} of {many(table.shape[1], 'column')}."


READERS: tuple[tuple[set[str], Callable[[pd.DataFrame], str]], ...] = (
    ({"path", "status", "reason", "repairs"}, _ledger),
    ({"doc", "line", "rule"}, _removed),
    ({"doc", "title", "sha256"}, _articles),
    ({"column", "articles", "share"}, _metadata),
    ({"articles", "sentences", "first", "last"}, _coverage),
    ({"period", "articles"}, _periods),
    ({"doc", "characters", "sentences"}, _lengths),
    ({"kept", "kept_path", "reason"}, _doubles),
    ({"zone", "quoted", "start", "end"}, _sentences),
    ({"term", "count", "dp"}, _terms),
    ({"left", "surface", "right"}, _context),
    ({"id", "kind", "aliases"}, _actors),
    ({"surface", "actor", "in_role"}, _mentions),
    ({"a", "b", "expected"}, _ties),
    ({"a", "b", "unit"}, _pairs),
    ({"frame", "term", "match"}, _codebook),
    ({"frame", "status", "voice"}, _hits),
    ({"frame", "sentences", "share"}, _frames),
    ({"unit", "stratum", "inclusion"}, _sample),
    ({"coder", "precision", "recall"}, _scores),
    ({"coder", "unit", "label"}, _coding),
    ({"frame", "coders", "alpha"}, _agreement),
)
