"""How much the frames carry the coverage: their scores in articles, their shares of sentences, and what hangs on a single cue."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from cuttings.corpus import Corpus
from cuttings.coverage import choose_frequency
from cuttings.frames import COUNTED, NOTHING
from cuttings.lazy import over, sample, whole
from cuttings.measures import wilson
from cuttings.tables import Sums, combine, count, distinct, make_table, number, rank, refuse
from cuttings.trends import DRAWS, REPLICATES, bootstrap_weights

FRAMES = {
    "frame": "str", "sentences": "int64", "of": "int64", "share": "float64", "ci_low": "float64", "ci_high": "float64",
    "articles": "int64", "of_articles": "int64", "article_share": "float64", "article_low": "float64", "article_high": "float64",
}  # fmt: skip
CUES = {
    "frame": "str", "cue": "str", "hits": "int64", "counted": "int64", "sentences": "int64", "articles": "int64", "alone": "int64",
    "swing": "float64",
}  # fmt: skip
ENOUGH = 10  # articles from which on an interval is drawn from them
PARTS = 5  # stretches that an article is cut into
AT_ONCE = 5_000  # articles whose bootstrap weights are in memory together
COURSES = ("part", "period")  # groups in an order: a chart shows where a frame is missing


def counted(hits: pd.DataFrame) -> pd.DataFrame:
    """Return the hits that count for their frame: asserted and prospective ones."""
    return hits[hits["status"].isin(COUNTED)]


def score_frames(corpus: Corpus, hits: pd.DataFrame) -> pd.DataFrame:
    """Return how strongly each article carries each frame: the logarithm of one plus its hits that count.

    Returns
    -------
    DataFrame
        A row an article: ``doc`` and a column a frame, log1p of the number of hits that count, 0 where there is none. Plain
        counts beat shares, weights and learned models of few labels on articles coded by people; what score is enough is a
        threshold to be set on coded articles (`cuttings.set_thresholds`).

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus = make_corpus(["They signed the contract.", "It rained."])
    >>> score_frames(corpus, code_frames(corpus, read_codebook()))["procurement_deal"].round(2).tolist()
    [0.69, 0.0]
    """
    table = counted(hits).groupby(["doc", "frame"]).size().unstack(fill_value=0)
    table = np.log1p(table.reindex(index=corpus.articles["doc"].tolist(), columns=sorted(set(hits["frame"])), fill_value=0))
    return table.rename_axis(index="doc", columns=None).reset_index()


def count_frames(corpus: Corpus, hits: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Count the sentences and articles in which each frame is found; negated and rejected cues do not count.

    Parameters
    ----------
    by : str, optional
        ``voice`` (of the hit), ``zone`` (of the sentence), ``part`` (fifth of the article's body, 1 to 5), ``period``
        (day, week, month or year, the finest that a chart can show) or a column of the articles, such as ``outlet``. By voice,
        the share is of all sentences; by anything else, of those in the group.

    Returns
    -------
    DataFrame
        ``frame`` (and the `by` column)``, sentences, of, share, ci_low, ci_high, articles, of_articles, article_share, article_low,
        article_high``; the most frequent first; a frame that is not found has no row. 95% intervals. That of the share of articles
        is Wilson's (1927). From ten articles on, that of the share of sentences is made of the percentiles of 200 bootstrap
        replicates over articles (Poisson weights from each article's checksum), since sentences of one article go together; where
        few articles have a frame, that is a little narrow (in simulations 79 to 94 of 100 held the true share). It is
        missing in a group of fewer. Where the whole has fewer, it is Wilson's, which takes sentences for independent and is too
        narrow. ``attrs["without"]`` is the share of sentences that carry no frame, ``attrs["interval"]`` what the intervals of
        sentences rest on ("articles" or "sentences"), ``attrs["groups"]`` the parts or periods that have articles, ``attrs["undated"]``
        how many articles have no place in a period. Cues are English: sentences in other languages count as without a frame.

    Refused where no cue counts, and by period where fewer than two articles have a full date. Raises ValueError for an unknown `by`.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus = make_corpus(["They signed the contract. It rained."])
    >>> count_frames(corpus, code_frames(corpus, read_codebook()))[["frame", "sentences", "of"]].values.tolist()
    [['procurement_deal', 1, 2]]
    """
    known = ["voice", "zone", "part", "period", *sample(corpus).articles]
    if by is not None and by not in known:
        raise ValueError(f"by is {by!r}. Give one of: {', '.join(known)}.")
    dates = corpus.articles["date"].dropna() if by == "period" else []
    if by == "period" and len(dates) < 2:
        return refuse(_columns(by), f"Articles with a full date: {len(dates)} of {len(corpus)}. There is no course of time to show.")
    freq = choose_frequency(dates) if by == "period" else None
    sums = combine(over(sum_frames, corpus, hits, by=by, freq=freq))
    table = finish_frames(sums, by)
    if not len(table):
        return refuse(_columns(by), whole(hits).attrs.get("why", "No cue of the codebook counts in these texts."))
    table.attrs |= {"freq": freq, "undated": len(corpus) - len(dates)} if freq else {}
    return table


