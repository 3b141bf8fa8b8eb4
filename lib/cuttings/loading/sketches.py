"""What texts are compared by: their words as hashes, fingerprints, runs of five words, MinHash signatures in bands.

A word is what stands between spaces, without case and punctuation. Signatures in bands: Leskovec, Rajaraman & Ullman 2014, chapter 3.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import regex

SHINGLE = 5  # words
BANDS, ROWS = 12, 3  # a pair at the threshold of duplicates, 0.8, is missed by (1 - 0.8³)¹² = 0.02% of draws
_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_MULTIPLIERS = (np.random.default_rng(1).integers(1, 2**31, BANDS * ROWS, dtype=np.uint32) << np.uint32(1)) | np.uint32(1)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ divided by the golden ratio


class Words:
    """Texts as sequences of 64-bit hashes of their words, the same on every machine; a word is hashed once."""

    def __init__(self) -> None:
        self._hashes: dict[str, list[int]] = {}

    def hash(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the hashes of all words of the texts, one text after another, and where each text begins (and the last ends)."""
        pieces, starts = _pieces(texts)
        coded = pieces.dictionary_encode()
        found = [self._hash(piece) for piece in coded.dictionary.to_pylist()]
        sizes = np.fromiter(map(len, found), np.int64)
        hashes = np.fromiter(chain.from_iterable(found), np.uint64)
        codes = coded.indices.to_numpy()
        before = np.cumsum(np.concatenate([[0], sizes[codes]]))
        first = (np.cumsum(sizes) - sizes)[codes] - before[:-1]
        return hashes[np.arange(before[-1]) + np.repeat(first, np.diff(before))], before[starts]

    def _hash(self, piece: str) -> list[int]:
        """Return the hashes of the words of a piece, most often one; without a letter or digit it is none."""
        if piece not in self._hashes:
            if len(self._hashes) > 200_000:
                self._hashes.clear()
            words = [_PUNCTUATION.sub("", word.casefold()) for word in piece.split()]
            self._hashes[piece] = [int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) | 1 for word in words if word]
        return self._hashes[piece]


def _pieces(texts: Sequence[str]) -> tuple[pa.LargeStringArray, np.ndarray]:
    """Return texts cut behind every space and end of a line, and where among the pieces each text begins (and the last ends)."""
    array = pa.array(texts, pa.large_string())
    _, offsets, data = array.buffers()
    edges = np.frombuffer(offsets, np.int64)[: len(array) + 1]
    letters = np.frombuffer(data or b"", np.uint8)[: edges[-1]]
    cut = np.zeros(len(letters) + 1, dtype=bool)
    cut[1:] = (letters == ord(" ")) | (letters == ord("\n"))
    cut[edges] = True
    ends = np.flatnonzero(cut)
    return pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), data), np.searchsorted(ends, edges)


@dataclass
class Sketches:
    """What texts are compared by: fingerprints (digests of their words), MinHash signatures (a row each), where their bodies begin."""

    prints: list[str]
    signatures: np.ndarray
    begins: np.ndarray

    def table(self) -> pd.DataFrame:
        """Return them as a table of whole numbers: the first 128 bits of the ``print``, ``begin``, a hash of each band."""
        halves = {f"print{n}": [int(one[16 * n : 16 * n + 16], 16) for one in self.prints] for n in (0, 1)}
        table = pd.DataFrame({name: np.array(half, dtype=np.uint64) for name, half in halves.items()} | {"begin": self.begins})
        for band in range(BANDS):
            table[f"band{band}"] = _mixed(self.signatures[:, band * ROWS : (band + 1) * ROWS])
        return table


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Return one 64-bit number for each row of numbers; 0 for a row of zeros."""
    mixed = np.zeros(len(numbers), dtype=np.uint64)
    for column in numbers.T:
        mixed = (mixed ^ column) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return mixed


def sketch(texts: Sequence[str], begins: Sequence[int], words: Words) -> Sketches:
    """Return the sketches of texts, of which only what stands behind `begins` is looked at.

    A text of fewer than five words has no shingle; its signature is zero, and it is compared by its fingerprint alone.
    """
    hashes, starts = words.hash([text[begin:] for text, begin in zip(texts, begins, strict=True)])
    prints = [hashlib.sha256(hashes[a:b].tobytes()).hexdigest() for a, b in pairwise(starts)]
    shingles, first = shingle(hashes, starts)
    some = np.diff(first) > 0
    signatures = np.zeros((len(texts), BANDS * ROWS), dtype=np.uint32)
    if some.any():
        small = (shingles >> np.uint64(32)).astype(np.uint32)
        signatures[some] = np.stack([np.minimum.reduceat(small * m, first[:-1][some]) for m in _MULTIPLIERS], axis=1)
    return Sketches(prints, signatures, np.array(begins, dtype=np.int64))


def shingle(hashes: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the hashes of all runs of five words inside one text, and where those of each text begin."""
    count = np.maximum(np.diff(starts) - SHINGLE + 1, 0)
    first = np.concatenate([[0], np.cumsum(count)])
    runs = np.zeros(max(0, len(hashes) - SHINGLE + 1), dtype=np.uint64)  # also of those that run on into the next text
    for step in range(SHINGLE):
        runs = (runs ^ hashes[step : step + len(runs)]) * _MIX
        runs ^= runs >> np.uint64(29)
    return runs[np.arange(first[-1]) + np.repeat(starts[:-1] - first[:-1], count)], first
