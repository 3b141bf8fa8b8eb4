"""Lines that a source repeats in its articles: its furniture, and no article's.

A line that a fifth or more of the articles of a source repeat, if it has a hundred, is the source's and no article's. Never
by frequency in a small corpus: there a line that returns is as likely news. Articles that are the same, line by line, count once.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import pandas as pd

LONGEST_REPEATED = 500  # characters
FEWEST_ARTICLES = 100  # of one source, before what its articles repeat is taken for its furniture
REPEATED_SHARE = 0.2  # of a source's articles
AT_ONCE = 500_000  # lines that are sorted together
COUNTERS = 2**22  # what many lines are counted with before the exact count: a line that stands in few articles shares its own with few
LINES = ("source", "article", "line")
Repeated = dict[int, set[int]]


def hash_texts(texts: Sequence[str]) -> np.ndarray:
    """Return a 64-bit hash of each text, the same on every machine.

    >>> hash_texts(["a"]).tolist() == hash_texts(["b", "a"]).tolist()[1:]
    True
    """
    return pd.util.hash_array(np.array(texts, dtype=object), categorize=False) if len(texts) else np.zeros(0, dtype=np.uint64)


def list_lines(articles: Iterable[tuple[str, Sequence[str]]]) -> pd.DataFrame:
    """Return the lines of each article, given as its source and its lines: ``source, article, line``, hashes all."""
    lines: list[str] = []
    sources: list[str] = []
    ends = [0]
    for source, some in articles:
        lines += some
        sources.append(source)
        ends.append(len(lines))
    hashes, sizes = hash_texts(lines), np.fromiter(map(len, lines), np.int64)
    digests = [blake2b(hashes[start:end].tobytes(), digest_size=8).digest() for start, end in pairwise(ends)]  # of lines in their order
    short = (sizes > 0) & (sizes <= LONGEST_REPEATED)
    of = np.repeat(np.arange(len(sources)), np.diff(ends))[short]
    columns = (hash_texts(sources)[of], np.frombuffer(b"".join(digests), np.uint64)[of], hashes[short])
    return pd.DataFrame(dict(zip(LINES, columns, strict=True)))


def find_repeated(part: Callable[[int], pd.DataFrame], parts: Sequence[int]) -> Repeated:
    """Return, of the lines of all parts, those that a source repeats, by source; ``part(n)`` is the table of `list_lines` of one."""
    own = [part(n)[["source", "article"]].drop_duplicates() for n in parts]
    articles = pd.concat(own or [pd.DataFrame(columns=["source", "article"], dtype=np.uint64)]).drop_duplicates()
    size = articles.groupby("source").size()
    least = REPEATED_SHARE * size[size >= FEWEST_ARTICLES]
    if not len(least):
        return {}
    counts = np.zeros(COUNTERS, dtype=np.int64)
    for n in parts:
        counts += np.bincount(_counter(part(n)), minlength=COUNTERS)
    blocks = int(counts[counts >= least.min()].sum()) // AT_ONCE + 1
    found: Repeated = {}
    for block in range(blocks):
        rows = pd.concat([_often(part(n), counts, least, block, blocks) for n in parts]).drop_duplicates()
        times = rows.groupby(["source", "line"]).size().rename("times").reset_index()
        often = times[times["times"] >= times["source"].map(least)]
        for source, line in zip(often["source"].tolist(), often["line"].tolist(), strict=True):
            found.setdefault(source, set()).add(line)
    return found


def _counter(lines: pd.DataFrame) -> np.ndarray:
    """Return the number of the counter that each line of a source has, together with few others."""
    return ((lines["source"] ^ lines["line"]) % np.uint64(COUNTERS)).to_numpy(dtype=np.int64)


def _often(lines: pd.DataFrame, counts: np.ndarray, least: pd.Series, block: int, blocks: int) -> pd.DataFrame:
    """Return those lines of a block that their source may repeat often enough: nearly all others are told by their counter."""
    may = counts[_counter(lines)] >= lines["source"].map(least).to_numpy()  # a source that is too small has NaN
    return lines[may & (lines["line"] % np.uint64(blocks) == block).to_numpy()]
