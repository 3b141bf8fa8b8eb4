"""The same story twice: exactly, by its words, and nearly, by MinHash with the exact Jaccard index as the judge.

Two articles are near duplicates when the Jaccard index of their sets of word 5-shingles is at least `THRESHOLD` (Broder 1997,
"On the resemblance and containment of documents"). MinHash signatures (`cuttings.loading.sketches`) only propose the pairs.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from tempfile import TemporaryFile
from typing import Protocol

import numpy as np
import pandas as pd

from cuttings.loading.sketches import BANDS, Words, shingle

THRESHOLD = 0.8
TEXTS = 2_000  # texts that are read and hashed together
MEMBERS, FILES = 5_000, 200  # texts whose shingles are in memory together, but for very many; files that these wait in at once
BLOCK, MOST_CELLS = 512, 10_000_000  # sets that are compared with all others at once; cells of a matrix
PROMISING = 0.58  # of a signature's numbers: three standard errors below the threshold


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """Return the Jaccard index of two sets, given as sorted arrays without repeats."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both) if len(one) + len(other) else 0.0


class Compared(Protocol):
    """A corpus whose articles are compared, by their docs, which count from 0."""

    def sketched(self, name: str) -> np.ndarray:
        """Return a column of the sketches of all articles."""

    def signatures(self, docs: np.ndarray) -> np.ndarray:
        """Return the signatures of some articles, a row each, by their docs in order."""

    def bodies(self, docs: np.ndarray) -> dict[int, str]:
        """Return the bodies of some articles."""

    def ranked(self, docs: np.ndarray) -> pd.DataFrame:
        """Return doc, date, length, path and record of some articles."""


def find_duplicates(corpus: Compared, words: Words) -> pd.DataFrame:
    """Return the articles that say the same as another: ``doc, cluster`` (the doc of the one kept)``, similarity`` to that one.

    What is compared is the body: the same story under another headline is the same story.

    Of a cluster the earliest is kept, then the longest, then the first by path. An article is in a cluster when it is
    near to one of its members; its similarity to the one kept may then be below the threshold. The one that is kept has a row too.
    """
    same = _first_of_equals(corpus.sketched("print0"), corpus.sketched("print1"))  # one article for each sequence of words
    near = _Near(corpus, words, _candidates(corpus, np.unique(same)))
    first = np.arange(len(same))
    first[list(near.joined)] = list(near.joined.values())
    root = first[same]
    docs = np.flatnonzero(np.bincount(root, minlength=len(root))[root] > 1)
    order = corpus.ranked(docs).assign(root=root[docs]).sort_values(["date", "length", "path", "record"], na_position="last", kind="stable",
                                                                      ascending=[True, False, True, True])  # fmt: skip
    kept = order.groupby("root")["doc"].first().reindex(root[docs]).to_numpy(dtype=np.int64)
    return pd.DataFrame({"doc": docs, "cluster": kept, "similarity": near.similarities(same[docs], same[kept])})


def _first_of_equals(*columns: np.ndarray) -> np.ndarray:
    """Return for each place the first of those at which all columns hold the same."""
    order = np.lexsort(columns)
    begins = np.append(True, np.any([np.diff(column[order]) != 0 for column in columns], axis=0))[: len(order)]
    first = np.empty_like(order)
    first[order] = order[begins][np.cumsum(begins) - 1]
    return first


