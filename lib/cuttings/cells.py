"""How often each term stands in each article: what the statistics of terms are made of, one by one or in runs of words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cuttings.tokens import Tokens, read_words

DENSE = 10_000_000  # numbers up to which a table of all of them is faster than sorting


@dataclass(frozen=True)
class Cells:
    """How often each term stands in each unit: the numbers that most statistics of terms are made of.

    `terms` are the distinct terms, of each group if there are groups; `unit` and `count` have a place a cell that is not
    empty, in the order of the terms and, within one, of the units; the cells of a term begin at its `start`.
    """

    terms: pd.Index
    unit: np.ndarray
    count: np.ndarray
    start: np.ndarray

    @property
    def term(self) -> np.ndarray:
        """Return of which of the terms each cell is."""
        return np.repeat(np.arange(len(self.terms)), np.diff(self.start, append=len(self.unit)))

    def sums(self, **values: np.ndarray) -> pd.DataFrame:
        """Return for each term the sum over its cells of each of the values, whole numbers all."""
        added: dict[str, np.ndarray | list] = {
            name: np.add.reduceat(value.astype(np.int64), self.start) if len(self.terms) else [] for name, value in values.items()
        }
        return pd.DataFrame(added, index=self.terms, dtype="int64")


def count_cells(tokens: Tokens, unit: np.ndarray, *, n: int = 1, drop_stopwords: bool = True, group: np.ndarray | None = None) -> Cells:
    """Return how often each run of `n` words inside a sentence stands in each unit.

    `unit` is a whole number a token that never falls; so is `group`, if the terms of each group are to be counted apart,
    but for its order.
    """
    codes, place, terms = find_ngrams(tokens, n, drop_stopwords)
    groups = None
    if group is not None:
        inside = group[place] == group[place + n - 1]
        codes, place = codes[inside], place[inside]
        pairs, codes = distinct(group[place].astype(np.int64) * len(terms) + codes)
        groups, terms = pairs // len(terms), terms[pairs % len(terms)]
    units = int(unit.max(initial=-1)) + 1
    rows = np.searchsorted(unit[place], np.arange(units + 1))
    # scipy sorts by counting: from the order of the text to that of the terms
    matrix = csr_array((np.ones(len(codes), np.int32), codes, rows), shape=(units, len(terms))).tocsc()
    matrix.sum_duplicates()
    used = np.flatnonzero(np.diff(matrix.indptr))
    index = pd.Index(terms[used], dtype="str", name="term")
    if groups is not None:
        index = pd.MultiIndex.from_arrays([groups[used], index], names=["group", "term"])
    return Cells(index, matrix.indices, matrix.data, matrix.indptr[used])


def find_ngrams(tokens: Tokens, n: int, drop_stopwords: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a code for each run of n words inside a sentence, the place of its first word, and the terms."""
    if n not in (1, 2, 3, 4):
        raise ValueError(f"n is {n!r}. Give 1, 2, 3 or 4.")
    last = max(0, len(tokens) - n + 1)
    keep = tokens.sentence[:last] == tokens.sentence[n - 1 :]
    if drop_stopwords:
        keep &= ~(tokens.stop[:last] | tokens.stop[n - 1 :])
    place = np.flatnonzero(keep)
    terms, codes = tokens.words, tokens.codes[place].astype(np.int64)
    for step in range(1, n):
        found, codes = distinct(codes * len(tokens.words) + tokens.codes[place + step])
        terms = terms[found // len(tokens.words)] + " " + tokens.words[found % len(tokens.words)]
    return codes, place, terms


def distinct(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct of these numbers, in order, and where among them each stands."""
    if numbers.max(initial=0) > DENSE:
        return np.unique(numbers, return_inverse=True)
    found = np.flatnonzero(np.bincount(numbers))
    rank = np.zeros(int(numbers.max(initial=0)) + 1, dtype=np.int64)
    rank[found] = np.arange(len(found))
    return found, rank[numbers]


def find_term(tokens: Tokens, term: str) -> np.ndarray:
    """Return the place of the first word of each occurrence of a term, a word or several, inside a sentence."""
    shown = {form: word for word, forms in tokens.forms.items() for form in forms}
    words = [shown.get(word, word) for word in read_words(term)]
    at = np.searchsorted(tokens.words, np.array(words, dtype=object))
    if not words or any(k == len(tokens.words) or tokens.words[k] != word for k, word in zip(at, words, strict=True)):
        return np.zeros(0, dtype=np.int64)
    place = np.flatnonzero(tokens.codes == at[0])
    place = place[place + len(at) <= len(tokens)]
    for step, code in enumerate(at):
        place = place[(tokens.codes[place + step] == code) & (tokens.sentence[place + step] == tokens.sentence[place])]
    return place
