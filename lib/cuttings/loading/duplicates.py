"""The same story twice: exactly, by its words, and nearly, by MinHash with the exact Jaccard index as the judge.

A word is what stands between spaces, without case and punctuation. Two articles are near duplicates when the Jaccard
index of their sets of word 5-shingles is at least `THRESHOLD` (Broder 1997, "On the resemblance and containment of
documents"). MinHash signatures in bands (Leskovec, Rajaraman & Ullman 2014, chapter 3) only propose the pairs.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import regex

THRESHOLD = 0.8
SHINGLE = 5  # words
BANDS, ROWS = 12, 3  # a pair at the threshold is missed by (1 - 0.8³)¹² = 0.02% of draws
BLOCK, MOST_CELLS = 512, 10_000_000  # sets that are compared with all others at once; cells of a matrix
PROMISING = 0.58  # of a signature's numbers: three standard errors below the threshold
_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_MULTIPLIERS = (np.random.default_rng(1).integers(1, 2**31, BANDS * ROWS, dtype=np.uint32) << np.uint32(1)) | np.uint32(1)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ divided by the golden ratio


class Words:
    """Texts as sequences of 64-bit hashes of their words, the same on every machine; a word is hashed once."""

    def __init__(self) -> None:
        self._hashes: dict[str, int] = {}

    def hash(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the hashes of all words of the texts, one text after another, and where each text begins (and the last ends)."""
        pieces = pc.utf8_split_whitespace(pa.array(texts, pa.large_string()))
        coded = pc.dictionary_encode(pc.list_flatten(pieces))
        hashes = np.array([self._hash(piece) for piece in coded.dictionary.to_pylist()], dtype=np.uint64)
        places = hashes[coded.indices.to_numpy()] if len(hashes) else hashes
        whole = places > 0
        before = np.concatenate([[0], np.cumsum(whole)])
        return places[whole], before[pieces.offsets.to_numpy() - pieces.offsets[0].as_py()]

    def _hash(self, piece: str) -> int:
        """Return the hash of a word; 0 for a piece without a letter or digit, which is none."""
        if piece not in self._hashes:
            if len(self._hashes) > 500_000:
                self._hashes.clear()
            word = _PUNCTUATION.sub("", piece.casefold())
            self._hashes[piece] = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) | 1 if word else 0
        return self._hashes[piece]


@dataclass
class Sketches:
    """What texts are compared by: fingerprints (digests of their words), MinHash signatures (a row each), where their bodies begin."""

    prints: list[str]
    signatures: np.ndarray
    begins: np.ndarray

    @classmethod
    def joined(cls, parts: "Sequence[Sketches]") -> "Sketches":
        """Return those of several parts as one."""
        none = np.zeros((0, BANDS * ROWS), dtype=np.uint32)
        prints = [mark for part in parts for mark in part.prints]
        signatures = np.concatenate([none, *(part.signatures for part in parts)])
        return cls(prints, signatures, np.concatenate([none[:, 0].astype(np.int64), *(part.begins for part in parts)]))


def sketch(texts: Sequence[str], begins: Sequence[int], words: Words) -> Sketches:
    """Return the sketches of texts, of which only what stands behind `begins` is looked at.

    A text of fewer than five words has no shingle; its signature is zero, and it is compared by its fingerprint alone.
    """
    hashes, starts = words.hash([text[begin:] for text, begin in zip(texts, begins, strict=True)])
    prints = [hashlib.sha256(hashes[a:b].tobytes()).hexdigest() for a, b in pairwise(starts)]
    shingles, first = _shingles(hashes, starts)
    some = np.diff(first) > 0
    signatures = np.zeros((len(texts), BANDS * ROWS), dtype=np.uint32)
    if some.any():
        small = (shingles >> np.uint64(32)).astype(np.uint32)
        signatures[some] = np.stack([np.minimum.reduceat(small * m, first[:-1][some]) for m in _MULTIPLIERS], axis=1)
    return Sketches(prints, signatures, np.array(begins, dtype=np.int64))


