"""How far to believe the machine: a sample to code by hand, and the figures of the comparison."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from cuttings.corpus import Corpus
from cuttings.files import printable
from cuttings.frames import COUNTED
from cuttings.knowledge import KnowledgeError, read_rows
from cuttings.measures import alpha, wilson
from cuttings.tables import make_table, refuse, write_csv

SAMPLE = {"unit": "str", "doc": "int64", "sent": "int64", "stratum": "str", "inclusion": "float64", "sentence": "str"}
CODING = {"coder": "str", "unit": "str", "frame": "str", "label": "int64", "inclusion": "float64"}
KEY = "key.csv"  # stands beside the coders' sheets, and is none
SCORES = {
    "coder": "str", "frame": "str", "units": "int64", "coded": "int64", "found": "int64", "both": "int64", "agreement": "float64",
    "alpha": "float64", "precision": "float64", "recall": "float64", "f1": "float64", "recall_low": "float64", "recall_high": "float64",
}  # fmt: skip
AGREEMENT = {"frame": "str", "coders": "int64", "units": "int64", "agreement": "float64", "alpha": "float64"}


def sample_coding(corpus: Corpus, hits: pd.DataFrame, *, n: int = 100, seed: int = 1) -> pd.DataFrame:
    """Draw sentences to code by hand, half from those with a counted cue and half from those without.

    Without the second half recall could not be measured. Where one stratum has too few, the other fills up. The order of
    the articles does not matter. More articles, or other cues, make another sample: keep the key of the one that was coded.

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
    sample = make_table(drawn.assign(inclusion=inclusion).reset_index(drop=True)[list(SAMPLE)], SAMPLE)
    sample.attrs["of"] = len(units)
    return sample


def _units(corpus: Corpus) -> pd.DataFrame:
    """Return all sentences with the ids that coding sheets know them by."""
    merged = corpus.sentences.merge(corpus.articles[["doc", "sha256", "text"]], on="doc")
    rows = list(merged[["sha256", "doc", "sent", "start", "end", "text"]].itertuples(index=False, name=None))
    table = [(f"{sha[:12]}:{start}-{end}", doc, sent, text[start:end]) for sha, doc, sent, start, end, text in rows]
    return pd.DataFrame(table, columns=["unit", "doc", "sent", "sentence"])


def export_coding(sample: pd.DataFrame, codebook: pd.DataFrame, folder: str | Path) -> Path:
    """Write the sheet for coders, ``sheet.csv``, and the key of the sample, ``key.csv``; return the folder.

    The sheet has unit, sentence, and an empty column a frame, to be filled with 1 or 0. It is blind: neither the machine's
    labels nor the strata stand in it. Each coder saves a filled copy as ``coding/<name>.csv`` in the corpus folder; the key
    (unit, stratum, inclusion) goes there too, and is what later figures are weighted by.
    """
    frames = sorted(set(codebook.loc[codebook["set"] != "status", "frame"]))
    write_csv(sample[["unit", "sentence"]].assign(**dict.fromkeys(frames, "")), Path(folder) / "sheet.csv")
    write_csv(sample[["unit", "stratum", "inclusion"]], Path(folder) / KEY)
    return Path(folder)


