"""Which actors are named together: the pairs in each unit of text."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from cuttings.corpus import Corpus
from cuttings.lazy import by_parts
from cuttings.tables import add, distinct, make_table, number, smallest

PAIRS = {"doc": "int64", "unit": "int64", "sent": "int64", "outlet": "str", "a": "str", "b": "str"}
PROVISIONAL = {"provisional": "bool"}
UNITS = {"sentence": "sent", "paragraph": "paragraph", "article": "doc"}
DIGITS = 16  # of an article's checksum: what the bootstrap takes of it


class Present(NamedTuple):
    """Who is named in which unit, a cell each: its article, the unit (as a number in order, and its own), the actor (of `names`)."""

    doc: np.ndarray
    unit: np.ndarray
    number: np.ndarray
    actor: np.ndarray
    names: pd.Index
    sent: np.ndarray
    provisional: np.ndarray


def _join(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the pairs of several parts of a corpus as one table, with the totals of all."""
    pairs = pd.concat(parts, ignore_index=True)
    attrs = [part.attrs for part in parts]
    pairs.attrs = dict(attrs[0]) | {name: sum(one[name] for one in attrs) for name in ("units", "articles", "rows")}
    for name in ("named_in", "sizes"):
        counts = pd.concat([pd.Series(one[name], dtype="int64") for one in attrs])
        pairs.attrs[name] = counts.groupby(level=0).sum().to_dict()
    docs, actors, first, known = [], [], 0, pd.Index(pairs.attrs["named_in"])
    for part in parts:
        names, article, actor = unpack_presence(part)
        docs.append(article + first)
        actors.append(known.get_indexer(names)[actor])
        first += part.attrs["articles"]
    pairs.attrs["presence"] = _pack(np.concatenate(docs), np.concatenate(actors))
    pairs.attrs["digests"] = "".join(one["digests"] for one in attrs)
    return pairs


@by_parts(join=_join)
def find_pairs(
    corpus: Corpus,
    mentions: pd.DataFrame,
    *,
    within: str = "sentence",
    roles: bool = True,
    level: str = "actor",
    actors: pd.DataFrame | None = None,
    provisional: bool = False,
) -> pd.DataFrame:
    """Find the pairs of actors that are named in one unit of the body: a row a unit and pair, `a` before `b`.

    Parameters
    ----------
    within : str
        The unit: "sentence", "paragraph" or "article". Title and deck are left out: they say again what the body says.
    roles : bool
        Count mentions inside a person's title ("Malaysian Defence Minister") too.
    level : str
        "actor", or "country": every actor counts for the state whose code its column ``country`` holds (a navy, a
        company, a minister), and two of one state are no pair. Who has no code there (an organisation of several states,
        most events) is left out. That asks for `actors`.
    actors : DataFrame, optional
        The table of `read_actors`.
    provisional : bool
        Count actors that were accepted provisionally too; a column ``provisional`` then tells the pairs that have one.

    Returns
    -------
    DataFrame
        ``doc, unit`` (its number)``, sent`` (the first that names one of them)``, outlet, a, b``. ``attrs`` holds what
        `tie_actors` needs besides: ``units``, how many there are, with or without an actor; ``articles``, how many have
        such a unit; ``named_in``, how many units name each actor; ``sizes``, how many units name so many actors;
        ``presence``, the actors of each article, packed; and ``digests``, of the articles with a pair, for the bootstrap.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["Malaysia and Turkey met. Malaysia left."])
    >>> find_pairs(corpus, find_actors(corpus, read_actors()))[["a", "b"]].values.tolist()
    [['Malaysia', 'Türkiye']]
    """
    if within not in UNITS:
        raise ValueError(f"within is {within!r}. Give one of: {', '.join(UNITS)}.")
    sentences = corpus.sentences.loc[corpus.sentences["zone"] == "body", ["doc", "sent", "paragraph"]]
    body = sentences.assign(unit=sentences[UNITS[within]])
    named = mentions.loc[mentions["actor"].notna() & (roles | ~mentions["in_role"]), ["sent", "actor", "provisional"]]
    named = _roll_up(named if provisional else named[~named["provisional"]], level, actors)
    present = _find_present(body, named)
    a, b = each_with_later(present.unit)
    article = pd.Index(corpus.articles["doc"]).get_indexer(present.doc[a])
    columns = {"doc": present.doc[a], "unit": present.number[a], "sent": np.minimum(present.sent[a], present.sent[b])}
    columns |= {"outlet": corpus.articles["outlet"].array.take(article)}
    columns |= {name: present.names.take(present.actor[end]) for name, end in (("a", a), ("b", b))}
    columns |= {"provisional": present.provisional[a] | present.provisional[b]}
    pairs = make_table(columns, PAIRS | (PROVISIONAL if provisional else {}))
    pairs.attrs = {"within": within, "level": level, "roles": roles, **_totals(body, present), "rows": len(pairs)}
    digests = corpus.articles.set_index("doc")["sha256"].reindex(pairs["doc"].unique())
    pairs.attrs["digests"] = "".join(digests.str[:DIGITS])
    return pairs


