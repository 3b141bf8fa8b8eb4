"""What goes together with the frames: actors, speakers, acts, other frames."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cuttings.corpus import Corpus
from cuttings.framing import counted
from cuttings.lazy import over, sample
from cuttings.measures import adjust, p_value
from cuttings.tables import Sums, add, combine, distinct, make_table, meet, number, rank, refuse, smallest

CROSS = {
    "sentences": "int64", "articles": "int64", "expected": "float64", "residual": "float64", "p": "float64", "q": "float64",
    "sent": "int64",
}  # fmt: skip
KINDS = {
    "act": {"agent", "target", "class"},
    "actor": {"sent", "actor"},
    "speaker": {"speaker_start", "named"},
    "frame_b": {"frame", "cue", "status"},
}
NEVER = 2**53  # for a sentence, where there is none: beyond all, and a float holds it
ENOUGH = 10  # articles with the frame, and with the other, from which on a test is made
LEAST = 5  # sentences that chance would bring, under which the test is wrong (Cochran's rule)


class Marks(NamedTuple):
    """What stands in the units, in their order: of each mark its unit, name and article, and how many the article has of that name.

    Then the names, and those numbers as a matrix: articles x names.
    """

    unit: np.ndarray
    of: np.ndarray
    article: np.ndarray
    x: np.ndarray
    keys: pd.Index
    counts: csr_array


def cross_frames(corpus: Corpus, hits: pd.DataFrame, other: pd.DataFrame, *, top: int = 30) -> pd.DataFrame:
    """Cross the frames with actors, speakers, acts or each other: what goes together more, or less, than chance would bring.

    Parameters
    ----------
    other : DataFrame
        Mentions (frame and actor in one sentence), speech (the frame in the words of a speaker who is an actor of the file), acts
        (frame and class of an act in one sentence: what the cooperation is about; none that is denied), or hits (two frames in one
        sentence). Title and deck count too, as they do for frames.
    top : int
        So many actors or speakers, those with most sentences, are crossed.

    Returns
    -------
    DataFrame
        ``frame``, ``actor`` (or ``speaker``, ``act``, ``frame_b``)``, sentences`` (in which both stand)``, articles, expected`` (from how
        often each stands)``, residual`` (adjusted: Agresti 2013, section 3.3; beyond 2 in size is rare by chance, if sentences were
        independent)``, p, q, sent`` (a sentence of the cell, missing as -1 where there is none); the most frequent first.
        The sentences of an article are not independent, so p is a score test over articles. Its t is (seen - expected) / root of V,
        with as many degrees of freedom as articles with the frame, or with the other, whichever are fewer, less one. V is the
        larger of two variances: that seen, the sum over articles of d²; and that of chance, expected (1 - r_f) (1 - r_a) + sum of
        s_f² sum of s_a² / sum of n², where frames and others keep to articles of their own. There d = B - r_f A - r_a F + r_f r_a n
        and s = F - r_f n, with n the sentences of an article, F, A and B those with the frame, the other and both, and r their
        rates in all. The first alone was below .05 in up to 25 of 100 cases of random labels (where few articles have both by
        chance, and none has), both together in 0 to 6, as a rule in 1: it errs on the safe side.
        p is missing where fewer than ten articles have the frame, or the other, or chance would bring under five sentences.
        q is corrected for the number of tests (Benjamini and Hochberg 1995).
        ``attrs["cramers_v"]``: how strongly the table departs from independence, 0 to 1 (Cramér 1946), where a sentence counts
        in each of its cells; missing for frames with frames. ``attrs["of"]``: the number of sentences (for speakers, of sentences
        by named speaker).

    Refused where nothing can be crossed. Raises ValueError for another table, and for a `top` under 1.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus = make_corpus(["Malaysia signed the contract. Piracy grew. Malaysia rested."])
    >>> hits, mentions = code_frames(corpus, read_codebook()), find_actors(corpus, read_actors())
    >>> cross_frames(corpus, hits, mentions)[["frame", "actor", "sentences", "expected"]].round(2).values.tolist()
    [['procurement_deal', 'Malaysia', 1, 0.67], ['security_threat', 'Malaysia', 0, 0.67]]
    """
    if top < 1:
        raise ValueError(f"top is {top!r}. Give a whole number from 1 on.")
    name = _other_name(sample(other))
    table = finish_crossing(combine(over(sum_crossing, corpus, hits, other)), name, top)
    if len(table):
        return table
    why = {
        "act": "No frame counts in these texts, or no act was found.",
        "actor": "No frame counts in these texts, or no actor of the file is named.",
        "speaker": "No frame counts in the words of a named speaker, or no speaker is an actor of the file.",
        "frame_b": "Fewer than two frames count in these texts.",
    }
    return refuse({"frame": "str", name: "str"} | CROSS, why[name])


def _other_name(other: pd.DataFrame) -> str:
    """Return the name of the column that another table is crossed by."""
    for name, columns in KINDS.items():
        if columns <= set(other):
            return name
    raise ValueError("The frames are crossed with mentions, speech, acts or hits. Give one of these tables.")


def sum_crossing(corpus: Corpus, hits: pd.DataFrame, other: pd.DataFrame) -> Sums:
    """Return sums over the articles of one part, of which tests that respect articles can be made.

    With B, F, A and n the sentences of an article with both, with the frame, with the other, and all: ``pairs`` has the sums of
    B, B B, B F, B A, B n and F A by frame and other (those that meet in an article), ``frames`` those of F, F F, F n, ``others``
    of A, A A, A n, ``totals`` of n, n n.
    """
    units, frames, others = _units(corpus, hits, other)
    article = number(units["doc"])[0]
    known, n = pd.Index(units["unit"]), np.bincount(article)
    f, a = (_mark(rows[name], known.get_indexer(rows["unit"]), article) for rows, name in ((frames, "frame"), (others, "other")))
    return {
        "pairs": _sum_pairs(f, a, units["sent"].to_numpy(), n),
        "frames": _sum_margin(f, n),
        "others": _sum_margin(a, n),
        "totals": pd.DataFrame({"n": [n.sum()], "nn": [(n**2).sum()]}, index=["all"]),
    }


def _mark(values: pd.Series, place: np.ndarray, article: np.ndarray) -> Marks:
    """Return the values of a column, each once in the unit at its place (-1: in none of the units, and left out)."""
    of, keys = number(values[place >= 0])
    unit, of = distinct(place[place >= 0], of)
    order = np.argsort(unit, kind="stable")
    unit, of = unit[order], of[order]
    size = max(1, len(keys))
    cells, cell = rank(article[unit] * size + of)
    count = np.bincount(cell, minlength=len(cells))
    counts = csr_array((count, np.divmod(cells, size)), shape=(int(article.max(initial=-1)) + 1, len(keys)))
    return Marks(unit, of, article[unit], count[cell], keys, counts)


def _sum_margin(marks: Marks, n: np.ndarray) -> pd.DataFrame:
    x = marks.counts
    columns = {"x": x.sum(axis=0), "xx": x.power(2).sum(axis=0), "xn": x.T @ n, "articles": x.count_nonzero(axis=0)}
    return pd.DataFrame(columns, index=marks.keys)


def _sum_pairs(f: Marks, a: Marks, sent: np.ndarray, n: np.ndarray) -> pd.DataFrame:
    """Return the sums by frame and other, for those that meet in an article."""
    shape = (len(f.keys), len(a.keys))
    products = (f.counts.T @ a.counts).toarray().ravel()
    met = np.flatnonzero(products)
    in_f, in_a = meet(f.unit, a.unit)
    pair = f.of[in_f] * shape[1] + a.of[in_a]
    _, first, b = np.unique(f.article[in_f] * products.size + pair, return_index=True, return_counts=True)
    cell, of_f, of_a = pair[first], in_f[first], in_a[first]
    columns = {"b": b, "bb": b**2, "bf": b * f.x[of_f], "ba": b * a.x[of_a], "bn": b * n[f.article[of_f]]}
    sums = {name: add(values, cell, products.size)[met] for name, values in columns.items()}
    sums |= {"fa": products[met], "articles": np.bincount(cell, minlength=products.size)[met]}
    sums["smallest"] = smallest(sent[f.unit[in_f]], pair, products.size, NEVER)[met]
    index = pd.MultiIndex([f.keys, a.keys], np.unravel_index(met, shape) if len(met) else [[], []], names=["frame", "other"])
    return pd.DataFrame(sums, index=index)


def _units(corpus: Corpus, hits: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the units (sentences; for speakers, sentences by named speaker), the frames in them, and the others in them."""
    docs, kind = corpus.articles["doc"], _other_name(other)
    who = ["speaker_id", "speaker"] if kind == "speaker" else []
    valid = counted(hits.loc[hits["doc"].isin(docs), ["sent", "frame", "status", *who]])
    if kind == "speaker":
        valid, units = _said(valid, valid["speaker"]), _said(other[other["doc"].isin(docs)], other["named"])
        known = units[~units["provisional"]].dropna(subset=["speaker_id"])
        return units.drop_duplicates("unit"), valid, known.assign(other=known["speaker_id"])
    column = {"act": "class", "actor": "actor", "frame_b": "frame"}[kind]
    known = other[other["doc"].isin(docs)]
    known = counted(known) if "status" in known else known  # a frame or an act that is denied counts for nothing
    known = known if kind == "frame_b" else known[~known["provisional"]].dropna(subset=[column])
    units = corpus.sentences[["doc", "sent"]]
    return (
        units.assign(unit=units["sent"]),
        valid.rename(columns={"sent": "unit"}),
        known[["sent", column]].set_axis(["unit", "other"], axis=1),
    )


