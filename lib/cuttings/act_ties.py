"""Acts counted: signed and directed ties, their course over time, and the ledger of cooperation and conflict."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cuttings.corpus import Corpus
from cuttings.coverage import choose_frequency
from cuttings.frames import COUNTED
from cuttings.lazy import over, whole
from cuttings.measures import wilson
from cuttings.tables import Sums, combine, count, distinct, make_table, number, refuse, smallest
from cuttings.trends import REPLICATES, draw_weights, key_articles

CLASSES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
COOPERATION = CLASSES[:2]
SIGNED = dict.fromkeys(("acts", "mutual", *CLASSES), "int64") | {
    "cooperation": "float64", "ci_low": "float64", "ci_high": "float64", "articles": "int64",
    "first": "datetime64[us]", "last": "datetime64[us]", "sent": "int64",
}  # fmt: skip
COURSE = {"period": "datetime64[us]", "a": "str", "b": "str"} | dict.fromkeys(CLASSES, "int64")
LEDGER = {
    "date": "datetime64[us]", "agent": "str", "act": "str", "target": "str", "class": "str", "about": "str", "status": "str",
    "voice": "str", "according_to": "str", "outlet": "str", "sentence": "str", "doc": "int64", "sent": "int64",
}  # fmt: skip
AT_ONCE = 5_000  # rows whose bootstrap weights are in memory together
ENOUGH = 10  # articles with an act from which on the interval is drawn from them
NOBODY = "No act between two actors was found in these texts."


def between(acts: pd.DataFrame) -> pd.DataFrame:
    """Return the acts with two actors, none of them provisional."""
    return acts[~acts["provisional"]].dropna(subset=["agent", "target"])


def counted_acts(acts: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the acts between two actors that count: none that is denied, and, as for ties, only those of the body."""
    body = corpus.sentences.loc[corpus.sentences["zone"] == "body", "sent"]
    two = between(acts)
    return two[(two["status"] != "negated") & two["sent"].isin(body)]


def tie_acts(acts: pd.DataFrame, corpus: Corpus, *, directed: bool = True) -> pd.DataFrame:
    """Count the acts between each two actors: cooperation, conflict, and the share of the first.

    Parameters
    ----------
    directed : bool
        A row for what one does to the other (``agent, target``), or a row for both together (``a, b``). An act of both
        ("Malaysia and Turkey signed") counts once, in ``mutual`` as well, with the one that the sentence names last as target.

    Returns
    -------
    DataFrame
        ``agent, target`` (or a, b)``, acts, mutual, verbal_cooperation, material_cooperation, verbal_conflict, material_conflict,
        cooperation`` (share of the acts)``, ci_low, ci_high`` (95%; from ten articles with such an act on by 200 bootstrap replicates
        over articles, else Wilson's (1927), for which acts are independent)``, articles, first, last`` (dates; missing without)``, sent``
        (an example); the most frequent first. Left out are acts of provisional actors, those that are denied ("did not attack"), and, as
        for ties, those of titles and decks, which the body says again.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.acts import find_acts
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["Turkey praised Malaysia. Malaysia thanked Turkey. Turkey praised Malaysia."])
    >>> acts = find_acts(corpus, find_actors(corpus, read_actors()))
    >>> tie_acts(acts, corpus)[["agent", "target", "acts", "cooperation"]].values.tolist()
    [['Türkiye', 'Malaysia', 2, 1.0], ['Malaysia', 'Türkiye', 1, 1.0]]
    """
    keys = ["agent", "target"] if directed else ["a", "b"]
    table = finish_acts(combine(over(sum_acts, acts, corpus)), directed=directed)
    return table if len(table) else refuse(dict.fromkeys(keys, "str") | SIGNED, whole(acts).attrs.get("why", NOBODY))


