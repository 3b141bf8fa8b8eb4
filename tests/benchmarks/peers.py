"""What it is measured against: ``PEERS``, and how each does the same work. They are optional: ``pip install -e ".[peers]"``.

A peer that is slow is not measured with more articles than its last column says.
"""

import subprocess
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from measure import names_of, texts_of

SIGNATURE, BANDS, ROWS, SHINGLE, THRESHOLD = 36, 12, 3, 5, 0.8  # those of cuttings.loading.sketches and duplicates
WORD = r"[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*"


def given_texts(work: Callable[[list[str]], object]) -> Callable[[Path], Callable[[], object]]:
    """Return a piece that is given all texts, when it has seen some: what it imports, and does but once, is not measured."""

    def prepare(folder: Path) -> Callable[[], object]:
        texts = texts_of(folder)
        work(texts[:50])
        return lambda: work(texts)

    return prepare


def words_sklearn(texts: list[str]) -> int:
    """Count words and articles with scikit-learn."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer()
    matrix = vectorizer.fit_transform(texts)
    matrix.sum(axis=0), np.bincount(matrix.indices)
    return len(vectorizer.vocabulary_)


def words_polars(texts: list[str]) -> int:
    """Count words and articles with polars."""
    import polars as pl

    table = pl.DataFrame({"doc": range(len(texts)), "text": texts}).select("doc", word=pl.col("text").str.extract_all(WORD))
    table = table.explode("word").with_columns(pl.col("word").str.to_lowercase())
    return len(table.group_by("word").agg(pl.len(), pl.col("doc").n_unique()))


def words_nltk(texts: list[str]) -> int:
    """Count words and articles with nltk's Treebank tokenizer (`word_tokenize` needs a download)."""
    from nltk import FreqDist, TreebankWordTokenizer

    tokenizer = TreebankWordTokenizer()
    return _count(FreqDist(), FreqDist(), ([word.lower() for word in tokenizer.tokenize(text)] for text in texts))


def words_spacy(texts: list[str]) -> int:
    """Count words and articles with the tokenizer of a blank spaCy pipeline."""
    from collections import Counter

    import spacy

    return _count(Counter(), Counter(), ([word.lower_ for word in doc] for doc in spacy.blank("en").pipe(texts)))


def _count(words: dict, articles: dict, split: Iterable[list[str]]) -> int:
    for some in split:
        words.update(some)
        articles.update(set(some))
    return len(words)


def words_wc(folder: Path) -> Callable[[], object]:
    """Count the words of a file, and nothing else, with coreutils' `wc -w`."""
    return lambda: subprocess.run(["wc", "-w", folder / "texts.txt"], capture_output=True, text=True, check=True).stdout.split()[0]


def pairs_nltk(texts: list[str]) -> int:
    """Score pairs of words with nltk's finder."""
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    finder = BigramCollocationFinder.from_documents([text.lower().split() for text in texts])
    finder.apply_freq_filter(3)
    return len(finder.score_ngrams(BigramAssocMeasures.likelihood_ratio))


def pairs_gensim(texts: list[str]) -> int:
    """Score pairs of words with gensim's model of phrases."""
    from gensim.models.phrases import Phrases

    phrases = Phrases([text.lower().split() for text in texts], min_count=3, threshold=-1, scoring="npmi")
    return len(phrases.export_phrases())


def names_raw(which: str) -> Callable[[Path], Callable[[], object]]:
    """Find names with the automaton alone: inside words too."""

    def prepare(folder: Path) -> Callable[[], object]:
        from ahocorasick_rs import AhoCorasick, MatchKind

        automaton, texts = AhoCorasick(names_of(folder, which), matchkind=MatchKind.LeftmostLongest), texts_of(folder)
        return lambda: sum(len(automaton.find_matches_as_indexes(text)) for text in texts)

    return prepare


def names_spacy(which: str) -> Callable[[Path], Callable[[], object]]:
    """Find names with spaCy's matcher of phrases, the longest of those that overlap."""

    def prepare(folder: Path) -> Callable[[], object]:
        import spacy
        from spacy.matcher import PhraseMatcher
        from spacy.util import filter_spans

        nlp, texts = spacy.blank("en"), texts_of(folder)
        matcher = PhraseMatcher(nlp.vocab)
        for name in names_of(folder, which):
            matcher.add(name, [nlp.make_doc(name)])
        return lambda: sum(len(filter_spans(matcher(nlp.make_doc(text), as_spans=True))) for text in texts)

    return prepare


def near_datasketch(texts: list[str]) -> int:
    """Find near duplicates with datasketch's MinHash, and the exact index of each candidate."""
    from datasketch import MinHash, MinHashLSH

    index, sets, near = MinHashLSH(num_perm=SIGNATURE, params=(BANDS, ROWS)), {}, set()
    for doc, text in enumerate(texts):
        words = text.casefold().split()
        sets[doc] = {" ".join(words[n : n + SHINGLE]).encode() for n in range(len(words) - SHINGLE + 1)}
        sketch = MinHash(num_perm=SIGNATURE)
        sketch.update_batch(sets[doc])
        for other in index.query(sketch):
            if len(sets[doc] & sets[other]) >= THRESHOLD * len(sets[doc] | sets[other]):
                near |= {doc, other}
        index.insert(doc, sketch)
    return len(near)


def read_bytes(folder: Path, hashed: bool = False) -> Callable[[], object]:
    """Read the bytes of the JSON lines, in blocks of a megabyte, and do nothing with them, or hash them."""

    block = memoryview(bytearray(2**20))

    def work() -> int:
        size, digest = 0, sha256()
        with (folder / "lines" / "all.jsonl").open("rb", buffering=0) as file:
            while more := file.readinto(block):
                size += more
                if hashed:
                    digest.update(block[:more])
        return size

    return work


class Peer(NamedTuple):
    """A peer: what it does as we do, its package, how it is named here, the piece, and up to how many articles."""

    what: str
    package: str
    how: str
    piece: Callable[[Path], Callable[[], object]]
    most: int = 10_000

    @property
    def name(self) -> str:
        return f"{self.what}: {self.package}"


LISTS = {"1,000": "1000", "20,000": "20000", "actor file": "actors"}
PEERS = (
    Peer("words", "polars", "extract_all", given_texts(words_polars), 100_000),
    Peer("words", "scikit-learn", "CountVectorizer", given_texts(words_sklearn), 100_000),
    Peer("words", "spacy", "blank tokenizer + Counter", given_texts(words_spacy)),
    Peer("words", "nltk", "Treebank + FreqDist", given_texts(words_nltk)),
    Peer("words", "wc", "wc -w, which only counts", words_wc, 100_000),
    Peer("collocations", "gensim", "Phrases", given_texts(pairs_gensim)),
    Peer("collocations", "nltk", "BigramCollocationFinder", given_texts(pairs_nltk)),
    *(Peer(f"names, {said}", "ahocorasick-rs", "raw, without boundaries", names_raw(which), 100_000) for said, which in LISTS.items()),
    *(Peer(f"names, {said}", "spacy", "PhraseMatcher", names_spacy(which)) for said, which in LISTS.items()),
    Peer("near duplicates", "datasketch", "MinHashLSH + exact index", given_texts(near_datasketch)),
)
BYTES = {"read": read_bytes, "hash": lambda folder: read_bytes(folder, hashed=True)}
PIECES = {peer.name: peer.piece for peer in PEERS} | BYTES
