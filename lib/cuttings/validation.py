"""How far to believe the machine, and the people: the figures of the comparison."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from cuttings.coding import LABELS, complete, is_article, list_units, machine_labels
from cuttings.corpus import Corpus
from cuttings.measures import ac1_of, ac1_parts, alpha_of, alpha_parts, bootstrap, count_labels, wilson
from cuttings.tables import make_table, refuse

ALL = "all"  # the row of all labels together
RELIABLE, TENTATIVE = 0.8, 0.667  # alpha from which a coding is reliable, or allows tentative conclusions (Krippendorff 2004)
CLUSTERS = 10  # articles from which on they, and not single sentences, are drawn by the bootstrap
SCORES = {
    "units": "int64", "coded": "int64", "found": "int64", "both": "int64", "neither": "int64", "threshold": "Int64",
    "agreement": "float64", "alpha": "float64", "ac1": "float64", "precision": "float64", "recall": "float64", "f1": "float64",
    "human_units": "int64", "human_f1": "float64",
    "agreement_low": "float64", "agreement_high": "float64", "alpha_low": "float64", "alpha_high": "float64",
    "ac1_low": "float64", "ac1_high": "float64", "precision_low": "float64", "precision_high": "float64",
    "recall_low": "float64", "recall_high": "float64", "f1_low": "float64", "f1_high": "float64",
    "prevalence_coded": "float64", "prevalence_found": "float64", "prevalence_error": "float64", "prevalence_corpus": "float64",
    "prevalence_corrected": "float64", "corrected_low": "float64", "corrected_high": "float64",
}  # fmt: skip
AGREEMENT = {
    "coders": "int64", "units": "int64", "prevalence": "float64", "agreement": "float64", "alpha": "float64", "ac1": "float64",
    "alpha_low": "float64", "alpha_high": "float64", "ac1_low": "float64", "ac1_high": "float64",
}  # fmt: skip
# of the four cells (both, found only, coded only, neither) those that count for a rate, and those that they are a share of
RATES = {"agreement": ([0, 3], [0, 1, 2, 3]), "precision": ([0], [0, 1]), "recall": ([0], [0, 2]), "f1": ([0], [0, 1, 2])}


def score_coding(
    corpus: Corpus, rows: pd.DataFrame, coding: pd.DataFrame, *, unit: str = "sentence", thresholds: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Compare the machine with each coder: a row a coder and label, and a row "all" of all labels together.

    Rates and prevalences are weighted by the inverse of a unit's chance of being drawn (Horvitz and Thompson 1952); each unit
    counts alike where the key is missing. Alpha (Krippendorff 2004) and AC1 (Gwet 2008) are of the sample as it is: they tell
    of these units, half of which were drawn for having something, and not of the corpus. One coder against the machine is
    agreement with a coding, not reliability. A rate over nothing is missing.

    Parameters
    ----------
    rows : DataFrame
        Hits, mentions, speech or acts, of all of the corpus; those that are negated or rejected don't count.
    coding : DataFrame
        What `read_coding` returned, of the same sort: frames for hits, actors for mentions, speakers for speech, acts for acts.
    unit : {"sentence", "article"}
        Whether to compare the sentences or the articles that were coded. An article has what any of its sentences has.
    thresholds : DataFrame, optional
        What `set_thresholds` returned: how many hits an article must have to be found (else, and for sentences, 1). The
        articles that set the thresholds are left out: no threshold is scored on them.

    Returns
    -------
    DataFrame
        ``coder``, the label (``frame``, actor, speaker, act)
        ``units, coded, found, both, neither`` : plain counts; of "all", of units and labels
        ``threshold`` : hits that an article must have
        ``agreement, precision, recall, f1`` : intervals (_low, _high) are Wilson's (1927) with Kish's (1965) effective size,
        the squared sum of the weights over the sum of their squares. F1 is 2 J / (1 + J) of the share J = both / (coded or
        found), and so are its ends: a bootstrap would say 1 to 1 of the few that all agree. Where the sample happens to hold
        nothing that the machine missed, recall is too kind, and its interval too short: in simulated corpora the 95% held
        the truth in 80 to 97 of 100 samples, and least often for rare frames. Units are taken for independent; of "all", whose
        labels of one unit are not, no interval is given
        ``alpha, ac1`` : with intervals by the bootstrap, over articles from ten on, else over units
        ``human_units, human_f1`` : units that another coder coded too, and F1 of this coder against the others there, weighted
        likewise: what people reach, beside which the machine's F1 is read
        ``prevalence_coded, prevalence_found, prevalence_error`` : weighted shares of the coded units, and found less coded
        ``prevalence_corpus`` : the machine's share of all units of the corpus
        ``prevalence_corrected`` : that, corrected for its errors (Rogan and Gladen 1978; Bachl and Scharkow 2017):
        (p + specificity - 1) / (sensitivity + specificity - 1), between 0 and 1; missing where either is, or the sum is not
        over 1. Its interval (``corrected_low, corrected_high``) is by the bootstrap, too
        ``attrs`` : ``sentences`` (or articles compared), ``lost`` (coded, but not in this corpus), ``set`` (articles that set
        the thresholds), ``resampled`` (articles or units), ``weighted`` (whether every unit has its chance of being drawn: else
        rates and prevalences are those of the sample, not of the corpus)

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus = make_corpus(["They signed the contract. They paid. It rained."])
    >>> coding = list_units(corpus, "sentence")[["unit"]].assign(coder="ann", frame="procurement_deal", label=[1, 1, 0], inclusion=1.0)
    >>> scores = score_coding(corpus, code_frames(corpus, read_codebook()), coding)
    >>> scores[["frame", "coded", "found", "both", "recall"]].values.tolist()
    [['procurement_deal', 2, 1, 1, 0.5], ['all', 2, 1, 1, 0.5]]
    """
    what, found = machine_labels(rows)
    name = LABELS[what]
    columns = {"coder": "str", name: "str"} | SCORES
    if name not in coding:
        raise ValueError(f"The rows hold {what}, the coding does not. Give read_coding(..., what={what!r}).")
    if thresholds is not None and unit != "article":
        raise ValueError("Thresholds are of articles. Give unit='article' with them.")
    asked = of_sort(coding, unit)
    units = list_units(corpus, unit)
    coded = asked.merge(units, on="unit")
    fresh = coded[~coded["unit"].isin(_setters(thresholds))]
    if not len(fresh):
        setters = "All of the coded articles that are in this corpus set the thresholds."
        return refuse(columns, asked.attrs.get("why") or (setters if len(coded) else f"None of the coded {unit}s is in this corpus."))
    merged = _compare(fresh, units, found, name, thresholds)
    if not len(merged):
        return refuse(columns, f"Neither the coders nor the machine found any {what} in the coded {unit}s.")
    by_article = merged["doc"].nunique() >= CLUSTERS
    merged["cluster"] = merged["unit"].str[:12] if by_article else merged["unit"]
    table = pd.DataFrame([{"coder": coder, name: label} | _score(group) for coder, label, group in _groups(merged)])
    table.loc[table[name] == ALL, [f"{rate}_{end}" for rate in RATES for end in ("low", "high")]] = np.nan
    scores = make_table(table[list(columns)], columns)
    scores.attrs = {"sentences": merged["unit"].nunique(), "lost": asked["unit"].nunique() - coded["unit"].nunique(), "unit": unit}
    scores.attrs |= {"weighted": bool(merged["inclusion"].notna().all())}
    scores.attrs |= {"set": coded["unit"].nunique() - fresh["unit"].nunique(), "resampled": "articles" if by_article else f"{unit}s"}
    return scores


