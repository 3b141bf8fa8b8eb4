"""How far to believe the machine: a sample to code by hand, and the figures of the comparison."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from cuttings.corpus import Corpus
from cuttings.frames import COUNTED
from cuttings.knowledge import KnowledgeError, read_rows, read_text
from cuttings.measures import alpha, wilson
from cuttings.tables import make_table, refuse, write_csv

SAMPLE = {"unit": "str", "doc": "int64", "sent": "int64", "stratum": "str", "inclusion": "float64", "sentence": "str"}
CODING = {"coder": "str", "unit": "str", "frame": "str", "label": "int64"}
SCORES = {
    "coder": "str", "frame": "str", "units": "int64", "coded": "int64", "found": "int64", "both": "int64", "agreement": "float64",
    "alpha": "float64", "precision": "float64", "recall": "float64", "f1": "float64", "recall_low": "float64", "recall_high": "float64",
}  # fmt: skip
AGREEMENT = {"frame": "str", "coders": "int64", "units": "int64", "agreement": "float64", "alpha": "float64"}


def sample_coding(corpus: Corpus, hits: pd.DataFrame, *, n: int = 100, seed: int = 1) -> pd.DataFrame:
    """Draw sentences to code by hand, half from those with a counted cue and half from those without.

    Without the second half recall could not be measured. Where one stratum has too few, the other fills up. The draw
    depends on the seed and the sentences alone: not on their order, nor on what else is in the folder.

    Returns
    -------
    DataFrame
        ``unit`` (the article's checksum and the span: it fits wherever the same text is read)``, doc, sent, stratum,
        inclusion`` (the chance of being drawn; estimates are weighted by its inverse)``, sentence``, in random order.
    """
    if n < 1:
        raise ValueError(f"n is {n}. Give the number of sentences to code, 1 or more.")
    units = _units(corpus)
    with_cue = set(hits.loc[hits["status"].isin(COUNTED), "sent"])
    units["stratum"] = np.where(units["sent"].isin(with_cue), "cue", "no cue")
    units["draw"] = [hashlib.sha256(f"{seed}:{unit}".encode()).hexdigest() for unit in units["unit"]]
    sizes = units["stratum"].value_counts()
    have = {stratum: int(sizes.get(stratum, 0)) for stratum in ("cue", "no cue")}
    half = min(have["cue"], max(n - n // 2, n - have["no cue"]))
    take = {"cue": half, "no cue": min(have["no cue"], n - half)}
    units = units.sort_values("draw", ignore_index=True)
    drawn = units[units.groupby("stratum").cumcount() < units["stratum"].map(take)]
    inclusion = drawn["stratum"].map({stratum: take[stratum] / size for stratum, size in have.items() if size})
    return make_table(drawn.assign(inclusion=inclusion).reset_index(drop=True)[list(SAMPLE)], SAMPLE)


def _units(corpus: Corpus) -> pd.DataFrame:
    """Return all sentences with the ids that coding sheets know them by."""
    merged = corpus.sentences.merge(corpus.articles[["doc", "sha256", "text"]], on="doc")
    rows = list(merged[["sha256", "doc", "sent", "start", "end", "text"]].itertuples(index=False, name=None))
    table = [(f"{sha[:12]}:{start}-{end}", doc, sent, text[start:end]) for sha, doc, sent, start, end, text in rows]
    return pd.DataFrame(table, columns=["unit", "doc", "sent", "sentence"])


def export_coding(sample: pd.DataFrame, codebook: pd.DataFrame, path: str | Path) -> Path:
    """Write the sheet for a coder: unit, sentence, and an empty column a frame, to be filled with 1 or 0.

    The sheet is blind: neither the machine's labels nor the strata stand in it. Each coder saves a filled copy as
    ``coding/<name>.csv`` in the corpus folder.
    """
    frames = sorted(set(codebook.loc[codebook["set"] != "status", "frame"]))
    return write_csv(sample[["unit", "sentence"]].assign(**dict.fromkeys(frames, "")), Path(path))


def read_coding(folder: str | Path | None) -> pd.DataFrame:
    """Return what people coded: ``coder`` (the sheet's name)``, unit, frame, label`` (1 or 0).

    Sheets are the CSV files in ``coding/`` of a corpus folder. A frame that is left empty in a whole row was not coded.
    Raises `KnowledgeError` for any other label than 1, 0 or nothing.
    """
    sheets = sorted((Path(folder) / "coding").glob("*.csv")) if folder else []
    rows = [row for sheet in sheets for row in _read_sheet(sheet)]
    return make_table(rows, CODING) if rows else refuse(CODING, "No coded sheet stands in the folder coding/ of this corpus.")


def _read_sheet(path: Path) -> list[tuple[str, str, str, int]]:
    header = read_text(path).split("\n", 1)[0].strip().split(",")
    rows = []
    for row in read_rows(path, header, ("unit",)):
        labels = {name: row[name] for name in header if name not in ("unit", "sentence", "note")}
        for frame, label in labels.items():
            if label not in ("", "0", "1"):
                raise KnowledgeError(f"{path.name}, line {row['line']}: {frame} is {label!r}. Write 1, 0, or nothing.")
            if label:
                rows.append((path.stem, row["unit"], frame, int(label)))
    return rows


def score_coding(corpus: Corpus, hits: pd.DataFrame, coding: pd.DataFrame, sample: pd.DataFrame | None = None) -> pd.DataFrame:
    """Compare the machine with each coder, a row a coder and frame.

    Parameters
    ----------
    sample : DataFrame, optional
        What `sample_coding` drew: only its sentences count then, each weighted by the inverse of its chance of being drawn.

    Returns
    -------
    DataFrame
        ``coder, frame, units, coded, found, both`` (plain counts)``, agreement, precision, recall, f1`` (weighted)``,
        alpha`` (Krippendorff 2004, of the sample as it is)``, recall_low, recall_high`` (Wilson, of the plain counts).
        One coder against the machine is agreement with a coding, not reliability. A rate over nothing is missing.
    """
    if not len(coding):
        return refuse(SCORES, coding.attrs["why"])
    units = _units(corpus)[["unit", "sent"]]
    merged = coding.merge(units, on="unit")
    if not len(merged):
        return refuse(SCORES, "None of the coded sentences is in this corpus.")
    if sample is not None:
        merged = merged[merged["unit"].isin(sample["unit"])]
    counted = hits.loc[hits["status"].isin(COUNTED), ["sent", "frame"]].drop_duplicates().assign(machine=1)
    merged = merged.merge(counted, on=["sent", "frame"], how="left").fillna({"machine": 0})
    chance = dict(zip(sample["unit"], sample["inclusion"], strict=True)) if sample is not None else {}
    merged["weight"] = 1 / merged["unit"].map(chance).astype("float64").fillna(1.0)
    rows = [(*key, *_score(group)) for key, group in merged.groupby(["coder", "frame"], sort=True)]
    return make_table(rows, SCORES)


def _score(group: pd.DataFrame) -> tuple:
    """Return the figures of one coder and frame, in the order of `SCORES`."""
    human, machine, weight = (group[name].to_numpy(dtype="float64") for name in ("label", "machine", "weight"))
    both = human * machine
    precision, recall = _ratio(both @ weight, machine @ weight), _ratio(both @ weight, human @ weight)
    f1 = _ratio(2 * (both @ weight), human @ weight + machine @ weight)
    low, high = wilson(both.sum(), human.sum())
    counts = (len(group), int(human.sum()), int(machine.sum()), int(both.sum()))
    return (
        *counts,
        (human == machine) @ weight / weight.sum(),
        alpha(group[["label", "machine"]]),
        precision,
        recall,
        f1,
        float(low),
        float(high),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def score_agreement(coding: pd.DataFrame) -> pd.DataFrame:
    """Return how far the coders agree with each other, a row a frame: ``frame, coders, units, agreement, alpha``.

    `agreement` is the share of units on which all their coders agree; `alpha` is Krippendorff's (2004), for nominal
    data, missing where all gave one label. Only units of two coders or more count; one coder is refused.
    """
    if coding["coder"].nunique() < 2:
        return refuse(AGREEMENT, coding.attrs.get("why", "One coder: agreement between people needs two."))
    rows = []
    for frame, group in coding.groupby("frame", sort=True):
        ratings = group.pivot_table(index="unit", columns="coder", values="label").dropna(thresh=2)
        agreement = float((ratings.nunique(axis=1) == 1).mean()) if len(ratings) else float("nan")
        rows.append((frame, ratings.shape[1], len(ratings), agreement, alpha(ratings)))
    return make_table(rows, AGREEMENT)