def _said(rows: pd.DataFrame, named: pd.Series) -> pd.DataFrame:
    """Return the rows that are in the words of a named speaker, with their unit: the sentence and who speaks in it."""
    who = rows["speaker_id"].where(rows["speaker_id"].notna(), named)
    return rows.assign(unit=rows["sent"].astype("str") + " " + who.astype("str")).dropna(subset=["unit"])


def finish_crossing(sums: Sums, name: str, top: int) -> pd.DataFrame:
    """Return the table of `cross_frames` from the sums of all parts."""
    frames, others = sums["frames"], sums["others"].sort_index(kind="stable").sort_values("x", ascending=False, kind="stable")
    others = others if name == "frame_b" else others[:top]
    cells = pd.MultiIndex.from_product([frames.index, others.index], names=["frame", name])
    cells = cells[cells.get_level_values(0) < cells.get_level_values(1)] if name == "frame_b" else cells
    pairs = sums["pairs"].reindex(cells, fill_value=0).reset_index()
    f, a = frames.loc[pairs["frame"]].reset_index(drop=True), others.loc[pairs[name]].reset_index(drop=True)
    n, nn = (float(sums["totals"][column].iloc[0]) for column in ("n", "nn"))
    expected = f["x"] * a["x"] / n
    alone = expected * (1 - f["x"] / n) * (1 - a["x"] / n)  # the variance, if sentences were independent
    variance = np.maximum(_spread(pairs, f, a, n, nn), alone + _spread_by_chance(f, a, n, nn))
    fewest = np.minimum(f["articles"], a["articles"])
    with np.errstate(divide="ignore", invalid="ignore"):
        residual = (pairs["b"] - expected) / np.sqrt(alone)
        p = p_value(((pairs["b"] - expected) / np.sqrt(variance)).to_numpy(), (fewest - 1).to_numpy())
    p = np.where((fewest >= ENOUGH) & (expected >= LEAST) & (alone > 0), p, np.nan)
    table = pairs[["frame", name, "articles"]].assign(sentences=pairs["b"], expected=expected, residual=residual, p=p, q=adjust(p))
    table["sent"] = pairs["smallest"].where(pairs["b"] > 0, -1)
    order = ["sentences", "expected", "frame", name]
    table = table.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    table = make_table(table, {"frame": "str", name: "str"} | CROSS)
    table.attrs = {"of": int(n), "cramers_v": _cramers_v(table, name) if name != "frame_b" else float("nan")}
    return table