def list_errors(corpus: Corpus, rows: pd.DataFrame, coding: pd.DataFrame) -> pd.DataFrame:
    """List the sentences on which the machine and a coder disagree, to be read: what the cues find falsely, and what they miss.

    Returns
    -------
    DataFrame
        ``coder``, the label (``frame``, actor, speaker, act)``, error`` ("found, not coded" or "coded, not found")``, doc, sent``.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus = make_corpus(["They signed the contract. They paid."])
    >>> coding = list_units(corpus, "sentence")[["unit"]].assign(coder="ann", frame="procurement_deal", label=[1, 1], inclusion=1.0)
    >>> list_errors(corpus, code_frames(corpus, read_codebook()), coding)[["error", "sent"]].values.tolist()
    [['coded, not found', 1]]
    """
    what, found = machine_labels(rows)
    columns = {"coder": "str", LABELS[what]: "str", "error": "str", "doc": "int64", "sent": "int64"}
    units = list_units(corpus, "sentence")
    coded = of_sort(coding, "sentence").merge(units, on="unit")
    if not len(coded):
        return refuse(columns, coding.attrs.get("why", "None of the coded sentences is in this corpus."))
    merged = _compare(coded, units, found, LABELS[what], None)
    wrong = merged[merged["label"].astype(bool) != merged["machine"]]
    if not len(wrong):
        return refuse(columns, "The machine and the coders agree in every sentence.")
    wrong = wrong.assign(error=np.where(wrong["machine"], "found, not coded", "coded, not found"), **{LABELS[what]: wrong["name"]})
    return make_table(wrong.sort_values(["name", "sent", "coder"])[list(columns)].reset_index(drop=True), columns)


