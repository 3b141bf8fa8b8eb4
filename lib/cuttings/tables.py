"""Tidy tables: typed even when empty, refused with a reason, and sums that can be combined in any order.

Every count of this library is *sum, combine, finish*: ``sum_*`` makes, of one part of a corpus, small tables of whole
numbers keyed by words and ids; `combine` adds the tables of any number of parts; ``finish_*`` makes the figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import pandas as pd

Sums = dict[str, pd.DataFrame]


def make_table(rows: Sequence | Mapping, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a table with these columns and dtypes, in this order, of row tuples or of columns by name.

    >>> make_table([("a", 1)], {"term": "str", "count": "int64"})
      term  count
    0    a      1
    """
    table = pd.DataFrame(rows, columns=list(columns))
    return table.astype(dict(columns))


def refuse(columns: Mapping[str, str], why: str) -> pd.DataFrame:
    """Return an empty, well-formed table that says why it is empty: ``table.attrs["why"]``."""
    table = make_table([], columns)
    table.attrs["why"] = why
    return table


def combine(parts: Iterable[Sums]) -> Sums:
    """Add up the sums of several parts, key by key; a column named ``smallest`` takes the minimum.

    Associative and commutative, since all that is added are whole numbers.

    >>> one = {"terms": pd.DataFrame({"count": [2, 1]}, index=["a", "b"])}
    >>> two = {"terms": pd.DataFrame({"count": [5]}, index=["b"])}
    >>> combine([one, two])["terms"]["count"].to_dict()
    {'a': 2, 'b': 6}
    """
    return reduce(_add, parts)


def _add(left: Sums, right: Sums) -> Sums:
    return {name: _add_tables(left[name], right[name]) for name in left}


def _add_tables(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat([left, right])
    keys = list(range(both.index.nlevels))
    return both.groupby(level=keys, sort=True).agg({name: "min" if name == "smallest" else "sum" for name in both})