class _Near:
    """Which of many texts, all of different words, are near duplicates: ``joined`` has the smallest doc of its kind for each that is."""

    def __init__(self, corpus: Compared, words: Words, groups: list[list[int]]) -> None:
        self._corpus, self._words = corpus, words
        self.joined: dict[int, int] = {}
        batches = list(_batches(groups, max(MEMBERS, sum(map(len, groups)) // FILES)))
        for some, sets in zip(batches, self._shingles([np.concatenate(some) for some in batches]), strict=True):
            for group in some:
                self._join(group, [sets[doc] for doc in group])

    def _join(self, group: list[int], sets: list[np.ndarray]) -> None:
        labels = np.arange(len(group))
        for one, others in _near_rows(sets):
            for label in np.unique(labels[others[labels[others] != labels[one]]]):
                labels[labels == label] = labels[one]
        first = {label: min(np.array(group)[labels == label].tolist()) for label in np.unique(labels).tolist()}
        self.joined |= {doc: first[label] for doc, label in zip(group, labels.tolist(), strict=True)}

    def _shingles(self, batches: Sequence[np.ndarray]) -> Iterator[dict[int, np.ndarray]]:
        """Yield the sets of the texts of each batch. All texts are read once, in order: what waits for its batch lies on the disk."""
        docs, of = np.concatenate([*batches, []]).astype(np.int64), np.repeat(np.arange(len(batches)), [len(batch) for batch in batches])
        order = np.argsort(docs, kind="stable")
        docs, of, sizes = docs[order], of[order], dict[int, int]()
        with ExitStack() as stack:
            files = [stack.enter_context(TemporaryFile()) for _ in batches]
            for doc, shingles in self._sets(np.unique(docs)):
                sizes[doc] = shingles.nbytes
                for n in of[slice(*np.searchsorted(docs, [doc, doc + 1]))].tolist():
                    files[n].write(shingles.tobytes())
            for file, batch in zip(files, batches, strict=True):
                file.seek(0)
                yield {doc: np.frombuffer(file.read(sizes[doc]), np.uint64) for doc in np.unique(batch).tolist()}

    def _sets(self, docs: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        for start in range(0, len(docs), TEXTS):
            bodies = self._corpus.bodies(docs[start : start + TEXTS])
            shingles, first = shingle(*self._words.hash(list(bodies.values())))
            yield from ((doc, np.unique(shingles[a:b])) for doc, (a, b) in zip(bodies, pairwise(first), strict=True))

    def similarities(self, ones: np.ndarray, others: np.ndarray) -> list[float]:
        """Return the exact Jaccard index of each two texts' sets of shingles; 1 of a text with itself."""
        found = np.ones(len(ones))
        apart = np.flatnonzero(ones != others)
        size = max(MEMBERS, len(apart) // FILES)
        batches = [apart[start : start + size] for start in range(0, len(apart), size)]
        shingles = self._shingles([np.union1d(ones[rows], others[rows]) for rows in batches])
        for rows, sets in zip(batches, shingles, strict=True):
            found[rows] = [jaccard(sets[one], sets[other]) for one, other in zip(ones[rows].tolist(), others[rows].tolist(), strict=True)]
        return found.tolist()


def _batches(groups: list[list[int]], most: int) -> Iterator[list[list[int]]]:
    """Yield groups, as many at a time as have so many texts."""
    some, texts = list[list[int]](), 0
    for group in groups:
        some.append(group)
        texts += len(group)
        if texts >= most:
            yield some
            some, texts = [], 0
    if some:
        yield some


def _candidates(corpus: Compared, heads: np.ndarray) -> list[list[int]]:
    """Return groups of articles that agree in all numbers of a band and in enough of all numbers to be near at all."""
    bands = [_buckets(corpus.sketched(f"band{band}")[heads]) for band in range(BANDS)]
    some = np.unique(np.concatenate([members for members, _ in bands]))  # places among the heads
    signatures = corpus.signatures(heads[some])
    joined = _Union(len(some))
    for members, edges in bands:
        places = np.searchsorted(some, members)
        for first, behind in pairwise(edges.tolist()):
            _join_bucket(places[first:behind], signatures, joined)
    return [heads[some[group]].tolist() for group in joined.groups()]


def _buckets(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of equal keys, of those that are not 0 and that several share, and where each key's begin (and the last end)."""
    order = np.argsort(keys, kind="stable")
    order = order[np.searchsorted(keys[order], 0, side="right") :]
    sizes = np.diff(np.flatnonzero(np.concatenate([[True], np.diff(keys[order]) != 0, [True]])) if len(order) else [0])
    shared = sizes > 1  # few: most stand alone
    return order[np.repeat(shared, sizes)], np.append(0, np.cumsum(sizes[shared]))


def _join_bucket(left: np.ndarray, signatures: np.ndarray, joined: "_Union") -> None:
    """Join those of a bucket that agree enough: one, those that agree with it, those that agree with these; then one of those left."""
    while len(left) > 1:
        group, left = left[:1].tolist(), left[1:]
        for one in group:  # it grows
            if not len(left):
                break
            agree = (signatures[left] == signatures[one]).mean(axis=1) >= PROMISING
            group += left[agree].tolist()
            left = left[~agree]
        for other in group[1:]:
            joined.join(group[0], other)


def _near_rows(sets: list[np.ndarray]) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each set with those behind it whose Jaccard index with it reaches the threshold.

    Exactly, by products of blocks of the matrix that tells which set holds which element.
    """
    sizes = np.array([len(one) for one in sets])
    _, column, count = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    shared = count[column] > 1  # what stands in one set alone is in no intersection
    row, column = np.repeat(np.arange(len(sets)), sizes)[shared], np.unique(column[shared], return_inverse=True)[1]
    columns = int(column.max(initial=-1)) + 1
    width = max(1, min(columns, MOST_CELLS // len(sets)))
    for top in range(0, len(sets), BLOCK):
        both = np.zeros((min(BLOCK, len(sets) - top), len(sets)), dtype=np.float32)
        for left in range(0, columns, width):
            inside = (column >= left) & (column < left + width)
            matrix = np.zeros((len(sets), width), dtype=np.float32)
            matrix[row[inside], column[inside] - left] = 1
            both += matrix[top : top + BLOCK] @ matrix.T
        index = both.astype(np.float64) / (sizes[top : top + BLOCK, None] + sizes[None, :] - both)
        for one, near in enumerate(index >= THRESHOLD, top):
            yield one, np.flatnonzero(near[one + 1 :]) + one + 1


class _Union:
    """Things that are joined step by step (union-find)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, n: int) -> int:
        """Return the thing that stands for all that `n` is joined with."""
        while self._parent[n] != n:
            self._parent[n] = n = self._parent[self._parent[n]]
        return n

    def join(self, one: int, other: int) -> None:
        """Join two things, and all that they are joined with; the smaller number stands for them."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low

    def groups(self) -> list[list[int]]:
        """Return the groups of two things and more."""
        groups: dict[int, list[int]] = defaultdict(list)
        for n in range(len(self._parent)):
            groups[self.root(n)].append(n)
        return [group for group in groups.values() if len(group) > 1]
