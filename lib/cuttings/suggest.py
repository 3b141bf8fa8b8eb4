"""Suggestions for the actor file: names that it misses, with the ground and the sentence of each."""

from collections import Counter, defaultdict
from itertools import pairwise

import pandas as pd
import regex

from cuttings.actors import list_names
from cuttings.corpus import Corpus
from cuttings.knowledge import ACTOR_COLUMNS
from cuttings.linking import is_acronym
from cuttings.names import find_names
from cuttings.phrases import variants
from cuttings.tables import make_table, refuse

SUGGESTIONS = dict.fromkeys(ACTOR_COLUMNS, "str") | {
    "ground": "str",
    "articles": "int64",
    "mentions": "int64",
    "doc": "int64",
    "sent": "int64",
    "example": "str",
}
OFFERED = ("person", "company", "organisation", "ministry", "military", "event")
_ACRONYM = regex.compile(r"\p{Lu}[\p{Lu}\p{N}]{1,9}")


def suggest_actors(corpus: Corpus, actors: pd.DataFrame, *, names: pd.DataFrame | None = None) -> pd.DataFrame:
    """Suggest rows for the actor file: people, organisations and events that it misses.

    `names` are those of `cuttings.names.find_names`, if they are there already.

    Returns
    -------
    DataFrame
        The columns of the actor file, to be pasted into it (``kind`` is a guess, ``aliases`` the other forms of the name in
        these texts), and ``ground`` (what the kind rests on)``, articles, mentions`` and an example: ``doc, sent, example``.
        Those in most articles first, then by mentions and name. A shorter name counts for the one longer name of the same
        article that ends or begins with it.

    Examples
    --------
    >>> from cuttings.actors import read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["President Jane Example of the Example Trading Company came. Jane Example left."])
    >>> suggest_actors(corpus, read_actors())[["id", "kind", "mentions"]].values.tolist()
    [['Jane Example', 'person', 2], ['Example Trading Company', 'company', 1]]
    """
    names = find_names(corpus, actors) if names is None else names
    names = names[names["actor"].isna() & names["kind"].isin(OFFERED)].copy()
    if not len(names):
        return refuse(SUGGESTIONS, "No name was found that the actor file misses.")
    names["id"] = _full_names(corpus, names)
    single = ~names["id"].str.contains(" ") & (names["kind"] == "person")  # a first or last name alone could be anybody's
    names = names[~names["id"].map(_is_bare) & ~single]
    taken = {form for term in list_names(actors)["term"] for form in variants(term, cased=True)}
    groups = ((str(name), group) for name, group in names.groupby("id"))
    rows = [_row(name, group) for name, group in groups if not taken & variants(name, cased=True)]
    if not rows:
        return refuse(SUGGESTIONS, "No name was found that the actor file misses.")
    table = make_table(rows, SUGGESTIONS)
    table["example"] = _sentences(corpus, table)
    return table.sort_values(["articles", "mentions", "id"], ascending=[False, False, True], ignore_index=True)


def _full_names(corpus: Corpus, names: pd.DataFrame) -> list[str]:
    """Return for each name the one that it is short for: a longer one in its article, or the one that an acronym is defined by."""
    texts, full, everywhere = corpus.texts(), dict[int, dict[str, str]](), defaultdict(set)
    for doc, group in names.groupby("doc"):
        forms = sorted(set(group["name"]))
        longer = {form: [other for other in forms if _is_part(form, other)] for form in forms if not _ACRONYM.fullmatch(form)}
        full[doc] = {form: max(others, key=len) for form, others in longer.items() if others and _is_chain(others)}
        for short, long in _defined(texts[doc], group).items():
            full[doc][short] = long
            everywhere[short].add(long)
    agreed = {short: min(longs) for short, longs in everywhere.items() if len({long.lower() for long in longs}) == 1}
    return [_follow(agreed | full[doc], name) for doc, name in zip(names["doc"], names["name"], strict=True)]


def _is_chain(names: list[str]) -> bool:
    """Say whether each name is part of the next longer one, so that all mean the same."""
    ordered = sorted(names, key=len)
    return all(_is_part(short, long) for short, long in pairwise(ordered))