def _columns(by: str | None) -> dict[str, str]:
    return {"frame": "str"} | ({by: "object"} if by else {}) | FRAMES


def sum_frames(corpus: Corpus, hits: pd.DataFrame, *, by: str | None = None, freq: str | None = None) -> Sums:
    """Return the sums of one part of a corpus, from which shares and their intervals are made.

    ``frames`` (by frame and group) and ``totals`` (by group) have the number of sentences and of articles, and the sentences in
    each bootstrap replicate; ``all`` those numbers of all sentences, whatever their group, and of those in which no cue counts.
    """
    sentences = _group_sentences(corpus, by, freq)
    own = by == "voice"
    found = counted(hits[["sent", "frame", "status", *([by] if own else [])]])
    place = pd.Index(sentences["sent"]).get_indexer(found["sent"])  # among the sentences
    found, place = found[place >= 0], place[place >= 0]
    groups = [] if by is None else [found[by] if own else sentences[by].iloc[place]]
    article = pd.Index(corpus.articles["doc"]).get_indexer(sentences["doc"])
    of, keys = number(found["frame"], *groups)
    of, place = distinct(of, place)
    all_of, all_keys = number(sentences[by] if by and not own else pd.Series("all", sentences.index, "str"))
    frames = _cells(of, article[place], (len(keys), len(corpus)))
    totals = _cells(all_of, article, (len(all_keys), len(corpus)))
    bare = np.delete(article, place)
    every = {"sentences": [len(article), len(bare)], "articles": [len(pd.unique(article)), len(pd.unique(bare))]}
    draws = _resample(vstack([frames, totals], format="csr"), corpus.articles["sha256"])
    return {
        "frames": _sum_cells(keys, frames, draws[: len(keys)]),
        "totals": _sum_cells(all_keys, totals, draws[len(keys) :]),
        "all": pd.DataFrame(every, index=["all", "bare"]),
    }


