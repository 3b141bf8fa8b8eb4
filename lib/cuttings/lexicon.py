"""Of which words pieces of text are made: what a word is, in which form it counts, and which are stop words."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import regex
from babel import Locale

from cuttings.knowledge import load_stopwords, small_letters

# Arrow splits at white space; Python then reads the few distinct pieces, letter by letter: an acronym (single letters with
# points between them), or letters, marks and digits with an apostrophe, a hyphen, a decimal point or comma inside
_ACRONYM = r"\p{L}(?:\.\p{L})+(?![\p{L}\p{M}\p{N}])"
WORD = regex.compile(
    rf"{_ACRONYM}\.?(?:'\p{{L}}+)?"
    rf"|[\p{{L}}\p{{M}}\p{{N}}]+(?:(?:['\u200c\u200d]|-(?!{_ACRONYM}))[\p{{L}}\p{{M}}\p{{N}}]+"
    r"|(?<=\p{N})[.,٫٬](?=\p{N})[\p{L}\p{M}\p{N}]+)*|\n"
)
NUMBER = regex.compile(r"\p{N}[\p{N}.,٫٬]*")
_TATWEEL = "\u0640"  # it only stretches a word


@dataclass
class Block:
    """Sentences of one language: the pieces between their white space, coded; their rows, and how many pieces each has."""

    pieces: pa.DictionaryArray
    rows: np.ndarray
    counts: np.ndarray
    language: int


def split_texts(texts: list[str], rows: np.ndarray, language: int) -> Block:
    """Return texts in one language, the `rows` of the sentences, as coded pieces."""
    split = pc.ascii_split_whitespace(pa.array(texts, pa.large_string()))
    pieces = pc.dictionary_encode(pc.list_flatten(split))
    return Block(pieces, rows.astype(np.int32), np.diff(split.offsets.to_numpy()), language)


class Lexicon:
    """Of which words each piece of text in one language is made: `size` of them, from `start` on in `words`."""

    def __init__(self, blocks: list[Block], lang: str, folder: Path | None, forms: dict[str, list[str]] | None) -> None:
        coded = pa.chunked_array([block.pieces for block in blocks], pa.dictionary(pa.int32(), pa.large_string())).unify_dictionaries()
        for block, chunk in zip(blocks, coded.chunks, strict=True):
            block.pieces = chunk
        pieces = coded.chunk(0).dictionary.to_pylist() if blocks else []
        found = list(read_pieces(pieces, lang))
        self.words = list(chain.from_iterable(found))
        self.size = np.array(list(map(len, found)), dtype=np.int32)
        self.start = np.cumsum(self.size, dtype=np.int32) - self.size
        stopwords = load_stopwords(lang, folder)
        self.stop = np.array([word in stopwords for word in self.words], dtype=bool)
        if forms is not None:
            times = sum(np.bincount(block.pieces.indices, minlength=len(pieces)) for block in blocks)
            shown = _conflate(self.words, np.where(self.stop, 0, np.repeat(times, self.size)), lang, forms)
            self.words = [shown.get(word, word) for word in self.words]


def read_pieces(pieces: list[str], lang: str) -> Iterator[list[str]]:
    """Yield the words of each piece, in small letters; all are read as one text, a piece a line."""
    text = small_letters("\n".join([*pieces, ""]), lang)
    words: list[str] = []
    for word in WORD.findall(text):
        if word == "\n":
            yield words
            words = []
        else:
            words.append(_trim(word, lang) if "'" in word or "." in word or _TATWEEL in word else word)


def _trim(word: str, lang: str) -> str:
    """Return a word without a possessive 's, in Turkish without what follows an apostrophe; an acronym with all its points."""
    if word[1:2] == "." and word[0].isalpha():
        return word.partition("'")[0].rstrip(".") + "."
    word = word.replace(_TATWEEL, "") or word
    return word.partition("'")[0] if lang == "tr" else word.removesuffix("'s")


def _conflate(words: list[str], times: np.ndarray, lang: str, forms: dict[str, list[str]]) -> dict[str, str]:
    """Return for each word the commonest of its stem, and note all forms of those that have several."""
    from nltk.stem.snowball import SnowballStemmer  # slow to import, and few need it

    name = str(Locale("en").languages.get(lang, "")).lower()
    if name not in SnowballStemmer.languages:
        return {}
    counts: Counter[str] = Counter()
    for word, n in zip(words, times.tolist(), strict=True):
        counts[word] += n
    counts = +counts  # without stop words, which stay as they are
    stemmer, stems = SnowballStemmer(name), defaultdict(list)
    for word in counts:
        stems[stemmer.stem(word)].append(word)
    first = {stem: min(group, key=lambda word: (-counts[word], word)) for stem, group in stems.items()}
    for stem, group in stems.items():
        if len(group) > 1:
            forms[first[stem]] = sorted({*forms.get(first[stem], ()), *group})
    return {word: first[stem] for stem, group in stems.items() for word in group}