def of_sort(coding: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the coding of sentences, or of articles; an empty one says why it is, in ``attrs["why"]``."""
    kept = coding[coding["unit"].map(is_article).astype("bool") == (unit == "article")].copy()
    other = "article" if unit == "sentence" else "sentence"
    why = f"No {unit} was coded, only {other}s were." if len(coding) else coding.attrs.get("why")
    kept.attrs = {} if len(kept) else {"why": why or f"No coded {unit} is left to compare."}
    return kept


def _setters(thresholds: pd.DataFrame | None) -> list[str]:
    """Return the articles that set the thresholds."""
    if thresholds is None or not len(thresholds):
        return []
    if "units" not in thresholds.attrs:
        raise ValueError("The thresholds do not say which articles set them. Give what set_thresholds returned.")
    return thresholds.attrs["units"]


def _compare(coded: pd.DataFrame, units: pd.DataFrame, found: pd.DataFrame, name: str, thresholds: pd.DataFrame | None) -> pd.DataFrame:
    """Return a row a coder, unit and label (``name``): what the coder said, what the machine says, what others said."""
    key = "sent" if "sent" in units else "doc"
    hits = found[found[key].isin(units[key])].groupby([key, "name"]).size().rename("hits").reset_index()
    merged = complete(coded, name, hits.loc[hits[key].isin(coded[key]), "name"]).merge(hits, on=[key, "name"], how="left")
    needed = {} if thresholds is None else thresholds.set_index("frame")["hits"].dropna().to_dict()
    merged["threshold"] = merged["name"].map(needed).astype("float64").fillna(1)
    merged["machine"] = merged["hits"].fillna(0) >= merged["threshold"]
    enough = hits["hits"] >= hits["name"].map(needed).astype("float64").fillna(1)
    share = hits.loc[enough, "name"].value_counts() / len(units)
    merged["share"] = np.where(merged["threshold"] > 0, merged["name"].map(share).fillna(0), 1.0)
    merged["weight"] = 1 / merged["inclusion"].fillna(1.0)
    same = merged.groupby(["unit", "name"])["label"]
    merged["others"], merged["others_gave"] = same.transform("size") - 1, same.transform("sum") - merged["label"]
    return merged


def _groups(table: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield coder, label and rows: of each label, and then of all of them."""
    for coder, rows in table.groupby("coder", sort=True):
        yield from ((coder, name, group) for name, group in rows.groupby("name", sort=True))
        yield coder, ALL, rows


def _score(group: pd.DataFrame) -> dict[str, float]:
    """Return the figures of one coder and label."""
    human, machine, weight = (group[name].to_numpy(dtype="float64") for name in ("label", "machine", "weight"))
    cells = np.stack([human * machine, (1 - human) * machine, human * (1 - machine), (1 - human) * (1 - machine)], axis=1)
    both, wrong, missed, neither = cells.sum(axis=0)
    counts = {"units": len(group), "coded": both + missed, "found": both + wrong, "both": both, "neither": neither}
    needed = group["threshold"].unique()
    gave, others = group["others_gave"].to_numpy(), group["others"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        ceiling = 2 * (weight @ (human * gave)) / (weight @ (human * others + gave))
    people = {"human_units": group.loc[others > 0, "unit"].nunique(), "human_f1": ceiling}
    said = np.stack([2 - human - machine, human + machine], axis=1)
    corrected = _prevalences(weight[:, None] * cells, group["cluster"], np.average(group["share"], weights=weight))
    threshold = {"threshold": needed[0] if len(needed) == 1 else None}
    return counts | threshold | _rates(weight @ cells, weight**2 @ cells) | _reliability(said, group["cluster"]) | people | corrected


def _rates(cells: np.ndarray, squares: np.ndarray) -> dict[str, float]:
    """Return agreement, precision, recall and F1 with their intervals, of the four cells and of the squares of the weights."""
    row: dict[str, float] = {}
    for name, (part, whole) in RATES.items():
        with np.errstate(divide="ignore", invalid="ignore"):
            size = cells[whole].sum() ** 2 / squares[whole].sum()
            share = cells[part].sum() / cells[whole].sum()
        values = np.array([share, *wilson(share * size, size)])
        values = 2 * values / (1 + values) if name == "f1" else values
        row |= dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))
    return row