def _group_sentences(corpus: Corpus, by: str | None, freq: str | None) -> pd.DataFrame:
    """Return doc and sent of the sentences, with the group that each is in."""
    sentences = corpus.sentences[["doc", "sent", *(["zone"] if by in ("zone", "part") else [])]]
    if by == "part":
        body = sentences[sentences["zone"] == "body"]
        place, size = body.groupby("doc").cumcount(), body.groupby("doc")["sent"].transform("size")
        return body.assign(part=1 + (place * PARTS) // size)
    if by == "period":
        dated = corpus.articles.dropna(subset=["date"])
        periods = dated["date"].dt.to_period(freq).dt.start_time
        return sentences.merge(pd.DataFrame({"doc": dated["doc"], "period": periods}), on="doc")
    if by in corpus.articles and by != "doc":
        return sentences.merge(corpus.articles[["doc", by]], on="doc")
    return sentences


def _cells(of: np.ndarray, article: np.ndarray, shape: tuple[int, int]) -> csr_array:
    """Return how many sentences of each group stand in each article: groups x articles."""
    matrix = csr_array((np.ones(len(of), dtype="int64"), (of, article)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _resample(matrix: csr_array, digests: pd.Series) -> np.ndarray:
    """Return the sums of the rows of a matrix (groups x articles) in each bootstrap replicate."""
    draws = np.zeros((matrix.shape[0], REPLICATES), dtype="int64")
    for start in range(0, len(digests), AT_ONCE):
        draws += matrix[:, start : start + AT_ONCE] @ bootstrap_weights(digests.iloc[start : start + AT_ONCE])
    return draws


def _sum_cells(labels: pd.Index, matrix: csr_array, draws: np.ndarray) -> pd.DataFrame:
    values = np.column_stack([matrix.sum(axis=1), np.diff(matrix.indptr), draws]).astype("int64")
    return pd.DataFrame(values, index=labels, columns=["sentences", "articles", *DRAWS])


def finish_frames(sums: Sums, by: str | None) -> pd.DataFrame:
    """Return the table of `count_frames` from the sums of all parts."""
    frames, totals, every = sums["frames"], sums["totals"], sums["all"]
    table = frames[["sentences", "articles"]].reset_index()
    keys = ["frame", *([by] if by else [])]
    of = totals.reindex(np.repeat("all", len(table)) if by in (None, "voice") else table[by])
    table[["of", "of_articles"]] = of[["sentences", "articles"]].to_numpy()
    table["share"], table["article_share"] = table["sentences"] / table["of"], table["articles"] / table["of_articles"]
    table["article_low"], table["article_high"] = wilson(table["articles"].to_numpy(), table["of_articles"].to_numpy())
    clustered = int(every.loc["all", "articles"]) >= ENOUGH
    table["ci_low"], table["ci_high"] = (
        _interval(frames, of) if clustered else wilson(table["sentences"].to_numpy(), table["of"].to_numpy())
    )
    table = table.sort_values(["sentences", *keys], ascending=[False, *[True] * len(keys)], ignore_index=True)[list(_columns(by))]
    share = every.loc["bare", "sentences"] / max(1, every.loc["all", "sentences"])
    table.attrs = {"interval": "articles" if clustered else "sentences", "without": float(share)}
    groups = totals.index.strftime("%Y-%m-%d") if by == "period" else totals.index
    table.attrs |= {"groups": groups.tolist()} if by in COURSES else {}
    return table


def _interval(frames: pd.DataFrame, of: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the percentiles of the shares of sentences in the replicates; none in a group of few articles."""
    below = of[DRAWS].to_numpy(dtype="float64")
    shares = np.divide(frames[DRAWS].to_numpy(), below, out=np.full(below.shape, np.nan), where=below > 0)
    enough = of["articles"].to_numpy() >= ENOUGH
    low, high = np.full((2, len(frames)), np.nan)
    if enough.any():
        low[enough], high[enough] = np.nanpercentile(shares[enough], [2.5, 97.5], axis=1)
    return low, high


def count_cues(hits: pd.DataFrame) -> pd.DataFrame:
    """Count each cue, and how much of its frame hangs on it alone.

    Returns
    -------
    DataFrame
        ``frame, cue, hits, counted`` (asserted or prospective)``, sentences, articles`` (in which it counts)``, alone`` (sentences
        that carry the frame by this cue and no other)``, swing`` (the share of the frame's sentences that are lost without it);
        the largest swing first. A frame that hangs on one cue is that cue: read its sentences. That is told from these hits: taken
        from the codebook, a cue might set free a shorter one that it covers.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus = make_corpus(["They signed the contract. The contract ended."])
    >>> count_cues(code_frames(corpus, read_codebook()))[["cue", "sentences", "alone"]].head(1).values.tolist()
    [['contract', 2, 2]]
    """
    sums = combine(over(sum_cues, hits))
    return finish_cues(sums) if len(sums["cues"]) else refuse(CUES, whole(hits).attrs.get("why", NOTHING))


def sum_cues(hits: pd.DataFrame) -> Sums:
    """Return the ``cues`` of one part by frame and cue (hits, counted, sentences, alone, articles), and the sentences of the ``frames``."""
    of, keys = number(hits["frame"], hits["cue"])
    valid = hits["status"].isin(COUNTED).to_numpy()
    cue, sent = distinct(of[valid], hits["sent"].to_numpy()[valid])
    names, frame = keys.levels[0], keys.codes[0][cue]
    carried = rank(frame * (sent.max(initial=0) + 1) + sent)[1]
    rows = {"hits": of, "counted": of[valid], "sentences": cue, "alone": cue[np.bincount(carried)[carried] == 1]}
    rows["articles"] = distinct(of[valid], hits["doc"].to_numpy()[valid])[0]
    cues = count(rows, keys)
    sentences = np.bincount(distinct(frame, sent)[0], minlength=len(names))
    return {"cues": cues, "frames": pd.DataFrame({"sentences": sentences}, index=names.rename("frame"))[sentences > 0]}


def finish_cues(sums: Sums) -> pd.DataFrame:
    """Return the table of `count_cues` from the sums of all parts."""
    table = sums["cues"].reset_index()
    table["swing"] = (table["alone"] / table["frame"].map(sums["frames"]["sentences"])).fillna(0.0)
    table = table.sort_values(["swing", "counted", "frame", "cue"], ascending=[False, False, True, True], ignore_index=True)
    return make_table(table[list(CUES)], CUES)
