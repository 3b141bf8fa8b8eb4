"""The sentences that read actors, names and ties."""

import pandas as pd

from cuttings.coverage import PERIOD_NAMES
from cuttings.prose import counted, lead, leaders, listed, many, percent
from cuttings.ties import ENOUGH

LEVEL = 0.05  # up to which p or q a tie is spoken of as more than chance


def actors(table: pd.DataFrame) -> str:
    """Read the table of actors."""
    real = table[~table["kind"].isin(("ignore", "ambiguous"))]
    decoys = len(table) - len(real)
    return (
        f"{many(len(real), 'actor')} in the file: {counted(real['kind'])}. {many(decoys, 'more row')} only keep names from being mistaken."
    )


def mentions(table: pd.DataFrame) -> str:
    """Read the table of mentions."""
    named = table.dropna(subset=["actor"])
    known, accepted = named[~named["provisional"]], int(named["provisional"].sum())
    lost = (
        f" {many(len(table) - len(named), 'mention')} could be of more than one actor, and count for none."
        if len(named) < len(table)
        else ""
    )
    provisional = f" {many(accepted, 'more mention')} of provisional actors, which no figure counts." if accepted else ""
    if not len(known):
        return f"{provisional}{lost}".strip()
    roles = percent(known["in_role"].mean())
    return (
        f"{many(len(known), 'mention')} of {many(known['actor'].nunique(), 'actor')} in {many(known['sent'].nunique(), 'sentence')}. "
        f"Named most: {leaders(known['actor'].value_counts().sort_index())}. "
        f"{roles[0].upper()}{roles[1:]} of the mentions stand inside a person's title.{provisional}{lost}"
    )


def names(table: pd.DataFrame) -> str:
    """Read the names that the rules found."""
    known = int(table["actor"].notna().sum())
    return f"{many(len(table), 'name')}, {known:,} of them in the actor file; by kind: {counted(table['kind'])}. The kinds are guesses."


def suggestions(table: pd.DataFrame) -> str:
    """Read the suggestions for the actor file."""
    top = listed(f"{row.id} ({row.kind}, {many(row.articles, 'article')})" for row in table.head(3).itertuples())
    return f"{many(len(table), 'name')} that the actor file misses ({counted(table['kind'])}). In most articles: {top}."


def pairs(table: pd.DataFrame) -> str:
    """Read the table of pairs."""
    per_unit = table.groupby(["doc", "unit"]).size()
    kind = table.attrs.get("within", "unit")
    richest = percent(per_unit.max() / len(table))
    return (
        f"{many(len(table.drop_duplicates(['a', 'b'])), 'pair')} of actors, named together {many(len(table), 'time')} "
        f"in {many(len(per_unit), kind)}. The fullest {kind} makes {int(per_unit.max()):,} of these ({richest})."
    )


def ties(table: pd.DataFrame) -> str:
    """Read the ties, the strongest first."""
    provisional = table["provisional"] if "provisional" in table else pd.Series(False, index=table.index)
    left = f" {many(int(provisional.sum()), 'tie')} of provisional actors not counted here." if provisional.any() else ""
    table = table[~provisional].sort_values(["units", "a", "b"], ascending=[False, True, True])
    if not len(table):
        return left.strip()
    top, kind = table.iloc[0], table.attrs.get("within", "unit")
    units = many(int(table.attrs.get("units", top["units"])), kind)
    together = f"{int(top['units']):,} of {units}" if "units" in table.attrs else units
    once = f"Ties that rest on a single {kind}: {int((table['units'] == 1).sum()):,}."
    return (
        f"{many(len(table), 'tie')}. {lead(table['units'])} joins {top['a']} and {top['b']}, in {together}; their frequencies "
        f"alone would bring {top['expected']:.1f}. {once}{_tested(table)}{_dropped(table)}{left}"
    )


def _tested(table: pd.DataFrame) -> str:
    """Return how many ties chance does not explain, and over what that was tested."""
    if "q" in table and table["q"].notna().any():
        return f" Over articles, {_count_under(table['q'])} more than chance brings (false discovery rate of {LEVEL:.0%})."
    if "p" in table and table["p"].notna().any():
        kind = table.attrs.get("within", "unit")
        described = f" Over {kind}s, {_count_under(table['p'])} more than chance brings (p under {LEVEL:.0%}), which describes:"
        return f"{described} {kind}s of one article depend on each other, and a test over articles needs {ENOUGH}."
    return ""


def _count_under(values: pd.Series) -> str:
    under = int((values < LEVEL).sum())
    return f"{many(under, 'tie')} {'is' if under == 1 else 'are'}" if under else "no tie is"


def _dropped(table: pd.DataFrame) -> str:
    dropped = table.attrs.get("dropped")
    return f" {many(dropped, 'tie')} that do not stand out left out ({table.attrs['by']}, {table.attrs['alpha']:g})." if dropped else ""


def course(table: pd.DataFrame) -> str:
    """Read the course of ties over time."""
    noun, form = PERIOD_NAMES.get(table.attrs.get("freq", ""), ("period", "%Y-%m-%d"))
    first, last = (f"{day:{form}}" for day in (table["period"].min(), table["period"].max()))
    top = table.sort_values(["units", "period", "a", "b"], ascending=[False, True, True, True]).iloc[0]
    named = f"{top['a']} and {top['b']} in {top['period']:{form}} ({many(int(top['units']), table.attrs.get('within', 'unit'))})"
    left = f" {many(table.attrs['without'], 'pair')} without a full date left out." if table.attrs.get("without") else ""
    return f"{many(len(table.drop_duplicates(['a', 'b'])), 'tie')} by {noun}, {first} to {last}; most often {named}.{left}"


def ranks(table: pd.DataFrame) -> str:
    """Read the ranks of actors."""
    top = table.sort_values(["rank", "actor"]).iloc[0]
    firm = f" (rank {int(top['rank_low'])} to {int(top['rank_high'])} in 95% of draws of the articles)" if pd.notna(top["rank_low"]) else ""
    first = table.loc[table["rank"] == top["rank"], "actor"]
    strongest = f"Strongest: {top['actor']}{firm}" if len(first) == 1 else f"{len(first):,} share the first rank"
    most = table.loc[table["betweenness"] == table["betweenness"].max(), "actor"]
    between = f"; most between others: {most.iloc[0]}" if len(most) == 1 else ""
    few = "Too few articles to say how firm the ranks are." if table.attrs.get("articles") else "How firm the ranks are takes the pairs."
    return f"{many(len(table), 'actor')}. {strongest}{between}.{'' if firm else ' ' + few}"


def groups(table: pd.DataFrame) -> str:
    """Read the groups of actors, and whether chance makes them as well."""
    sizes = table["group"].value_counts().sort_index()
    found = f"{many(len(sizes), 'group')}, with so many actors: {listed((f'{n:,}' for n in sizes), most=10)}"
    mod, low, high = (table.attrs.get(name) for name in ("modularity", "null_low", "null_high"))
    if mod is None or high is None:
        return f"{found}."
    verdict = "more than chance makes" if mod > high else "no more than chance makes"
    return f"{found}; modularity {mod:.2f}, {verdict} ({low:.2f} to {high:.2f})."