def _spread(pairs: pd.DataFrame, f: pd.DataFrame, a: pd.DataFrame, n: float, nn: float) -> pd.Series:
    """Return the sum over articles of the squares of B - r_f A - r_a F + r_f r_a n, what an article has beyond chance."""
    r_f, r_a = f["x"] / n, a["x"] / n
    squares = pairs["bb"] + r_f**2 * a["xx"] + r_a**2 * f["xx"] + (r_f * r_a) ** 2 * nn
    products = r_f * r_a * (pairs["bn"] + pairs["fa"] - r_f * a["xn"] - r_a * f["xn"]) - r_f * pairs["ba"] - r_a * pairs["bf"]
    return squares + 2 * products


def _spread_by_chance(f: pd.DataFrame, a: pd.DataFrame, n: float, nn: float) -> pd.Series:
    """Return the variance of the sentences with both, if frames and others are in articles of their own, that meet by chance."""
    own_f, own_a = (one["xx"] - 2 * one["x"] / n * one["xn"] + (one["x"] / n) ** 2 * nn for one in (f, a))
    return own_f * own_a / nn


def _cramers_v(table: pd.DataFrame, name: str) -> float:
    """Return Cramér's V of the table of sentences; missing where it has one row or column."""
    seen = table.pivot(index="frame", columns=name, values="sentences").fillna(0).to_numpy(dtype="float64")
    seen = seen[seen.sum(axis=1) > 0][:, seen.sum(axis=0) > 0]
    if min(seen.shape) < 2:
        return float("nan")
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0) / seen.sum()
    return float(np.sqrt(((seen - expected) ** 2 / expected).sum() / seen.sum() / (min(seen.shape) - 1)))
