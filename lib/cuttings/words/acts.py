"""The sentences that read acts, signed ties and their course."""

import pandas as pd

from cuttings.act_ties import CLASSES, COOPERATION, between
from cuttings.coverage import PERIOD_NAMES
from cuttings.prose import counted, lead, many, percent


def acts(table: pd.DataFrame) -> str:
    """Read the acts."""
    provisional = int(table["provisional"].sum())
    left = f" {many(provisional, 'more act')} of provisional actors, which no figure counts." if provisional else ""
    table = table[~table["provisional"]]
    two = between(table)
    if not len(table):
        return left.strip()
    told = f"{many(len(table), 'act')} in {many(table['sent'].nunique(), 'sentence')}; with agent and target: {len(two):,}"
    good = two["class"].isin(COOPERATION)
    share = f", of cooperation {int(good.sum()):,} and of conflict {int((~good).sum()):,}" if len(two) else ""
    status = f" Status: {counted(two['status'])}." if len(two) else ""
    spoken = int((two["voice"] != "journalist").sum())
    voice = f" Told by somebody who is quoted or reported: {spoken:,}." if len(two) else ""
    return f"{told}{share}.{status}{voice} These are indicators, until people have coded a sample.{left}"


def signed(table: pd.DataFrame) -> str:
    """Read signed ties: what actors do to each other."""
    a, b = table.columns[:2]
    table = table.sort_values(["acts", a, b], ascending=[False, True, True])
    top = table.iloc[0]
    joins = f"{top[a]} towards {top[b]}" if a == "agent" else f"{top[a]} and {top[b]}"
    interval = f", 95% interval {percent(top['ci_low'])} to {percent(top['ci_high'])}" if "ci_low" in table else ""
    each = many(int(top["acts"]), "act")
    return (
        f"{many(len(table), 'tie')} of {many(int(table['acts'].sum()), 'act')}. {lead(table['acts'])}: {joins}, {each}, "
        f"{percent(top['cooperation'])} of them cooperation{interval}."
    )


def beside(table: pd.DataFrame) -> str:
    """Read ties with what the two do to each other beside how often they are named together."""
    silent = table[table["acts"] == 0].sort_values(["units", "a", "b"], ascending=[False, True, True])
    acting = table[table["acts"] > 0]
    never = (
        f" Named together most without an act: {silent['a'].iloc[0]} and {silent['b'].iloc[0]} ({int(silent['units'].iloc[0]):,})."
        if len(silent)
        else ""
    )
    return f"{many(len(table), 'pair')} named together: between {len(acting):,} the cues find an act, between {len(silent):,} none.{never}"


def course(table: pd.DataFrame) -> str:
    """Read the course of what two actors do to each other."""
    noun, form = PERIOD_NAMES.get(table.attrs.get("freq", ""), ("period", "%Y-%m-%d"))
    first, last = (f"{day:{form}}" for day in (table["period"].min(), table["period"].max()))
    good, bad = int(table[list(COOPERATION)].sum(axis=None)), int(table[list(CLASSES[2:])].sum(axis=None))
    left = f" {many(table.attrs['without'], 'act')} without a full date left out." if table.attrs.get("without") else ""
    pair = f"{table['a'].iloc[0]} and {table['b'].iloc[0]}"
    return f"{pair} by {noun}, {first} to {last}: {many(good, 'act')} of cooperation, {many(bad, 'act')} of conflict.{left}"


def ledger(table: pd.DataFrame) -> str:
    """Read the ledger."""
    told = int(table["according_to"].notna().sum())
    dated = int(table["date"].notna().sum())
    entries = many(len(table), "entry", "entries")
    return f"{entries} in the ledger: {dated:,} with a date, {told:,} according to somebody whom the article names."
