"""The words of a corpus as whole numbers: no Python object per token."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np
import pandas as pd

from cuttings.corpus import Corpus
from cuttings.knowledge import SAME
from cuttings.lazy import by_parts
from cuttings.lexicon import NUMBER, WORD, Block, Lexicon, read_pieces, split_texts
from cuttings.loading.languages import language_code
from cuttings.loading.parts import SIZE
from cuttings.loading.sentences import Span
from cuttings.progress import each

UNKNOWN = "en"  # articles whose language is not known are read as English
STRETCH = 20_000  # sentences that Arrow splits at a time


@dataclass(frozen=True)
class Tokens:
    """The words of a corpus, in the order of the text.

    Attributes
    ----------
    words : array of str
        The distinct words, in small letters, sorted; `codes` point into it.
    number : array of bool
        Which of `words` are numbers.
    codes, sentence : arrays of int
        A place a token: which word; which row of `sentences`.
    stop : array of bool
        Which tokens are stop words of their article's language.
    articles, sentences : DataFrame
        Those of the corpus.
    language : array of str
        The language in which the words of each article were read.
    forms : dict
        Where words were conflated, all forms of each that has several.
    side : array of int, optional
        In a comparison, the side of each token: 1 the target, 0 the rest, 2 neither.
    """

    words: np.ndarray
    number: np.ndarray
    codes: np.ndarray
    sentence: np.ndarray
    stop: np.ndarray
    articles: pd.DataFrame
    sentences: pd.DataFrame
    language: np.ndarray
    forms: dict[str, list[str]] = field(default_factory=dict)
    side: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        return f"Tokens(tokens={len(self)}, words={len(self.words)})"

    @cached_property
    def code(self) -> dict[str, int]:
        """Return the code of each word, also that of a form that was conflated under another word."""
        codes = dict(zip(self.words.tolist(), range(len(self.words)), strict=True))
        return {form: codes[word] for word, forms in self.forms.items() for form in forms} | codes

    @cached_property
    def article(self) -> np.ndarray:
        """Return which row of `articles` each token stands in."""
        return self.article_of_sentence[self.sentence]

    @cached_property
    def article_of_sentence(self) -> np.ndarray:
        """Return which row of `articles` each row of `sentences` stands in."""
        return np.searchsorted(self.articles["doc"].to_numpy(), self.sentences["doc"].to_numpy()).astype(np.int32)

    def where(self, mask: np.ndarray | slice) -> "Tokens":
        """Return some of the tokens: a mask, or a stretch of them."""
        side = None if self.side is None else self.side[mask]
        return replace(self, codes=self.codes[mask], sentence=self.sentence[mask], stop=self.stop[mask], side=side)

    def parts(self, what: str = "counting") -> Iterator["Tokens"]:
        """Yield the tokens of a few thousand articles at a time, which is faster than all at once, and smaller."""
        articles = np.append(np.arange(0, max(1, len(self.articles)), SIZE), len(self.articles))
        sentences = np.searchsorted(self.article_of_sentence, articles)
        cuts = zip(articles, sentences, np.searchsorted(self.sentence, sentences), strict=True)
        for (article, sentence, first), (articles_end, sentences_end, end) in each(list(pairwise(cuts)), what):
            part = self.where(slice(first, end))
            own = {"articles": self.articles.iloc[article:articles_end], "language": self.language[article:articles_end]}
            own["sentences"] = self.sentences.iloc[sentence:sentences_end]
            yield replace(part, sentence=part.sentence - np.int32(sentence), **own)


def _join(parts: list[Tokens]) -> Tokens:
    """Return the tokens of several parts of a corpus as one."""
    words = np.unique(np.concatenate([part.words for part in parts]))
    places = [np.searchsorted(words, part.words) for part in parts]
    number = np.zeros(len(words), dtype=bool)
    for part, place in zip(parts, places, strict=True):
        number[place] = part.number
    first = np.cumsum([0, *(len(part.sentences) for part in parts)])
    articles, sentences = (pd.concat([getattr(part, name) for part in parts]) for name in ("articles", "sentences"))
    codes = np.concatenate([place[part.codes] for part, place in zip(parts, places, strict=True)]).astype(np.int32)
    rows = np.concatenate([part.sentence + n for part, n in zip(parts, first, strict=False)]).astype(np.int32)
    stop, language = (np.concatenate([getattr(part, name) for part in parts]) for name in ("stop", "language"))
    return Tokens(words, number, codes, rows, stop, articles, sentences, language)


def _to_tables(tokens: Tokens) -> dict[str, pd.DataFrame]:
    """Return tokens as tables that can be kept."""
    words = pd.DataFrame({"word": pd.Series(tokens.words, dtype="str"), "number": tokens.number})
    places = {"code": tokens.codes, "sentence": tokens.sentence, "stop": tokens.stop}
    return {"words": words, "places": pd.DataFrame(places), "language": pd.DataFrame({"language": tokens.language})}


def _from_tables(corpus: Corpus, tables: dict[str, pd.DataFrame]) -> Tokens:
    """Return the tokens of tables that `_to_tables` made."""
    words, places = tables["words"], tables["places"]
    codes, sentence, stop = (places[name].to_numpy() for name in ("code", "sentence", "stop"))
    language = tables["language"]["language"].to_numpy(dtype=object)
    text, number = words["word"].to_numpy(dtype=object), words["number"].to_numpy()
    return Tokens(text, number, codes, sentence, stop, corpus.articles, corpus.sentences, language)


# which form stands for a stem, all of the corpus tells
@by_parts(join=_join, unless="stem", keep=(_to_tables, _from_tables))
def tokenize(corpus: Corpus, *, lang: str | None = None, stem: bool = False) -> Tokens:
    """Return the words of all sentences: letters, digits and marks, inner apostrophes and hyphens, dotted acronyms.

    Words are in small letters. A possessive ``'s`` is left out, so that "Malaysia's" counts as "malaysia"; so is, in
    Turkish, whatever follows an apostrophe.

    Parameters
    ----------
    lang : str, optional
        The language (ISO 639-1) of stop words, small letters and stems; by default each article's own, and English where
        it is not known.
    stem : bool
        Conflate words that share a stem (nltk's Snowball stemmer, Porter 2001), where there is one for the language; the
        commonest form stands for all. ``Tokens.forms`` lists them.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> tokenize(make_corpus(["The U.S. didn't co-produce 2.5 jets—yet."])).words.tolist()
    ['2.5', 'co-produce', "didn't", 'jets', 'the', 'u.s.', 'yet']
    >>> tokenize(make_corpus(["A jet, two jets, more jets."]), stem=True).forms
    {'jets': ['jet', 'jets']}
    """
    names, article_language = _languages(corpus, lang)
    language = article_language[np.searchsorted(corpus.articles["doc"], corpus.sentences["doc"])]
    blocks: list[Block] = []
    for rows in each([slice(n, n + STRETCH) for n in range(0, len(corpus.sentences), STRETCH)], "finding words"):
        texts, some = _sentence_texts(corpus, rows), language[rows]
        for n in np.flatnonzero(np.bincount(some)).tolist():
            here = np.flatnonzero(some == n)
            blocks.append(split_texts([texts[row] for row in here] if len(here) < len(texts) else texts, here + rows.start, n))
    forms: dict[str, list[str]] = {}
    lexicons = [
        Lexicon([b for b in blocks if b.language == n], names[n], corpus.folder, forms if stem else None) for n in range(len(names))
    ]
    words = sorted({word for lexicon in lexicons for word in lexicon.words})
    code = dict(zip(words, range(len(words)), strict=True))
    codes, sentence, stop = _expand(blocks, lexicons, code)
    number = np.array([bool(NUMBER.fullmatch(word)) for word in words], dtype=bool)
    spoken = np.array(names, dtype=object)[article_language]
    return Tokens(np.array(words, dtype=object), number, codes, sentence, stop, corpus.articles, corpus.sentences, spoken, forms)


def _languages(corpus: Corpus, lang: str | None) -> tuple[list[str], np.ndarray]:
    """Return the names of the languages, and which of them each article is in."""
    if lang is not None and language_code(lang) is None:
        raise ValueError(f"lang={lang!r} is no language. Give its code (ISO 639-1), such as 'en' or 'tr'.")
    known = corpus.articles["lang"].fillna(UNKNOWN) if lang is None else pd.Series(language_code(lang), corpus.articles.index)
    names, code = np.unique(known.to_numpy(dtype=object), return_inverse=True)
    return names.tolist(), code


def _sentence_texts(corpus: Corpus, rows: slice) -> list[str]:
    """Return the texts of some rows of the sentences."""
    some = corpus.sentences.iloc[rows]
    articles = np.searchsorted(corpus.articles["doc"], some["doc"])
    first = articles[0]
    texts = corpus.articles["text"].iloc[first : articles[-1] + 1].tolist()
    spans = zip((articles - first).tolist(), some["start"].tolist(), some["end"].tolist(), strict=True)
    return [texts[article][start:end] for article, start, end in spans]


def _expand(blocks: list[Block], lexicons: list[Lexicon], code: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which word each token is, in which row of the sentences it stands, and whether it is a stop word."""
    flat = [np.array([code[word] for word in lexicon.words], dtype=np.int32) for lexicon in lexicons]
    ends = np.cumsum([0, *(int(lexicons[block.language].size[block.pieces.indices].sum()) for block in blocks)])
    codes, sentence, stop = (np.empty(ends[-1], dtype) for dtype in (np.int32, np.int32, bool))
    for block, begin, end in zip(blocks, ends[:-1], ends[1:], strict=True):
        lexicon, piece = lexicons[block.language], block.pieces.indices.to_numpy()
        sizes = lexicon.size.take(piece)  # how many words each piece has: one, as a rule
        after = np.cumsum(np.append(np.int32(0), sizes), dtype=np.int32)  # words up to each piece
        at = np.repeat(lexicon.start.take(piece) - after[:-1], sizes) + np.arange(end - begin, dtype=np.int32)
        codes[begin:end], stop[begin:end] = flat[block.language].take(at), lexicon.stop.take(at)
        sentence[begin:end] = np.repeat(block.rows, np.diff(after[np.cumsum(np.append(0, block.counts))]))
    for begin, end in _mixed(blocks, ends):
        order = begin + np.argsort(sentence[begin:end], kind="stable")
        codes[begin:end], sentence[begin:end], stop[begin:end] = codes[order], sentence[order], stop[order]
    return codes, sentence, stop


def _mixed(blocks: list[Block], ends: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield where the tokens of each stretch in several languages begin and end: there these stand one behind the other."""
    for _, some in groupby(range(len(blocks)), key=lambda n: int(blocks[n].rows[0]) // STRETCH):
        first, *more = some
        if more:
            yield ends[first], ends[more[-1] + 1]


def words_of(tokens: Tokens) -> pd.Series:
    """Return the words one by one, as text, in order."""
    return pd.Series(tokens.words[tokens.codes], dtype="str", name="word")


def read_words(text: str, lang: str = UNKNOWN) -> list[str]:
    """Return the words of a text, as `tokenize` would.

    >>> read_words("Malaysia’s long-term U.S. ties")
    ['malaysia', 'long-term', 'u.s.', 'ties']
    """
    return [word for words in read_pieces(text.split(), lang) for word in words]


def word_spans(text: str) -> list[Span]:
    """Return where the words of a sentence begin and end.

    >>> word_spans("Two jets.")
    [(0, 3), (4, 8)]
    """
    for same, sign in SAME:
        text = text.replace(same, sign)
    return [word.span() for word in WORD.finditer(text) if word[0] != "\n"]
