"""How many hits make a frame of an article: thresholds set on articles that people coded."""

import hashlib

import numpy as np
import pandas as pd

from cuttings.coding import list_units
from cuttings.corpus import Corpus
from cuttings.tables import make_table, refuse
from cuttings.validation import of_sort

THRESHOLDS = {
    "frame": "str", "threshold": "float64", "hits": "Int64", "f1": "float64", "coded": "int64", "positives": "int64", "why": "str",
}  # fmt: skip
ARTICLES, POSITIVES = 20, 5  # coded articles without which no threshold is set, and those of them that must have the frame


def set_thresholds(corpus: Corpus, scores: pd.DataFrame, coding: pd.DataFrame, *, folds: int = 5, seed: int = 1) -> pd.DataFrame:
    """Set, for each frame, the score from which on an article has it: where F1 against the coded articles is best.

    About 50 coded articles serve; under 20, or under 5 with the frame, it stays uncalibrated, which is said. F1 is weighted
    by the inverse chance of being drawn. The F1 of a threshold on the articles that set it flatters; what is reported is
    cross-validated: the articles are dealt into `folds` parts, by the hash of seed and text, those with the frame and those
    without alike; each part is judged by the threshold of the others, and all parts together make the F1 (Forman and Scholz
    2010). An article that several people coded counts once, shared among them.

    Parameters
    ----------
    scores : DataFrame
        What `score_frames` returned: doc, and a column a frame with log1p of the hits that count.
    coding : DataFrame
        What `read_coding` returned, with coded articles; sentences are left aside.

    Returns
    -------
    DataFrame
        ``frame, threshold`` (the least score; missing if uncalibrated)``, hits`` (the same as a number of hits; at 0 every
        article has the frame, and the cues tell nothing)``, f1`` (cross-validated)``, coded`` (articles)``, positives`` (those
        with the frame)``, why`` (a threshold is missing). ``attrs["units"]`` are the articles that set them, on which
        `score_coding` will not judge them. Refused where no frame can be calibrated.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus([f"Fictional article {n}." for n in range(40)])
    >>> scores = pd.DataFrame({"doc": range(40), "talks": np.log1p([0, 1, 2, 3] * 10)})
    >>> coding = list_units(corpus, "article")[["unit"]].assign(coder="ann", frame="talks", label=[0, 0, 1, 1] * 10, inclusion=1.0)
    >>> set_thresholds(corpus, scores, coding)[["frame", "hits", "f1", "coded", "positives"]].values.tolist()
    [['talks', 2, 1.0, 40, 20]]
    """
    if folds < 2:
        raise ValueError(f"folds is {folds}. Give 2 or more.")
    if "frame" not in coding:
        raise ValueError("The coding holds no frames. Give read_coding(..., what='frames').")
    coded = of_sort(coding, "article")
    merged = coded.merge(list_units(corpus, "article"), on="unit")
    if not len(merged):
        return refuse(THRESHOLDS, coded.attrs.get("why", "None of the coded articles is in this corpus."))
    long = (scores if "doc" in scores else scores.reset_index()).melt("doc", var_name="frame", value_name="score")
    merged = merged.merge(long, on=["doc", "frame"], how="left").fillna({"score": 0.0})
    table = make_table([_set(frame, rows, folds, seed) for frame, rows in merged.groupby("frame", sort=True)], THRESHOLDS)
    if table["threshold"].isna().all():
        least = f"{ARTICLES} coded articles are needed, and {POSITIVES} of them with the frame"
        return refuse(THRESHOLDS, f"Uncalibrated: {merged['unit'].nunique()} articles were coded; {least}.")
    table.attrs["units"] = sorted(set(merged["unit"]))
    return table


def _set(frame: str, rows: pd.DataFrame, folds: int, seed: int) -> tuple:
    """Return the row of one frame."""
    given = rows.groupby("unit")["label"].mean() > 0.5
    coded, positives = len(given), int(given.sum())
    if coded < ARTICLES or positives < POSITIVES:
        why = f"uncalibrated: {coded} coded, {positives} with it; {ARTICLES} and {POSITIVES} are needed"
        return frame, None, None, None, coded, positives, why
    score, label = (rows[name].to_numpy(dtype="float64") for name in ("score", "label"))
    weight = (1 / rows["inclusion"].fillna(1.0) / rows.groupby("unit")["label"].transform("size")).to_numpy()
    fold = rows["unit"].map(deal(given, folds, seed)).to_numpy()
    found = np.zeros(len(rows), dtype="bool")
    for part in range(folds):
        rest = fold != part
        found[~rest] = score[~rest] >= _best(score[rest], label[rest], weight[rest])
    threshold = _best(score, label, weight)
    f1 = _f1(label, weight, found[:, None])[0]
    return frame, threshold, round(float(np.expm1(threshold))), f1, coded, positives, None


def deal(given: pd.Series, folds: int, seed: int) -> dict[str, int]:
    """Return the fold of each unit: by hash, dealt out in turn, first those without the frame and then those with it.

    >>> sorted(deal(pd.Series([True, True, False, False], index=list("abcd")), 2, 1).values())
    [0, 0, 1, 1]
    """
    drawn = {unit: hashlib.sha256(f"{seed}:{unit}".encode()).hexdigest() for unit in given.index}
    order = sorted(given.index, key=lambda unit: (given[unit], drawn[unit]))
    return {unit: place % folds for place, unit in enumerate(order)}


def _best(score: np.ndarray, label: np.ndarray, weight: np.ndarray) -> float:
    """Return the least score that, as a threshold, has the best F1."""
    candidates = np.unique(score)
    return float(candidates[np.argmax(_f1(label, weight, score[:, None] >= candidates).round(12))])


def _f1(label: np.ndarray, weight: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Return the weighted F1 of each column of `found`."""
    whole = weight @ label + weight @ found
    return 2 * ((weight * label) @ found) / np.where(whole > 0, whole, 1)
