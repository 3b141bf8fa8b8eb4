"""Tidy tables: typed even when empty, refused with a reason, and sums that can be combined in any order.

Every count of this library is *sum, combine, finish*: ``sum_*`` makes, of one part of a corpus, small tables of whole
numbers keyed by words and ids; `combine` adds the tables of any number of parts; ``finish_*`` makes the figures.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from cuttings.files import new_file

AT_ONCE = 16  # parts that are added up together
DENSE = 10_000_000  # numbers up to which a table of all of them is faster than sorting
Sums = dict[str, pd.DataFrame]
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a spreadsheet takes the wide ones for the narrow


def make_table(rows: Sequence | Mapping, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a table with these columns and dtypes, in this order, of row tuples or of columns by name.

    >>> make_table([("a", 1)], {"term": "str", "count": "int64"})
      term  count
    0    a      1
    """
    if isinstance(rows, Mapping) and rows:
        return pd.DataFrame({name: pd.Series(rows[name], dtype=dtype) for name, dtype in columns.items()})
    return pd.DataFrame(rows, columns=list(columns)).astype(dict(columns))


def refuse(columns: Mapping[str, str], why: str) -> pd.DataFrame:
    """Return an empty, well-formed table that says why it is empty: ``table.attrs["why"]``."""
    table = make_table([], columns)
    table.attrs["why"] = why
    return table