def sum_acts(acts: pd.DataFrame, corpus: Corpus) -> Sums:
    """Return the acts of one part by agent and target.

    ``acts`` has the numbers of all, of mutual ones and by class, and the articles; ``articles`` the acts and those of cooperation
    by ``article`` (the key of its weights), of which the bootstrap draws; ``ends`` the articles by the two in alphabetical order;
    ``sent, first, last`` the smallest sentence, day, and day counted backwards.
    """
    columns = ["doc", "sent", "agent", "target", "mutual", "class", "status", "provisional"]
    rows = counted_acts(acts[columns], corpus).merge(corpus.articles[["doc", "date", "sha256"]], on="doc")
    of, keys = number(rows["agent"], rows["target"])
    doc, what = rows["doc"].to_numpy(), rows["class"].to_numpy()
    counted = {"acts": of, "mutual": of[rows["mutual"]], "articles": distinct(of, doc)[0]} | {name: of[what == name] for name in CLASSES}
    rows["article"], rows["good"] = key_articles(rows["sha256"].tolist()), rows["class"].isin(COOPERATION)
    by_article = rows.groupby(["agent", "target", "article"], as_index=False).agg(one=("good", "size"), good=("good", "sum"))
    by_ends, ends = number(*_ends(rows[["agent", "target"]]).values())
    dated = rows["date"].notna().to_numpy()
    day = rows["date"][dated].to_numpy().astype("datetime64[D]").astype("int64")
    return {
        "acts": count(counted, keys),
        "articles": by_article.astype({"one": "int32", "good": "int32"}),
        "ends": count({"articles": distinct(by_ends, doc)[0]}, ends.rename(["a", "b"])),
        "sent": _smallest(rows["sent"].to_numpy(), of, keys),
        "first": _smallest(day, of[dated], keys).astype("float64"),
        "last": _smallest(-day, of[dated], keys).astype("float64"),
    }


def _smallest(values: np.ndarray, of: np.ndarray, keys: pd.Index) -> pd.DataFrame:
    """Return the smallest of the values of each key that has one."""
    return pd.DataFrame({"smallest": smallest(values, of, len(keys))}, index=keys)[np.bincount(of, minlength=len(keys)) > 0]


def finish_acts(sums: Sums, *, directed: bool) -> pd.DataFrame:
    """Return the table of `tie_acts` from the sums of all parts."""
    smallest = ("sent", "first", "last")
    table = sums["acts"].assign(**{name: sums[name]["smallest"] for name in smallest})
    keys = ["agent", "target"] if directed else ["a", "b"]
    if not directed:
        both = pd.MultiIndex.from_arrays(list(_ends(table.index.to_frame()).values()), names=keys)
        table = table.set_axis(both).groupby(level=keys).agg({name: "min" if name in smallest else "sum" for name in table})
        table["articles"] = sums["ends"]["articles"]
    table = table.reset_index()
    table["first"], table["last"] = _date(table["first"]), _date(-table["last"])
    good = table[list(COOPERATION)].sum(axis=1)
    table["cooperation"] = good / table["acts"]
    table["ci_low"], table["ci_high"] = _intervals(table, good, sums["articles"])
    table = table.sort_values(["acts", *keys], ascending=[False, True, True], ignore_index=True)
    return make_table(table[[*keys, *SIGNED]], dict.fromkeys(keys, "str") | SIGNED)


def _date(days: pd.Series) -> np.ndarray:
    """Return the dates of numbers of days since 1970; of missing numbers none."""
    dates = np.full(len(days), "NaT", dtype="datetime64[D]")
    known = days.notna().to_numpy()
    dates[known] = days.to_numpy()[known].astype("int64").astype("datetime64[D]")
    return dates.astype("datetime64[us]")


def _ends(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the two actors of each act in alphabetical order, whoever acts."""
    first = rows["agent"] < rows["target"]
    return {"a": rows["agent"].where(first, rows["target"]), "b": rows["target"].where(first, rows["agent"])}


def _intervals(table: pd.DataFrame, good: pd.Series, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95% interval of each share of cooperation: over articles where there are enough, else as if acts were independent."""
    low, high = wilson(good.to_numpy(), table["acts"].to_numpy())
    enough = np.flatnonzero(table["articles"] >= ENOUGH)
    if len(enough):
        pair = _find_pairs(table.loc[enough], rows)
        below, above = _replicates(rows.assign(pair=pair)[pair >= 0], len(enough))
        shares = np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)
        low[enough], high[enough] = np.nanpercentile(shares, [2.5, 97.5], axis=1)
    return low, high