def _is_bare(name: str) -> bool:
    """Say whether a name is a short acronym that no text spells out, which may be a thing as well (UAV, JF-17)."""
    return name.isupper() and " " not in name and (len(name) < 5 or not name.isalpha())


def _is_part(short: str, long: str) -> bool:
    """Say whether a name is the end or the beginning of a longer one, by whole words."""
    return short != long and (long.endswith(f" {short}") or long.startswith(f"{short} "))


def _defined(text: str, group: pd.DataFrame) -> dict[str, str]:
    """Return the acronyms that an article defines behind the full name: "International Defence Industry Fair (IDEF)"."""
    found = {}
    spans = {row.start: row for row in group.itertuples()}
    for row in group.itertuples():
        behind = spans.get(row.end + 2)
        if text[row.end : row.end + 2] == " (" and behind and _ACRONYM.fullmatch(behind.name) and is_acronym(behind.name, row.name):
            found[behind.name] = row.name
    return found


def _follow(full: dict[str, str], name: str) -> str:
    """Return the longest name that a name is short for, step by step."""
    seen = {name}
    while full.get(name, name) not in seen:
        name = full[name]
        seen.add(name)
    return name


def _row(name: str, group: pd.DataFrame) -> tuple:
    """Return the row of one suggestion, with the forms that are safe as aliases: several words, or an acronym."""
    rows = list(zip(*(group[column].tolist() for column in ("name", "kind", "ground", "doc", "sent", "start")), strict=True))
    kinds = Counter((kind, ground) for _, kind, ground, *_ in rows)
    (kind, ground), _ = min(kinds.items(), key=lambda item: (item[0][1] == "acronym", -item[1], item[0]))
    forms = sorted({form for form, *_ in rows if form != name and (" " in form or (len(form) > 2 and _ACRONYM.fullmatch(form)))})
    doc, sent, _ = min((doc, sent, start) for *_, doc, sent, start in rows)
    row = {"id": name, "name": name, "kind": kind, "aliases": "|".join(forms), "note": "suggested by rules", "ground": ground or "shape"}
    row |= {"articles": len({doc for _, _, _, doc, _, _ in rows}), "mentions": len(rows), "doc": doc, "sent": sent}
    return tuple(row.get(column, "") for column in SUGGESTIONS)


def _sentences(corpus: Corpus, rows: pd.DataFrame) -> list[str]:
    """Return the sentence of each row."""
    texts, spans = corpus.texts(), corpus.sentences.set_index("sent")[["start", "end"]].reindex(rows["sent"])
    return [texts[doc][start:end] for doc, start, end in zip(rows["doc"], spans["start"], spans["end"], strict=True)]


def accept_actors(actors: pd.DataFrame, suggestions: pd.DataFrame, *, top: int = 30) -> pd.DataFrame:
    """Return the actors with the first `top` suggestions added provisionally: column ``provisional``.

    Provisional actors are marked in every table, hollow in every picture, and left out of headline figures and exports. To
    make one your own, paste its row into ``knowledge/actors.csv`` of your corpus. An alias that another actor has is dropped.

    >>> from cuttings.actors import read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["President Jane Example came to Malaysia."])
    >>> accept_actors(read_actors(), suggest_actors(corpus, read_actors()))["provisional"].sum().item()
    1
    """
    taken = {form: row.id for row in list_names(actors).itertuples() for form in variants(row.term, cased=True)}
    rows = []
    offered = suggestions.head(top)[list(ACTOR_COLUMNS)].astype("str").fillna("")  # a CSV that was read back has holes
    for row in offered.to_dict("records"):
        if row["id"] in set(actors["id"]) or variants(row["id"], cased=True) & set(taken):
            continue  # it has been pasted into the file, or accepted before
        free = [alias for alias in str(row["aliases"]).split("|") if alias and not set(variants(alias, cased=True)) & set(taken)]
        taken |= {form: row["id"] for alias in (row["id"], *free) for form in variants(alias, cased=True)}
        rows.append({name: row[name] for name in ACTOR_COLUMNS} | {"aliases": "|".join(free), "provisional": True})
    added = pd.DataFrame(rows, columns=[*ACTOR_COLUMNS, "provisional"])
    before = actors.assign(provisional=actors["provisional"] if "provisional" in actors else False)
    return pd.concat([before, added], ignore_index=True).astype({"provisional": "bool"})
