"""Which words stand inside quotation marks."""

from itertools import groupby, pairwise

import numpy as np

from cuttings.loading.sentences import Span, find_quotations, overlap
from cuttings.tokens import Tokens, read_words


def find_quoted(tokens: Tokens) -> np.ndarray:
    """Return which tokens stand inside quotation marks: a bool a token, to compare with the others (`cuttings.compare_terms`).

    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> tokens = tokenize(make_corpus(["He said: “We want peace,” and left."]))
    >>> tokens.words[tokens.codes[find_quoted(tokens)]].tolist()
    ['we', 'want', 'peace']
    """
    share = tokens.sentences["quoted"].to_numpy()
    quoted = (share > 0.5)[tokens.sentence]
    rows = np.flatnonzero((share > 0) & (share < 1))  # where some of a sentence is quoted, its pieces are read again
    firsts, ends = (np.searchsorted(tokens.sentence, some) for some in (rows, rows + 1))
    spans = tokens.sentences[["start", "end"]].to_numpy()[rows].tolist()
    for article, some in groupby(range(len(rows)), key=tokens.article_of_sentence[rows].__getitem__):
        text = tokens.articles["text"].iloc[article]
        quotations = find_quotations(text)
        for n in some:
            marks = _marks(text, spans[n][0], spans[n][1], quotations)
            if len(marks) == ends[n] - firsts[n]:  # else a mark cuts a word in two, or some of its words are not here
                quoted[firsts[n] : ends[n]] = marks
    return quoted


def _marks(text: str, start: int, end: int, quotations: list[Span]) -> np.ndarray:
    """Return for each word of a sentence whether it is inside a quotation."""
    cuts = sorted({start, end, *(at for span in quotations for at in span if start < at < end)})
    counts = [len(read_words(text[a:b])) for a, b in pairwise(cuts)]
    return np.repeat([overlap(span, quotations) > 0 for span in pairwise(cuts)], counts)
