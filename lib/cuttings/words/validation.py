"""The sentences that read samples, codings, their agreement, and thresholds."""

import pandas as pd

from cuttings.prose import listed, many
from cuttings.validation import ALL, RELIABLE, TENTATIVE


def sample(table: pd.DataFrame) -> str:
    """Read the key of a sample."""
    unit = "sentence" if "sent" in table else "article"
    strata = listed((f"{n:,} of “{name}”" for name, n in table["stratum"].value_counts().sort_index().items()), most=12)
    lowest, total = table["inclusion"].min(), table.attrs.get("of")
    whole = total is not None and len(table) == total
    of = "" if whole or total is None else f" of {total:,}"
    chance = "These are all that there are" if whole else f"The smallest chance of being drawn was 1 in {1 / lowest:,.1f}"
    return f"{many(len(table), unit)}{of} drawn: {strata}. {chance}."


def coding(table: pd.DataFrame) -> str:
    """Read what people coded."""
    label = next(name for name in ("frame", "actor", "speaker", "act") if name in table)
    coders = f"{many(table['coder'].nunique(), 'coder')} ({listed(sorted(set(table['coder'])))})"
    return f"{coders}, {many(table['unit'].nunique(), 'unit')}, {many(table[label].nunique(), label)}."


def scores(table: pd.DataFrame) -> str:
    """Read the comparison of the machine with coders."""
    label, unit = table.columns[1], table.attrs.get("unit", "sentence")
    table, attrs = table[table[label] != ALL], table.attrs
    both, coded, found = (int(table[name].sum()) for name in ("both", "coded", "found"))
    seen = table.groupby(label)[["coded", "found"]].sum().sum(axis=1)
    units = many(int(attrs.get("sentences", table["units"].max())), unit)
    lost = attrs.get("lost", 0)
    left = f" {many(lost, f'coded {unit}')} not in this corpus, and left out." if lost else ""
    several = table["coder"].nunique() > 1
    sample = "of the sample, each coder by itself" if several else "of the sample"
    plain = (
        "" if attrs.get("weighted", True) else " The key of the sample is missing: the rates are those of the sample, not of the corpus."
    )
    never = f" {many(int((seen == 0).sum()), label)} of {len(seen):,} never occurred, and are not tested." if (seen == 0).any() else ""
    return (
        f"Against {many(table['coder'].nunique(), 'coder')} on {units}: of {many(coded, 'label')} that people gave, "
        f"the machine gave {both:,}; of {found:,} that it gave, people gave {both:,} (plain counts {sample}).{never} "
        f"This is agreement with a coding, not reliability.{left}{plain}"
    )


def agreement(table: pd.DataFrame) -> str:
    """Read how far coders agree with each other."""
    label = table.columns[0]
    table = table[table[label] != ALL]
    coders = f"{many(len(table), label)} coded by {many(int(table['coders'].max()), 'coder')}"
    known = table.dropna(subset=["alpha"]).sort_values(["alpha", label])
    if not len(known):
        return f"{coders}; alpha is undefined, since no {label} was both given and withheld."
    reliable, tentative = (int((known["alpha"] >= cut).sum()) for cut in (RELIABLE, TENTATIVE))
    cuts = f"{reliable:,} of {len(known):,} reach an alpha of {RELIABLE:.2f} (reliable), {tentative:,} one of {TENTATIVE:.3f} (tentative)"
    return f"{coders}; the lowest alpha is {known['alpha'].iloc[0]:.2f} ({known[label].iloc[0]}). {cuts}."


def thresholds(table: pd.DataFrame) -> str:
    """Read the thresholds that coded articles set."""
    known = table.dropna(subset=["threshold"])
    telling = known[known["hits"] > 0]
    at = listed((f"{frame} {many(int(hits), 'hit')}" for frame, hits in zip(telling["frame"], telling["hits"], strict=True)), most=9)
    silent = known.loc[known["hits"] == 0, "frame"]
    mute = f" The cues tell nothing of {listed(silent)}." if len(silent) else ""
    left = len(table) - len(known)
    bare = f" {many(left, 'frame')} uncalibrated, for want of coded articles that have it." if left else ""
    return f"An article has a frame from so many hits on: {at}. Cross-validated F1 on average: {known['f1'].mean():.2f}.{mute}{bare}"