def read_coding(folder: str | Path | None, codebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what people coded: ``coder`` (the sheet's name)``, unit, frame, label`` (1 or 0)``, inclusion``.

    Sheets are the CSV files in ``coding/`` of a corpus folder; an empty cell was not coded. `inclusion` is the chance with
    which the sentence was drawn, from ``key.csv`` there; missing where there is no key.

    Raises `KnowledgeError` for any other label than 1, 0 or nothing, a sentence that stands twice in one sheet, and, where
    a codebook is given, a column that is none of its frames.
    """
    place = Path(folder) / "coding" if folder else None
    sheets = sorted(path for path in place.glob("*.csv") if path.name != KEY) if place else []
    frames = set(codebook["frame"]) if codebook is not None else None
    coded = [row for sheet in sheets for row in _read_sheet(sheet, frames)]
    chance = _read_key(place / KEY) if place and (place / KEY).exists() else {}
    rows = [(*row, chance.get(row[1])) for row in coded]
    return make_table(rows, CODING) if rows else refuse(CODING, "No coded sheet stands in the folder coding/ of this corpus.")


def _read_key(path: Path) -> dict[str, float]:
    rows = read_rows(path, ("unit", "stratum", "inclusion"), ("unit", "inclusion"))
    try:
        return {row["unit"]: float(row["inclusion"]) for row in rows}
    except ValueError as error:
        raise KnowledgeError(f"{path.name}: {error}. Put the key there that was written with the sheet.") from None


def _read_sheet(path: Path, frames: set[str] | None) -> list[tuple[str, str, str, int]]:
    name, coded, seen = printable(path.name), [], set()
    for row in read_rows(path, (), ("unit",)):
        line, unit = row.pop("line"), row.pop("unit")
        if unit in seen:
            raise KnowledgeError(f"{name}, line {line}: the sentence {unit} stands twice. Leave one of the two lines.")
        seen.add(unit)
        for frame, label in row.items():
            if frame in ("sentence", "note"):
                continue
            if frames is not None and frame not in frames:
                raise KnowledgeError(f"{name}, line 1: {frame!r} is no frame of the codebook. Rename or delete the column.")
            if label not in ("", "0", "1"):
                raise KnowledgeError(f"{name}, line {line}: {frame} is {label!r}. Write 1, 0, or nothing.")
            if label:
                coded.append((printable(path.stem), unit, frame, int(label)))
    return coded


def score_coding(corpus: Corpus, hits: pd.DataFrame, coding: pd.DataFrame) -> pd.DataFrame:
    """Compare the machine with each coder, a row a coder and frame.

    Returns
    -------
    DataFrame
        ``coder, frame, units, coded, found, both`` (plain counts)``, agreement, alpha, precision, recall, f1, recall_low,
        recall_high``. Rates are weighted by the inverse of a sentence's chance of being drawn (each counts alike where
        the key is missing); alpha (Krippendorff 2004) is of the sample as it is. The interval is Wilson's (1927) for the
        weighted recall, with Kish's (1965) effective size, the squared sum of the weights over the sum of their squares.
        A rate over nothing is missing. One coder against the machine is agreement with a coding, not reliability.
        ``attrs["lost"]`` is the number of coded sentences that are not in this corpus, and left out.
    """
    if not len(coding):
        return refuse(SCORES, coding.attrs.get("why", "No coded sentence is left to compare."))
    merged = coding.merge(_units(corpus)[["unit", "sent"]], on="unit")
    if not len(merged):
        return refuse(SCORES, "None of the coded sentences is in this corpus.")
    counted = hits.loc[hits["status"].isin(COUNTED), ["sent", "frame"]].drop_duplicates().assign(machine=1)
    merged = merged.merge(counted, on=["sent", "frame"], how="left").fillna({"machine": 0})
    merged["weight"] = 1 / merged["inclusion"].fillna(1.0)
    rows = [(*key, *_score(group)) for key, group in merged.groupby(["coder", "frame"], sort=True)]
    scores = make_table(rows, SCORES)
    scores.attrs = {"sentences": merged["unit"].nunique(), "lost": coding["unit"].nunique() - merged["unit"].nunique()}
    return scores


def _score(group: pd.DataFrame) -> tuple:
    """Return the figures of one coder and frame, in the order of `SCORES`."""
    human, machine, weight = (group[name].to_numpy(dtype="float64") for name in ("label", "machine", "weight"))
    both = human * machine
    precision, recall = _ratio(both @ weight, machine @ weight), _ratio(both @ weight, human @ weight)
    f1 = _ratio(2 * (both @ weight), human @ weight + machine @ weight)
    size = _ratio((human @ weight) ** 2, human @ weight**2)
    low, high = wilson(recall * size, size)
    counts = (len(group), int(human.sum()), int(machine.sum()), int(both.sum()))
    agreement = (human == machine) @ weight / weight.sum()
    return *counts, agreement, alpha(group[["label", "machine"]]), precision, recall, f1, float(low), float(high)


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
