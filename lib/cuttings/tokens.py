"""The words of a corpus as whole numbers: no Python object per token."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import regex

from cuttings.corpus import Corpus
from cuttings.knowledge import load_stopwords

# Arrow splits on what can be in no word; Python then reads the few distinct pieces: acronyms, inner apostrophes and hyphens
_GAP = r"[^\p{L}\p{M}\p{N}'’.\-]+"
_ACRONYM = regex.compile(r"(?:\p{L}\.){2,}\p{L}?$|(?:\p{L}\.)+\p{L}$")
_WORD = regex.compile(r"(?:\p{L}\.){2,}\p{L}?|[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+|(?<=\p{N})\.(?=\p{N})[\p{L}\p{N}]+)*")


@dataclass(frozen=True)
class Tokens:
    """The words of a corpus, in the order of the text.

    Attributes
    ----------
    words : array of str
        The distinct words, in small letters, sorted; `codes` point into it.
    codes, doc, sent : arrays of int
        A place a token: which word, in which article, in which sentence.
    stop : array of bool
        Which of `words` are stop words.
    """

    words: np.ndarray
    codes: np.ndarray
    doc: np.ndarray
    sent: np.ndarray
    stop: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        return f"Tokens(tokens={len(self)}, words={len(self.words)})"


def tokenize(corpus: Corpus, *, lang: str = "en") -> Tokens:
    """Return the words of all sentences: letters, digits and marks, inner apostrophes and hyphens, dotted acronyms.

    A possessive ``'s`` is left out, so that "Malaysia's" counts as "malaysia". `lang` names the list of stop words.

    >>> from cuttings.corpus import make_corpus
    >>> tokenize(make_corpus(["The U.S. didn't co-produce 2.5 jets—yet."])).words.tolist()
    ['2.5', 'co-produce', "didn't", 'jets', 'the', 'u.s.', 'yet']
    """
    texts = corpus.texts()
    rows = corpus.sentences[["doc", "start", "end"]].itertuples(index=False)
    pieces = pc.split_pattern_regex(pa.array([texts[doc][start:end] for doc, start, end in rows], pa.large_string()), _GAP)
    coded = pc.dictionary_encode(pc.list_flatten(pieces))
    words, starts, flat = _read_vocabulary(coded.dictionary.to_pylist())
    sentence = np.repeat(np.arange(len(corpus.sentences)), np.diff(pieces.offsets.to_numpy()))
    piece = coded.indices.to_numpy()
    sizes = np.diff(starts)[piece]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    codes = flat[np.repeat(starts[piece], sizes) + within]
    sentence = np.repeat(sentence, sizes)
    doc, sent = (corpus.sentences[name].to_numpy()[sentence] for name in ("doc", "sent"))
    stopwords = load_stopwords(lang, corpus.folder)
    return Tokens(words, codes, doc, sent, np.array([w in stopwords for w in words.tolist()], dtype=bool))


def _read_vocabulary(pieces: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the sorted words, and for each piece where its words stand in a flat list of codes."""
    found = [[_fold(word) for word in _WORD.findall(piece)] for piece in pieces]
    words, flat = np.unique(np.array([word for piece in found for word in piece], dtype=object), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(piece) for piece in found], dtype=np.int64)]).astype(np.int64)
    return words, starts, flat.astype(np.int64)


def _fold(word: str) -> str:
    """Return a word in small letters, without a possessive 's; an acronym keeps all its points."""
    word = word.lower().replace("’", "'").replace("i̇", "i")
    return word.rstrip(".") + "." if _ACRONYM.match(word) else word.removesuffix("'s")


def words_of(tokens: Tokens) -> pd.Series:
    """Return the words one by one, as text, in order."""
    return pd.Series(tokens.words[tokens.codes], dtype="str", name="word")
