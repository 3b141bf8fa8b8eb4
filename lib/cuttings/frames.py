"""Which frames tell the story: cues of a codebook in the sentences, whether they are asserted, and in whose voice."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

import pandas as pd
import regex

from cuttings.actors import locate
from cuttings.corpus import Corpus
from cuttings.knowledge import load_codebook
from cuttings.loading.sentences import find_quotations, overlap
from cuttings.measures import wilson
from cuttings.phrases import matcher
from cuttings.tables import Sums, combine, make_table, refuse

HITS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "frame": "str", "cue": "str",
    "status": "str", "voice": "str",
}  # fmt: skip
FRAMES = {
    "frame": "str", "sentences": "int64", "of": "int64", "share": "float64", "ci_low": "float64", "ci_high": "float64",
    "articles": "int64",
}  # fmt: skip
COUNTED = ("asserted", "prospective")
REACH = {"rejected": 6, "negated": 6, "prospective": 40}  # words between the word that turns a cue and the cue
NEAREST, FARTHEST = 20, 400  # so many such words, so many characters back are looked at: a sentence may be endless
# a negation reaches to the end of its clause; the future goes on through a list ("will strengthen ..., empower ...")
CLAUSE = regex.compile(r"[;:—–“”\"()]|\b(?:but|although|though|while|whereas|because|which|who)\b")
NARROW = regex.compile(CLAUSE.pattern + r"|,|\band\b")


def read_codebook(name: str = "defence", corpus: Corpus | None = None) -> pd.DataFrame:
    """Return the cues of a codebook, overlaid by those in the corpus's ``knowledge/`` folder.

    A row a cue: set, frame, definition, term, match (word, phrase, prefix), note, source. The rows of the set
    ``status`` hold the words that negate, reject or put into the future.
    """
    return load_codebook(name, corpus.folder if corpus else None)


def code_frames(corpus: Corpus, codebook: pd.DataFrame) -> pd.DataFrame:
    """Find the cues of a codebook in all sentences.

    Returns
    -------
    DataFrame
        ``doc, sent, start, end, surface, frame, cue, status, voice``, in the order of the texts. `status` is
        "asserted", "prospective" ("will", "plan to"), "negated" ("no", "without") or "rejected" ("move beyond", "rather
        than"), by the nearest such word before the cue in its clause; the first two count. `voice` is "quote" inside
        quotation marks, else "journalist" (reported speech without marks is the journalist's here).

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["They will move beyond procurement and begin co-production."])
    >>> code_frames(corpus, read_codebook())[["surface", "status"]].values.tolist()
    [['procurement', 'rejected'], ['co-production', 'prospective']]
    """
    cues = tuple((row.term, row.match, False) for row in codebook.itertuples(index=False))
    articles = corpus.articles[["doc", "text"]].reset_index(drop=True)
    found = matcher(cues).find(articles["text"]).join(codebook[["set", "frame", "term"]].reset_index(drop=True), on="entry")
    found["doc"] = articles["doc"].to_numpy()[found["text"]]
    found = locate(corpus, found)
    texts = corpus.texts()
    hits = found[["doc", "sent", "start", "end", "set", "frame", "term"]].itertuples(index=False)
    rows = [row for doc, group in groupby(hits, key=attrgetter("doc")) for row in _in_article(texts[doc], group)]
    return make_table(rows, HITS) if rows else refuse(HITS, "No cue of the codebook occurs in these texts.")


def _in_article(text: str, hits: Iterable) -> Iterator[tuple]:
    """Yield the rows of one article: each cue with its status and voice."""
    quotations = find_quotations(text)
    for _, group in groupby(hits, key=attrgetter("sent")):
        before: list = []
        for hit in group:
            if hit.set == "status":
                before.append(hit)
            else:
                voice = "quote" if overlap((hit.start, hit.end), quotations) else "journalist"
                status = _status(text, hit.start, before[-NEAREST:])
                yield hit.doc, hit.sent, hit.start, hit.end, text[hit.start : hit.end], hit.frame, hit.term, status, voice


def _status(text: str, start: int, before: list) -> str:
    """Return the status of a cue: by the nearest word before it, in reach, that rejects or negates; else the future."""
    reached = [turn for turn in before if start - turn.end <= FARTHEST and _reaches(text[turn.end : start], turn.frame)]
    turned = [turn.frame for turn in reached if turn.frame in ("rejected", "negated")]
    return turned[-1] if turned else "prospective" if any(t.frame == "prospective" for t in reached) else "asserted"


def _reaches(between: str, kind: str) -> bool:
    end = CLAUSE if kind == "prospective" else NARROW
    return kind in REACH and len(between.split()) <= REACH[kind] and end.search(between) is None


def count_frames(corpus: Corpus, hits: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Count the sentences and articles in which each frame is found; negated and rejected cues do not count.

    Parameters
    ----------
    by : str, optional
        ``voice`` (of the hit), ``zone`` (of the sentence) or any column of the articles. With a voice, the share is of
        all sentences; with anything else, of the sentences in that group.

    Returns
    -------
    DataFrame
        ``frame`` (and the `by` column)``, sentences, of, share, ci_low, ci_high, articles``; the most frequent first.
        The interval is Wilson's (1927) at 95%. It takes sentences for independent, and is too narrow where those of one
        article go together.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["They signed the contract. It rained."])
    >>> count_frames(corpus, code_frames(corpus, read_codebook()))[["frame", "sentences", "of"]].values.tolist()
    [['procurement_deal', 1, 2]]
    """
    known = ["voice", "zone", *corpus.articles]
    if by is not None and by not in known:
        raise ValueError(f"by is {by!r}. Give one of: {', '.join(known)}.")
    table = finish_frames(combine([sum_frames(corpus, hits, by)]), by)
    return table if len(table) else refuse(_columns(by), "No cue of the codebook occurs in these texts.")


def _columns(by: str | None) -> dict[str, str]:
    return {"frame": "str"} | ({by: "object"} if by else {}) | FRAMES


def sum_frames(corpus: Corpus, hits: pd.DataFrame, by: str | None) -> Sums:
    """Return the ``frames`` of one part of a corpus (sentences, articles) and the ``totals`` of its groups (sentences)."""
    sentences = corpus.sentences[["doc", "sent", "zone"]]
    if by in corpus.articles and by != "doc":
        sentences = sentences.merge(corpus.articles[["doc", by]], on="doc")
    groups = [by] if by and by != "voice" else []
    counted = hits[hits["status"].isin(COUNTED)][["sent", "frame", "voice"]].merge(sentences, on="sent")
    keys = ["frame", *([by] if by else [])]
    once = counted.drop_duplicates([*keys, "sent"]).groupby(keys, dropna=False)
    frames = pd.DataFrame({"sentences": once.size(), "articles": once["doc"].nunique()})
    totals = sentences.groupby(groups, dropna=False).size() if groups else pd.Series([len(sentences)], index=["all"])
    return {"frames": frames, "totals": totals.to_frame("of")}


def finish_frames(sums: Sums, by: str | None) -> pd.DataFrame:
    """Return the table of `count_frames` from the sums of all parts."""
    table = sums["frames"].reset_index()
    totals = sums["totals"]["of"]
    table["of"] = totals["all"] if by in (None, "voice") else table[by].map(totals)
    table["share"] = table["sentences"] / table["of"]
    table["ci_low"], table["ci_high"] = wilson(table["sentences"].to_numpy(), table["of"].to_numpy())
    keys = ["frame", *([by] if by else [])]
    table = table.sort_values(["sentences", *keys], ascending=[False, *[True] * len(keys)], ignore_index=True)
    return table[list(_columns(by))]
