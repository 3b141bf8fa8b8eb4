"""What is measured of this library: ``PIECES``, by name. Each makes ready what it needs in a folder, and returns the work."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import cuttings as ct
import numpy as np
import pandas as pd
from cuttings.keyness import finish_keyness
from cuttings.loading.duplicates import find_duplicates
from cuttings.loading.sketches import Words, sketch
from cuttings.phrases import Matcher
from cuttings.tables import combine
from cuttings.terms import sum_terms
from measure import names_of, texts_of

PART = 2_500  # articles that are looked at together, as in a corpus that is read in parts
Piece = Callable[[Path], Callable[[], object]]


class Found:
    """What verbs are given, found when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.corpus = ct.read_corpus(folder / "lines" / "all.jsonl", duplicates="keep")

    @cached_property
    def parts(self) -> list[ct.Corpus]:
        docs = self.corpus.articles["doc"]
        return [self.corpus.where(docs // PART == part) for part in sorted(set(docs // PART))]

    @cached_property
    def tokens(self) -> ct.Tokens:
        return ct.tokenize(self.corpus)

    @cached_property
    def actors(self) -> pd.DataFrame:
        return ct.read_actors()

    @cached_property
    def mentions(self) -> pd.DataFrame:
        return ct.find_actors(self.corpus, self.actors)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        return ct.find_pairs(self.corpus, self.mentions)

    @cached_property
    def named(self) -> list[pd.DataFrame]:
        return [ct.find_actors(part, self.actors) for part in self.parts]

    @cached_property
    def speech(self) -> list[pd.DataFrame]:
        return [ct.find_speech(*given) for given in zip(self.parts, self.named, strict=True)]


def verb(function: Callable, needs: str, **options: Any) -> Piece:
    """Return the piece of a verb that is given what it needs of all articles."""

    def prepare(folder: Path) -> Callable[[], object]:
        found = Found(folder)
        given = [getattr(found, need) for need in needs.split()]
        return lambda: len(function(*given, **options))

    return prepare


def by_part(function: Callable, needs: str, **options: Any) -> Piece:
    """Return the piece of a verb that is given what it needs part by part."""

    def prepare(folder: Path) -> Callable[[], object]:
        found = Found(folder)
        given = [getattr(found, need) for need in needs.split()]
        return lambda: sum(len(function(*each, **options)) for each in zip(*given, strict=True))

    return prepare


def count_words(corpus: ct.Corpus) -> pd.DataFrame:
    """Return how often each word stands in the articles, and in how many."""
    return combine(sum_terms(part, drop_stopwords=False) for part in ct.tokenize(corpus).parts())["terms"]


def compare(tokens: ct.Tokens) -> pd.DataFrame:
    """Return what sets every third article apart."""
    return ct.compare_terms(tokens, target=tokens.articles["doc"] % 3 == 0)


def keyness(_: Path) -> Callable[[], object]:
    """Score 100,000 made-up terms of two groups."""
    n, groups = 100_000, [0, 1]
    counts = np.random.default_rng(1).integers(1, 50, 2 * n)
    index = pd.MultiIndex.from_product([groups, [f"w{k}" for k in range(n)]], names=["group", "term"])
    terms = pd.DataFrame({"c": counts, "cc": 3 * counts, "cs": 200 * counts, "articles": np.minimum(counts, 20), "again": 0}, index=index)
    totals = pd.DataFrame({"s": [10**6] * 2, "ss": [10**9] * 2, "articles": [5_000] * 2}, index=groups)
    return lambda: len(finish_keyness({"terms": terms, "totals": totals}))


def names(which: str) -> Piece:
    """Return the piece that finds names with their boundaries, the longest of those that overlap."""

    def prepare(folder: Path) -> Callable[[], object]:
        matcher, texts = Matcher((name, "phrase", True) for name in names_of(folder, which)), texts_of(folder)
        return lambda: len(matcher.find(texts))

    return prepare


class Bodies:
    """Texts to be compared."""

    def __init__(self, texts: list[str]) -> None:
        parts, words = [texts[n : n + PART] for n in range(0, len(texts), PART)], Words()
        sketches = [sketch(part, [0] * len(part), words) for part in parts]
        self._texts, self._signatures = texts, np.concatenate([some.signatures for some in sketches])
        self._sketches = pd.concat([some.table() for some in sketches], ignore_index=True)

    def sketched(self, name: str) -> np.ndarray:
        return self._sketches[name].to_numpy()

    def signatures(self, docs: np.ndarray) -> np.ndarray:
        return self._signatures[docs]

    def bodies(self, docs: np.ndarray) -> dict[int, str]:
        return {doc: self._texts[doc] for doc in docs.tolist()}

    def ranked(self, docs: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame({"doc": docs, "date": pd.NaT, "length": 0, "path": "", "record": docs})


def duplicates(folder: Path) -> Callable[[], object]:
    """Find near duplicates: sketches, candidates, the exact index. What is counted are the articles in clusters."""
    texts = texts_of(folder)
    return lambda: len(find_duplicates(Bodies(texts), Words()))


def reading(form: str) -> Piece:
    """Return the piece that reads a folder."""
    return lambda folder: lambda: len(ct.read_corpus(folder / form, duplicates="keep"))


DEFENCE, GENERIC = (ct.read_codebook(name) for name in ("defence", "generic"))
COMPARED: dict[str, Piece] = {
    "words": verb(count_words, "corpus"),
    "collocations": verb(ct.score_collocations, "tokens"),
    "names, 1,000": names("1000"),
    "names, 20,000": names("20000"),
    "names, actor file": names("actors"),
    "near duplicates": duplicates,
}
VERBS: dict[str, Piece] = {
    "tokenize": verb(ct.tokenize, "corpus"),
    "count_terms": verb(ct.count_terms, "tokens"),
    "count_terms, n=2": verb(ct.count_terms, "tokens", n=2),
    "score_tfidf": verb(ct.score_tfidf, "tokens"),
    "compare_terms": verb(compare, "tokens"),
    "keyness of 100,000 terms": keyness,
    "track_terms": verb(ct.track_terms, "tokens", terms=["force", "security"]),
    "find_context": verb(ct.find_context, "corpus", phrases="air force"),
    "find_actors": verb(ct.find_actors, "corpus actors"),
    "find_names": verb(ct.find_names, "corpus actors"),
    "find_pairs": verb(ct.find_pairs, "corpus mentions"),
    "tie_actors": verb(ct.tie_actors, "pairs"),
    "find_speech, strict": by_part(ct.find_speech, "parts named"),
    "find_speech, broad": by_part(ct.find_speech, "parts named", mode="broad"),
    "find_acts": by_part(lambda part, named, speech: ct.find_acts(part, named, speech=speech), "parts named speech"),
    "code_frames, defence": by_part(lambda part, speech: ct.code_frames(part, DEFENCE, speech=speech), "parts speech"),
    "code_frames, generic": by_part(lambda part, speech: ct.code_frames(part, GENERIC, speech=speech), "parts speech"),
}
READ: dict[str, Piece] = {form: reading(form) for form in ("lines", "parquet", "files")}
PIECES = COMPARED | VERBS | READ

if __name__ == "__main__":
    print("\n".join(VERBS))
