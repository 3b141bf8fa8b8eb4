"""How often each term stands in each article: what the statistics of terms are made of, one by one or in runs of words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cuttings.prose import many
from cuttings.tables import rank
from cuttings.tokens import Tokens, read_words


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
        inside = np.all([group[place] == group[place + step] for step in range(n)], axis=0)
        codes, place = codes[inside], place[inside]
        pairs, codes = rank(group[place].astype(np.int64) * len(terms) + codes)
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
        found, codes = rank(codes * len(tokens.words) + tokens.codes[place + step])
        terms = terms[found // len(tokens.words)] + " " + tokens.words[found % len(tokens.words)]
    return codes, place, terms


def find_term(tokens: Tokens, term: str) -> np.ndarray:
    """Return the place of the first word of each occurrence of a term, a word or several, inside a sentence.

    The term is read in each article's language. A form that was conflated is found under the word that stands for it,
    unless it is a term of its own.
    """
    places = [np.zeros(0, dtype=np.int64)]
    languages = set(tokens.language)
    for lang in sorted(languages):
        run = [tokens.code.get(word, -1) for word in read_words(term, lang)]
        place = _find_run(tokens, run) if run else places[0]
        places.append(place[tokens.language[tokens.article[place]] == lang] if len(languages) > 1 else place)
    return np.sort(np.concatenate(places))


def _find_run(tokens: Tokens, run: list[int]) -> np.ndarray:
    """Return where a run of words begins."""
    place = np.flatnonzero(tokens.codes == run[0])
    place = place[place + len(run) <= len(tokens)]
    for step, code in enumerate(run):
        place = place[(tokens.codes[place + step] == code) & (tokens.sentence[place + step] == tokens.sentence[place])]
    return place


def mask_tokens(tokens: Tokens, mask: Any, name: str) -> np.ndarray:
    """Return a mask of tokens from one of articles, sentences or tokens; what is missing is not in it."""
    rows: dict[str, tuple[Any, Any]] = {
        "article": (tokens.articles, tokens.article),
        "sentence": (tokens.sentences, tokens.sentence),
        "token": (tokens, slice(None)),
    }
    size = len(mask) if hasattr(mask, "__len__") else 0
    masks = [_aligned(mask, table, name)[of] for table, of in rows.values() if len(table) == size]
    if not masks or not all(np.array_equal(masks[0], other) for other in masks):
        have = ", ".join(many(len(table), noun) for noun, (table, _) in rows.items())
        raise ValueError(f"{name} has {many(size, 'value')}, for {have}. Give one for each article, each sentence or each token.")
    return masks[0]


def _aligned(mask: Any, table: Any, name: str) -> np.ndarray:
    """Return the values of a mask in the order of a table: by its index, if it is a Series."""
    if isinstance(mask, pd.Series) and isinstance(table, pd.DataFrame) and not mask.index.equals(table.index):
        if not mask.index.is_unique or set(mask.index) != set(table.index):
            raise ValueError(f"{name} has another index than the table that it is of. Give {name}.to_numpy() to go by the order.")
        mask = mask.reindex(table.index)
    try:
        values = mask if isinstance(mask, pd.Series) else pd.Series(np.asarray(mask, dtype=object))
        return values.astype("boolean").fillna(False).to_numpy(dtype=bool)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is no mask. Give true or false for each article, each sentence or each token.") from None