def number(*columns: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return for each row the number of its key, the values of these columns, and the distinct keys in order.

    It groups like pandas' groupby, but looks at each text once: what is counted then is whole numbers, several times as fast. What
    is missing is a value too, the last.

    >>> of, keys = number(pd.Series(["b", "a", "b"], name="actor"))
    >>> of.tolist(), keys.tolist(), np.bincount(of).tolist()
    ([1, 0, 1], ['a', 'b'], [1, 2])
    """
    if len(columns) == 1:
        of, keys = pd.factorize(columns[0], sort=True, use_na_sentinel=False)
        return of, keys.rename(columns[0].name)
    values = [pd.factorize(column, sort=True) for column in columns]
    sizes = [len(known) + 1 for _, known in values]
    places = np.ravel_multi_index([of % size for (of, _), size in zip(values, sizes, strict=True)], sizes)
    of, found = pd.factorize(places, sort=True)
    codes = [np.where(code == size - 1, -1, code) for code, size in zip(np.unravel_index(found, sizes), sizes, strict=True)]
    return of, pd.MultiIndex([known for _, known in values], codes, names=[column.name for column in columns])


def distinct(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct pairs of two whole numbers, from 0 on.

    >>> [ends.tolist() for ends in distinct(np.array([2, 0, 2]), np.array([1, 5, 1]))]
    [[2, 0], [1, 5]]
    """
    size = int(b.max(initial=0)) + 1
    return np.divmod(pd.unique(a.astype(np.int64) * size + b), size)


def rank(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct of these whole numbers, from 0 on, in order, and where among them each stands.

    >>> [ranks.tolist() for ranks in rank(np.array([7, 2, 7]))]
    [[2, 7], [1, 0, 1]]
    """
    if numbers.max(initial=0) > DENSE:
        return np.unique(numbers, return_inverse=True)
    found = np.flatnonzero(np.bincount(numbers))
    ranks = np.zeros(int(numbers.max(initial=0)) + 1, dtype=np.int64)
    ranks[found] = np.arange(len(found))
    return found, ranks[numbers]


def count(rows: Mapping[str, np.ndarray], keys: pd.Index) -> pd.DataFrame:
    """Return a table of how often the number of each key stands in each of these rows, by name.

    >>> count({"hits": np.array([1, 1])}, pd.Index(["a", "b"]))["hits"].tolist()
    [0, 2]
    """
    return pd.DataFrame({name: np.bincount(of, minlength=len(keys)) for name, of in rows.items()}, index=keys)


def add(values: np.ndarray, of: np.ndarray, size: int) -> np.ndarray:
    """Return the sums of the whole numbers that are `of` each number under `size`."""
    return np.bincount(of, values, size).astype(np.int64)  # exact: floats hold whole numbers up to 2**53


def smallest(values: np.ndarray, of: np.ndarray, size: int, nothing: int = 0) -> np.ndarray:
    """Return the smallest of the values that are `of` each number under `size`; `nothing` where there is none."""
    least = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(least, of, values)
    return np.where(np.bincount(of, minlength=size) > 0, least, nothing)


def meet(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return all places of equal numbers in `a` and in `b`, which is in order: each with each.

    >>> [places.tolist() for places in meet(np.array([7, 8, 9]), np.array([7, 7, 9]))]
    [[0, 0, 2], [0, 1, 2]]
    """
    first = np.searchsorted(b, a)
    many = np.searchsorted(b, a, side="right") - first
    place = np.repeat(np.arange(len(a)), many)
    return place, np.arange(len(place)) + np.repeat(first + many - np.cumsum(many), many)


def combine(parts: Iterable[Sums]) -> Sums:
    """Add up the sums of several parts, key by key; a column named ``smallest`` takes the minimum.

    A table with a column ``article`` has rows of single articles, which no other part has: they are put together.

    Associative and commutative, since all that is added are whole numbers.

    >>> one = {"terms": pd.DataFrame({"count": [2, 1]}, index=["a", "b"])}
    >>> two = {"terms": pd.DataFrame({"count": [5]}, index=["b"])}
    >>> combine([one, two])["terms"]["count"].to_dict()
    {'a': 2, 'b': 6}
    """
    levels: list[list[Sums]] = [[]]  # each holds sums of as many parts: what has grown large is not added to again and again
    for part in parts:
        levels[0].append(part)
        for level, some in enumerate(levels):
            if len(some) == AT_ONCE:
                levels += [[]] if level + 1 == len(levels) else []
                levels[level + 1].append(_add(some))
                some.clear()
    left = [sums for level in levels for sums in level]
    return left[0] if len(left) == 1 else _add(left)


def _add(parts: Sequence[Sums]) -> Sums:
    return {name: _add_tables([part[name] for part in parts]) for name in parts[0]}


def _add_tables(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if "article" in tables[0]:
        return pd.concat(tables, ignore_index=True)
    both = pd.concat(tables)
    groups = both.groupby(level=list(range(both.index.nlevels)), sort=True, dropna=False)
    if "smallest" not in both:
        return groups.sum()
    return groups.agg({name: "min" if name == "smallest" else "sum" for name in both})


def export_tables(folder: str | Path, *, with_texts: bool | None = None, **tables: pd.DataFrame) -> pd.DataFrame:
    """Write each table, by its name, as CSV (for a spreadsheet) and as Parquet (the faithful copy).

    The column ``text`` (whole articles) is left out, since the news belongs to its publishers, unless ``with_texts=True``
    or, where that is not said, the environment variable CUTTINGS_WITH_TEXTS is set (``cuttings site --with-texts``).
    Returns what was written: ``table, rows, files``.
    """
    folder = Path(folder)
    with_texts = bool(os.environ.get("CUTTINGS_WITH_TEXTS")) if with_texts is None else with_texts
    rows = []
    for name, table in tables.items():
        shared = table if with_texts else table.drop(columns="text", errors="ignore")
        write_csv(shared, folder / f"{name}.csv")
        plain = shared.copy()
        plain.attrs = {}
        with new_file(folder / f"{name}.parquet") as new:
            plain.to_parquet(new, index=False)
        rows.append((name, len(table), f"{name}.csv, {name}.parquet"))
    return make_table(rows, {"table": "str", "rows": "int64", "files": "str"})


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV; a text cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    texts = table.select_dtypes(include=["str", "object"]).columns
    safe = table.assign(**{name: table[name].map(_defuse, na_action="ignore") for name in texts}).rename(columns=_defuse)
    with new_file(path) as new:
        safe.to_csv(new, index=False, lineterminator="\n", encoding="utf-8")
    return path


def _defuse(cell: object) -> object:
    """Return a cell with an apostrophe before it, where white space and a sign of a formula begin it."""
    risky = isinstance(cell, str) and (cell[:1] in "\t\r\n" or cell.lstrip()[:1] in FORMULA) and cell != ""
    return f"'{cell}" if risky else cell