def _roll_up(named: pd.DataFrame, level: str, actors: pd.DataFrame | None) -> pd.DataFrame:
    """Return the mentions with the state in the place of each actor, if it is states that are asked for."""
    if level not in ("actor", "country"):
        raise ValueError(f"level is {level!r}. Give 'actor' or 'country'.")
    if level == "actor":
        return named
    if actors is None:
        raise ValueError("level='country' asks for the actors' countries. Give actors=read_actors(corpus).")
    coded = actors[actors["country"].fillna("") != ""]
    states = coded[coded["kind"] == "state"].set_index("country")["id"]
    if not states.index.is_unique:
        twice = states.index[states.index.duplicated()][0]
        raise ValueError(f"Two states have the code {twice!r} in actors. Leave it to one of them.")
    state = coded.set_index("id")["country"].map(states)
    return named.assign(actor=named["actor"].map(state)).dropna(subset=["actor"])


def _find_present(body: pd.DataFrame, named: pd.DataFrame) -> Present:
    """Return who is named in which unit, in order."""
    rows = pd.Index(body["sent"]).get_indexer(named["sent"])
    named, body = named[rows >= 0], body.iloc[rows[rows >= 0]]
    (unit, units), (actor, names) = number(body["doc"], body["unit"]), number(named["actor"])
    cells, of = np.unique(unit * len(names) + actor, return_inverse=True)
    unit, actor = np.divmod(cells, max(1, len(names)))
    doc, unit_number = (units.get_level_values(level).to_numpy()[unit] for level in ("doc", "unit"))
    sent, sure = smallest(named["sent"].to_numpy(), of, len(cells)), add(~named["provisional"].to_numpy(dtype=bool), of, len(cells))
    return Present(doc, unit, unit_number, actor, names, sent, sure == 0)


def _totals(body: pd.DataFrame, present: Present) -> dict:
    """Return how many units and articles there are, and what names whom; plain values, which pandas can compare."""
    units = body[["doc", "unit"]].drop_duplicates()
    sizes = np.bincount(np.bincount(present.unit))
    return {
        "units": len(units),
        "articles": int(units["doc"].nunique()),
        "named_in": dict(zip(map(str, present.names), np.bincount(present.actor).tolist(), strict=True)),
        "sizes": {size: int(sizes[size]) for size in np.flatnonzero(sizes).tolist()},
        "presence": _pack(present.doc, present.actor),
    }


def _pack(docs: np.ndarray, actors: np.ndarray) -> str:
    """Return who is in each article as a text: for each in turn its number and that of the actor, in hexadecimal digits."""
    articles = np.unique(docs, return_inverse=True)[1]
    return np.stack(distinct(articles, actors), axis=1).astype("<i4").tobytes().hex()


def unpack_presence(pairs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the actors' names, and of each cell of the table of articles and actors the article and the actor."""
    cells = np.frombuffer(bytes.fromhex(pairs.attrs["presence"]), dtype="<i4").reshape(-1, 2).astype(np.int64)
    return np.array(list(pairs.attrs["named_in"]), dtype=object), cells[:, 0], cells[:, 1]


def each_with_later(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of all pairs in one group; the groups are numbers in order.

    >>> [places.tolist() for places in each_with_later(np.array([1, 4, 4, 4]))]
    [[1, 1, 2], [2, 3, 3]]
    """
    later = np.searchsorted(groups, groups, side="right") - np.arange(len(groups)) - 1  # those of the group still to come
    first = np.repeat(np.arange(len(groups)), later)
    return first, first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(later) - later, later)