def _reliability(counts: np.ndarray, cluster: pd.Series) -> dict[str, float]:
    """Return alpha and AC1 with their intervals, of how many gave each unit each label."""
    row: dict[str, float] = {}
    for name, parts, figure in (("alpha", alpha_parts(counts), alpha_of), ("ac1", ac1_parts(counts), ac1_of)):
        low, high = bootstrap(_sum_by(parts, cluster), figure)
        row |= {name: float(figure(parts.sum(axis=0))), f"{name}_low": low, f"{name}_high": high}
    return row


def _sum_by(parts: np.ndarray, cluster: pd.Series) -> np.ndarray:
    return pd.DataFrame(parts).groupby(cluster.to_numpy(), sort=True).sum().to_numpy()


def _prevalences(cells: np.ndarray, cluster: pd.Series, share: float) -> dict[str, float]:
    """Return the prevalences, of the weighted cells of each unit and the machine's share in the corpus."""
    both, wrong, missed, _ = cells.sum(axis=0) / cells.sum()

    def correct(sums: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            sensitivity, specificity = sums[..., 0] / (sums[..., 0] + sums[..., 2]), sums[..., 3] / (sums[..., 1] + sums[..., 3])
            better = sensitivity + specificity - 1
            return np.where(better > 1e-9, np.clip((share + specificity - 1) / better, 0, 1), np.nan)

    low, high = bootstrap(_sum_by(cells, cluster), correct)
    return {
        "prevalence_coded": both + missed, "prevalence_found": both + wrong, "prevalence_error": wrong - missed, "prevalence_corpus": share,
        "prevalence_corrected": float(correct(cells.sum(axis=0))), "corrected_low": low, "corrected_high": high,
    }  # fmt: skip


def score_agreement(coding: pd.DataFrame, *, unit: str = "sentence") -> pd.DataFrame:
    """Return how far the coders agree with each other: a row a label, and a row "all" of all labels together.

    Only units that two coders or more coded count. One coder is refused.

    Returns
    -------
    DataFrame
        the label (``frame``, actor, speaker, act)
        ``coders, units`` : who coded these units; of "all", units and labels
        ``prevalence`` : the share of answers that are 1
        ``agreement`` : the share of units on which all their coders agree
        ``alpha`` : Krippendorff's (2004), for nominal data and any number of coders; missing where all gave one answer, where
        it is undefined. From .80 on a coding is reliable, .667 allows tentative conclusions (`RELIABLE`, `TENTATIVE`)
        ``ac1`` : Gwet's (2008). Where nearly all answers are alike, a few disagreements bring alpha near 0; not AC1
        ``alpha_low, alpha_high, ac1_low, ac1_high`` : 95% intervals by the bootstrap over units (Zapf et al. 2016), 2,000
        draws, seeded. Draws where alpha is undefined are left out; if they are one in ten or more, the interval is missing

    Examples
    --------
    >>> one = pd.DataFrame({"coder": "ann", "unit": list("abcd"), "frame": "talks", "label": [1, 1, 0, 0], "inclusion": 1.0})
    >>> two = one.assign(coder="bob", label=[1, 0, 0, 0])
    >>> score_agreement(pd.concat([one, two]))[["frame", "units", "agreement", "alpha", "ac1"]].round(3).values.tolist()
    [['talks', 4, 0.75, 0.533, 0.529], ['all', 4, 0.75, 0.533, 0.529]]
    """
    name = next(column for column in LABELS.values() if column in coding)
    columns = {name: "str"} | AGREEMENT
    coding = of_sort(coding, unit)
    if coding["coder"].nunique() < 2:
        return refuse(columns, coding.attrs.get("why", "One coder: agreement between people needs two."))
    full = complete(coding, name).assign(coder_=lambda table: table["coder"], coder="")
    rows = [{name: label} | _agree(group) for _, label, group in _groups(full)]
    table = pd.DataFrame([row for row in rows if row["units"]], columns=list(columns))
    return make_table(table, columns) if len(table) else refuse(columns, f"No {unit} was coded by two coders.")


def _agree(group: pd.DataFrame) -> dict[str, Any]:
    ratings = group.pivot_table(index=["unit", "name"], columns="coder_", values="label").dropna(thresh=2)
    counts = count_labels(ratings, (0, 1))
    agreement = {
        "agreement": float((ratings.nunique(axis=1) == 1).mean()),
        "prevalence": float(np.nanmean(ratings)) if len(ratings) else None,
    }
    return (
        {"coders": int(ratings.notna().any().sum()), "units": len(ratings)}
        | agreement
        | _reliability(counts, ratings.reset_index()["unit"])
    )