def _shingles(hashes: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the hashes of all runs of five words inside one text, and where those of each text begin."""
    count = np.maximum(np.diff(starts) - SHINGLE + 1, 0)
    first = np.concatenate([[0], np.cumsum(count)])
    at = np.arange(first[-1]) + np.repeat(starts[:-1] - first[:-1], count)
    runs = np.zeros(len(at), dtype=np.uint64)
    for step in range(SHINGLE):
        runs = (runs ^ hashes[at + step]) * _MIX
        runs ^= runs >> np.uint64(29)
    return runs, first


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """Return the Jaccard index of two sets, given as sorted arrays without repeats."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both) if len(one) + len(other) else 0.0


def find_duplicates(articles: pd.DataFrame, sketches: Sketches, words: Words) -> pd.DataFrame:
    """Return, for each article, its ``cluster`` (the doc of the one kept) and its ``similarity`` to that one (1: the same words).

    What is compared is the body: the same story under another headline is the same story.

    Of a cluster the earliest is kept, then the longest, then the first by path. An article is in a cluster when it is
    near to one of its members; its similarity to the one kept may then be below the threshold.
    """
    groups = pd.Series(sketches.prints).groupby(sketches.prints, sort=False).ngroup().to_numpy()
    heads = np.unique(groups, return_index=True)[1]  # one article for each set of words
    near = _Near(articles["text"].iloc[heads], sketches.begins[heads], sketches.signatures[heads], words)
    joined = near.clusters()[groups]
    order = articles[["doc", "date", "path", "record"]].assign(joined=joined, length=-articles["text"].str.len(), row=range(len(articles)))
    order = order.sort_values(["date", "length", "path", "record"], na_position="last", kind="stable")
    kept = order.groupby("joined")["row"].first().reindex(joined).to_numpy()
    pairs = zip(groups.tolist(), groups[kept].tolist(), strict=True)
    similarity = [1.0 if one == other else near.similarity(one, other) for one, other in pairs]
    return pd.DataFrame({"cluster": articles["doc"].to_numpy()[kept], "similarity": similarity})


class _Near:
    """Which of many texts, all of different words, are near duplicates."""

    def __init__(self, texts: pd.Series, begins: np.ndarray, signatures: np.ndarray, words: Words) -> None:
        self._texts, self._begins, self._signatures, self._words = texts, begins, signatures, words

    def clusters(self) -> np.ndarray:
        """Return a number for each text, the same for those that near pairs connect."""
        near = _Union(len(self._texts))
        for group in self._candidates().groups():
            labels = np.arange(len(group))
            for one, others in _near_rows([self._shingles(n) for n in group]):
                for label in np.unique(labels[others[labels[others] != labels[one]]]):
                    labels[labels == label] = labels[one]
            for n, label in zip(group, labels.tolist(), strict=True):
                near.join(n, group[label])
        return np.array([near.root(n) for n in range(len(self._texts))], dtype=np.int64)

    def similarity(self, one: int, other: int) -> float:
        """Return the exact Jaccard index of two texts' sets of shingles."""
        return jaccard(self._shingles(one), self._shingles(other))

    def _shingles(self, n: int) -> np.ndarray:
        return np.unique(_shingles(*self._words.hash([self._texts.iloc[n][self._begins[n] :]]))[0])

    def _candidates(self) -> "_Union":
        """Return the texts, joined where they agree in all numbers of a band and in enough of all numbers to be near at all."""
        joined = _Union(len(self._texts))
        rows = np.flatnonzero(self._signatures.any(axis=1))
        for band in range(BANDS):
            buckets: dict[bytes, list[int]] = defaultdict(list)
            keys = np.ascontiguousarray(self._signatures[rows, band * ROWS : (band + 1) * ROWS])
            for row, key in zip(rows.tolist(), keys, strict=True):
                buckets[key.tobytes()].append(row)
            for bucket in (bucket for bucket in buckets.values() if len(bucket) > 1):
                self._join_bucket(bucket, joined)
        return joined

    def _join_bucket(self, bucket: list[int], joined: "_Union") -> None:
        """Join those of a bucket that agree enough; what is joined already is not looked at again."""
        left = bucket
        while len({joined.root(one) for one in left}) > 1:
            one, *left = left
            apart = np.array([other for other in left if joined.root(other) != joined.root(one)], dtype=np.int64)
            agree = (self._signatures[apart] == self._signatures[one]).mean(axis=1)
            for other in apart[agree >= PROMISING].tolist():
                joined.join(one, other)


def _near_rows(sets: list[np.ndarray]) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each set with those behind it whose Jaccard index with it reaches the threshold.

    Exactly, by products of blocks of the matrix that tells which set holds which element.
    """
    sizes = np.array([len(one) for one in sets])
    _, column, count = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    shared = count[column] > 1  # what stands in one set alone is in no intersection
    row, column = np.repeat(np.arange(len(sets)), sizes)[shared], np.unique(column[shared], return_inverse=True)[1]
    width = max(64, MOST_CELLS // len(sets))
    for top in range(0, len(sets), BLOCK):
        both = np.zeros((min(BLOCK, len(sets) - top), len(sets)), dtype=np.float32)
        for left in range(0, int(column.max(initial=-1)) + 1, width):
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
