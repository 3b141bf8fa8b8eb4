"""What counting costs, beside its peers: ``python tests/benchmarks/terms.py [ARTICLES] [FOLDER OF TEXTS]``.

Recombines the sentences of the .txt and .csv files of a folder (or fictional ones) into ARTICLES (default 10,000) articles
and prints CPU seconds, the best of three, in one process; a peer that is not installed (``pip install -e ".[peers]"``) is
left out. Slow peers count a tenth of the articles, times ten. Memory is the growth of a process of its own, in MB a million words.
Timings are figures to compare within one run, and no test.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from loading import sentences

os.environ["CUTTINGS_QUIET"] = "1"


def make(articles: int, pieces: list[str]) -> pd.DataFrame:
    """Return articles of a headline and three paragraphs of two sentences, over fifteen years and seven outlets."""
    draw = random.Random(1)
    texts = ["\n\n".join(" ".join(draw.choices(pieces, k=2)) for _ in range(3)) for _ in range(articles)]
    heads = [" ".join(draw.choice(pieces).split()[:9]) for _ in range(articles)]
    days = [f"20{10 + n % 15}-{n % 12 + 1:02d}-{n % 28 + 1:02d}" for n in range(articles)]
    return pd.DataFrame({"title": heads, "text": texts, "date": days, "outlet": [f"Outlet {n % 7}" for n in range(articles)]})


def cost(work: Callable[[], object], times: int = 3) -> float:
    """Return the CPU seconds of the best of some runs."""
    best = float("inf")
    for _ in range(times):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def ours(path: str) -> dict[str, float]:
    """Return what each verb costs."""
    import cuttings as ct
    from cuttings.keyness import finish_keyness
    from cuttings.tables import combine
    from cuttings.terms import sum_terms

    corpus = ct.read_corpus(path)
    tokens = ct.tokenize(corpus)
    third = corpus.articles["doc"] % 3 == 0
    n = 100_000
    counts = np.random.default_rng(1).integers(1, 50, 2 * n)
    index = pd.MultiIndex.from_product([[0, 1], [f"w{k}" for k in range(n)]], names=["group", "term"])
    terms = pd.DataFrame({"c": counts, "cc": 3 * counts, "cs": 200 * counts, "articles": np.minimum(counts, 20), "again": 0}, index=index)
    totals = pd.DataFrame({"s": [10**6] * 2, "ss": [10**9] * 2, "articles": [5_000] * 2}, index=[0, 1])
    return {
        "words": cost(lambda: combine(sum_terms(part, drop_stopwords=False) for part in ct.tokenize(corpus).parts())),
        "tokenize": cost(lambda: ct.tokenize(corpus)),
        "count_terms": cost(lambda: ct.count_terms(tokens)),
        "count_terms, n=2": cost(lambda: ct.count_terms(tokens, n=2)),
        "score_tfidf": cost(lambda: ct.score_tfidf(tokens)),
        "collocations": cost(lambda: ct.score_collocations(tokens)),
        "compare_terms": cost(lambda: ct.compare_terms(tokens, target=third)),
        "keyness of 100,000 terms": cost(lambda: finish_keyness({"terms": terms, "totals": totals})),
        "track_terms": cost(lambda: ct.track_terms(tokens, ["force", "security"])),
        "find_context": cost(lambda: ct.find_context(corpus, "air force")),
    }


def memory(path: str) -> None:
    """Print by how many MB the process grows while it tokenizes and counts, for a million words."""
    import cuttings as ct

    corpus = ct.read_corpus(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tokens = ct.tokenize(corpus)
    ct.count_terms(tokens)
    print(json.dumps((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 / (len(tokens) / 1e6)))


def words_sklearn(texts: list[str]) -> None:
    """Count words and documents with scikit-learn."""
    from sklearn.feature_extraction.text import CountVectorizer

    matrix = CountVectorizer().fit_transform(texts)
    matrix.sum(axis=0), np.bincount(matrix.indices)


def words_polars(texts: list[str]) -> None:
    """Count words and documents with polars."""
    import polars as pl

    words = pl.col("text").str.extract_all(r"[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*")
    table = pl.DataFrame({"doc": range(len(texts)), "text": texts}).select("doc", word=words).explode("word")
    table.with_columns(pl.col("word").str.to_lowercase()).group_by("word").agg(pl.len(), pl.col("doc").n_unique())


def words_nltk(texts: list[str]) -> None:
    """Count words with nltk's Treebank tokenizer (`word_tokenize` needs a download)."""
    from nltk import FreqDist, TreebankWordTokenizer

    tokenizer = TreebankWordTokenizer()
    FreqDist(word.lower() for text in texts for word in tokenizer.tokenize(text))


def words_textacy(texts: list[str]) -> None:
    """Count words with textacy, on spaCy's tokenizer alone."""
    import spacy
    from textacy.representations.vectorizers import Vectorizer

    docs = spacy.blank("en").pipe(texts)
    Vectorizer().fit_transform([word.lower_ for word in doc if not word.is_punct] for doc in docs)


def pairs_nltk(texts: list[str]) -> None:
    """Score pairs of words with nltk's finder, the words given."""
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    finder = BigramCollocationFinder.from_documents([text.lower().split() for text in texts])
    finder.apply_freq_filter(3)
    finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)


PEERS: tuple[tuple[str, str, str, Callable[[list[str]], None], int], ...] = (
    ("words", "sklearn", "scikit-learn CountVectorizer", words_sklearn, 1),
    ("words", "polars", "polars extract_all", words_polars, 1),
    ("words", "nltk", "nltk Treebank + FreqDist", words_nltk, 10),
    ("words", "textacy", "textacy Vectorizer", words_textacy, 10),
    ("collocations", "nltk", "nltk BigramCollocationFinder", pairs_nltk, 10),
)


def main(articles: int, source: str | None) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as work:
        os.environ["CUTTINGS_CACHE"] = str(Path(work) / "cache")
        table, path = make(articles, sentences(source)), str(Path(work) / "all.parquet")
        table.to_parquet(path)
        figures = ours(path)
        for name, seconds in figures.items():
            print(f"{name:28} {seconds:8.3f} s")
        texts = (table["title"] + "\n\n" + table["text"]).tolist()
        for name, module, peer, work_of, share in PEERS:
            if find_spec(module):
                seconds = share * cost(lambda: work_of(texts[: len(texts) // share]))  # noqa: B023  # it is run at once
                print(f"{name:14} {peer:30} {seconds:8.3f} s, {seconds / figures[name]:6.1f} times ours")
        done = subprocess.run([sys.executable, __file__, "--memory", path], capture_output=True, text=True, check=True)
        print(f"memory: {float(done.stdout):.1f} MB a million words")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        memory(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2] if len(sys.argv) > 2 else None)