def _find_pairs(table: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """Return in which row of the table the two of each row stand, in this order or, if it has `a` and `b`, in any; -1: in none."""
    keys = ["agent", "target"] if "agent" in table else ["a", "b"]
    names = pd.Index(np.unique(table[keys].to_numpy(dtype=object)))  # sorted: a comes before b
    one, other = (names.get_indexer(rows[name]).astype("int64") for name in ("agent", "target"))
    first, second = (one, other) if "agent" in table else (np.minimum(one, other), np.maximum(one, other))
    known = pd.Index(names.get_indexer(table[keys[0]]).astype("int64") * len(names) + names.get_indexer(table[keys[1]]))
    return known.get_indexer(np.where((one < 0) | (other < 0), -1, first * len(names) + second))


def _replicates(rows: pd.DataFrame, pairs: int) -> np.ndarray:
    """Return the acts, and those of cooperation, of each pair in each replicate of a bootstrap over articles."""
    draws = np.zeros((2, pairs, REPLICATES))
    for start in range(0, len(rows), AT_ONCE):
        some = rows.iloc[start : start + AT_ONCE]
        weights, shape = draw_weights(some["article"].to_numpy()), (pairs, len(some))
        for n, name in enumerate(("one", "good")):
            draws[n] += csr_array((some[name].to_numpy(), (some["pair"].to_numpy(), np.arange(len(some)))), shape=shape) @ weights
    return draws


def sign_ties(ties: pd.DataFrame, signed: pd.DataFrame) -> pd.DataFrame:
    """Put what two actors do to each other beside how often they are named together.

    Parameters
    ----------
    ties : DataFrame
        From `cuttings.tie_actors`.
    signed : DataFrame
        From `cuttings.tie_acts` with ``directed=False``.

    Returns the rows of `ties` (without its tests) with ``acts, cooperation`` (share) and the four classes; where ``acts`` is 0, the two
    are named together and never act on each other, in the texts as far as the cues go.

    Examples
    --------
    >>> ties = pd.DataFrame({"a": ["x", "x"], "b": ["y", "z"], "units": [3, 2], "weight": [3, 2]})
    >>> acts = pd.DataFrame({"a": ["x"], "b": ["z"], "acts": [1], "cooperation": [1.0]} | dict.fromkeys(CLASSES, [0]))
    >>> sign_ties(ties, acts)["acts"].tolist()
    [0, 1]
    """
    if "a" not in signed:
        raise ValueError("The signed ties are directed. Give tie_acts(..., directed=False).")
    columns = [name for name in ("a", "b", "units", "articles", "expected", "npmi", "weight", "provisional") if name in ties]
    both = ties[columns].merge(signed[["a", "b", "acts", *CLASSES, "cooperation"]], on=["a", "b"], how="left")
    counts = both[["acts", *CLASSES]].fillna(0).astype("int64")
    table = both.assign(**{name: counts[name] for name in counts})
    table.attrs = dict(ties.attrs)
    return table


def track_acts(acts: pd.DataFrame, corpus: Corpus, *, pair: tuple[str, str] | None = None, freq: str | None = None) -> pd.DataFrame:
    """Return what two actors do to each other in each period: acts by class.

    Parameters
    ----------
    pair : (str, str), optional
        The two actors; by default those with most acts.
    freq : {"D", "W", "M", "Y"}, optional
        By default the finest that keeps a chart readable.

    Returns
    -------
    DataFrame
        ``period`` (its first day)``, a, b, verbal_cooperation, material_cooperation, verbal_conflict, material_conflict``: a row for every
        period from the first to the last with an article. ``attrs``: freq, and how many acts are ``without`` a full date.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.acts import find_acts
    >>> from cuttings.corpus import make_corpus
    >>> texts = pd.DataFrame({"text": ["Turkey praised Malaysia."] * 2, "date": ["2024-05-06", "2024-05-07"]})
    >>> corpus = make_corpus(texts, duplicates="keep")
    >>> track_acts(find_acts(corpus, find_actors(corpus, read_actors())), corpus)["verbal_cooperation"].tolist()
    [1, 1]
    """
    if pair is not None and (isinstance(pair, str) or len(pair) != 2):
        raise ValueError(f"pair is {pair!r}. Give two actors.")
    rows = counted_acts(acts, corpus)
    rows = rows.assign(**_ends(rows)).merge(corpus.articles[["doc", "date"]], on="doc")
    if pair is None and len(rows):
        pair = rows.groupby(["a", "b"]).size().sort_index().sort_values(ascending=False, kind="stable").index[0]
    dates = corpus.articles["date"].dropna()
    if pair is None or len(dates) < 2:
        return refuse(
            COURSE,
            NOBODY if pair is None else f"Articles with a full date: {len(dates)} of {len(corpus)}. There is no course of time to show.",
        )
    a, b = sorted(pair)
    rows = rows[(rows["a"] == a) & (rows["b"] == b)]
    if not len(rows):
        return refuse(COURSE, f"No act between {a} and {b} was found in these texts.")
    freq = freq or choose_frequency(dates)
    every = pd.period_range(dates.min(), dates.max(), freq=freq).start_time
    dated = rows.dropna(subset=["date"])
    period = dated["date"].dt.to_period(freq).dt.start_time
    counts = pd.crosstab(period, dated["class"]).reindex(index=every, columns=CLASSES, fill_value=0)
    table = make_table(counts.rename_axis("period").reset_index().assign(a=a, b=b)[list(COURSE)], COURSE)
    table.attrs = {"freq": freq, "without": len(rows) - len(dated)}
    return table


def list_acts(acts: pd.DataFrame, corpus: Corpus, hits: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the ledger: who did what to whom, when, about what, according to whom, in which words.

    Parameters
    ----------
    hits : DataFrame, optional
        From `cuttings.code_frames`: the frames of the sentence are what the act is ``about``.

    Returns
    -------
    DataFrame
        ``date, agent, act`` (root)``, target, class, about, status, voice, according_to`` (the speaker; missing in the journalist's
        voice, and where nobody is named)``, outlet, sentence, doc, sent``, by date, then in the order of the texts. Here stand also
        acts that are denied, and those of titles; acts of provisional actors are left out.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.acts import find_acts
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["Turkey did not attack Malaysia."])
    >>> list_acts(find_acts(corpus, find_actors(corpus, read_actors())), corpus)[["agent", "act", "status"]].values.tolist()
    [['Türkiye', 'YIELD', 'negated']]
    """
    rows = between(acts)
    if not len(rows):
        return refuse(LEDGER, acts.attrs.get("why", NOBODY))
    texts, places = corpus.texts(), corpus.sentences.set_index("sent")
    about = (
        hits[hits["status"].isin(COUNTED)].groupby("sent")["frame"].agg(lambda frames: ", ".join(sorted(set(frames))))
        if hits is not None
        else {}
    )
    table = rows.merge(corpus.articles[["doc", "date", "outlet"]], on="doc")
    spans = places.loc[table["sent"], ["doc", "start", "end"]].itertuples(index=False, name=None)
    table = table.assign(
        act=table["root"], about=table["sent"].map(about), sentence=[texts[doc][start:end] for doc, start, end in spans],
        according_to=table["speaker_id"].where(table["speaker_id"].notna(), table["speaker"]),
    )  # fmt: skip
    table = table.sort_values(["date", "doc", "start"], kind="stable", ignore_index=True)
    return make_table(table[list(LEDGER)], LEDGER)
